"""Which translations a native speaker has read: karmika/locale/reviewed.csv, one line for each translation as it was read.

A translation that is changed afterwards is no longer the one that was read, and counts as not reviewed.
"""

import csv
import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, TextIO

from babel.messages.pofile import write_po

from karmika.cli.messages import LOCALE, catalogue_path, read

MARKS = LOCALE / "reviewed.csv"
HEAD = ("language", "mark", "reviewer", "reviewed_on")
SHEET = ("context", "text", "translation")
_FIELDS = re.compile(r"\{[a-z_]*(?::[^}]*)?\}|%\([a-z_]+\)[sd]|%[sd]")


class NotTaken(ValueError):
    """A sheet that cannot be taken; says the line and why."""


def mark_of(message: Any) -> str:
    """What names a translation as it stands: the start of a hash over context, text and translation."""
    parts = (message.context or "", *_forms(message.id), *_forms(message.string))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


def marks() -> set[tuple[str, str]]:
    """Language and mark of everything that was reviewed."""
    if not MARKS.exists():
        return set()
    with MARKS.open(encoding="utf-8", newline="") as file:
        return {(row["language"], row["mark"]) for row in csv.DictReader(file)}


def unreviewed(language: str) -> list[Any]:
    """Translations that nobody has read as they stand."""
    known = marks()
    found = [message for message in read(language) if message.id and message.string]
    return [message for message in found if (language, mark_of(message)) not in known]


def write_sheet(language: str, file: TextIO) -> int:
    """What is to be read, as CSV with the columns of `SHEET`; plural forms stand under each other. How many."""
    sheet = csv.writer(file)
    sheet.writerow(SHEET)
    found = unreviewed(language)
    for message in found:
        sheet.writerow(
            [message.context or "", "\n".join(_forms(message.id)), "\n".join(_forms(message.string))]
        )
    return len(found)


def take_sheet(language: str, file: TextIO, reviewer: str, on: date) -> tuple[int, int]:
    """Take a sheet back: every line in it was read, and a changed translation replaces the old one. (read, changed).

    Raises NotTaken and takes nothing when a text is unknown, a translation is empty, or a {field} was lost.
    """
    catalogue = read(language)
    reviewed, changed = [], 0
    for number, row in enumerate(csv.DictReader(file), 2):
        text, translation = str(row.get("text") or ""), str(row.get("translation") or "").strip()
        forms = text.split("\n")
        message = catalogue.get(text, context=row.get("context") or None) or catalogue.get(
            forms[0], context=row.get("context") or None
        )
        if message is None:
            raise NotTaken(f"line {number}: there is no such text: {text[:60]}")
        new: Any = tuple(translation.split("\n")) if isinstance(message.id, tuple) else translation
        if not all(_forms(new)) or len(_forms(new)) != len(_forms(message.id)):
            raise NotTaken(f"line {number}: a translation is missing: {text[:60]}")
        if any(_fields(one) != _fields(forms[-1]) for one in _forms(new)):
            raise NotTaken(
                f"line {number}: the same {{fields}} must stand in text and translation: {text[:60]}"
            )
        changed += new != message.string
        message.string = new
        reviewed.append(message)
    if changed:
        with catalogue_path(language).open("wb") as po:
            write_po(po, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    _note(language, reviewed, reviewer, on)
    return len(reviewed), changed


def _note(language: str, reviewed: Iterable[Any], reviewer: str, on: date) -> None:
    known = marks()
    new = not MARKS.exists()
    with MARKS.open("a", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        if new:
            sheet.writerow(HEAD)
        for message in reviewed:
            if (language, mark_of(message)) not in known:
                sheet.writerow([language, mark_of(message), reviewer, on.isoformat()])


def _forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def _fields(text: str) -> list[str]:
    return sorted(_FIELDS.findall(text))
