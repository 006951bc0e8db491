"""How acts of this room count. Level 2 contributes nothing: a contribution has a day, a ward and an entry behind it."""

from datetime import date
from typing import Any, TypedDict, Unpack

from karmika.cases.terms import WAGE
from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.contribute import Dims, contribute


class More(TypedDict, total=False):
    """What may be said besides the case."""

    amount: int
    category: str
    happened_on: date


def count(rows: Rows, entry: Header, measure: str, row: dict[str, Any], **more: Unpack[More]) -> None:
    """Count a case of level 0 (its row) in a measure, by occupation and sex; of level 2 nothing is written."""
    if row["level"] != WAGE:
        return
    dims = Dims(
        occupation=row["occupation"],
        sex=row["sex"],
        category=more.get("category", ""),
        organisation=row["organisation_id"],
        programme=row["programme_id"],
    )
    contribute(
        rows,
        entry,
        measure,
        subject=row["id"],
        area=row["area_id"],
        amount=more.get("amount", 1),
        dims=dims,
        happened_on=more.get("happened_on") or entry.happened_on,
    )
