"""Rules as data, and the judgement of what is known by them: three-valued, with reasons. Pure.

A compiled rule is a tree of `all` and `any` over conditions; every `not` has been pushed down into the operators, which
changes no answer (the laws of De Morgan hold with three values) and makes each condition something that is *wanted*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeVar

from karmika.entitlements.facts import OPPOSITE, Known, Operand, Verdict, compared

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter of law: the value that holds from each day on, in order of days. In the unit of its fact."""

    values: tuple[tuple[date, Operand], ...]

    def on(self, day: date) -> Operand:
        """The value on a day. Raises LookupError before the first one."""
        for since, value in reversed(self.values):
            if since <= day:
                return value
        raise LookupError(f"no value on {day}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that is wanted to stand in a relation to a value; `op` is one of eq ne lt le gt ge in nin."""

    fact: str
    op: str
    value: Operand | Dated

    def opposite(self) -> Condition:
        """What is wanted instead when this is not."""
        return Condition(self.fact, OPPOSITE[self.op], self.value)

    def on(self, day: date) -> Condition:
        """With the value of a day in the place of a parameter."""
        return Condition(self.fact, self.op, self.value.on(day)) if isinstance(self.value, Dated) else self


@dataclass(frozen=True, slots=True)
class Joined:
    """All or any of several rules; never of none."""

    kind: Literal["all", "any"]
    parts: tuple[Rule, ...]

    def opposite(self) -> Joined:
        """What is wanted instead when this is not."""
        return Joined("any" if self.kind == "all" else "all", tuple(part.opposite() for part in self.parts))

    def on(self, day: date) -> Joined:
        """With the values of a day in the place of parameters."""
        return Joined(self.kind, tuple(part.on(day) for part in self.parts))


Rule = Condition | Joined


class Judgement(NamedTuple):
    """Whether a rule holds. `reasons` carry a decided verdict; `missing` are the facts that keep it open, and no others.

    A fact whose condition makes no difference any more (a sibling has decided) is not missing: knowing it changes nothing.
    """

    verdict: Verdict
    reasons: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()


def judged(rule: Rule, known: Mapping[str, Known]) -> Judgement:
    """The verdict of a rule without parameters (see `on`) over what is known of every fact it names."""
    if isinstance(rule, Condition):
        assert not isinstance(rule.value, Dated)
        verdict = compared(known[rule.fact], rule.op, rule.value)
        return Judgement(verdict, missing=(rule.fact,)) if verdict is None else Judgement(verdict, (rule,))
    parts = [judged(part, known) for part in rule.parts]
    decisive = rule.kind == "any"  # one that holds decides `any`, one that fails decides `all`
    for verdict in (decisive, None):
        chosen = [part for part in parts if part.verdict is verdict]
        if chosen:
            return _together(verdict, chosen)
    return _together(not decisive, parts)


def _together(verdict: Verdict, parts: Sequence[Judgement]) -> Judgement:
    if len(parts) == 1:
        return parts[0]
    if verdict is None:
        return Judgement(None, missing=once(fact for part in parts for fact in part.missing))
    return Judgement(verdict, once(reason for part in parts for reason in part.reasons))


def once(things: Iterable[T]) -> tuple[T, ...]:
    """Each thing once, where it came first."""
    return tuple(dict.fromkeys(things))


def joined(kind: Literal["all", "any"], parts: Iterable[Rule]) -> Rule:
    """Several rules as one, with nothing nested that need not be."""
    flat: list[Rule] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Joined) and part.kind == kind else (part,))
    return flat[0] if len(flat) == 1 else Joined(kind, tuple(flat))


def conditions(rule: Rule) -> tuple[Condition, ...]:
    """Every condition of a rule, in order."""
    if isinstance(rule, Condition):
        return (rule,)
    return tuple(one for part in rule.parts for one in conditions(part))
