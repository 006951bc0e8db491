"""Pages of cases: the list, the report, one case, counts of restricted reports."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.cases.pages import cases, recordings, report, restricted, underpaid, work
from karmika.cases.terms import COUNT_READERS, READERS, REPORTERS
from karmika.kernel.room import NavItem

urlpatterns: list[URLPattern] = [
    path("cases/", cases.case_list, name="cases.cases"),
    path("cases/report/", report.report, name="cases.report"),
    path("cases/restricted/", restricted.counts, name="cases.restricted"),
    path("cases/underpaid/", underpaid.underpaid_list, name="cases.underpaid"),
    path("cases/<uuid:case_id>/", cases.case, name="cases.case"),
    path("cases/<uuid:case_id>/steps/", work.work, name="cases.work"),
    path("cases/<uuid:case_id>/recordings/", recordings.add, name="cases.add_recording"),
    path("cases/<uuid:case_id>/recordings/<uuid:recording_id>/", recordings.listen, name="cases.recording"),
    path("cases/<uuid:case_id>/refer/", work.refer, name="cases.refer"),
    path("cases/<uuid:case_id>/forget/", work.forget, name="cases.forget"),
]

NAV = (
    NavItem(label=_("Probably underpaid"), url_name="cases.underpaid", roles=PERSONAL, section="figures"),
    NavItem(label=_("Cases"), url_name="cases.cases", roles=READERS, section="people"),
    NavItem(label=_("Take down a report"), url_name="cases.report", roles=REPORTERS, section="people"),
    NavItem(
        label=_("Restricted reports"), url_name="cases.restricted", roles=COUNT_READERS, section="figures"
    ),
)

HELP = {
    "cases.refer": _(
        "Ask an office about a case, for one service and with consent. The office reads only what you tick here."
    ),
    "cases.cases": _(
        "Reports and what came of them. Red is a report that nobody has answered for two hours. A restricted case is "
        "here only for its own team."
    ),
    "cases.report": _(
        "What somebody reports is written down here, with or without a name. Violence, caste and harassment are seen by "
        "the case team alone, not by who wrote it down."
    ),
    "cases.case": _(
        "One case: who is to be called and how, what the law offers and by when, tasks, rupees, papers. Two people close "
        "it."
    ),
    "cases.underpaid": _(
        "Wages from the survey beside the minimum wage of the state on that day, counted by occupation. Who talks with "
        "workers also sees who it is, to ask whether she wants to do something about it."
    ),
    "cases.restricted": _(
        "How many restricted reports a district had until the end of last month, rounded down to fives. Fewer than ten "
        "are not told, so that nobody is found by a number."
    ),
}
