"""What a person is probably owed by what is known of her: the answers of all schemes, and the question to ask next."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from karmika.entitlements.known import EVENT, Fact, known_of
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Application
from karmika.entitlements.schemes import Answer, Because, Outcome
from karmika.entitlements.terms import RECEIVED
from karmika.kernel.dates import today
from karmika.registry.models import Person

__all__ = ["EVENT", "Screened", "rules_version", "screen", "verdict_of"]


@dataclass(frozen=True, kw_only=True)
class Screened:
    """The answers about one person on a day, with the facts they rest on."""

    on: date
    facts: Mapping[str, Fact]
    answers: Sequence[Answer]
    applied: Mapping[str, Application]
    """Schemes for which an application is open."""
    question: str | None
    """The fact to ask for next; None when nothing is left to ask."""


def screen(
    person: Person, on: date | None = None, *, private: bool = False, skip: Sequence[str] = ()
) -> Screened:
    """Screen one person on a day (today unless given). `skip`: facts she was asked for and could not say.

    `private`: with what was told in private, and with questions that are asked in private alone.
    """
    day = on or today()
    known = known_of(person, day, private=private)
    given = {name: fact.value for name, fact in known.facts.items()}
    received = {one.scheme for one in known.applications if one.state == RECEIVED}
    answers = [
        _held(answer) if answer.scheme in received else answer
        for answer in installed().screen(given, day, known.events)
    ]
    return Screened(
        on=day,
        facts=known.facts,
        answers=answers,
        applied={one.scheme: one for one in known.applications if one.is_open},
        question=installed().next_question(answers, skip=skip, private=private),
    )


def _held(answer: Answer) -> Answer:
    """What arrived through an application is not offered again, whatever the facts say."""
    silenced = replace(answer, outcome=Outcome.NOT_ELIGIBLE, because=Because.ALREADY, within_reach=False)
    return replace(silenced, failing=(), supporting=(), missing=())


def verdict_of(person: Person, scheme: str, on: date) -> str:
    """What the rule of one scheme says of a person on a day, without what was told in private."""
    known = known_of(person, on)
    given = {name: fact.value for name, fact in known.facts.items()}
    for answer in installed().screen(given, on, known.events):
        if answer.scheme == scheme:
            return answer.outcome.value
    return ""


@cache
def rules_version() -> str:
    """One hash of all rules that come with this version of Karmika."""
    versions = " ".join(sorted(f"{scheme.id}:{scheme.version}" for scheme in installed().schemes))
    return hashlib.sha256(versions.encode()).hexdigest()[:32]
