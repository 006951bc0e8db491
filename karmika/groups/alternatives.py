"""The ways in which the same people can be arranged, to be compared; which old group a new one goes on from. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from karmika.groups.formation import Candidate, Formation, How, SizeRule, Standing, Wishes, propose

SHARED, SHORTEST, LARGER = "shared", "shortest", "larger"
NO_LANGUAGE_M, NO_HOURS_M = 400, 200
"""What a way between people without a common language, or a common part of the day, counts more in the first plan."""


@dataclass(frozen=True, slots=True)
class Found:
    """One way: its code, the rule that it kept, and who is where. `within`: at most so much longer than is possible."""

    code: str
    rule: SizeRule
    formation: Formation
    within_permille: int | None

    @property
    def walk_m(self) -> int:
        """The ways of all in proposed groups, in sum."""
        return sum(seat.distance_m for group in self.formation.groups for seat in group.seats)

    @property
    def farthest_m(self) -> int:
        """The longest way; 0 without groups."""
        return max((group.farthest_m for group in self.formation.groups), default=0)


def rules(rule: SizeRule) -> dict[str, SizeRule]:
    """The rule of each plan, the one that is proposed first at the beginning."""
    least = (rule.minimum + rule.maximum + 1) // 2  # the shortest ways make small groups by themselves
    shared = replace(rule, no_language_m=NO_LANGUAGE_M, no_hours_m=NO_HOURS_M)
    return {
        SHARED: shared,
        SHORTEST: rule,
        LARGER: replace(shared, minimum=least),
    }


def found(
    people: Sequence[Candidate],
    rule: SizeRule,
    wishes: Wishes,
    standing: Sequence[Standing],
    how: How,
) -> tuple[Found, ...]:
    """The plans that differ, at most three. Each keeps sizes, reach and ties; the bound is that of the shortest ways."""
    plans = {
        code: propose(people, one, wishes, standing, replace(how, bound=how.bound and code == SHORTEST))
        for code, one in rules(rule).items()
    }
    best = plans[SHORTEST]
    known: set[frozenset[frozenset[UUID]]] = set()
    answer = []
    for code, formation in plans.items():
        parts = frozenset(frozenset(seat.worker_id for seat in group.seats) for group in formation.groups)
        parts |= {frozenset(offer.worker_id for offer in formation.offers)}
        if parts not in known and (formation.groups or code == SHARED):
            known.add(parts)
            answer.append(Found(code, rules(rule)[code], formation, _within(formation, best, rule.radius_m)))
    return tuple(answer)


def _within(formation: Formation, best: Formation, radius_m: int) -> int | None:
    """By how many thousandths it may be longer than the shortest, rounded up; None where the bound is of other people."""
    seats = {offer.worker_id for offer in formation.offers}
    if not best.bound_m or seats != {offer.worker_id for offer in best.offers}:
        return None
    walks = sum(seat.distance_m for group in formation.groups for seat in group.seats)
    walks += radius_m * sum(left.reason in COUNTED for left in formation.left_out)
    return max(0, -(-int(walks * 1000) // int(best.bound_m)) - 1000)


COUNTED = frozenset({"too_few_near", "too_far", "no_room", "no_fit"})
"""Whom no group found a place for. Who has no point, or was not asked for, does not count against a plan."""


def goes_on(
    old: Sequence[Collection[UUID]],
    new: Sequence[Collection[UUID]],
    locked: Collection[UUID] = (),
) -> list[int | None]:
    """For each new group the old one (by position) that it goes on from: most people in common first, each old one once.

    Where a locked person is, there the old group goes on.
    """
    where = {worker: at for at, group in enumerate(old) for worker in group}
    shared: dict[tuple[int, int], int] = {}
    for at, group in enumerate(new):
        for worker in group:
            if worker in where:
                pair = (at, where[worker])
                shared[pair] = shared.get(pair, 0) + (PINNED if worker in locked else 1)
    answer: list[int | None] = [None] * len(new)
    for (at, before), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if answer[at] is None and before not in answer:
            answer[at] = before
    return answer


PINNED = 1_000_000


def moved(old: Sequence[Collection[UUID]], new: Sequence[Collection[UUID]]) -> int:
    """How many people of the old groups are not in the group that goes on from theirs."""
    stay = 0
    for group, before in zip(new, goes_on(old, new), strict=True):
        if before is not None:
            stay += len(set(group) & set(old[before]))
    return sum(len(group) for group in old) - stay


def locked_together(groups: Iterable[Sequence[UUID]]) -> Wishes:
    """Ties that keep locked people where they are: those of one group together, those of different groups apart."""
    heads: list[UUID] = []
    together: list[tuple[UUID, UUID]] = []
    for group in groups:
        if group:
            heads.append(group[0])
            together += [(group[0], other) for other in group[1:]]
    apart = tuple((a, b) for at, a in enumerate(heads) for b in heads[at + 1 :])
    return Wishes(together=tuple(together), apart=apart)
