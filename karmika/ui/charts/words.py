"""How wide words are, before anybody draws them: wrapped to lines, or shortened with an ellipsis.

Widths are the advances of Noto Sans, Noto Sans Telugu and Noto Sans Devanagari (widths.json, hundredths of an em).
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

ELLIPSIS = "…"
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d")
_JOINERS = frozenset("\u200d\u200c")
_SUBJOINED_HUNDREDTHS = 45
"""A consonant under or after another one: a subjoined or half form takes about this much."""
_SPACES = re.compile(r"[ \t\r\n]+")
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(1)
def _advances() -> dict[str, int]:
    path = Path(__file__).with_name("widths.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    return {letter: int(hundredths) for hundredths, letters in found.items() for letter in letters}


def plain(text: object) -> str:
    """A text on one line, without what XML cannot hold."""
    return _SPACES.sub(" ", _FORBIDDEN.sub("", str(text))).strip(" ")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is at a size, in the units of the size; rather too wide than too narrow."""
    hundredths = 0
    before = ""
    for letter in text:
        hundredths += _hundredths(letter, before)
        before = letter
    return hundredths * size / 100 * (1.1 if bold else 1.02)


def _hundredths(letter: str, before: str) -> int:
    if before in _VIRAMAS and letter.isalpha():
        return _SUBJOINED_HUNDREDTHS
    if (known := _advances().get(letter)) is not None:
        return known
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    return 130 if unicodedata.east_asian_width(letter) in ("W", "F") or category == "So" else 85


def clusters(text: str) -> list[str]:
    """What a reader takes for single letters: a consonant with its vowel signs and what is joined to it."""
    found: list[str] = []
    for letter in text:
        belongs = unicodedata.category(letter) in ("Mn", "Mc", "Me") or letter in _JOINERS
        joined = found and (found[-1][-1] in _VIRAMAS or found[-1][-1] == "\u200d") and letter.isalpha()
        if found and (belongs or joined):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as there is room for, with an ellipsis; empty where nothing fits."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = ""
    for cluster in clusters(text):
        if width(kept + cluster + ELLIPSIS, size, bold=bold) > room:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS if kept.strip() else ""


def wrap(text: str, room: float, size: float, *, most: int = 2, bold: bool = False) -> list[str]:
    """The text on at most `most` lines, broken at spaces; what is left over is cut with an ellipsis."""
    lines = [""]
    words = text.split(" ")
    for number, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        elif len(lines) < most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[number:]]).strip()
            break
    return [shorten(line, room, size, bold=bold) for line in lines]
