"""A pack of schemes: screening a person, the next best question, and the compiled form that a phone takes along. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from karmika.entitlements.facts import Fact, FactDefinition, Operand, Texts
from karmika.entitlements.rules import Condition, Dated, Rule, conditions
from karmika.entitlements.schemes import Answer, Outcome, Scheme, answered

FORMAT = 1
NO_EVENTS: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """Facts, documents, offices, words and schemes, as `loading.load_pack` has checked them."""

    facts: Mapping[str, FactDefinition]
    documents: Mapping[str, Texts]
    offices: Mapping[str, Texts]
    words: Mapping[str, Mapping[str, Texts]]
    schemes: tuple[Scheme, ...]

    def __post_init__(self) -> None:
        """Give each scheme its version, and remember what screening needs."""
        versioned = [replace(scheme, version=self._version(scheme)) for scheme in self.schemes]
        object.__setattr__(self, "schemes", tuple(versioned))
        used = {one.fact for scheme in versioned for one in _conditions(scheme)} | (
            {"state"} & self.facts.keys()
        )
        changeable = frozenset(name for name, fact in self.facts.items() if fact.changeable)
        object.__setattr__(
            self, "_used", {name: self.facts[name].anything() for name in self.facts if name in used}
        )
        object.__setattr__(self, "_changeable", changeable)

    def scheme(self, scheme_id: str) -> Scheme:
        """The scheme with an id. Raises KeyError."""
        return {scheme.id: scheme for scheme in self.schemes}[scheme_id]

    def asked(self) -> tuple[str, ...]:
        """The facts that some scheme asks for, in the order of facts.yaml."""
        return tuple(self._used)  # type: ignore[attr-defined]

    def joined(self, person: Mapping[str, Fact], household: Mapping[str, Fact]) -> dict[str, Fact]:
        """The facts of a person and her household together. Raises ValueError for one that is the other's, or nobody's."""
        for of, given in (("person", person), ("household", household)):
            for name in given:
                if name not in self.facts or self.facts[name].of != of:
                    raise ValueError(f"{name} is no fact of a {of}")
        return {**household, **person}

    def screen(
        self, facts: Mapping[str, Fact], on: date, events: Mapping[str, date] = NO_EVENTS
    ) -> tuple[Answer, ...]:
        """What can be said about every scheme on a day. `events`: the day on which something happened, by kind.

        Raises ValueError for an answer that does not fit its fact; the message names the fact, never the answer.
        """
        known = dict(self._used)  # type: ignore[attr-defined]
        for name, given in facts.items():
            if name not in self.facts:
                raise ValueError(f"no fact is named {name}")
            if given is not None:
                known[name] = self.facts[name].known(given)
        changeable = self._changeable  # type: ignore[attr-defined]
        return tuple(answered(scheme, known, on, events, changeable) for scheme in self.schemes)

    def next_question(
        self, answers: Iterable[Answer], *, skip: Collection[str] = (), private: bool = False
    ) -> str | None:
        """The fact that keeps most schemes open; None when nothing is left to ask.

        Among equals, one that alone decides a scheme goes first, then the order of facts.yaml. `skip` are facts that she was
        asked and could not say. Sensitive facts are asked only in private.
        """
        still: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for answer in answers:
            still.update(answer.missing)
            if len(answer.missing) == 1:
                alone.update(answer.missing)
        best, rank = None, (0, 0)
        for name, fact in self.facts.items():
            askable = name not in skip and (private or not fact.sensitive)
            if askable and (still[name], alone[name]) > rank:
                best, rank = name, (still[name], alone[name])
        return best

    def compiled(self) -> str:
        """The pack as canonical JSON: what `field/rules.ts` evaluates, with all texts."""
        return canonical(
            {
                "format": FORMAT,
                "facts": [{"name": name, **_fact(fact)} for name, fact in self.facts.items()],
                "schemes": [{**_scheme(scheme), "version": scheme.version} for scheme in self.schemes],
                "documents": {key: dict(texts) for key, texts in self.documents.items()},
                "offices": {key: dict(texts) for key, texts in self.offices.items()},
                "words": {
                    part: {key: dict(one) for key, one in of.items()} for part, of in self.words.items()
                },
            }
        )

    def _version(self, scheme: Scheme) -> str:
        """The hash of the scheme and of every fact, document and office it names."""
        named = {
            "scheme": _scheme(scheme),
            "facts": {one.fact: _fact(self.facts[one.fact]) for one in _conditions(scheme)},
            "documents": {code: dict(self.documents[code]) for code in scheme.documents},
            "offices": {office.code: dict(self.offices[office.code]) for office in scheme.offices},
        }
        return hashlib.sha256(canonical(named).encode()).hexdigest()[:32]


def canonical(value: Any) -> str:
    """JSON with one spelling: keys in order, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as JSON types, the same as `field/rules.ts` gives."""
    return {
        "scheme": answer.scheme,
        "outcome": answer.outcome.value,
        "because": answer.because.value,
        "status": answer.status.value,
        "until": answer.until.isoformat() if answer.until else None,
        "claim_by": answer.claim_by.isoformat() if answer.claim_by else None,
        "failing": [_condition(one) for one in answer.failing],
        "supporting": [_condition(one) for one in answer.supporting],
        "missing": list(answer.missing),
        "within_reach": answer.within_reach,
        "documents": list(answer.documents),
        "apply_at": list(answer.apply_at),
        "version": answer.version,
    }


def is_open(answer: Answer) -> bool:
    """Whether something about the person would still decide it."""
    return answer.outcome is Outcome.UNKNOWN and bool(answer.missing)


def _conditions(scheme: Scheme) -> tuple[Condition, ...]:
    rules = [rule for _, rule in scheme.rules] + ([scheme.already] if scheme.already else [])
    return tuple(one for rule in rules for one in conditions(rule))


def _value(value: Operand) -> Any:
    return list(value) if isinstance(value, tuple) else value


@lru_cache(maxsize=4096)
def _condition(one: Condition) -> dict[str, Any]:
    """A condition as JSON types. Many answers rest on the same few: whoever gets it changes nothing in it."""
    if isinstance(one.value, Dated):
        dated = [[since.isoformat(), _value(value)] for since, value in one.value.values]
        return {"fact": one.fact, "op": one.op, "dated": dated}
    return {"fact": one.fact, "op": one.op, "value": _value(one.value)}


def _rule(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Condition):
        return _condition(rule)
    return {rule.kind: [_rule(part) for part in rule.parts]}


def _fact(fact: FactDefinition) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "of": fact.of,
        "unit": fact.unit,
        "least": fact.least,
        "most": fact.most,
        "values": [{"code": code, "label": dict(texts)} for code, texts in fact.values.items()],
        "label": dict(fact.label),
        "ask": dict(fact.ask),
        "if_true": dict(fact.if_true),
        "if_false": dict(fact.if_false),
        "sensitive": fact.sensitive,
        "changeable": fact.changeable,
        "proofs": list(fact.proofs),
    }


def _scheme(scheme: Scheme) -> dict[str, Any]:
    event = scheme.event
    return {
        "id": scheme.id,
        "states": list(scheme.states),
        "open_elsewhere": scheme.open_elsewhere,
        "status": [
            {
                "from": standing.since.isoformat(),
                "is": standing.status.value,
                "windows": [[first.isoformat(), last.isoformat()] for first, last in standing.windows],
            }
            for standing in scheme.standings
        ],
        "rules": [{"from": since.isoformat(), "rule": _rule(rule)} for since, rule in scheme.rules],
        "without": _rule(scheme.already.opposite()) if scheme.already else None,
        "event": {"kind": event.kind, "who": dict(event.who), "within_days": event.within_days}
        if event
        else None,
        "documents": list(scheme.documents),
        "apply_at": [{"office": office.code, "state": office.state} for office in scheme.offices],
        "name": dict(scheme.name),
        "benefit": dict(scheme.benefit),
        "tip": dict(scheme.tip),
        "checks": [dict(one) for one in scheme.checks],
        "source": scheme.source,
        "confidence": scheme.confidence,
        "verified_on": scheme.verified_on.isoformat() if scheme.verified_on else None,
        "to_verify": scheme.to_verify,
    }
