"""Facts, shared rules and schemes out of readers: references resolved, types checked, dates in order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from karmika.entitlements.facts import OPPOSITE, FactDefinition, Texts
from karmika.entitlements.reading import Reader
from karmika.entitlements.rule_reading import Names, read_parameters, read_rule
from karmika.entitlements.rules import Rule
from karmika.entitlements.schemes import Because, Event, Office, Outcome, Scheme, Standing, Status

TEXTS = ("name", "benefit", "tip", "checks")
SCHEME = (
    "states", "elsewhere", "status", "parameters", "rules", "already", "event", "documents", "apply_at",
    "source", "confidence", "verified_on", "verified_by", "to_verify", *TEXTS,
)  # fmt: skip
FACT = (
    "type", "of", "unit", "least", "most", "values", "label", "ask", "if_true", "if_false",
    "sensitive", "changeable", "proofs",
)  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    "outcomes": (
        "windowed",
        "within_reach",
        "unless_held",
        *Outcome,
        *[one for one in Because if one is not Because.RULE],
    ),
    "operators": tuple(OPPOSITE),
    "units": (),
    "events": (),
    "sentences": ("wanted", "met", "held", "to_ask", "or", "window", "claim_by", "verified", "unverified"),
}
"""The parts of words.yaml and what each must hold."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all schemes may name."""

    facts: Mapping[str, FactDefinition]
    documents: Mapping[str, Texts]
    offices: Mapping[str, Texts]
    names: Names
    words: Mapping[str, Mapping[str, Texts]]


def read_shared(given: Mapping[str, Any], wrong: list[str]) -> Shared:
    """The shared files. Faults are added to `wrong`."""
    words_at = Reader("words.yaml", given["words"], wrong)
    words_at.only(*WORDS)
    words = {part: {key: one.texts() for key, one in words_at.at(part).items()} for part in WORDS}
    for part, needed in WORDS.items():
        for key in needed:
            if key not in words[part]:
                words_at.at(part).fault(f"{key} is not there")
    documents = {key: one.texts() for key, one in Reader("documents.yaml", given["documents"], wrong).items()}
    offices = {key: one.texts() for key, one in Reader("offices.yaml", given["offices"], wrong).items()}
    facts = {
        key: _fact(key, one, words["units"], documents)
        for key, one in Reader("facts.yaml", given["facts"], wrong).items()
    }
    rules_at = Reader("rules.yaml", given["rules"], wrong)
    rules_at.only("parameters", "rules")
    names = Names(facts, read_parameters(rules_at.at("parameters"), words["units"]), {})
    for key, one in rules_at.at("rules").items():  # in the order of the file: a rule may use those above it
        rule = read_rule(one, names, None)
        names = replace(names, rules={**names.rules, key: (one, rule)})
    return Shared(facts, documents, offices, names, words)


def _fact(
    name: str, at: Reader, units: Mapping[str, Texts], documents: Mapping[str, Texts]
) -> FactDefinition:
    at.only(*FACT)
    kind = at.at("type").word("bool", "int", "enum")
    definition = FactDefinition(
        name=name,
        kind=kind,  # type: ignore[arg-type]
        of=at.at("of").word("person", "household"),  # type: ignore[arg-type]
        unit=at.at("unit").word(*units) if kind == "int" else "",
        least=at.at("least").whole(0),
        most=at.at("most").whole(0),
        values={key: one.texts() for key, one in at.at("values").items()},
        label=at.at("label").texts(),
        ask=at.at("ask").texts(),
        if_true=at.at("if_true").texts(needed=kind == "bool"),
        if_false=at.at("if_false").texts(needed=kind == "bool"),
        sensitive=at.at("sensitive").yes(),
        changeable=at.at("changeable").yes(),
        proofs=_codes(at.at("proofs"), documents, "document"),
    )
    if (kind == "int") != (definition.least < definition.most) or (kind == "enum") != bool(definition.values):
        at.fault("a number has least < most, a choice has values, and neither has anything else")
    return definition


def read_scheme(name: str, at: Reader, shared: Shared) -> Scheme | None:
    """The scheme of a file; None where it is no scheme at all. Faults are noted by the reader."""
    at.only(*SCHEME)
    if not isinstance(at.value, dict):
        return None
    parameters = read_parameters(at.at("parameters"), shared.words["units"])
    names = replace(shared.names, parameters={**shared.names.parameters, **parameters})
    for key in parameters.keys() & shared.names.parameters.keys():
        at.at("parameters").fault(f"{key} is a shared parameter already")
    rules = _rules(at.at("rules"), names)
    already = at.at("already")
    states = tuple(one.word() for one in at.at("states").each())
    _check_states(at.at("states"), states, shared.facts)
    return Scheme(
        id=name,
        states=states,
        open_elsewhere=_elsewhere(at.at("elsewhere"), states),
        standings=_standings(at.at("status")),
        rules=rules,
        already=None if already.value is None or not rules else read_rule(already, names, rules[0][0]),
        event=_event(at.at("event"), shared.words["events"]),
        documents=_codes(at.at("documents"), shared.documents, "document"),
        offices=_offices(at.at("apply_at"), shared),
        name=at.at("name").texts(),
        benefit=at.at("benefit").texts(),
        tip=at.at("tip").texts(),
        checks=tuple(one.texts() for one in at.at("checks").each()),
        source=at.at("source").word(),
        confidence=at.at("confidence").word("high", "medium", "low"),
        verified_on=_verified(at),
        to_verify="" if at.at("to_verify").value is None else at.at("to_verify").word(),
    )


def _verified(at: Reader) -> date | None:
    """The day on which a named person compared the rule with the official text; a day without a name is a fault."""
    on, by = at.at("verified_on"), at.at("verified_by")
    if (on.value is None) != (by.value is None):
        at.fault("verified_on and verified_by (a person's name) stand together, or neither does")
    if by.value is not None:
        by.word()
    return None if on.value is None else on.day()


def _elsewhere(at: Reader, states: tuple[str, ...]) -> bool:
    if at.value is None:
        return False
    if not states:
        at.fault("elsewhere says something only beside states")
    return at.word("unknown") == "unknown"


def _rules(at: Reader, names: Names) -> tuple[tuple[date, Rule], ...]:
    found: list[tuple[date, Rule]] = []
    for one in at.each():
        one.only("from", "rule")
        since = one.at("from").day()
        if (rule := read_rule(one.at("rule"), names, since)) is not None:
            found.append((since, rule))
    if not at.value:
        at.fault("a scheme needs a rule")
    _in_order(at, [since for since, _ in found])
    return tuple(found)


def _standings(at: Reader) -> tuple[Standing, ...]:
    found = []
    for one in at.each():
        one.only("from", "is", "windows")
        windows = tuple(
            (window.at("from").day(), window.at("to").day()) for window in one.at("windows").each()
        )
        status = Status(one.at("is").word("open", "windowed", "closed", "verify"))
        if any(first > last for first, last in windows) or (windows and status is not Status.WINDOWED):
            one.fault("only `windowed` has windows, and each ends on or after its first day")
        found.append(Standing(one.at("from").day(), status, windows))
    if not found:
        at.fault("a scheme needs a status")
    _in_order(at, [standing.since for standing in found])
    return tuple(found)


def _in_order(at: Reader, days: list[date]) -> None:
    if days != sorted(set(days)):
        at.fault("days must be in order, each once")


def _event(at: Reader, kinds: Mapping[str, Texts]) -> Event | None:
    if at.value is None:
        return None
    at.only("kind", "who", "within_days")
    days = at.at("within_days").whole(0)
    if days < 0:
        at.fault("within_days is not negative")
    return Event(at.at("kind").word(*kinds), at.at("who").texts(), days or None)


def _codes(at: Reader, known: Mapping[str, Any], what: str) -> tuple[str, ...]:
    found = tuple(one.word() for one in at.each())
    for code in found:
        if code not in known:
            at.fault(f"no {what} is named {code}")
    if len(set(found)) != len(found):
        at.fault("something stands twice")
    return found


def _offices(at: Reader, shared: Shared) -> tuple[Office, ...]:
    found = []
    for one in at.each():
        one.only("office", "state")
        state = "" if one.at("state").value is None else one.at("state").word()
        if state:
            _check_states(one, (state,), shared.facts)
        found.append(Office(one.at("office").word(*shared.offices), state))
    if not found:
        at.fault("say where to apply")
    return tuple(found)


def _check_states(at: Reader, states: tuple[str, ...], facts: Mapping[str, FactDefinition]) -> None:
    known = facts["state"].values if "state" in facts else {}
    for state in states:
        if state not in known:
            at.fault(f"{state} is no value of the fact state (the LGD code of a state)")
