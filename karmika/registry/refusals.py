"""What the registry refuses, and what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "registry.no_ward": _("The form does not say in which ward or village the house is. Choose the ward."),
    "registry.unknown_ward": _(
        "No ward or village with the code {ward} is known. Correct it, or load the areas first."
    ),
    "registry.unknown_worksite": _(
        "No worksite with the code {worksite} is known. Correct the worksite, or define it first."
    ),
    "registry.unknown_household": _(
        "No household with the number {number} is known here. Check the number on the slip, or enter a first visit."
    ),
    "registry.household_elsewhere": _(
        "The household lies in another place than the form says. Correct the ward."
    ),
    "registry.household_exists": _(
        "This household is already recorded. Look whether the form was filled in twice."
    ),
    "registry.household_ended": _(
        "The household {number} was already visited to an end. If the new answers are right, correct the first form."
    ),
    "registry.no_number_left": _("No free household number was found. Tell your office; nothing is lost."),
    "registry.missing_answer": _("The answer to “{question}” is missing. Add it and take the form in again."),
    "registry.unknown_answer": _(
        "“{answer}” is not an answer to “{question}”. Choose one of the answers of the list."
    ),
    "registry.too_long": _("The answer to “{question}” is longer than {maximum} letters. Shorten it."),
    "registry.out_of_range": _("The answer to “{question}” is outside {minimum} to {maximum}. Correct it."),
    "registry.bad_digits": _("The answer to “{question}” does not have its form (digits). Correct it."),
    "registry.member_without_id": _(
        "A member in the form carries no id. Take the newest form and enter the member again."
    ),
    "registry.member_twice": _("Two members in the form carry the same id. One is a copy: take it out."),
    "registry.person_exists": _(
        "A member of the form is recorded from another form. Was it filled in twice? Look at both."
    ),
    "registry.unknown_person": _(
        "This person is not known here, or was taken out. Look for the person again."
    ),
    "registry.person_removed": _("This person was taken out already. Nothing was changed."),
    "registry.member_vanished": _(
        "Members who were recorded before are missing from the corrected form: {members}. "
        "Decide: take them out, or keep them."
    ),
    "registry.not_a_worker": _("This person is not recorded as a worker. Record the work first."),
    "registry.worker_exists": _("The work of this person is already recorded. Correct it instead."),
    "registry.household_changed": _(
        "The household of a form cannot be changed by a correction. Enter the visit anew."
    ),
    "registry.visit_exists": _("This visit is already recorded. Correct it instead."),
    "registry.unknown_visit": _("This visit is not known. Look whether the first form was taken in."),
    "registry.unknown_purpose": _(
        "{purpose} is not a purpose that consent can be given for. Choose one of the list."
    ),
    "registry.consent_given_already": _("Consent for this purpose is already noted. Nothing was changed."),
    "registry.no_consent": _(
        "No consent for this purpose is noted, so there is none to withdraw. Nothing was changed."
    ),
    "registry.restricted_already": _("The data is restricted already. Look at the open requests."),
    "registry.erased_already": _("The data was erased already. Nothing was changed."),
    "registry.no_restriction": _("There is no open request of this kind. Look at the list of requests."),
    "registry.not_due": _("It is due on {due_on}. Wait until then, or choose to erase it now."),
    "registry.second_person": _(
        "Before the day, somebody else must erase it than the one who restricted it: nobody can take it back."
    ),
    "registry.due_in_the_past": _("Choose a day that is not over yet."),
    "registry.authority_missing": _(
        "Name the paper on whose authority this is done, and its reference, in 3 to 200 letters each."
    ),
    "registry.name_in_authority": _(
        "The authority or the reference names the person. It is kept for good: name the paper, not the person."
    ),
    "registry.search_too_short": _(
        "Type at least two letters of a name, or the last four digits of a phone number."
    ),
}
