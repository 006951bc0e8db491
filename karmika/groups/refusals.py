"""How this room says no: what happened and what to do. Facts are counts, names of rules, never people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "groups.unknown": _(
        "This group, proposal or place could not be found. Go back to the list and open it again."
    ),
    "groups.unknown_type": _("There is no group type {group_type}. Choose one from the list."),
    "groups.no_rule": _("No rule for this group type was in force on {on}. Check the date."),
    "groups.unknown_reason": _("Choose a reason from the list."),
    "groups.unknown_way": _("Choose from the list how the member agreed."),
    "groups.unknown_office": _("Choose an office from the list."),
    "groups.radius": _("The reach must lie between {minimum} and {maximum} metres."),
    "groups.too_many": _(
        "{people} people may be proposed at this worksite; at most {maximum} can be grouped at once. "
        "Divide the worksite first."
    ),
    "groups.nobody_to_propose": _(
        "{people} people of this occupation may be proposed here, and no {minimum} of them are near enough "
        "to each other. Choose a wider reach, or wait for more of the survey."
    ),
    "groups.not_open": _("This proposal was decided meanwhile. Open it again to see how it stands."),
    "groups.not_approved": _("This proposal must be approved before the group can be formed."),
    "groups.own_proposal": _(
        "You asked for this proposal as a resource person, so somebody else must decide on it."
    ),
    "groups.too_few": _(
        "A group of this type needs at least {minimum} members; this would have {members}. Add members or wait."
    ),
    "groups.too_many_members": _(
        "A group of this type has at most {maximum} members; this would have {members}. Form another group."
    ),
    "groups.already_there": _("This person is already there. Nothing had to be changed."),
    "groups.last_member": _("This is the last person of the proposal. Reject the proposal instead."),
    "groups.unknown_worker": _(
        "{people} of these people are not workers whom you may see in this organisation. Search for them again."
    ),
    "groups.no_consent": _(
        "This person has not agreed to be proposed for a group. Ask first, then record the consent."
    ),
    "groups.in_proposal": _("This person is in another open proposal. Take the person out there first."),
    "groups.already_member": _(
        "{people} of these people are already in a group of this type on that day. "
        "Leave them out, or record first that they left."
    ),
    "groups.answers": _(
        "Every proposed member must be asked once; {missing} answers are missing or too many."
    ),
    "groups.twice": _("A person is entered twice. Each member is entered once."),
    "groups.future": _("The date {on} is not over yet. Enter what has happened."),
    "groups.too_early": _("The date {on} is too early; it cannot be before {earliest}."),
    "groups.date": _("Enter a date: year, month and day."),
    "groups.choose": _("Choose somebody or something from the list first."),
    "groups.name": _("A group needs a name of at most {maximum} letters."),
    "groups.not_member": _("This person is not a member of the group now. Only members can be entered here."),
    "groups.dissolved": _("This group was dissolved. Its history stays; nothing new can be entered."),
    "groups.has_office": _("This member holds another office. One member holds one office."),
    "groups.no_fit": _("There is a seat, but not one that suits. Choose another group."),
    "groups.locked": _("This person or this group is locked. Take the lock away first, then change it."),
    "groups.stale": _(
        "This way to arrange them is no longer possible: somebody was locked, decided on, or is no longer free. "
        "Propose the rest anew to see other ways."
    ),
    "groups.nothing_to_undo": _("There is no change that could be taken back."),
    "groups.undo_decided": _(
        "A group that this change touched was decided on or locked since. It cannot be taken back; move people by hand."
    ),
    "groups.nothing_anew": _(
        "Everybody here is locked or in a group that was decided on. Take a lock away first."
    ),
    "groups.nothing_complete": _(
        "No group that waits for approval is complete: of the right size, and nobody too far away."
    ),
    "groups.tie_kind": _("Choose from the list how these two belong together."),
    "groups.tie_same": _("Choose two different people."),
    "groups.tie_known": _("This is recorded already. Nothing had to be changed."),
    "groups.tie_unknown": _("This could not be found. It may have been taken back already."),
}
