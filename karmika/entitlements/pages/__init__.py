"""Pages of this room: what a person is owed, her papers and applications, lists of both, receipts to take along."""

from collections.abc import Mapping

from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.entitlements.pages import applications, persons, receipts, voices
from karmika.kernel.room import NavItem
from karmika.referrals.roles import OFFICE_KEEPERS

_PERSON, _APPLICATION = "schemes/persons/<uuid:person_id>/", "applications/<uuid:application_id>/"
urlpatterns: list[URLPattern] = [
    path(_PERSON, persons.person, name="entitlements.person"),
    path(f"{_PERSON}photos/<uuid:photo_id>/", persons.photo, name="entitlements.photo"),
    path(f"{_PERSON}record/", persons.record, name="entitlements.record"),
    path("applications/", applications.application_list, name="entitlements.applications"),
    path(_APPLICATION, applications.application, name="entitlements.application"),
    path(f"{_APPLICATION}record/", applications.record, name="entitlements.record_step"),
    path(f"{_APPLICATION}steps/", applications.steps, name="entitlements.steps"),
    path(f"{_APPLICATION}receipt/<str:language>/", receipts.receipt, name="entitlements.receipt"),
    path(f"{_APPLICATION}slip/<str:language>/", receipts.slip, name="entitlements.slip"),
    path("voices/", voices.voice_list, name="entitlements.voices"),
    path("voices/record/", voices.record, name="entitlements.record_voice"),
    path("voices/<uuid:clip_id>/", voices.clip, name="entitlements.clip"),
    path("papers/", applications.gap_list, name="entitlements.gaps"),
]

NAV = (
    NavItem(
        label=_("Applications"),
        url_name="entitlements.applications",
        roles=PERSONAL,
        section="people",
        takes_area=True,
    ),
    NavItem(
        label=_("Papers in the way"),
        url_name="entitlements.gaps",
        roles=PERSONAL,
        section="people",
        takes_area=True,
    ),
    NavItem(
        label=_("Voice of the sheets"),
        url_name="entitlements.voices",
        roles=OFFICE_KEEPERS,
        section="people",
    ),
)

HELP: Mapping[str, str | Promise] = {
    "entitlements.person": _(
        "What this worker is probably owed by what is known, and what is still to be asked. An office decides, so nothing "
        "here is certain."
    ),
    "entitlements.applications": _(
        "Applications of the workers of your areas and how each stands. Open one to note what the office said or "
        "what arrived."
    ),
    "entitlements.application": _(
        "One application from the day it was prepared to the day something arrived. Print its receipt in the "
        "worker's language."
    ),
    "entitlements.steps": _(
        "The steps of this registration in their order. What was seen or told is ticked; the rest is done with the worker."
    ),
    "entitlements.receipt": _(
        "A sheet for the worker with the number, what comes next and whom to ask. The button reads it out by the voice of "
        "the device, else by what your office has recorded."
    ),
    "entitlements.slip": _(
        "The same on a small slip without the name, because slips get lost. The button reads it out by the voice of the "
        "device, else by what your office has recorded."
    ),
    "entitlements.voices": _(
        "The texts that receipts and slips say, for phones without a voice of their own. Choose a language, read a text "
        "out, and keep the recording."
    ),
    "entitlements.gaps": _(
        "What keeps people from applying, due first at the top. Close a line on the worker's page once it is done."
    ),
}
