"""Who stays together: ties that must be kept, then wishes as far as they can be, shortest and mutual ones first."""

from __future__ import annotations

from typing import Any

import numpy as np

from karmika.groups.formation.stratum import Terms, Town, between


class Units:
    """Sets of people who stay together, joined step by step."""

    def __init__(self, town: Town, terms: Terms, apart: dict[int, set[int]]) -> None:
        self.town, self.terms, self.apart = town, terms, apart
        self.head = list(range(len(town)))
        self.members: dict[int, list[int]] = {}

    def of(self, person: int) -> list[int]:
        """Everybody who stays with a person, the person included."""
        return self.members.get(self.head[person], [person])

    def join(self, a: int, b: int) -> None:
        """Put two sets together."""
        if self.head[a] == self.head[b]:
            return
        both = sorted([*self.of(a), *self.of(b)])
        for one in both:
            self.head[one] = both[0]
        self.members[both[0]] = both

    def possible(self, people: list[int]) -> bool:
        """Whether these may be in one group: not too many, one of them within reach of all, nobody kept apart."""
        if len(people) > self.terms.largest:
            return False
        if any(self.apart.get(one, set()) & set(people) for one in people):
            return False
        rows = np.array(people)
        metres = between(self.town, rows[:, None], rows[None, :])
        return bool((metres.max(axis=1) <= self.terms.radius).any())


def join_all(units: Units, together: Any, wants: Any) -> Any:
    """Join pairs; numbers of units from 0 without gaps, -1 for people whose ties cannot be kept."""
    for a, b in together.tolist():
        units.join(a, b)
    broken = {
        head
        for head, people in units.members.items()
        if units.head[head] == head and not units.possible(people)
    }
    if len(wants):
        asked = {(a, b) for a, b in wants.tolist()}
        metres = between(units.town, wants[:, 0], wants[:, 1]).tolist()
        order = sorted(
            ((b, a) not in asked, metre, a, b) for (a, b), metre in zip(wants.tolist(), metres, strict=True)
        )
        for _, _, a, b in order:
            apart = units.head[a] != units.head[b] and not {units.head[a], units.head[b]} & broken
            if apart and units.possible([*units.of(a), *units.of(b)]):
                units.join(a, b)
    head = np.array(units.head, np.int64)
    out = np.isin(head, np.array(sorted(broken), np.int64)) if broken else np.zeros(len(head), bool)
    labels = np.full(len(head), -1, np.int64)
    labels[~out] = np.unique(head[~out], return_inverse=True)[1]
    return labels
