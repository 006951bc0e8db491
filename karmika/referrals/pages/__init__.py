"""Pages of the referrals room: offices, referrals, and where offices answer."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.kernel.room import NavItem
from karmika.referrals.pages import answering, offices, referrals
from karmika.referrals.roles import ANSWERS, SEES_OFFICES, SEES_REFERRALS

_ONE, _OFFICE = "referrals/<uuid:referral_id>/", "offices/<uuid:office_id>/"

urlpatterns: list[URLPattern] = [
    path("referrals/", referrals.referral_list, name="referrals.referrals"),
    path("referrals/received/", answering.received_list, name="referrals.received"),
    path("referrals/received/<uuid:referral_id>/", answering.received, name="referrals.received_one"),
    path("referrals/persons/<uuid:person_id>/", referrals.refer, name="referrals.refer"),
    path(_ONE, referrals.referral, name="referrals.referral"),
    path(f"{_ONE}link/", referrals.give_link, name="referrals.give_link"),
    path(f"{_ONE}note/", referrals.note_answer, name="referrals.note_answer"),
    path(f"{_ONE}revoke/", referrals.revoke, name="referrals.revoke"),
    path("offices/", offices.office_list, name="referrals.offices"),
    path("offices/new/", offices.new_office, name="referrals.new_office"),
    path(_OFFICE, offices.office, name="referrals.office"),
    path(f"{_OFFICE}change/", offices.change_office, name="referrals.change_office"),
    path(f"{_OFFICE}close/", offices.close_office, name="referrals.close_office"),
    # what stands behind key/ is masked in every log (kernel/logs.py)
    path("answer/key/<str:token>/", answering.by_link, name="referrals.answer"),
]

NAV = (
    NavItem(
        label=_("Referrals"),
        url_name="referrals.referrals",
        roles=SEES_REFERRALS,
        section="people",
        takes_area=True,
    ),
    NavItem(label=_("Sent to us"), url_name="referrals.received", roles=ANSWERS, section="day"),
    NavItem(label=_("Offices"), url_name="referrals.offices", roles=SEES_OFFICES, section="people"),
)

HELP = {
    "referrals.answer": _(
        "An office answers here what became of a referral. You see only what the person agreed to show you."
    ),
    "referrals.referrals": _(
        "People who were sent to an office, for what and until when. What is overdue is marked in red: ask the office."
    ),
    "referrals.referral": _(
        "One referral: what the office may read, and what it answered. Take it back as soon as the person no longer agrees."
    ),
    "referrals.refer": _(
        "Send a person to an office for one service. The office reads only what you tick here, and only with consent."
    ),
    "referrals.received": _(
        "What other organisations ask of your office. Open one to read it and to say what came of it."
    ),
    "referrals.received_one": _(
        "One request, with what the person lets you read. It is no longer shown once you have closed it."
    ),
    "referrals.offices": _(
        "Offices to which people are sent, with what they do and when they are open. They are public; no person is named."
    ),
    "referrals.office": _(
        "One office: what it does, where, when, and how many referrals of yours went there."
    ),
    "referrals.new_office": _("Put an office on the list, so that people can be sent there."),
    "referrals.change_office": _(
        "Correct what is known of an office. An office that was closed is open again then."
    ),
}
