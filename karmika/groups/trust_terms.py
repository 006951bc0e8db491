"""The closed lists of checks, code -> what people read. An act accepts no other code; codes are never reused."""

from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.groups.terms import Terms

VERIFY_OUTCOMES: Terms = {"confirmed": _("Confirmed"), "sent_back": _("Sent back")}

LOOKED_AT: Terms = {
    "members_met": _("Members were met"),
    "consents": _("Each member's consent"),
    "founding_paper": _("The paper of the founding meeting"),
    "photo": _("The photo of the founding meeting"),
    "accounts": _("Papers of the accounts"),
    "place": _("The place where the group meets"),
    "signals": _("The signals and their reviews"),
}

SENT_BACK_REASONS: Terms = {
    "members_unknown": _("Members could not be met"),
    "no_consent": _("A member did not agree"),
    "papers_missing": _("Papers are missing"),
    "wrong_members": _("The list of members is wrong"),
    "wrong_details": _("Name, place or date is wrong"),
    "open_signals": _("Signals are still open"),
}

ATTESTED: Terms = {
    "confirmed": _("Says to be a member"),
    "says_not_member": _("Says not to be a member"),
    "not_met": _("Could not be met"),
}

ATTESTED_HOW: Terms = {
    "code": _("Read the number of the slip back"),
    "signature": _("Signature or thumb print on paper"),
}

SIGNALS: Terms = {
    "shared_phone": _("One phone number in several houses"),
    "shared_account": _("One account number in several houses"),
    "shared_photo": _("The same photo more than once"),
    "one_device": _("One phone founded many groups in a day"),
    "within_minutes": _("Members taken down within minutes"),
    "never_seen_twice": _("Seen by one of the staff alone"),
    "contradicted": _("A visit found something else"),
}

REVIEW_OUTCOMES: Terms = {
    "genuine": _("The group is genuine"),
    "corrected": _("A mistake, now corrected"),
    "fake": _("The group is fake"),
    "cannot_tell": _("Cannot be told"),
}

REVIEW_REASONS: Terms = {
    "members_visited": _("Members were visited"),
    "members_called": _("Members were called by phone"),
    "papers_compared": _("Papers were compared"),
    "staff_asked": _("The staff was asked"),
    "known_reason": _("There is a known reason (one family, one camp, one shop)"),
    "nobody_reached": _("Nobody could be reached"),
}

VISIT_OUTCOMES: Terms = {
    "found": _("Found as it is written"),
    "differs": _("Found, but different"),
    "not_found": _("Not found"),
}

VISIT_DIFFERS: Terms = {
    "fewer_members": _("Fewer members than written"),
    "other_members": _("Other people than written"),
    "does_not_meet": _("The group does not meet"),
    "other_place": _("Meets at another place"),
}

STRATA: Terms = {"high": _("High risk"), "some": _("Some risk"), "none": _("No signal")}

REVIEWERS: frozenset[str] = frozenset(
    {
        Role.CITY_MISSION_MANAGER,
        Role.TECHNICAL_EXPERT,
        Role.DISTRICT_PROJECT_DIRECTOR,
        Role.STATE_PROGRAMME_MANAGER,
    }
)
"""Who looks into signals and draws visits. Not the field, which forms the groups."""

SEES_SIGNALS: frozenset[str] = REVIEWERS | {Role.STATE_MISSION_DIRECTOR, Role.ULB_NODAL_OFFICER, Role.AUDITOR}

VISITORS: frozenset[str] = frozenset(
    {
        Role.RESOURCE_PERSON,
        Role.COMMUNITY_ORGANISER,
        Role.CITY_MISSION_MANAGER,
        Role.TECHNICAL_EXPERT,
        Role.DISTRICT_PROJECT_DIRECTOR,
    }
)
"""Who meets members to hear from themselves. Never who entered the group."""
