"""How this room says no to what happens in the life of a group."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIFE: Mapping[str, str | Promise] = {
    "groups.nobody_came": _("Tick at least one member who came."),
    "groups.not_member_then": _(
        "{people} of those ticked were not members on that day. Check the day, or take them off the list."
    ),
    "groups.meeting_there": _(
        "A meeting of this group on {on} is recorded already. Open that one to correct it."
    ),
    "groups.no_quorum": _(
        "{present} of {members} members came and {needed} are needed to decide anything. "
        "Record the meeting without decisions."
    ),
    "groups.unknown_resolution": _(
        "Choose what was decided from the list, and give its number where it has one."
    ),
    "groups.unknown_place": _("Choose from the list where the group met."),
    "groups.hour": _("Enter the hour as 18:30."),
    "groups.too_many_words": _("Write at most {maximum} letters."),
    "groups.unknown_meeting": _("This meeting or session could not be found. Go back to the group."),
    "groups.withdrawn": _("This was taken back already. Record it anew if it did take place."),
    "groups.nothing_changed": _("Nothing was changed. Change what was wrong, then save."),
    "groups.edit_on_page": _(
        "An edited form corrects only who came and what was decided. Open the meeting on its page for the rest."
    ),
    "groups.unknown_topic": _("Choose from the list what was talked about."),
    "groups.minutes": _("Enter how many minutes it took, from 1 to {maximum}."),
    "groups.session_there": _("A session on this topic on {on} is recorded already for this group."),
    "groups.unknown_charter": _("Choose a charter for this type of group from the list."),
    "groups.charter_number": _("Each number of the charter must be given, as the charter allows it: {name}."),
    "groups.too_few_agreed": _(
        "{agreed} of {members} members agreed and {needed} are needed. Talk it through at the next meeting."
    ),
    "groups.agreed": _("At most the {members} members of that day can have agreed."),
    "groups.charter_earlier": _("The charter that holds now was adopted on {on}. A change comes after it."),
    "groups.same_group": _("Choose another group to join with."),
    "groups.not_alike": _(
        "Only groups of one type, city or block, organisation and programme can become one. "
        "Members can also join one by one."
    ),
    "groups.each_asked": _("Every member must be asked once; {missing} answers are missing or too many."),
    "groups.dormant": _("This group is noted as sleeping. Note first that it woke up."),
    "groups.not_dormant": _("This group is not noted as sleeping. Nothing had to be changed."),
    "groups.unknown_sheet": _("Choose a grading sheet for this type of group from the list."),
    "groups.grading_answers": _("Every question of the sheet that the group answers must be answered once."),
    "groups.nothing_to_grade": _("Nothing of this sheet can be counted yet. Record meetings first."),
    "groups.graded_there": _("The group was graded by this sheet on {on} already."),
    "groups.unknown_level": _("Choose a kind of federation from the list."),
    "groups.wrong_area": _("A federation of this kind stands for a {level}. Choose such an area."),
    "groups.not_federable": _(
        "A federation of this kind takes in other groups: of its own area, organisation and kind."
    ),
    "groups.federated": _("It is in a federation already. Record first that it left that one."),
    "groups.not_federated": _("It is not in this federation now."),
    "groups.too_few_groups": _(
        "A federation of this kind needs at least {minimum}; this would have {members}."
    ),
    "groups.too_many_groups": _(
        "A federation of this kind has at most {maximum}; this would have {members}."
    ),
    "groups.delegates": _("At most {maximum} members speak for a group in a federation. End one first."),
}
