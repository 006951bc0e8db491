"""What this room says on a person's page, to those who may see her cases. Nothing of a restricted one, to nobody."""

from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.cases.models import Case
from karmika.cases.terms import READERS, REPORTERS, RESULTS, STATES, WAGE, matter_name
from karmika.kernel.viewer import Viewer
from karmika.registry.above import Said, SaidLine, Teller


def cases_of(viewer: Viewer, person: UUID, any_rows: bool) -> Said | None:
    """Her cases in sentences; for who may only report, the way to do it."""
    roles = {grant.role for grant in viewer.grants}
    if not roles & (READERS | REPORTERS):
        return None
    return Said(
        heading=gettext_lazy("Cases"),
        lines=_lines(viewer, person) if any_rows else (),
        empty=_("No case that you may see."),
        url=f"{reverse('cases.report')}?person={person}" if roles & REPORTERS else "",
        action=_("Take down a report"),
    )


def _lines(viewer: Viewer, person: UUID) -> list[SaidLine]:
    mine = Case.objects.visible_to(viewer).filter(person_id=person, level=WAGE)
    return [_line(one) for one in mine.order_by("-received_at", "id")]


def _line(case: Case) -> SaidLine:
    said = _("On %(day)s a report was taken down: %(matter)s.") % {
        "day": date_format(case.reported_on, "j F Y"),
        "matter": matter_name(case.matter),
    }
    closed = case.state == "closed"
    return SaidLine(
        sentence=said,
        url=reverse("cases.case", args=[case.id]),
        tag=RESULTS.get(case.result, "") if closed else STATES[case.state],
        kind="good" if case.result in ("full", "part", "settled") and closed else "",
    )


SAYS = (Teller(cases_of, (("cases_case", "person_id"),)),)
