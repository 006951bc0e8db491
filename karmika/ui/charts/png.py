"""A chart as a picture (PNG), for documents: resvg shapes the words, in the fonts of the pages.

resvg reads TrueType; the fonts of the pages are woff2. Each is unpacked once into a folder, whole or not at all. Its own
search for another font breaks conjuncts apart, so each run of Telugu or Devanagari names its font.
"""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import resvg_py
from fontTools.ttLib import TTFont

from karmika.ui.charts.drawing import size, svg
from karmika.ui.charts.values import Chart

SCALE = 4
"""Pixels of a unit: 1,312 across, sharp on paper at half a page."""
PARTS = (
    "noto-sans/files/noto-sans-latin",
    "noto-sans/files/noto-sans-latin-ext",
    "noto-sans-telugu/files/noto-sans-telugu-telugu",
    "noto-sans-devanagari/files/noto-sans-devanagari-devanagari",
)
WEIGHTS = ("400", "700")
MARGIN = 12
"""Paper around the picture, in units."""
_TOLD = re.compile(r"<(title|desc)\b[^>]*>[^<]*</\1>")
_SAID = re.compile(r"(?<=>)[^<>]*[\u0900-\u097f\u0c00-\u0c7f][^<>]*(?=<)")
_RUNS = (
    (
        re.compile(r"[\u0900-\u097f](?:[\u0900-\u097f\u200c\u200d ]*[\u0900-\u097f\u200c\u200d])?"),
        "Devanagari",
    ),
    (re.compile(r"[\u0c00-\u0c7f](?:[\u0c00-\u0c7f\u200c\u200d ]*[\u0c00-\u0c7f\u200c\u200d])?"), "Telugu"),
)


def png(chart: Chart, fonts: Sequence[Path] = ()) -> bytes:
    """The chart with its title and note in it, on white. Without `fonts` those of the machine are used."""
    drawn = svg(chart, alone=True)
    wide, high = (length + 2 * MARGIN for length in size(drawn))
    drawn = re.sub(r'viewBox="[^"]*"', f'viewBox="-{MARGIN} -{MARGIN} {wide} {high}"', drawn, count=1)
    return resvg_py.svg_to_bytes(
        svg_string=_SAID.sub(_in_its_fonts, _TOLD.sub("", drawn)),
        background="#ffffff",
        width=round(wide * SCALE),
        skip_system_fonts=bool(fonts),
        font_files=[str(path) for path in fonts],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
    )


def _in_its_fonts(said: re.Match[str]) -> str:
    text = said.group()
    for run, script in _RUNS:
        text = run.sub(rf'<tspan font-family="Noto Sans {script}">\g<0></tspan>', text)
    return text


def unpacked_fonts(folder: Path, packed: Path) -> tuple[Path, ...]:
    """The fonts of the pages (`packed`) as TrueType files in a folder, unpacked where they are not there yet.

    Empty where the pages have no fonts of their own.
    """
    sources = [packed / f"{part}-{weight}-normal.woff2" for part in PARTS for weight in WEIGHTS]
    return tuple(_unpacked(source, folder) for source in sources if source.exists())


def _unpacked(source: Path, folder: Path) -> Path:
    target = folder / f"{source.stem}.ttf"
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    font = TTFont(source)
    font.flavor = None
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        font.save(file)
    Path(name).replace(target)
    return target
