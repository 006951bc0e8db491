"""What the `check` of verification, attestation, reviews and visits asks: who entered a group, how far it is verified."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from karmika.groups.models import Group, Membership, Verification
from karmika.journal.models import Entry
from karmika.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """How many levels of a group stand, who holds them, and whether a change of members opened them again."""

    levels: int
    holders: frozenset[UUID]
    reopened: bool


def entered_by(group: Group) -> frozenset[UUID]:
    """Everybody who formed the group or added a member, of today or of before, in whatever role."""
    seqs = {group.entry_seq, *Membership.objects.filter(group=group).values_list("entry_seq", flat=True)}
    return frozenset(Entry.objects.filter(seq__in=seqs).values_list("actor", flat=True))


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
