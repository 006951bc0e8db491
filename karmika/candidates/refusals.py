"""How this room says no: what happened and what to do. No fact names a person."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "candidates.unknown_list": _("There is no list of the kind {listed_in}. Known are: {lists}."),
    "candidates.basis": _(
        "Say in 3 to {maximum} letters where the list comes from and on what paper you have it."
    ),
    "candidates.checked_by": _("Name the office that checked the list, in 3 to {maximum} letters."),
    "candidates.name": _("The name is missing, or has more than {maximum} letters."),
    "candidates.title": _("The group's name is missing, or has more than {maximum} letters."),
    "candidates.reference": _(
        "The number in the list is missing. Without it the line cannot be told from others."
    ),
    "candidates.aadhaar": _(
        "The line holds what looks like an Aadhaar number. It must not be loaded: take the column out of the file."
    ),
    "candidates.sex": _("The sex must be female, male or transgender, or empty."),
    "candidates.birth_year": _("The year of birth must have four digits and lie in the last 120 years."),
    "candidates.occupation": _(
        "There is no occupation with the code {typed}. Leave it empty if you do not know."
    ),
    "candidates.members_count": _("A group has 2 to 1,000 members. Correct the number, or leave it empty."),
    "candidates.future": _("The day {on} is still to come. Correct it."),
    "candidates.area_unknown": _(
        "There is no area {level} {typed} on the map. Correct it, or load the areas first."
    ),
    "candidates.area_outside": _("The area {typed} lies outside of what the file was loaded for."),
    "candidates.listed_already": _("This line is on our list already. Nothing was changed."),
    "candidates.unknown": _("This candidate is not known here. Open the list again."),
    "candidates.settled": _("Somebody has settled this already. Open the list again."),
    "candidates.nothing_to_change": _("It stands like this already. Nothing was changed."),
    "candidates.outcome": _("Choose whether the person or group was found."),
    "candidates.reason": _("Choose a reason from the list."),
    "candidates.not_ours": _(
        "Choose somebody whom the survey recorded in your area, or a group that stands there."
    ),
}
