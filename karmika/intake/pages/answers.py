"""A submission's answers as lines of a page: beside the form's labels, with what is odd, what differs, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from karmika.intake.editing import Shown
from karmika.intake.models import Submission
from karmika.intake.pages.labels import FINDINGS, KINDS, reason_sentence
from karmika.ui.templatetags.ui import india_date


@dataclass(frozen=True)
class AnswerLine:
    """A line of the answers with what is odd about it."""

    shown: Shown
    oddities: Sequence[str]
    other: str | None = None
    """The answer of what it is compared with, where that is another."""
    is_why: bool = False
    """The submission waits for this answer."""

    @property
    def text(self) -> str:
        """The answer as people read it: days by their month, a place without height and accuracy."""
        return _readable(self.shown)


@dataclass(frozen=True)
class AnswerLines:
    """The lines, and in words what is odd that stands beside none of them."""

    lines: Sequence[AnswerLine]
    unplaced: Sequence[str]


def answer_lines(answers: Sequence[Shown], found: Submission, *, current: bool = True) -> AnswerLines:
    """The answers with findings beside those of which they speak, and the one for which the submission waits marked.

    `current`: they are those of the current version; findings and reason speak of no other.
    """
    if not current:
        return AnswerLines([AnswerLine(shown, ()) for shown in answers], ())
    by_key: dict[str, list[str]] = {}
    for finding in found.findings:
        words = str(FINDINGS.get(finding["code"], finding["code"]))
        by_key.setdefault(finding["path"], []).append(words)
    asked = str(found.reason_facts.get("question", ""))
    lines = []
    for shown in answers:
        odd = by_key.pop(shown.key, [])
        is_why = bool(asked) and not shown.heading and _name(shown) == asked and _may_be_why(found, odd)
        lines.append(AnswerLine(shown, odd, is_why=is_why))
    unplaced = [f"{key}: {words}".removeprefix(": ") for key, many in by_key.items() for words in many]
    return AnswerLines(lines, unplaced)


def _may_be_why(found: Submission, oddities: Sequence[str]) -> bool:
    """In a repeat many answers have the name of the one that cannot be read; a finding tells which it is."""
    return found.reason != "intake.wrong_type" or str(FINDINGS["wrong_type"]) in oddities


def why_it_waits(found: Submission, answers: Sequence[Shown]) -> str:
    """Why it waits and what to do, with the question as the form asks it and the kind of answer in words."""
    facts = dict(found.reason_facts)
    asked = str(facts.get("question", ""))
    label = next((line.label for line in answers if not line.heading and _name(line) == asked), "")
    if label:
        facts["question"] = label
    if facts.get("expected") in KINDS:
        facts["expected"] = str(KINDS[str(facts["expected"])])
    return reason_sentence(found.reason, facts)


def _name(line: Shown) -> str:
    return line.key.rpartition("/")[2]


def _readable(line: Shown) -> str:
    if line.kind == "date":
        try:
            return india_date(date.fromisoformat(line.text))
        except ValueError:
            return line.text
    return ", ".join(line.text.split()[:2]) if line.kind == "geopoint" else line.text


def compared(lines: Sequence[AnswerLine], other: Mapping[str, Shown]) -> list[AnswerLine]:
    """The lines with the answer of the other one, where it differs."""
    beside = []
    for line in lines:
        theirs = other.get(line.shown.key)
        differs = theirs is None or theirs.value != line.shown.value
        beside.append(replace(line, other=(_readable(theirs) if theirs else "") if differs else None))
    return beside


def worth_showing(lines: Sequence[AnswerLine]) -> list[AnswerLine]:
    """Without what was neither answered nor odd, and without headings that then stand over nothing."""
    kept = [one.shown.key for one in lines if one.shown.text or one.oddities or one.other or one.is_why]
    return [
        line
        for line in lines
        if line.shown.key in kept
        or (line.shown.heading and any(key.startswith(f"{line.shown.key}/") for key in kept))
    ]
