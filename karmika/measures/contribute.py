"""How an act counts: `contribute` writes one signed contribution. Called from `apply` alone; decides nothing."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

import msgspec

from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.models import Contribution


class Dims(msgspec.Struct, frozen=True, kw_only=True):
    """What a contribution can be divided by. Organisation and programme are the entry's unless given."""

    occupation: str = ""
    sex: str = ""
    category: str = ""
    cohort: str = ""
    verified: bool = False
    organisation: UUID | None = None
    programme: UUID | None = None


NO_DIMS = Dims()


class More(TypedDict, total=False):
    """What a contribution may say besides measure, subject and area."""

    amount: int
    """Signed; 1 unless given. A correction contributes -1 as it was and +1 as it is."""
    dims: Dims | None
    happened_on: date | None
    """The day in India; the entry's day unless given."""


def contribute(
    rows: Rows, entry: Header, measure: str, *, subject: UUID, area: UUID, **more: Unpack[More]
) -> None:
    """Count `subject` (or take it back) in one measure, at the smallest area known."""
    dims = more.get("dims") or NO_DIMS
    rows.insert(
        Contribution,
        id=rows.new_id(),
        measure=measure,
        subject=subject,
        area_id=area,
        amount=more.get("amount", 1),
        happened_on=more.get("happened_on") or entry.happened_on,
        recorded_on=entry.recorded_on,
        occupation=dims.occupation,
        sex=dims.sex,
        category=dims.category,
        cohort=dims.cohort,
        verified=dims.verified,
        organisation_id=dims.organisation or entry.organisation,
        programme_id=dims.programme or entry.programme,
        act_number=rows.act_number,
    )
