"""How this room says no: what happened and what to do. Facts are counts and names of schemes, never people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "entitlements.not_agreed": _(
        "This person has not agreed to be checked for schemes and to apply. Ask first, and note the answer at the household."
    ),
    "entitlements.unknown_office": _(
        "This office is not on your organisation's list. Choose one from the list."
    ),
    "entitlements.office_closed": _("This office was closed on that day. Choose another one."),
    "entitlements.office_not_for_area": _(
        "This office does not serve the place where the person lives. Choose another."
    ),
    "entitlements.newer_document": _(
        "This paper was seen again on {on}. What was seen before that day changes nothing."
    ),
    "entitlements.unknown_assignee": _(
        "Whoever takes care of it must work here. Choose yourself or a colleague."
    ),
    "entitlements.unknown_fact": _("The schemes ask no question named {fact}. Load the questions anew."),
    "entitlements.bad_answer": _("This answer does not fit the question {fact}. Choose or type it again."),
    "entitlements.nothing_told": _(
        "Nothing was answered, or one question twice. Answer at least one question."
    ),
    "entitlements.unknown_scheme": _("There is no such scheme here. Choose one from the list."),
    "entitlements.scheme_closed": _("{scheme} takes no applications on that day."),
    "entitlements.unknown_document_kind": _("There is no such kind of paper. Choose one from the list."),
    "entitlements.unknown_document": _("This paper could not be found. Open the person's page again."),
    "entitlements.document_exists": _("This paper was noted already. Nothing had to be changed."),
    "entitlements.unknown_photo": _("This photo is not there any more. Open the person's page again."),
    "entitlements.photo_exists": _("This photo was attached already. Nothing had to be changed."),
    "entitlements.photos_enough": _("There are {maximum} photos of this paper already. Take one away first."),
    "entitlements.no_photo": _(
        "This is no photo, or a very large one. Choose a JPEG, PNG or WebP picture of at most {megabytes} MB."
    ),
    "entitlements.aadhaar_photo": _(
        "An Aadhaar card is not photographed here, because its number may not be kept. Note its last four digits."
    ),
    "entitlements.unknown_text": _("The sheets do not say this. Choose a text and a language from the list."),
    "entitlements.no_sound": _(
        "This is no sound, or a very large one. Record one text alone: Ogg, MP3, MP4, WebM or WAV, at most {kilobytes} kB."
    ),
    "entitlements.unknown_clip": _("This recording is not there any more. Open the list again."),
    "entitlements.digits": _("Type only the last four digits or letters of the number."),
    "entitlements.aadhaar": _(
        "This looks like an Aadhaar number, which may not be kept. Leave it out, or type its last four digits."
    ),
    "entitlements.too_long": _("This is too long: at most {maximum} letters."),
    "entitlements.unknown_reason": _("Choose a reason from the list."),
    "entitlements.unknown_gap": _("This could not be found. Open the person's page again."),
    "entitlements.gap_exists": _("This was noted already. Nothing had to be changed."),
    "entitlements.gap_open_already": _("The same is noted for this person already, and still open."),
    "entitlements.gap_closed": _("This was closed meanwhile. Open the person's page again."),
    "entitlements.unknown_application": _("This application could not be found. Open the list again."),
    "entitlements.application_exists": _("This application was prepared already. Nothing had to be changed."),
    "entitlements.application_open_already": _(
        "There is an open application of this person for {scheme}. Go on with that one."
    ),
    "entitlements.not_so_far": _(
        "The application stands elsewhere now, so this cannot be noted. Open it again to see how it stands."
    ),
    "entitlements.no_number": _("No number could be found for this application. Prepare it once more."),
    "entitlements.say_what": _("Write down what the office asked for."),
    "entitlements.amount": _("The amount must lie between nothing and one crore rupees."),
    "entitlements.future": _("The date {on} is not over yet. Enter what has happened."),
    "entitlements.too_early": _("The date {on} is too early; it cannot be before {earliest}."),
    "entitlements.due_in_the_past": _("The day by which it is due lies in the past. Choose a later one."),
    "entitlements.date": _("Enter a date: year, month and day."),
    "entitlements.choose": _("Choose somebody or something from the list first."),
    "entitlements.number": _("Type a number: only digits, or two numbers with a hyphen between them."),
}
