"""How referrals count: into the cell of the day they were sent, so that what is taken back leaves where it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.contribute import Dims, contribute


def count(
    rows: Rows, entry: Header, row: Mapping[str, Any], measure: str, *, on: date, amount: int = 1
) -> None:
    """One referral more, or fewer, in a measure. `row`: its columns. The category is the service."""
    dims = Dims(
        occupation=row["occupation"],
        sex=row["sex"],
        category=row["service"],
        cohort=f"{row['sent_on']:%Y-%m}",
        organisation=row["organisation_id"],
        programme=row["programme_id"],
    )
    contribute(
        rows, entry, measure,
        subject=row["id"], area=row["area_id"], happened_on=on, amount=amount, dims=dims,
    )  # fmt: skip
