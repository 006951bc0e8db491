"""Facts about a person or household, as sure or unsure as they are known. Pure.

What is known of a fact is the set of values it may have: a whole number is a span ("about 40" is 38 to 42), a choice is a
set. A fact nobody asked may have any value: it is never taken as *no*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Verdict = bool | None
"""Three values: True, False, and None for *unknown*."""

Fact = bool | int | str | tuple[int, int] | frozenset[str] | list[int] | list[str] | None
"""A fact as given: yes or no, a number, a code; two numbers or several codes where it is unsure; None: not known."""

Operand = bool | int | str | tuple[int, ...] | tuple[str, ...]
"""What a fact is compared with; a tuple for `in` and `nin`."""

Texts = Mapping[str, str]
"""One sentence by language: en, hi, te."""

NO_TEXTS: Texts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number of which only the bounds are known, both included. In the unit of its fact."""

    low: int
    high: int


Known = Span | frozenset[bool] | frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactDefinition:
    """What can be known about a person or her household. `unit` is a key of words.yaml; money is in whole rupees.

    `sensitive`: asked only in private. `changeable`: she can do something about it (open an account), so that a scheme which
    fails by nothing else is within reach.
    """

    name: str
    kind: Literal["bool", "int", "enum"]
    of: Literal["person", "household"]
    unit: str
    least: int
    most: int
    values: Mapping[str, Texts]
    label: Texts
    ask: Texts
    if_true: Texts
    if_false: Texts
    sensitive: bool
    changeable: bool
    proofs: tuple[str, ...]

    def anything(self) -> Known:
        """What is known of it before anybody asked: every value it can have."""
        if self.kind == "int":
            return Span(self.least, self.most)
        return frozenset((True, False)) if self.kind == "bool" else frozenset(self.values)

    def known(self, given: Fact) -> Known:
        """What is known by an answer. Raises ValueError for one that does not fit; it names the fact, never the answer."""
        if given is None:
            return self.anything()
        if self.kind == "bool":
            if isinstance(given, bool):
                return frozenset((given,))
        elif self.kind == "int":
            if (span := _span(given)) and self.least <= span.low <= span.high <= self.most:
                return span
        else:
            chosen = [given] if isinstance(given, str) else given
            if isinstance(chosen, list | frozenset) and chosen and all(one in self.values for one in chosen):
                return frozenset(str(one) for one in chosen)
        raise ValueError(f"{self.name}: this answer does not fit {self.kind}")

    def fits(self, op: str, operand: object) -> bool:
        """Whether an operator and what it compares with make sense for this type."""
        if op in ("in", "nin"):
            if self.kind == "bool" or not isinstance(operand, list | tuple) or not operand:
                return False
            return len(set(operand)) == len(operand) and all(self.fits("eq", one) for one in operand)
        if self.kind == "bool":
            return op in ("eq", "ne") and isinstance(operand, bool)
        if self.kind == "enum":
            return op in ("eq", "ne") and isinstance(operand, str) and operand in self.values
        whole = isinstance(operand, int) and not isinstance(operand, bool)
        return op in OPPOSITE and whole and self.least <= operand <= self.most  # type: ignore[operator]


def _span(given: Fact) -> Span | None:
    bounds = (given, given) if isinstance(given, int) else given
    if not isinstance(bounds, list | tuple) or len(bounds) != 2:
        return None
    low, high = bounds
    if (
        not isinstance(low, int)
        or not isinstance(high, int)
        or isinstance(low, bool)
        or isinstance(high, bool)
    ):
        return None
    return Span(low, high)


OPPOSITE = {
    "eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "in": "nin", "nin": "in",
}  # fmt: skip
"""Each operator and the one that holds exactly when it does not."""


def compared(known: Known, op: str, operand: Operand) -> Verdict:
    """Whether a fact holds: True or False when every value it may have agrees, else None."""
    if op in ("ne", "ge", "gt", "nin"):
        verdict = compared(known, OPPOSITE[op], operand)
        return None if verdict is None else not verdict
    if isinstance(known, Span):
        return _span_compared(known, op, operand)
    wanted = operand if isinstance(operand, tuple) else (operand,)
    if known.issubset(wanted):
        return True
    return False if known.isdisjoint(wanted) else None


def _span_compared(known: Span, op: str, operand: Operand) -> Verdict:
    low, high = known.low, known.high
    if isinstance(operand, tuple):
        inside = len([one for one in operand if low <= int(one) <= high])
        return False if not inside else True if inside == high - low + 1 else None
    bound = int(operand)
    if op == "eq":
        return True if low == high == bound else None if low <= bound <= high else False
    limit = bound if op == "le" else bound - 1
    return True if high <= limit else False if low > limit else None
