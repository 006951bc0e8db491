"""The closed lists of this room, code -> what people read. An act accepts no other code; codes are never reused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.groups.onboarding import Named, book

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
    "larger": _("Fewer and larger groups"),
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

FORMATION_WAYS: Terms = {
    "thumb": CONSENT_WAYS["thumb"],
    "signature_photo": _("Photo of the signature"),
    "thumb_photo": _("Photo of the thumb print"),
    "spoken": _("Spoken, before a witness"),
}
"""How a yes is given at a formation meeting."""

PHOTO_WAYS: frozenset[str] = frozenset({"signature_photo", "thumb_photo"})
"""Those that come with a form from a phone."""

PAGE_WAYS: Terms = {code: label for code, label in FORMATION_WAYS.items() if code not in PHOTO_WAYS}

ALL_WAYS: Terms = {**CONSENT_WAYS, **FORMATION_WAYS}

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

GROUP_MERGED, GROUP_SPLIT = "group_merged", "group_split"

ALL_EXIT_REASONS: Terms = {
    **EXIT_REASONS,
    GROUP_DISSOLVED: _("The group was dissolved"),
    GROUP_MERGED: _("Went over to another group with the whole group"),
    GROUP_SPLIT: _("Went into a new group that was made of this one"),
}

DISSOLVE_REASONS: Terms = {
    "members_decided": _("The members decided so"),
    "too_few_members": _("Too few members remained"),
    "joined_another_group": _("The members joined another group"),
    "never_met": _("The group never met"),
    "entered_by_mistake": _("Entered by mistake"),
}

ALL_DISSOLVE_REASONS: Terms = {**DISSOLVE_REASONS, GROUP_MERGED: _("Became one with another group")}

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


STEP_MISTAKES: Terms = {
    "entered_by_mistake": _("Entered by mistake"),
    "another_person": _("It was somebody else"),
    "account_not_live": _("The account turned out not to be live"),
    "evidence_not_genuine": _("The evidence was not genuine"),
}


VISIT_MISTAKES: Terms = {
    "entered_by_mistake": _("Entered by mistake"),
    "another_group": _("It was another group or person"),
    "another_day": _("It was on another day"),
}


def named(several: Mapping[str, Named], code: str) -> str:
    """The name of a code of a data file in the active language; the code where it is unknown."""
    known = several.get(code)
    return known.name_in(get_language() or "en") if known is not None else code


def step_name(code: str) -> str:
    """A step into banking in the active language; the code where it is unknown."""
    return named(book().kinds, code)


def evidence_name(code: str) -> str:
    """An evidence for such a step in the active language; the code where it is unknown."""
    return named(book().evidence, code)


def shown(facts: dict[str, Any], **lists: Terms) -> dict[str, Any]:
    """Facts of an act as people read them: codes of the named fields in words, days as 21 November 2026."""
    words = {name: terms.get(facts[name], facts[name]) for name, terms in lists.items()}
    days = {name: formats.date_format(v, "j F Y") for name, v in facts.items() if isinstance(v, date)}
    return facts | words | days
