"""The book of remedies: everything in remedies/, read once and checked: references, dates, level 2, what is not said.

Pure: no Django. `book()` raises Unreadable with every fault at once, each with its file, line and place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Annotated

import msgspec

from karmika.cases.reading import (
    HOUSE,
    Code,
    Confidence,
    Part,
    Problem,
    Source,
    StateCode,
    Text,
    Unreadable,
    Written,
    read,
)
from karmika.cases.remedies import CODES_SINCE, Deadline, Fit, Remedy, Wrong, fitting_stretch, standing

FOLDER = HOUSE / "remedies"
FIRST_HOURS_MAXIMUM = 2
"""Level 2: somebody answers within two hours of the report."""


class Helpline(Part, frozen=True):
    """A number to call. `states` empty: the whole country."""

    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{3,11}$")]
    name: Text
    confidence: Confidence
    states: tuple[StateCode, ...] = ()


class Duty(Part, frozen=True):
    """What an officer must do by law, and within how many hours (None: at once, or no time is named)."""

    what: Text
    law: Written
    confidence: Confidence
    hours: Annotated[int, msgspec.Meta(ge=0, le=24 * 90)] | None = None


class Words(Part, frozen=True):
    """remedies/shared/words.yaml: what several remedies speak of, by code."""

    claimants: dict[Code, Text]
    offices: dict[Code, Text]
    evidence: dict[Code, Text]
    clocks: dict[Code, Text]
    roads: dict[Code, Text]
    steps: dict[Code, Text]
    duties: dict[Code, Duty]
    helplines: dict[Code, Helpline]
    standings: dict[Code, Text]
    to_be_checked: Text
    repealed: Text


class Sheet(Part, frozen=True):
    """One file of remedies/."""

    about: Text
    wrongs: tuple[Wrong, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """All wrongs and remedies, and the words for them."""

    wrongs: dict[str, Wrong]
    remedies: tuple[Remedy, ...]
    words: Words

    def fits(
        self, wrong: str, arose_on: date, arose_to: date | None = None, state: str | None = None
    ) -> tuple[Fit, ...]:
        """The remedies for a wrong on a day, or from a day to a day. Raises KeyError for a wrong that is not in the book."""
        found = self.wrongs[wrong].code
        return fitting_stretch(self.remedies, found, (arose_on, arose_to or arose_on), state)

    def helplines_for(self, remedy: Remedy, state: str | None = None) -> tuple[Helpline, ...]:
        """Whom to call, in order; those of another state are left out."""
        known = (self.words.helplines[code] for code in remedy.helplines)
        return tuple(line for line in known if not line.states or state is None or state in line.states)

    def deadline_in_words(self, deadline: Deadline, today: date, language: str) -> str:
        """How today stands to a deadline, with both dates (day-month-year), and that it is to be checked where it is."""
        text = self.words.standings[standing(deadline, today).value].in_language(language)
        said = text.format(safe_on=_day(deadline.safe_on), outer_on=_day(deadline.outer_on))
        if any(period.to_be_checked for period in deadline.periods):
            return f"{said} {self.words.to_be_checked.in_language(language)}"
        return said


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


@cache
def book() -> Book:
    """The installed book. Raises Unreadable."""
    return load(FOLDER)


def load(folder: Path) -> Book:
    """The book of a folder. Raises Unreadable with all that is wrong in it."""
    problems: list[Problem] = []
    words = read(folder / "shared" / "words.yaml", Words)
    sheets: list[Source[Sheet]] = []
    for path in sorted(folder.glob("*.yaml")):
        if not path.name.endswith(".cases.yaml"):
            try:
                sheets.append(read(path, Sheet))
            except Unreadable as error:
                problems += error.problems
    problems += _problems(words, sheets)
    if problems:
        raise Unreadable(*problems)
    wrongs = {wrong.code: wrong for sheet in sheets for wrong in sheet.value.wrongs}
    return Book(wrongs, tuple(one for sheet in sheets for one in sheet.value.remedies), words.value)


def _problems(words: Source[Words], sheets: list[Source[Sheet]]) -> Iterator[Problem]:
    wrongs = {wrong.code: wrong for sheet in sheets for wrong in sheet.value.wrongs}
    yield from _twice(sheets)
    for standing_name in ("safe", "arguable", "with_reasons", "no_last_day"):
        if standing_name not in words.value.standings:
            yield words.problem("standings", f"lacks {standing_name}")
    for sheet in sheets:
        for number, wrong in enumerate(sheet.value.wrongs):
            for other in wrong.also_ask:
                if other not in wrongs or other == wrong.code:
                    yield sheet.problem(
                        f"wrongs[{number}].also_ask", f"{wrong.code}: no other wrong {other!r}"
                    )
        for number, remedy in enumerate(sheet.value.remedies):
            place = f"remedies[{number}]"
            found = [
                *_references(remedy, wrongs, words.value),
                *_dates(remedy),
                *_what_is_said(remedy),
                *_level(remedy, wrongs),
            ]
            for name, what in found:
                yield sheet.problem(f"{place}.{name}" if name else place, f"{remedy.code}: {what}")
    remedied = {remedy.wrong for sheet in sheets for remedy in sheet.value.remedies}
    for code in sorted(wrongs.keys() - remedied):
        yield Problem("remedies", 0, "", f"no remedy for the wrong {code!r}")
    yield from _overlaps([one for sheet in sheets for one in sheet.value.remedies])
    yield from _unused(words, sheets)


def _twice(sheets: list[Source[Sheet]]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for sheet in sheets:
        for kind, parts in (("wrongs", sheet.value.wrongs), ("remedies", sheet.value.remedies)):
            coded: Iterable[Wrong | Remedy] = parts
            for number, part in enumerate(coded):
                if (kind, part.code) in seen:
                    yield sheet.problem(f"{kind}[{number}]", f"{part.code} stands twice")
                seen.add((kind, part.code))


def _references(remedy: Remedy, wrongs: dict[str, Wrong], words: Words) -> Iterator[tuple[str, str]]:
    if remedy.wrong not in wrongs:
        yield "wrong", f"no wrong {remedy.wrong!r}"
    named: tuple[tuple[str, Iterable[str], dict[str, object]], ...] = (
        ("who_may_file", remedy.who_may_file, {**words.claimants}),
        ("offices", remedy.offices, {**words.offices}),
        ("clock", (remedy.clock,), {**words.clocks}),
        ("late_roads", remedy.late_roads, {**words.roads}),
        ("steps", (step.step for step in remedy.steps), {**words.steps}),
        ("duties", remedy.duties, {**words.duties}),
        ("helplines", remedy.helplines, {**words.helplines}),
        ("evidence", remedy.evidence, {**words.evidence}),
    )
    for place, codes, known in named:
        given = list(codes)
        yield from ((place, f"no {code!r} in shared/words.yaml") for code in given if code not in known)
        yield from ((place, f"{code} stands twice") for code in sorted(set(given)) if given.count(code) > 1)


def _dates(remedy: Remedy) -> Iterator[tuple[str, str]]:
    begins, ends = remedy.valid_from, remedy.valid_to
    if begins and ends and begins > ends:
        yield "valid_to", "ends before it begins"
    if remedy.regime == "codes" and (begins is None or begins < CODES_SINCE):
        yield "valid_from", f"the codes are in force from {CODES_SINCE}"
    if remedy.regime == "before_codes" and (ends is None or ends >= CODES_SINCE):
        yield "valid_to", f"the old Acts end before {CODES_SINCE}"
    if remedy.regime == "before_codes" and not any(period.now_repealed for period in remedy.periods):
        yield "periods", "an older claim shows the old Act's period (now_repealed)"
    for number, period in enumerate(remedy.periods):
        if (period.months > 0) == (period.days > 0):
            yield f"periods[{number}]", "give months or days"


def _what_is_said(remedy: Remedy) -> Iterator[tuple[str, str]]:
    for place in ("who_may_file", "offices", "late_roads", "evidence"):
        if not getattr(remedy, place):
            yield place, "is empty: people would be left with nothing to do"
    if (remedy.verified_on is not None) != (remedy.confidence == "high"):
        yield "verified_on", "a day of checking belongs to confidence high, and to nothing else"
    if remedy.may_order and (remedy.may_order.times is None) == (remedy.may_order.rupees is None):
        yield "may_order", "give times or rupees"
    for number, step in enumerate(remedy.steps):
        if (step.hours is None) == (step.days is None):
            yield f"steps[{number}]", "give hours or days"


def _level(remedy: Remedy, wrongs: dict[str, Wrong]) -> Iterator[tuple[str, str]]:
    if remedy.wrong not in wrongs or wrongs[remedy.wrong].level == 0:
        return
    if not remedy.helplines:
        yield "helplines", "level 2 says whom to call"
    hours = [step.hours for step in remedy.steps]
    if not hours or hours[0] is None or hours[0] > FIRST_HOURS_MAXIMUM:
        yield "steps", f"level 2 begins within {FIRST_HOURS_MAXIMUM} hours"
    if None in hours:
        yield "steps", "level 2 is counted in hours"


def _overlaps(remedies: list[Remedy]) -> Iterator[Problem]:
    """Two regimes that both claim a day would leave the choice to chance."""
    for one, other in combinations(remedies, 2):
        if one.wrong == other.wrong and {one.regime, other.regime} == {"codes", "before_codes"}:
            begins = max(one.valid_from or date.min, other.valid_from or date.min)
            if begins <= min(one.valid_to or date.max, other.valid_to or date.max):
                yield Problem("remedies", 0, "", f"{one.code} and {other.code} both hold on {begins}")


def _unused(words: Source[Words], sheets: list[Source[Sheet]]) -> Iterator[Problem]:
    """A word that no remedy uses is a slip in some remedy."""
    remedies = [one for sheet in sheets for one in sheet.value.remedies]
    used = {
        "claimants": {code for one in remedies for code in one.who_may_file},
        "offices": {code for one in remedies for code in one.offices},
        "evidence": {code for one in remedies for code in one.evidence},
        "clocks": {one.clock for one in remedies},
        "roads": {code for one in remedies for code in one.late_roads},
        "steps": {step.step for one in remedies for step in one.steps},
        "duties": {code for one in remedies for code in one.duties},
        "helplines": {code for one in remedies for code in one.helplines},
    }
    for name, codes in used.items():
        for code in getattr(words.value, name).keys() - codes:
            yield words.problem(f"{name}.{code}", "no remedy speaks of it")
