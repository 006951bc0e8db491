"""Which groups are visited by surprise: a draw that nobody can choose and everybody can repeat. A pure core.

`draw(head, risks, rule)` gives every group a ticket, SHA-256 over the head of the journal's chain and the group's id. In
each stratum of risk the lowest tickets are drawn. Who knows the head and the list of groups gets the same draw anywhere.
docs/decisions/0026-visit-draw.md says why nobody can foresee it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

VERSION = 1
"""Of the rule below. A draw keeps the version it was made with."""


@dataclass(frozen=True, slots=True)
class DrawRule:
    """How many are drawn: so many of a hundred, at least and at most; and how they are shared out among the strata.

    `strata`: name, the risk (points of ghosts.totals) from which it begins, its share; the highest first, the last from 0.
    """

    percent: int
    minimum: int
    maximum: int
    strata: tuple[tuple[str, int, int], ...]

    def number(self, groups: int) -> int:
        """How many visits there are for so many groups."""
        return min(groups, self.maximum, max(self.minimum, -(-groups * self.percent // 100)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group that was drawn, and from which stratum."""

    group: str
    stratum: str


RULES: Mapping[int, DrawRule] = {
    1: DrawRule(10, 3, 60, (("high", 25, 50), ("some", 1, 25), ("none", 0, 25))),
}
"""Version -> rule. Old ones stay, so that old draws can be repeated."""


def ticket(head: str, group: str) -> str:
    """The ticket of a group under a head."""
    return sha256(f"karmika visit draw\n{head}\n{group}".encode()).hexdigest()


def draw(head: str, risks: Sequence[tuple[str, int]], rule: DrawRule) -> list[Drawn]:
    """The groups to visit, from (group, risk) pairs in any order: the strata in their order, the lowest tickets first.

    A stratum that has too few leaves its visits to the next one; what is left at the end goes to the first again.
    """
    number = rule.number(len(risks))
    strata: dict[str, list[str]] = {name: [] for name, _, _ in rule.strata}
    for group, risk in risks:
        strata[next(name for name, start, _ in rule.strata if risk >= start)].append(group)
    for some in strata.values():
        some.sort(key=lambda group: (ticket(head, group), group))
    taken = _shared_out(number, [(len(strata[name]), share) for name, _, share in rule.strata])
    return [
        Drawn(group, name)
        for (name, _, _), many in zip(rule.strata, taken, strict=True)
        for group in strata[name][:many]
    ]


def _shared_out(number: int, strata: Sequence[tuple[int, int]]) -> list[int]:
    """How many of each stratum (size, share in percent): by share, rounded; what cannot be taken goes on to the next."""
    taken = [0] * len(strata)
    over = 0
    for place, (size, share) in enumerate(strata):
        wanted = min(number - sum(taken), (number * share + 50) // 100 + over)
        taken[place] = min(size, wanted)
        over = wanted - taken[place]
    for place, (size, _) in enumerate(strata):
        taken[place] += min(size - taken[place], number - sum(taken))
    return taken
