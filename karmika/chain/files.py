"""CSV files that leave the house: the head of the journal is in the last line, so that a file can be held against it.

The first line stays the names of the columns, which is what programs expect; the last begins with #.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse

from karmika.chain.heads import head
from karmika.kernel.dates import INDIA, now
from karmika.kernel.sheets import neutral

Value = str | int | date | None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """The file: one line of names, the rows, and a line that says of when it is and which head held then.

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Days are ISO, instants India's time.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    found, at = head(), now()
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    sealed = "nothing is sealed yet" if found is None else f"{found.full}, sealed {_moment(found.sealed_at)}"
    writer.writerow([f"# Karmika, as of {_moment(at)}; head of the journal: {sealed}"])
    return text.getvalue()


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The file as a download in UTF-8, with the mark by which spreadsheets know that it is."""
    response = HttpResponse("\ufeff" + csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _safe(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(neutral(value))
    return value if isinstance(value, int) else value.isoformat()


def _moment(at: datetime) -> str:
    return at.astimezone(INDIA).isoformat(timespec="minutes")
