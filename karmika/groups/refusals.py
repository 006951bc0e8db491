"""How this room says no: what happened and what to do. Facts are counts, names of rules, never people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups.life_refusals import LIFE

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
    "groups.no_meeting": _(
        "A group comes into being at a meeting. Enter where it was held, and where and when the group will meet."
    ),
    "groups.meeting_unknown_place": _(
        "Choose from the list where the meeting was held and where the group will meet."
    ),
    "groups.meeting_employers_place": _(
        "At the gate or house of an employer or contractor nobody can speak freely. Meet somewhere else, such as a "
        "member's home or the anganwadi, vote again there, and record that meeting."
    ),
    "groups.meeting_hour": _("Enter the hour at which the group will meet, such as 18:30."),
    "groups.meeting_every": _("Choose from the list how often the group will meet."),
    "groups.meeting_votes": _("{joining} people join, so there are 0 to {joining} votes. Count again."),
    "groups.meeting_no_majority": _(
        "Place and hour each need the votes of more than half of the {joining} who join. Ask for another place or hour, "
        "and vote again."
    ),
    "groups.meeting_women_only": _(
        "The women asked to be among themselves, and {people} of those who join are not women. Form a group for those "
        "elsewhere."
    ),
    "groups.own_word": _(
        "A yes at the formation meeting is signed, thumb-printed, or spoken before a witness. Choose how it was given."
    ),
    "groups.answer_later": _(
        "A yes or no is given at the meeting, so it cannot be of a later day than the meeting. Check both dates."
    ),
    "groups.witness": _(
        "Only a spoken yes has a witness: another of the people who were asked. Choose who heard it."
    ),
    "groups.photo": _(
        "A photo comes with the form from a phone. Here, choose a signature on paper or a spoken yes."
    ),
    "groups.photo_missing": _(
        "A photo of a signature or thumb print is missing in this form. Take it, or write down who heard the spoken yes."
    ),
    "groups.meeting_changed": _(
        "This group was formed as the form said at first. Correct its members on the page of the group."
    ),
    "groups.unknown_outcome": _("Choose from the list what came of the visit."),
    "groups.met": _("Tick at least one of the people whom you met."),
    "groups.nobody_met": _("If nobody was there, tick nobody."),
    "groups.visit_exists": _("Your visit of that day was recorded already. Nothing had to be changed."),
    "groups.brought_herself": _("Nobody brings herself or himself along. Choose somebody else."),
    "groups.brought_each_other": _(
        "It is recorded the other way round: the one was brought by the other. Take that back first if it was not so."
    ),
    "groups.brought_already": _(
        "It was recorded already who brought this person along. Take that back first if it was not so."
    ),
    "groups.unknown_step": _("Choose from the list what happened."),
    "groups.evidence": _("For “{step}” another evidence is needed. Choose one from the list."),
    "groups.evidence_file": _(
        "This evidence is a photo or paper that was sent. Choose it from the forms that arrived."
    ),
    "groups.no_file": _("This evidence has no photo. Leave the photo out, or choose another evidence."),
    "groups.account": _(
        "Enter the whole number of the account as it stands in the passbook. Only its last four digits are kept."
    ),
    "groups.account_aadhaar": _(
        "This looks like an Aadhaar number, which is never kept. Enter the number of the account as it stands in the "
        "passbook. If the passbook has this very number, write a 0 before it."
    ),
    "groups.no_account": _("No account number belongs to this step. Leave it out."),
    "groups.amount": _("Enter the amount in rupees."),
    "groups.unasked_amount": _("No amount belongs to this step. Leave it out."),
    "groups.session": _("Choose the topic, and enter how long it took: 1 to {maximum} minutes."),
    "groups.no_session": _("Topic and minutes belong only to information that was given. Leave them out."),
    "groups.step_exists": _("This was recorded already. Nothing had to be changed."),
    "groups.taken_back": _("This was taken back already. Nothing had to be changed."),
    "groups.has_office": _("This member holds another office. One member holds one office."),
    **LIFE,
    "groups.own_group": _(
        "You entered this group or one of its members, in this role or another one. Somebody else must check it."
    ),
    "groups.own_signal": _(
        "You entered another group that this signal speaks of. Somebody else must look into it."
    ),
    "groups.unknown_level": _(
        "Groups of this type have no such level. Choose one from the page of the group."
    ),
    "groups.level_not_due": _(
        "{standing} of {levels} levels of this group stand now, so this one is not due. Open the group again."
    ),
    "groups.one_level": _("You hold another level of this group. Each level is taken by another person."),
    "groups.looked_at": _("Say what you looked at: choose at least one from the list."),
    "groups.how_attested": _("Choose how the member confirmed: by the number of the slip, or by signature."),
    "groups.wrong_code": _(
        "This is not the number on the slip of this member's household. Read it once more, or choose signature."
    ),
    "groups.no_signal": _(
        "This signal is not there any more, or was looked into already. Open the list again."
    ),
    "groups.draw_area": _("Visits are drawn for a city or a block. Choose one."),
    "groups.drawn_already": _(
        "The visits of this month were drawn here already. There is one draw a month, so that nobody draws until it suits."
    ),
    "groups.no_head": _(
        "Nothing was sealed in this month yet, so nothing can be drawn. Wait some minutes and try again."
    ),
    "groups.nothing_to_draw": _("No group stood here when this month began to be sealed. Form groups first."),
    "groups.too_many_to_draw": _(
        "There are {groups} groups here; at most {maximum} can be drawn from at once. Choose a smaller place."
    ),
    "groups.visited_already": _("What was found at this visit is recorded already."),
    "groups.other_city": _(
        "{people} of these people do not live in the city or block of the group. Choose people of one city or block."
    ),
    "groups.no_fit": _("There is a seat, but not one that suits. Choose another group."),
    "groups.locked": _("This person or this group is locked. Take the lock away first, then change it."),
    "groups.stale": _(
        "This way to arrange them is no longer possible: somebody was locked, decided on, or is no longer free. "
        "Propose the rest anew to see other ways."
    ),
    "groups.changed_since": _(
        "Somebody changed these groups after you looked at them. See how they stand now, then do it again."
    ),
    "groups.not_suiting": _(
        "These people do not suit together as they are. Move somebody to another group, then try again."
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
