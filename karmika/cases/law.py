"""What the law offers for a case, as its page shows it: roads, offices, days. Dates come of the book of remedies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from karmika.areas.queries import ancestors
from karmika.cases.remedies import Fit, Standing, standing
from karmika.cases.remedy_book import Book, Helpline, book


@dataclass(frozen=True, kw_only=True)
class Road:
    """One remedy in the active language: where to go, by when, with what proof, what it may bring."""

    name: str
    offices: Sequence[str]
    filers: Sequence[str]
    by_when: str
    safe_on: date | None
    pressing: bool
    """Whether the safe date is over or within 30 days: a case worker looks at it today."""
    late_roads: Sequence[str]
    steps: Sequence[str]
    evidence: Sequence[str]
    relief: str
    law: str
    only_if: str
    doubt: str
    """Why a lawyer should look before anybody relies on it; empty where nothing is open."""


@dataclass(frozen=True, kw_only=True)
class Law:
    """The roads for a case, and whom to call."""

    roads: Sequence[Road] = ()
    helplines: Sequence[tuple[str, str]] = ()
    """(number, name)."""
    asks_when: bool = False
    """The roads depend on the day, and nobody has said it."""


def state_of(area: UUID) -> str | None:
    """The code of the state in which an area lies."""
    return next((one.code for one in ancestors(area) if one.level == "state"), None)


def law_for(matter: str, arose: tuple[date | None, date | None], state: str | None, today: date) -> Law:
    """The roads for a wrong that went on from a day to a day (either may be unknown) in a state."""
    known = book()
    if matter not in known.wrongs:
        return Law()
    first, last = arose[0] or arose[1], arose[1] or arose[0]
    if first is None or last is None:
        return Law(asks_when=True, helplines=_lines(known, known.fits(matter, today, None, state), state))
    fits = known.fits(matter, first, last, state)
    return Law(roads=[_road(known, fit, today) for fit in fits], helplines=_lines(known, fits, state))


def _lines(known: Book, fits: Sequence[Fit], state: str | None) -> list[tuple[str, str]]:
    language = get_language() or "en"
    lines: dict[str, Helpline] = {}
    for fit in fits:
        for line in known.helplines_for(fit.remedy, state):
            lines.setdefault(line.number, line)
    return [(line.number, line.name.in_language(language)) for line in lines.values()]


def _road(known: Book, fit: Fit, today: date) -> Road:
    language = get_language() or "en"
    one, words = fit.remedy, known.words
    safe_on = fit.deadline.safe_on
    where = standing(fit.deadline, today)
    doubt = ""
    if one.to_be_checked:
        own = one.doubt.in_language(language) if one.doubt is not None else ""
        doubt = own or words.to_be_checked.in_language(language)
    return Road(
        name=one.name.in_language(language),
        offices=[words.offices[code].in_language(language) for code in one.offices],
        filers=[words.claimants[code].in_language(language) for code in one.who_may_file],
        by_when=known.deadline_in_words(fit.deadline, today, language),
        safe_on=safe_on,
        pressing=where is not Standing.SAFE or (safe_on is not None and (safe_on - today).days <= 30),
        late_roads=[words.roads[code].in_language(language) for code in fit.deadline.how_late],
        steps=[words.steps[step.step].in_language(language) for step in one.steps],
        evidence=[words.evidence[code].in_language(language) for code in one.evidence],
        relief=one.relief.in_language(language),
        law=one.law,
        only_if=one.only_if.in_language(language) if one.only_if is not None else "",
        doubt=doubt,
    )
