"""The closed lists of this room, code -> what people read. An act accepts no other code; codes are never reused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Terms = Mapping[str, str | Promise]

LEFT_OUT: Terms = {
    "no_place": _("Neither home nor worksite has a point on the map"),
    "women_only": _("Groups of women were asked for"),
    "too_few_near": _("Too few people within reach"),
    "too_far": _("The people within reach are nearer to other groups"),
    "no_room": _("The groups within reach are full"),
    "no_fit": _("No group within reach has a seat that suits"),
    "offered": _("A group that exists has a free seat: ask whether she wants it"),
    "no_longer_free": _("Joined a group meanwhile, or took the consent back"),
    "not_considered": _("Was not considered at first"),
    "own_wish": _("Own wish"),
    "other_hours": _("Works at other hours"),
    "works_elsewhere": _("Does not work at this place"),
    "too_far_to_walk": _("Lives too far away"),
    "refused_to_join": _("Did not agree to join"),
}

ADJUST_REASONS: Terms = {
    "own_wish": _("Own wish"),
    "other_hours": _("Working hours"),
    "works_elsewhere": _("Works at another place"),
    "too_far_to_walk": _("Distance from home"),
    "know_each_other": _("They know each other"),
    "refused_to_join": _("Did not agree to join"),
    "to_reach_size": _("So that the group has the right size"),
    "knows_the_people": _("As the organiser knows the people"),
}

TAKE_OUT_REASONS: frozenset[str] = frozenset(ADJUST_REASONS) & frozenset(LEFT_OUT)

PLANS: Terms = {
    "shared": _("Short ways, with languages and hours in common"),
    "shortest": _("Shortest ways"),
    "smaller": _("Smaller groups"),
}

TIE_KINDS: Terms = {
    "wants": _("wants to be with"),
    "together": _("stays together with"),
    "apart": _("is to be kept apart from"),
}

APART_REASONS: Terms = {
    "violence": _("Violence"),
    "debt": _("Debt"),
    "caste_harassment": _("Caste harassment"),
    "other": _("Another reason"),
}

CHANGES: Terms = {
    "move": _("A person was moved"),
    "alternative": _("Another arrangement was chosen"),
    "anew": _("The rest was proposed anew"),
}

AS_IT_STANDS = _("As it stands now")

ARRANGED_ANEW = "arranged_anew"
"""Why a proposal is no more whose people were arranged in another way. Nobody chooses it; such proposals are not shown."""

REJECT_REASONS: Terms = {
    "strangers": _("The members do not know or trust each other"),
    "have_own_group": _("They have formed a group of their own"),
    "too_far_apart": _("They live or work too far apart"),
    "different_hours": _("Their working hours do not meet"),
    "members_refused": _("Too few agreed to join"),
    "made_by_mistake": _("Proposed by mistake"),
}

CONSENT_WAYS: Terms = {
    "in_person": _("In person, in own words"),
    "thumb": _("Thumb print or signature on paper"),
    "phone": _("By phone"),
}

EXIT_REASONS: Terms = {
    "own_wish": _("Own wish"),
    "moved_away": _("Moved away"),
    "changed_work": _("Changed work"),
    "did_not_take_part": _("No longer took part"),
    "asked_to_leave": _("The group decided so"),
    "joined_another": _("Joined another group"),
    "died": _("Died"),
    "entered_by_mistake": _("Entered by mistake"),
}

GROUP_DISSOLVED = "group_dissolved"

ALL_EXIT_REASONS: Terms = {**EXIT_REASONS, GROUP_DISSOLVED: _("The group was dissolved")}

DISSOLVE_REASONS: Terms = {
    "members_decided": _("The members decided so"),
    "too_few_members": _("Too few members remained"),
    "joined_another_group": _("The members joined another group"),
    "never_met": _("The group never met"),
    "entered_by_mistake": _("Entered by mistake"),
}

OFFICES: Terms = {
    "president": _("President"),
    "secretary": _("Secretary"),
    "treasurer": _("Treasurer"),
}

STATES: Terms = {
    "proposed": _("Proposed"),
    "approved": _("Approved, members to be asked"),
    "rejected": _("Rejected"),
    "formed": _("Formed"),
}


def shown(facts: dict[str, Any], **lists: Terms) -> dict[str, Any]:
    """Facts of an act as people read them: codes of the named fields in words, days as 21 November 2026."""
    words = {name: terms.get(facts[name], facts[name]) for name, terms in lists.items()}
    days = {name: formats.date_format(v, "j F Y") for name, v in facts.items() if isinstance(v, date)}
    return facts | words | days
