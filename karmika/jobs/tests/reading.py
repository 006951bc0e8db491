"""How the tests of this room read what was handed out."""

import csv
import io
from typing import Any

from openpyxl import load_workbook


def body(answer: Any) -> bytes:
    """The bytes of an answer, also of one that is made while it is sent."""
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_rows(answer: Any) -> list[list[str]]:
    """The rows of a CSV without its heading and its last line."""
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"), newline="")))[1:-1]


def xlsx_rows(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a workbook's first sheet without its heading."""
    sheet = load_workbook(io.BytesIO(body(answer))).worksheets[0]
    return list(sheet.iter_rows(min_row=2, values_only=True))
