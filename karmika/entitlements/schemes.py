"""Schemes and what is answered about them: outcome, why, what is missing, where to go. Pure; the day is an argument."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from karmika.entitlements.facts import Known, Texts
from karmika.entitlements.rules import Condition, Judgement, Rule, conditions, joined, judged


class Outcome(StrEnum):
    """What the rules say. `eligible` is said to people as "likely owed, to be checked"; an office decides."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """What decided the outcome."""

    RULE = "rule"  # what is known of her
    CLOSED = "closed"  # the scheme takes nobody
    NOT_YET = "not_yet"  # it had not begun on that day
    ALREADY = "already"  # she has it: nothing is offered twice
    EVENT = "event"  # it is for something that has not happened: "if this happens"
    LATE = "late"  # it happened, and the days to claim are over: the office is to be asked
    STATUS = "status"  # nobody has made sure that it is open
    ELSEWHERE = "elsewhere"  # it exists in her state too, but its rule there is not in this pack


class Status(StrEnum):
    """Whether a scheme takes applications on a day."""

    OPEN = "open"
    WINDOWED = "windowed"  # only when announced, and no window is known for that day
    CLOSED = "closed"
    VERIFY = "verify"  # not known
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Standing:
    """A status from a day on; `windows` are the known openings of a windowed one, first and last day included."""

    since: date
    status: Status
    windows: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What must have happened (a key of words.yaml), who claims, and within how many days (None: no limit)."""

    kind: str
    who: Texts
    within_days: int | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Where to apply: a key of offices.yaml, in one state (its LGD code) or everywhere (empty)."""

    code: str
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scheme:
    """A scheme as it was loaded. `version` is the hash of everything that can change an answer or its words.

    `states` are those whose rules stand here (empty: one rule for all). Outside them the answer is no; or, where a law of
    the whole country is filled in by each state (`open_elsewhere`), unknown.
    """

    id: str
    states: tuple[str, ...]
    open_elsewhere: bool
    standings: tuple[Standing, ...]
    rules: tuple[tuple[date, Rule], ...]
    already: Rule | None
    event: Event | None
    documents: tuple[str, ...]
    offices: tuple[Office, ...]
    name: Texts
    benefit: Texts
    tip: Texts
    checks: tuple[Texts, ...]
    source: str
    confidence: str
    verified_on: date | None
    to_verify: str = ""
    version: str = field(default="")

    def status_on(self, day: date) -> tuple[Status, date | None]:
        """The status on a day, and the last day of the window that is open then."""
        current = [standing for standing in self.standings if standing.since <= day]
        if not current:
            return Status.NOT_YET, None
        for first, last in current[-1].windows:
            if first <= day <= last:
                return Status.OPEN, last
        return current[-1].status, None

    @functools.lru_cache(maxsize=256)  # noqa: B019  (schemes are few and live as long as the process)
    def rule_on(self, day: date) -> tuple[Rule, Rule | None] | None:
        """All that is wanted on a day, and the part that says she does not have it already; None before the first."""
        current = [rule for since, rule in self.rules if since <= day]
        if not current:
            return None
        rule, without = current[-1].on(day), self.already.opposite().on(day) if self.already else None
        return (joined("all", (rule, without)) if without else rule), without


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be said to a person about a scheme on a day.

    `failing` are the conditions that are not met, `supporting` those that carry a yes, `missing` the facts still to ask.
    `within_reach`: nothing fails that she could not change. `until`: last day of the open window; `claim_by`: of her claim.
    `verified_on` is None where nobody has compared the rule with the official text: then nothing may be shown as certain.
    """

    scheme: str
    outcome: Outcome
    because: Because
    status: Status
    until: date | None = None
    claim_by: date | None = None
    failing: tuple[Condition, ...] = ()
    supporting: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()
    within_reach: bool = False
    documents: tuple[str, ...] = ()
    apply_at: tuple[str, ...] = ()
    source: str = ""
    verified_on: date | None = None
    version: str = ""

    @property
    def offered(self) -> bool:
        """Whether she can be told to apply now."""
        return self.outcome is Outcome.ELIGIBLE and self.status is Status.OPEN


Judged = tuple[Outcome, Because, Judgement]
NOTHING = Judgement(None)


def answered(
    scheme: Scheme,
    known: Mapping[str, Known],
    on: date,
    events: Mapping[str, date],
    changeable: frozenset[str],
) -> Answer:
    """The answer about one scheme. `events` are days on which something happened, by kind."""
    status, until = scheme.status_on(on)
    happened, claim_by = _claim(scheme, on, events)
    outcome, because, judgement = _decided(scheme, known, on, status)
    if outcome is not Outcome.NOT_ELIGIBLE and scheme.event:
        if happened is None:
            outcome, because, judgement = Outcome.UNKNOWN, Because.EVENT, NOTHING
        elif claim_by is not None and on > claim_by:
            outcome, because = Outcome.UNKNOWN, Because.LATE
    failing = judgement.reasons if outcome is Outcome.NOT_ELIGIBLE else ()
    states = _states(known)
    return Answer(
        scheme=scheme.id,
        outcome=outcome,
        because=because,
        status=status,
        until=until,
        claim_by=claim_by,
        failing=failing,
        supporting=judgement.reasons if outcome is Outcome.ELIGIBLE else (),
        missing=judgement.missing,
        within_reach=because is Because.RULE
        and bool(failing)
        and all(one.fact in changeable for one in failing),
        documents=scheme.documents,
        apply_at=tuple(
            office.code for office in scheme.offices if not office.state or office.state in states
        ),
        source=scheme.source,
        verified_on=scheme.verified_on,
        version=scheme.version,
    )


def unless_held(scheme: Scheme, answer: Answer) -> bool:
    """Whether all that keeps an answer open is that nobody asked whether she has it already: then it can be offered so.

    Where a fact of `already` stands in the rules too, that cannot be told from the answer alone, and is not said.
    """
    if answer.outcome is not Outcome.UNKNOWN or answer.because is not Because.RULE or not answer.missing:
        return False
    held = {one.fact for one in conditions(scheme.already)} if scheme.already else set()
    asked = {one.fact for _, rule in scheme.rules for one in conditions(rule)}
    return answer.status is Status.OPEN and held.issuperset(answer.missing) and held.isdisjoint(asked)


def _decided(scheme: Scheme, known: Mapping[str, Known], on: date, status: Status) -> Judged:
    rules = scheme.rule_on(on)
    if status is Status.NOT_YET or rules is None:
        return Outcome.NOT_ELIGIBLE, Because.NOT_YET, NOTHING
    if status is Status.CLOSED:
        return Outcome.NOT_ELIGIBLE, Because.CLOSED, NOTHING
    rule, without = rules
    has_it_not = judged(without, known) if without is not None else Judgement(True)
    if has_it_not.verdict is False:
        return Outcome.NOT_ELIGIBLE, Because.ALREADY, has_it_not
    judgement = judged(rule, known)
    if scheme.open_elsewhere and judgement.verdict is not True:
        possible = _states(known)
        if possible.isdisjoint(scheme.states):
            return Outcome.UNKNOWN, Because.ELSEWHERE, Judgement(None, missing=has_it_not.missing)
        if judgement.verdict is False and not possible <= set(scheme.states):
            return Outcome.UNKNOWN, Because.RULE, Judgement(None, missing=("state", *has_it_not.missing))
    if judgement.verdict is False:
        return Outcome.NOT_ELIGIBLE, Because.RULE, judgement
    if status is Status.VERIFY:
        return Outcome.UNKNOWN, Because.STATUS, Judgement(None, missing=judgement.missing)
    return Outcome.ELIGIBLE if judgement.verdict else Outcome.UNKNOWN, Because.RULE, judgement


def _states(known: Mapping[str, Known]) -> frozenset[str]:
    """The states in which she may live."""
    state = known.get("state")
    return state if isinstance(state, frozenset) else frozenset()  # type: ignore[return-value]


def _claim(scheme: Scheme, on: date, events: Mapping[str, date]) -> tuple[date | None, date | None]:
    """The day of the event (None: it has not happened by that day), and the last day of the claim."""
    happened = events.get(scheme.event.kind) if scheme.event else None
    if scheme.event is None or happened is None or happened > on:
        return None, None
    within = scheme.event.within_days
    return happened, None if within is None else happened + timedelta(days=within)
