"""Tables that leave as CSV: no cell is a formula, whatever program opens the file."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_STARTS = frozenset("=+-@|%\t\r\n＝＋－﹢﹣−＠﹫｜")


def neutral(cell: object) -> object:
    """The cell as it may stand in a sheet: text that a spreadsheet would calculate gets an apostrophe before it.

    Numbers stay numbers, so give numbers as numbers. What cannot be seen at the start of a text hides nothing, and no
    carriage return stands alone: `csv` does not quote it, so what follows it would begin a line of its own.
    """
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if looks_calculated(cell) else cell


def looks_calculated(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    for character in text:
        if character in _STARTS:
            return True
        if not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf", "Mn"):
            return False
    return False


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8, with a heading line. The same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
