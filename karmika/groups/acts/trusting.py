"""What the `check` of verification, attestation, reviews and visits asks: who entered a group, how far it is verified."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q

from karmika.groups.models import FormationMeeting, Group, Membership, Succession, Verification
from karmika.intake.models import SubmissionVersion
from karmika.journal.models import Entry
from karmika.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """How many levels of a group stand, who holds them, and whether a change of members opened them again."""

    levels: int
    holders: frozenset[UUID]
    reopened: bool


def entered_by(group: Group) -> frozenset[UUID]:
    """Everybody who formed the group or added a member, of today or of before, in whatever role.

    Who sent the form of the formation meeting is one of them, also where somebody else took it in from the queue; and who
    entered a group that merged into this one or that it was split from.
    """
    groups = _with_earlier(group.id)
    members = Membership.objects.filter(group__in=groups).values("entry_seq")
    formed = Group.objects.filter(id__in=groups).values("entry_seq")
    actors = Entry.objects.filter(Q(seq__in=members) | Q(seq__in=formed)).values_list("actor", flat=True)
    forms = FormationMeeting.objects.filter(group__in=groups, submission_id__isnull=False)
    senders = SubmissionVersion.objects.filter(submission__in=forms.values("submission_id"))
    return frozenset(actors.union(senders.values_list("user_id", flat=True)))


def _with_earlier(group: UUID) -> set[UUID]:
    """The group, and every group from which members came over to it by a merger or a split."""
    known, new = {group}, {group}
    while new:
        earlier = Succession.objects.filter(later__in=new).values_list("earlier_id", flat=True)
        new = set(earlier) - known
        known |= new
    return known


def refuse_own(group: Group, user: UUID) -> None:
    """Nobody checks what he entered himself. Raises Refused("groups.own_group")."""
    if user in entered_by(group):
        raise Refused("groups.own_group")


def standing(group: Group) -> Standing:
    """The levels that stand today. Those from before the last change of members do not: nobody saw these members."""
    rows = list(Verification.objects.filter(group=group).order_by("entry_seq", "id"))
    changed = Membership.objects.filter(group=group).aggregate(last=Max("changed_seq"))["last"] or 0
    since = [row for row in rows if row.entry_seq > changed]
    if not since:
        return Standing(0, frozenset(), reopened=bool(rows and rows[-1].stands))
    stands = since[-1].stands
    holders = {row.number: row.verified_by for row in since if row.outcome == "confirmed"}
    return Standing(
        stands, frozenset(user for number, user in holders.items() if number <= stands), reopened=False
    )
