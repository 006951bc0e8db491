"""One rule or parameter out of a reader, with everything it names looked up. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from karmika.entitlements.facts import OPPOSITE, FactDefinition, Operand, Texts
from karmika.entitlements.reading import Reader
from karmika.entitlements.rules import Condition, Dated, Rule, joined

OPERATORS = tuple(op for op in OPPOSITE if op != "nin")
FORMS = ("all", "any", "not", "use")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value with its unit (a key of words.yaml)."""

    unit: str
    value: Dated


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule may name. A shared rule is kept as it was read too: it is checked again for the days of who uses it."""

    facts: Mapping[str, FactDefinition]
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, tuple[Reader, Rule | None]]


def read_parameters(at: Reader, units: Mapping[str, Texts]) -> dict[str, Parameter]:
    """Dated parameters. Faults are noted by the reader."""
    found = {}
    for name, one in at.items():
        one.only("unit", "values", "source")
        values: list[tuple[date, Operand]] = []
        for value in one.at("values").each():
            value.only("from", "value", "source")
            values.append((value.at("from").day(), value.at("value").whole(0)))
            if value.at("value").value is None:
                value.fault("has no value")
        days = [since for since, _ in values]
        if not days or days != sorted(set(days)):
            one.fault("needs values, their days in order, each once")
        found[name] = Parameter(one.at("unit").word(*units), Dated(tuple(values)))
    return found


def read_rule(at: Reader, names: Names, since: date | None) -> Rule | None:
    """A rule in force from a day on (None: a shared rule, checked where it is used). None where it is faulty."""
    forms = [key for key in FORMS if isinstance(at.value, dict) and key in at.value]
    if not forms:
        return _condition(at, names, since)
    if len(forms) > 1 or len(at.value) > 1:
        at.fault("all, any, not and use each stand alone")
        return None
    inside = at.at(forms[0])
    if forms[0] == "use":
        return _used(inside, names, since)
    if forms[0] == "not":
        rule = read_rule(inside, names, since)
        return rule.opposite() if rule else None
    parts = [read_rule(one, names, since) for one in inside.each()]
    if not parts:
        inside.fault("needs at least one rule")
    good = [part for part in parts if part is not None]
    return joined("all" if forms[0] == "all" else "any", good) if good else None


def _used(at: Reader, names: Names, since: date | None) -> Rule | None:
    name = at.word()
    if name not in names.rules:
        at.fault(f"no rule above is named {name}")
        return None
    origin, rule = names.rules[name]
    if since is None or rule is None:
        return rule
    return read_rule(origin, names, since)


def _condition(at: Reader, names: Names, since: date | None) -> Rule | None:
    if not isinstance(at.value, dict):
        at.fault("must be all, any, not, use, or a fact with an operator and a value")
        return None
    at.only("fact", *OPERATORS)
    operators = [op for op in OPERATORS if op in at.value]
    fact = names.facts.get(str(at.value.get("fact")))
    if fact is None:
        at.at("fact").fault(f"no fact is named {at.value.get('fact')}")
    if len(operators) != 1:
        at.fault("needs exactly one operator: " + " ".join(OPERATORS))
    if fact is None or len(operators) != 1:
        return None
    op, given = operators[0], at.value[operators[0]]
    value = _operand(at.at(op), given, fact, op, (names, since))
    return None if value is None else Condition(fact.name, op, value)


def _operand(
    at: Reader, given: Any, fact: FactDefinition, op: str, where: tuple[Names, date | None]
) -> Operand | Dated | None:
    names, since = where
    if not (isinstance(given, str) and given.startswith("@")):
        if fact.fits(op, given):
            return tuple(given) if isinstance(given, list) else given
        at.fault(f"{given} does not fit the fact {fact.name} ({fact.kind})")
        return None
    parameter = names.parameters.get(given[1:])
    if parameter is None:
        at.fault(f"no parameter is named {given[1:]}")
        return None
    values = parameter.value.values
    if parameter.unit != fact.unit or not all(fact.fits(op, value) for _, value in values):
        at.fault(f"{given} does not fit the fact {fact.name} (its unit is {fact.unit or fact.kind})")
    elif since and values and values[0][0] > since:
        at.fault(f"{given} has no value on {since}, when the rule begins")
    return parameter.value
