"""How this room says no: what happened and what to do. Facts are counts, dates, names of rules, never people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "referrals.unknown": _("This referral could not be found. Go back to the list and open it again."),
    "referrals.unknown_office": _("This office is not on the list. Go back to the list and open it again."),
    "referrals.unknown_about": _("This cannot be referred. Choose a person or a case."),
    "referrals.unknown_subject": _(
        "This person or case cannot be referred by you. Open the person again and start there."
    ),
    "referrals.unknown_service": _("Choose a service from the list."),
    "referrals.unknown_kind": _("Choose a kind of office from the list."),
    "referrals.unknown_field": _("Choose from the list what the office may read."),
    "referrals.unknown_consent": _("Choose from the list who agreed, and how."),
    "referrals.unknown_answer": _("Choose an answer from the list, with its reason."),
    "referrals.unknown_reason": _("Choose a reason from the list."),
    "referrals.no_consent": _(
        "Nobody is referred without having agreed. Ask first, then say who agreed and how."
    ),
    "referrals.code": _("The code of an office has letters, digits, dots and hyphens, at most 32."),
    "referrals.name": _("An office needs a name in English; no name is longer than {maximum} letters."),
    "referrals.text_too_long": _("A text is too long. At most {maximum} letters fit."),
    "referrals.no_service": _("An office gives at least one service. Tick what it does."),
    "referrals.office_exists": _("There is an office with the code {office_code} on your list already."),
    "referrals.office_closed": _("This office is closed. Choose another one."),
    "referrals.officers": _(
        "Officers answer for a department or a bank of their own. Choose another organisation, or none."
    ),
    "referrals.nothing_to_change": _("Nothing differs from what is known of this office."),
    "referrals.not_given_there": _("This office does not give this service. Choose another office."),
    "referrals.not_for_area": _(
        "This office does not serve the place where the person lives. Choose another."
    ),
    "referrals.old_consent": _("This consent is older than {days} days. Ask again, then refer."),
    "referrals.already_open": _(
        "There is an open referral for this need: {number}. Wait for its answer, or take it back first."
    ),
    "referrals.due": _("The day must lie between today and {days} days from now."),
    "referrals.day": _("Enter a day: year, month and day."),
    "referrals.future": _("The day {on} is not over yet. Enter what has happened."),
    "referrals.too_early": _("The day {on} is too early; the referral was sent on {sent_on}."),
    "referrals.before_accepted": _(
        "The day {on} is too early; the office took this up on {accepted_on}. Enter that day or a later one."
    ),
    "referrals.closed": _("This referral is closed. Refer anew if there is a new need."),
    "referrals.already_accepted": _("The office accepted this already. Say what came of it."),
    "referrals.not_over": _(
        "The office has time until {due_on}. Wait for its answer, or take the referral back."
    ),
    "referrals.numbers": _("No free number was found. Try again."),
    "referrals.choose": _("Choose from the list first."),
}
