"""How this room says no: what happened and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "outreach.unknown": _(
        "This campaign, camp or token could not be found. Go back to the list and open it again."
    ),
    "outreach.exists": _("This was saved before. Open the list to see it."),
    "outreach.unknown_choice": _("Choose from the list."),
    "outreach.unknown_staff": _("One of the colleagues is not known here any more. Choose again."),
    "outreach.text": _("A text is empty or longer than {maximum} letters."),
    "outreach.days": _("The last day is before the first, or a year cannot be right."),
    "outreach.hours": _("Enter both hours as 09:30; the camp must end after it begins."),
    "outreach.desks": _("There can be 1 to {maximum} desks."),
    "outreach.amount": _("The number must be a whole number that is not below zero."),
    "outreach.elsewhere": _("This place is not inside the area of the campaign. Choose another."),
    "outreach.outside_campaign": _("The day is not within the days of the campaign. Change one of them."),
    "outreach.code": _("The code of a camp is 2 to 12 capital letters and digits."),
    "outreach.code_taken": _("There is a camp {camp} already. Choose another code."),
    "outreach.nothing_to_change": _("This says the same as before. Nothing had to be changed."),
    "outreach.camp_over": _("This camp was closed or cancelled. It can be opened again if work goes on."),
    "outreach.cancelled": _(
        "The camp {camp} was cancelled. If it was held after all, open it on its page, then try this again."
    ),
    "outreach.camp_has_tokens": _("Tokens were given out already. Close the camp instead."),
    "outreach.already_open": _("This camp is open already."),
    "outreach.not_open": _("The camp is not open. Open it first."),
    "outreach.tokens_differ": _(
        "{given} tokens were given out, but {seen} people were seen and {left} left. Count again, or say why."
    ),
    "outreach.tokens_end": _("This desk has given out all its numbers. Use another desk."),
    "outreach.nobody_waits": _("Nobody is waiting."),
    "outreach.token": _("The number of the desk or of the token cannot be right."),
    "outreach.token_taken": _(
        "The token {token} was given to somebody else too. Correct the desk or the number on the form."
    ),
    "outreach.attendance_done": _("What came of the token {token} was written down before."),
    "outreach.receipt": _("The number of the receipt is too long."),
    "outreach.nobody_named": _("Without a person nothing can be told or applied for. Ask for consent first."),
    "outreach.unknown_camp": _(
        "There is no camp {camp} here. Plan it under this code, then try this form again."
    ),
    "outreach.person_changed": _(
        "The form names another person than before. Send a new form for that person."
    ),
    "outreach.consent_changed": _(
        "Who agreed only after the form was sent gets a new token and a new form. Who takes the yes back does so on the "
        "person's own page. Set this correction aside then."
    ),
    "outreach.form_missing": _(
        "The form of the desk is not published in this project. The operator does it: karmika forms publish."
    ),
    "outreach.not_kept": _(
        "The form was kept, but somebody has to look at it before it counts. It waits under Forms that wait."
    ),
    "outreach.forward_address": _(
        "The address of the other house must begin with https:// and name its server."
    ),
    "outreach.forward_plain": _(
        "Without https:// anybody on the way could read what is sent. Plain http is for this machine and its own network."
    ),
    "outreach.forward_key": _(
        "The other house does not know this key, or has withdrawn it. Ask its office to register this laptop anew."
    ),
    "outreach.forward_key_file": _("The file of the key is empty or cannot be read."),
    "outreach.forward_project": _(
        "The other house has no such project for this key. Ask its office for the number, and give it with --to-project."
    ),
    "outreach.forward_unreached": _(
        "The other house cannot be reached now. {sent} were acknowledged; run the command again to go on."
    ),
    "outreach.loan_days": _(
        "The people of a camp may be on a laptop until {maximum} days after the camp at most, and not shorter than the camp."
    ),
    "outreach.laptop_unknown": _(
        "This laptop is not registered for the place of the camp, or was withdrawn. Register it under Phones, for the "
        "area of the camp or one above it."
    ),
    "outreach.loan_nobody_comes": _(
        "None of the colleagues who come may sit at a desk there. Name them in the plan of the camp first."
    ),
    "outreach.loan_too_many": _(
        "More than {maximum} people live on the ground of this camp. Plan it for a ward or a village."
    ),
    "outreach.loan_unreadable": _(
        "This is not a file of a lent camp, or it was made by a newer Karmika than this one. Update this laptop first."
    ),
    "outreach.loan_not_for_this_key": _(
        "The key of this laptop does not open the file: it was made for another laptop, or before the key was renewed, "
        "or it was damaged on the way. Ask for a new file."
    ),
    "outreach.loan_over": _(
        "The file was for use until {until}. Ask for a new one where the camp is still to come."
    ),
    "outreach.loan_clock": _(
        "The clock of this laptop says {here}, but the file was made on {made}. Set the clock, then load it again."
    ),
    "outreach.loan_own": _("This server itself has lent the file. It is loaded on the laptop, not here."),
    "outreach.loan_code_taken": _(
        "On this laptop another camp has the code {camp} already. Use a fresh data directory."
    ),
    "outreach.follow_up_done": _("This was asked before. Open the list to see what is due."),
}
