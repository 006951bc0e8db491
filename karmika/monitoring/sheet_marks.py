"""The marks of a template: what stands between {{ and }} in a cell, or in the name of one. Free of Django.

{{workers}}  {{members|sex:female|month}}  {{table:mepma:women_share|fraction}}  {{area|each}}  karmika.workers.month
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

OPENS, CLOSES = "{{", "}}"
NAMED = "karmika."
"""How the name of a cell begins that is to be filled."""
MOST_IN_A_TEXT = 10_000
FACTS = (
    "area",
    "area_code",
    "as_of",
    "month",
    "printed_at",
    "chain_head",
    "definitions_version",
)
OF_AREAS = ("area", "area_code")
"""Facts that a part of the area has as well."""
OF_DAYS = ("as_of", "printed_at")
"""Facts that can be written as a date to calculate with."""
_SPANS = ("month", "year")
_SHAPES = ("date", "fraction")
_VALUED = ("part", "sex", "occupation", "category", "from")
_WORD = re.compile(r"[a-z0-9_]{1,60}")
_PART = re.compile(r"[a-z0-9_/.\-]{1,40}")
_MARK = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a cell asks for. `kind`: measure, target, table (then `line` is its line) or fact.

    `span`: "" all up to the day of the sheet, "month" its month, "year" its financial year; `since` a first month.
    `part` is the code of an area inside; `each` stands for one part after the other, row by row.
    """

    kind: str
    code: str
    line: str = ""
    part: str = ""
    each: bool = False
    span: str = ""
    since: date | None = None
    sex: str = ""
    occupation: str = ""
    category: str = ""
    shape: str = ""


class MarkError(ValueError):
    """A mark that cannot be read. `word` is what is wrong in it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word if len(word) <= 60 else f"{word[:59]}…"


class Marked(NamedTuple):
    """What a text has in it: marks (start, end, mark), words that cannot be read, a mark that does not end."""

    marks: tuple[tuple[int, int, Mark], ...]
    unreadable: tuple[str, ...]
    is_open: bool


@lru_cache(maxsize=4096)
def found_in(text: str) -> Marked:
    """The marks of a text. Sheets say the same in many cells, so that what was read is remembered."""
    marks: list[tuple[int, int, Mark]] = []
    unreadable: list[str] = []
    for found in _MARK.finditer(text):
        if len(marks) + len(unreadable) > MOST_IN_A_TEXT:
            break
        try:
            marks.append((found.start(), found.end(), read(found.group(1))))
        except MarkError as error:
            unreadable.append(error.word)
    return Marked(tuple(marks), tuple(unreadable), text.count(OPENS) > len(marks) + len(unreadable))


def read(content: str) -> Mark:
    """The mark with this content; capitals and blanks do not count. Raises MarkError."""
    head, *options = [re.sub(r"\s+", "", part).lower() for part in content.split("|")]
    mark = _head(head)
    for option in options:
        mark = _with_option(mark, option)
    _refuse_contradiction(mark)
    return mark


def read_name(name: str) -> Mark:
    """The mark that the name of a cell stands for, such as karmika.members.sex.female. Raises MarkError."""
    words = name[len(NAMED) :].lower().split(".")
    length = {"table": 3, "measure": 2, "target": 2}.get(words[0], 1)
    parts = [":".join(words[:length])]
    rest = words[length:]
    while rest:
        taken = 2 if rest[0] in _VALUED else 1
        parts.append(":".join(rest[:taken]))
        rest = rest[taken:]
    return read("|".join(parts))


def _head(head: str) -> Mark:
    words = head.split(":")
    if not all(_WORD.fullmatch(word) for word in words):
        raise MarkError(head)
    if len(words) == 3 and words[0] == "table":
        return Mark(kind="table", code=words[1], line=words[2])
    if len(words) == 2 and words[0] in ("measure", "target"):
        return Mark(kind=words[0], code=words[1])
    if len(words) == 1:
        return Mark(kind="fact" if head in FACTS else "measure", code=head)
    raise MarkError(head)


def _with_option(mark: Mark, option: str) -> Mark:
    name, colon, value = option.partition(":")
    changes: dict[str, Any] = {}
    if option == "each":
        changes = {"each": True}
    elif option in _SPANS:
        changes = {"span": option}
    elif option in _SHAPES:
        changes = {"shape": option}
    elif name == "part" and _PART.fullmatch(value):
        changes = {"part": value}
    elif name == "from" and colon:
        changes = {"since": _month(value, option)}
    elif name in ("sex", "occupation", "category") and _WORD.fullmatch(value):
        changes = {name: value}
    else:
        raise MarkError(option)
    if any(getattr(mark, field) for field in changes):  # said twice
        raise MarkError(option)
    return replace(mark, **changes)


def _month(value: str, option: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d", value):
        raise MarkError(option)
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise MarkError(option) from error


def _refuse_contradiction(mark: Mark) -> None:
    """What does not go together: a table's line has its own filters, a fact has none."""
    if mark.each and mark.part:
        raise MarkError("each")
    if mark.span and mark.since:
        raise MarkError("from")
    if mark.shape == "date" and mark.code not in OF_DAYS:
        raise MarkError("date")
    if mark.shape == "fraction" and mark.kind != "table":
        raise MarkError("fraction")
    if mark.kind == "measure":
        return
    narrowed = [name for name in ("span", "since", "sex", "occupation", "category") if getattr(mark, name)]
    if narrowed:
        raise MarkError({"since": "from", "span": mark.span}.get(narrowed[0], narrowed[0]))
    if (mark.each or mark.part) and not (mark.kind == "fact" and mark.code in OF_AREAS):
        raise MarkError("each" if mark.each else "part")
