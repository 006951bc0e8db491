"""What the `apply` of several acts writes alike. Total and deterministic: rows from values, nothing else."""

from datetime import date
from typing import Any
from uuid import UUID

from karmika.entitlements.acts.parts import Counted, Photos
from karmika.entitlements.models import Application, DocumentPhoto
from karmika.intake.secrecy import Sources, shred
from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.contribute import Dims, contribute
from karmika.registry.facts import Owner


def dims(whose: Owner, counted: Counted, category: str) -> Dims:
    """The dimensions of a contribution of this room. `category`: the scheme, or the kind of paper."""
    return Dims(
        occupation=counted.occupation,
        sex=counted.sex,
        category=category,
        organisation=whose.organisation,
        programme=whose.programme,
    )


def move(
    rows: Rows, entry: Header, application: UUID, measure: str, *, on: date, **changes: Any
) -> dict[str, Any]:
    """An application takes a step, which is counted (unless `measure` is empty) in the cell of its first day."""
    rows.update(Application, application, **changes)
    row = rows.get(Application, application)
    if measure:
        count(rows, entry, row, measure, on=on)
    return row


def count(rows: Rows, entry: Header, row: dict[str, Any], measure: str, *, on: date, amount: int = 1) -> None:
    """Count one step of an application as its row says."""
    counted = Counted(occupation=row["occupation"], sex=row["sex"])
    whose = Owner(area=row["area_id"], organisation=row["organisation_id"], programme=row["programme_id"])
    contribute(
        rows, entry, measure,
        subject=row["id"], area=row["area_id"], happened_on=on, amount=amount,
        dims=dims(whose, counted, row["scheme"]),
    )  # fmt: skip


def forget_photos(rows: Rows, gone: Photos) -> None:
    """Note that photos are no longer there; their keys end with the act."""
    for photo in gone.photos:
        rows.update(DocumentPhoto, photo, removed=True)
    shred(rows, Sources(attachments=gone.attachments), erased=False)
