"""100,000 rows of 20 columns as CSV and XLSX. Peers: openpyxl write-only, xlsxwriter in constant memory.

Promise: a workbook costs at most two fifths of the quicker peer's CPU, is at most a fifth larger, and memory stays (50 MB).
Each writer runs in a process of its own; the peak is that of the process less what it had before it wrote.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.report import Figure, publish

ROWS, COLUMNS = int(os.environ.get("KARMIKA_BENCH_ROWS") or 100_000), 20
SHARE_MAXIMUM, GROWTH_MAXIMUM_MB, SIZE_MAXIMUM = 0.4, 50.0, 1.2
HEAD = [f"Column {number}" for number in range(COLUMNS)]


def rows() -> Iterator[tuple[object, ...]]:
    """Invented workers: names in two scripts, numbers, days, empty cells, a text that looks like a formula."""
    first = date(2026, 1, 1)
    for n in range(ROWS):
        names = (f"Lakshmi Devi {n}", f"లక్ష్మీ దేవి {n}", "Auto driver", "ఆటో డ్రైవర్", "+919848012301")
        numbers = (n, n * 7 % 60, 900_000 + n % 5_000, n % 31, None)
        days = (first + timedelta(days=n % 300), first + timedelta(days=n % 77))
        yield (
            *names,
            *numbers,
            *days,
            "Ward 7",
            "251746-W07",
            "Benz Circle auto stand",
            None,
            "",
            "Woman",
            "yes & no",
            f"W-{n:07d}",
        )


def ours_csv(path: Path) -> None:
    from karmika.kernel.sheets import as_csv

    path.write_bytes(as_csv(HEAD, rows()))


def ours_xlsx(path: Path) -> None:
    from karmika.kernel.workbook import xlsx

    with path.open("wb") as file:
        for part in xlsx("Workers", HEAD, rows()):  # type: ignore[arg-type]
            file.write(part)


def openpyxl_write_only(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Workers")
    sheet.append(HEAD)
    for row in rows():
        cells: list[object] = []
        for value in row:
            if isinstance(value, str) and value[:1] in "=+-@":
                cell = WriteOnlyCell(sheet, value)
                cell.data_type = "s"
                value = cell
            cells.append(value)
        sheet.append(cells)
    book.save(path)


def xlsxwriter_constant_memory(path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    )
    sheet = book.add_worksheet("Workers")
    sheet.write_row(0, 0, HEAD)
    for number, row in enumerate(rows(), 1):
        sheet.write_row(number, 0, row)
    book.close()


WRITERS: dict[str, Callable[[Path], None]] = {
    "csv": ours_csv,
    "xlsx": ours_xlsx,
    "openpyxl": openpyxl_write_only,
    "xlsxwriter": xlsxwriter_constant_memory,
}


def main() -> None:
    """Measure each writer in a process of its own, publish, exit 1 when a promise does not hold."""
    if len(sys.argv) > 1:
        return _measure(sys.argv[1])
    found = {name: _measured(name) for name in WRITERS}
    ours, best = found["xlsx"], min(found["openpyxl"][0], found["xlsxwriter"][0])
    figures = [
        Figure(
            f"XLSX, {ROWS:,} x {COLUMNS}, CPU",
            ours[0],
            "s",
            best,
            ours[0] / best,
            f"<= {SHARE_MAXIMUM} of the peer's",
            ours[0] <= SHARE_MAXIMUM * best,
        ),
        Figure(
            "XLSX, memory above the start",
            ours[1],
            "MB",
            found["xlsxwriter"][1],
            None,
            f"< {GROWTH_MAXIMUM_MB:.0f}",
            ours[1] < GROWTH_MAXIMUM_MB,
        ),
        Figure(
            "XLSX, file",
            ours[2],
            "MB",
            found["xlsxwriter"][2],
            ours[2] / found["xlsxwriter"][2],
            f"<= {SIZE_MAXIMUM} of the peer's",
            ours[2] <= SIZE_MAXIMUM * found["xlsxwriter"][2],
        ),
    ]
    for name, (cpu_s, peak_mb, file_mb) in found.items():
        figures.append(
            Figure(
                f"{name}: CPU, {peak_mb:.0f} MB memory, {file_mb:.1f} MB file",
                cpu_s,
                "s",
                None,
                None,
                "told",
                True,
            )
        )
    sys.exit(0 if publish("export", figures) else 1)


def _measured(name: str) -> tuple[float, float, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.export", name], capture_output=True, text=True, check=True
    )
    cpu_s, peak_mb, file_mb = map(float, answer.stdout.split())
    return cpu_s, peak_mb, file_mb


def _measure(name: str) -> None:
    write = WRITERS[name]
    with tempfile.TemporaryDirectory(prefix="karmika-bench-") as folder:
        path = Path(folder) / "out"
        global ROWS
        many, ROWS = ROWS, 100
        write(path)  # modules are loaded and nothing is measured that only happens once
        ROWS = many
        before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.process_time()
        write(path)
        cpu_s = time.process_time() - began
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(cpu_s, peak_mb - before_mb, path.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
