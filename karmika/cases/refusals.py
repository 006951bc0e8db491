"""How this room says no: what happened and what to do. No fact names a person, or says what a case is about."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "cases.unknown": _("This case is not known here. Open the list again."),
    "cases.forgotten": _("The words of this case were destroyed. Nothing more can be written in it."),
    "cases.closed": _("This case is closed. Open it again first."),
    "cases.not_closed": _("This case is not closed."),
    "cases.opened_already": _("This report is here already. Nothing was changed."),
    "cases.noted_already": _("This is noted already. Nothing was changed."),
    "cases.choose": _("Choose one of the answers that are offered."),
    "cases.level": _("Choose what the report is about from the list that belongs to it."),
    "cases.say_it": _("Write it down: the field is empty."),
    "cases.too_long": _("This is too long: {maximum} letters at most."),
    "cases.future": _("The day {on} is still to come. Correct it."),
    "cases.days_in_order": _("The last day lies before the first. Correct one of them."),
    "cases.name": _("Write down a name, or choose that it is told without a name."),
    "cases.anonymous_has_no_name": _("It is told without a name: take the name out, or choose otherwise."),
    "cases.consent": _("Ask the person whether we may take this up, and choose how she or he said yes."),
    "cases.unknown_person": _("Choose somebody whom the survey recorded in your area."),
    "cases.nobody_answers": _(
        "Nobody here may answer such a report, so nothing was kept. Call 112, or 181 for women, or 1098 for children, "
        "and ask your office to name a paralegal for this area."
    ),
    "cases.no_number": _("No number could be found for the case. Try again."),
    "cases.answered_when": _(
        "The answer cannot lie before the report, nor in the future. Correct day and time."
    ),
    "cases.not_a_paralegal": _("This person is no paralegal or legal advisor for this area."),
    "cases.not_in_team": _("This person is not in the team of the case."),
    "cases.last_of_team": _("Nobody else could see this case then. Take somebody into the team first."),
    "cases.due": _("The day must be today or later, within three years."),
    "cases.no_such_task": _("There is no such task in this case."),
    "cases.day": _("Write the day as day, month and year."),
    "cases.rupees": _("Write rupees in digits, such as 12,500 or 350.50."),
    "cases.half_days": _("Write whole or half days in digits, such as 12 or 12.5."),
    "cases.amount": _("The amount must be above nothing, and not more than ten crore rupees."),
    "cases.days": _("The days must be between half a day and a thousand days."),
    "cases.no_such_line": _("There is no such worker in this claim."),
    "cases.too_many": _("This is for {maximum} workers at most. Write the others down in a second report."),
    "cases.ward": _("This ward or village is not on the map here. Choose another, or leave it empty."),
    "cases.phone_withdrawn": _(
        "This phone has been withdrawn, so the report was not taken up. Take it down on a page of your office."
    ),
    "cases.no_edit": _(
        "A report that was sent is not changed from the phone. Tell the case team what else there is to say."
    ),
    "cases.recording_empty": _("There is nothing in the voice note. Record it again."),
    "cases.recording_too_large": _(
        "The voice note is too large: {megabytes} MB at most. Record a shorter one."
    ),
    "cases.recording_kind": _("This is no voice note. Choose a sound file."),
    "cases.recordings_full": _("A case has {number} voice notes at most. Write a note instead."),
    "cases.closing": _("Somebody has asked to close it already. Another person must look at it."),
    "cases.nobody_asked": _("Nobody has asked to close this case."),
    "cases.same_person": _("You asked to close it yourself. Somebody else must look at it."),
}
