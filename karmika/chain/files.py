"""Files that leave the house: the head of the journal is in them, so that a file can be held against it.

In a CSV the first line stays the names of the columns, which is what programs expect; the last begins with #. A workbook
says the same on a sheet of its own.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from karmika.chain.heads import head
from karmika.kernel.dates import INDIA, now
from karmika.kernel.sheets import neutral
from karmika.kernel.workbook import Value, xlsx

_ROWS_AT_ONCE = 500


class Kind(NamedTuple):
    """A kind of file: how it is called, what browsers are told that it is, and how it is written."""

    label: str
    media_type: str
    parts: Callable[[str, Sequence[str], Iterable[Sequence[Value]]], Iterator[bytes]]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """The file: one line of names, the rows, and a line that says of when it is and which head held then.

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Days are ISO, instants India's time.
    """
    return "".join(_csv(columns, rows))


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The file as a download in UTF-8, with the mark by which spreadsheets know that it is."""
    response = HttpResponse("\ufeff" + csv_text(columns, rows), content_type=KINDS["csv"].media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def streamed(
    kind: str, name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponseBase:
    """The file (a key of KINDS) as a download that is made while it is sent; nobody on the way keeps a copy."""
    parts = KINDS[kind].parts(title, columns, rows)
    response = StreamingHttpResponse(parts, content_type=KINDS[kind].media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    stamp = _stamp()
    writer.writerow([_safe(column) for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_safe(value) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    writer.writerow([f"# {stamp}"])
    yield text.getvalue()


def _csv_parts(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    for text in _csv(columns, rows):
        yield text.encode()


def _xlsx_parts(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    return xlsx(title, columns, rows, about=[(title,), (_stamp(),)])


def _stamp() -> str:
    found = head()
    sealed = "nothing is sealed yet" if found is None else f"{found.full}, sealed {_moment(found.sealed_at)}"
    return f"Karmika, as of {_moment(now())}; head of the journal: {sealed}"


def _safe(value: Value) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(neutral(value))
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _moment(at: datetime) -> str:
    return at.astimezone(INDIA).isoformat(timespec="minutes")


KINDS = {
    "csv": Kind("CSV", "text/csv; charset=utf-8", _csv_parts),
    "xlsx": Kind(
        "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx_parts
    ),
}
"""The kinds of files in which a table may leave."""
