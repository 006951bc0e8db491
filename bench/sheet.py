"""A mission's workbook filled: milliseconds, memory and parts kept. Peer: openpyxl loads and saves the same file.

Promise: at most 0.4 of the peer's time for a sheet of 200 marks, no more than the peer's for one of 5,000, and every part of
the file kept (the peer loses some). Marks are answered at once, so that only the work on the file is measured.
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bench.processes import peak_mb
from bench.report import Figure, publish

AIM_RATIOS = {200: 0.4, 5_000: 1.0}
"""Marks in the template -> our time as a part of the peer's."""
ROUNDS = 15


def ours(data: bytes) -> bytes:
    """The file filled by Karmika."""
    from karmika.monitoring.sheet_file import Answer, read

    return read(data).filled(lambda spot: Answer(4090, "4,090"))


def peer(data: bytes) -> bytes:
    """The file loaded, filled cell by cell, and saved by openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "{{" in cell.value:
                    cell.value = 4090
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def kept(before: bytes, after: bytes) -> int:
    """How many parts are there still, with the same bytes but for those that had to change."""
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        names = set(new.namelist())
        filled = ("xl/worksheets/", "xl/workbook.xml")
        return sum(
            name in names and (name.startswith(filled) or old.read(name) == new.read(name))
            for name in old.namelist()
        )


def measure(way: str, path: Path) -> dict[str, float]:
    """In a process of its own: milliseconds of the quickest filling, peak memory, what is kept of the file."""
    import warnings

    warnings.simplefilter("ignore")  # openpyxl says what it drops
    fill = {"ours": ours, "peer": peer}[way]
    data = path.read_bytes()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        after = fill(data)
        times.append((time.process_time() - began) * 1000)
    shapes = zipfile.ZipFile(io.BytesIO(after)).read("xl/drawings/drawing1.xml")
    sheet = zipfile.ZipFile(io.BytesIO(after)).read("xl/worksheets/sheet1.xml")
    return {
        "ms": min(times),
        "mb": peak_mb(os.getpid()),
        "kept": kept(data, after),
        "text_boxes": shapes.count(b"txBox"),
        "sparklines": sheet.count(b"x14:sparkline>") // 2,
    }


def compared(marks: int, path: Path) -> Iterator[Figure]:
    """One template filled by both."""
    with zipfile.ZipFile(path) as archive:
        parts = len(archive.namelist())
    found = {}
    for way in ("ours", "peer"):
        command = [sys.executable, "-m", "bench.sheet", way, str(path)]
        found[way] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    mine, other = found["ours"], found["peer"]
    ratio, aim = mine["ms"] / other["ms"], AIM_RATIOS[marks]
    what = f"{marks} marks"
    yield Figure(f"{what}: fill", mine["ms"], "CPU ms", other["ms"], ratio, f"<= {aim} of it", ratio <= aim)
    more = mine["mb"] / other["mb"]
    yield Figure(f"{what}: peak memory", mine["mb"], "MB", other["mb"], more, "<= 1.1 of it", more <= 1.1)
    kept_all = mine["kept"] == parts
    yield Figure(f"{what}: parts kept", mine["kept"], "parts", other["kept"], None, f"all {parts}", kept_all)
    for name in ("text_boxes", "sparklines"):
        yield Figure(f"{what}: {name}", mine[name], "kept", other[name], None, "1", mine[name] == 1)


def main() -> bool:
    """All figures."""
    from karmika.monitoring.tests.sheet_templates import full

    folder = Path("build/bench")
    folder.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    for marks in AIM_RATIOS:
        path = folder / f"sheet-{marks}.xlsx"
        path.write_bytes(full(extra=marks))
        figures += compared(marks, path)
    return publish("sheet", figures)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        sys.exit(not main())
