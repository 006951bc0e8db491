"""The tally: contributions summed by everything a page divides them by. Derived, never journalled, rebuilt at will.

`fold` is run by one follower at a time (it holds its cursor) and only up to entries that can no longer be
overtaken, so an entry is counted once however many workers run, and however often they die.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import stable
from karmika.measures import daily
from karmika.measures.models import Contribution, Cursor, Tally

NAME = "tally"
ENTRIES_A_FOLD = 2_000
"""Entries folded in one transaction, so that writers on SQLite never wait long."""
_ROWS_A_STATEMENT = 500


class Key(NamedTuple):
    """What the contributions of one tally row have in common. Months are given by their first day."""

    measure: str
    area_id: UUID
    organisation_id: UUID | None
    programme_id: UUID | None
    month_happened: date
    month_recorded: date
    occupation: str
    sex: str
    category: str
    verified: bool

    @property
    def id(self) -> UUID:
        """The id of the tally row."""
        return stable("tally", *(str(part) for part in self))


@dataclass(frozen=True)
class Difference:
    """A tally row that is not the sum of its contributions."""

    key: Key
    tallied: int
    contributed: int


def fold(upto: int) -> int:
    """Count the contributions of entries after the cursor up to `upto`; how many entries were new. Repeatable."""
    folded = 0
    while (step := _fold_some(upto)) > 0:
        folded += step
    return folded


def position() -> int:
    """The last entry that the tally has counted."""
    return reached().first() or 0


def reached() -> QuerySet[Cursor, int]:
    """The same for a question that asks more; without a row before the first fold."""
    return Cursor._base_manager.filter(name=NAME).values_list("seq", flat=True)


def rebuild() -> int:
    """Throw the tally away and make it again from all contributions up to its cursor; how many rows it has."""
    with write_transaction(()):
        cursor = Cursor.held(NAME)
        Tally._base_manager.all().delete()
        rows = 0
        for measure in _measures():
            rows += _add(_sums(_counted(cursor.seq).filter(measure=measure)))
        daily.rebuild(_counted(cursor.seq))
    return rows


def verify() -> list[Difference]:
    """Where the tally differs from the sum of the contributions it has counted. Empty when all is well."""
    differences: list[Difference] = []
    with write_transaction(()):
        cursor = Cursor.held(NAME)
        for measure in sorted(
            {*_measures(), *Tally._base_manager.values_list("measure", flat=True).distinct()}
        ):
            contributed = _sums(_counted(cursor.seq).filter(measure=measure))
            tallied = {
                Key(*values): total
                for *values, total in Tally._base_manager.filter(measure=measure).values_list(
                    *Key._fields, "total"
                )
            }
            for key in sorted(contributed.keys() | tallied.keys(), key=lambda key: key.id):
                if contributed.get(key, 0) != tallied.get(key, 0):
                    differences.append(Difference(key, tallied.get(key, 0), contributed.get(key, 0)))
    return differences


def _fold_some(upto: int) -> int:
    if position() >= upto:  # most calls find nothing new: they must not take the writer's place
        return 0
    with write_transaction(()):
        cursor = Cursor.held(NAME)
        last = min(upto, cursor.seq + ENTRIES_A_FOLD)
        if last <= cursor.seq:
            return 0
        new = last - cursor.seq
        new_ones = Contribution._base_manager.filter(entry_seq__gt=cursor.seq, entry_seq__lte=last)
        _add(_sums(new_ones))
        daily.add(new_ones)
        cursor.move(last)
    return new


def _counted(seq: int) -> QuerySet[Contribution]:
    return Contribution._base_manager.filter(entry_seq__lte=seq)


def _measures() -> Iterable[str]:
    return Contribution._base_manager.values_list("measure", flat=True).order_by("measure").distinct()


def _sums(contributions: QuerySet[Contribution]) -> dict[Key, int]:
    sums: defaultdict[Key, int] = defaultdict(int)
    columns = contributions.values_list(
        "measure",
        "area_id",
        "organisation_id",
        "programme_id",
        "happened_on",
        "recorded_on",
        "occupation",
        "sex",
        "category",
        "verified",
        "amount",
    )
    for row in columns.iterator():
        (
            measure,
            area,
            organisation,
            programme,
            happened,
            recorded,
            occupation,
            sex,
            category,
            verified,
            amount,
        ) = row
        months = happened.replace(day=1), recorded.replace(day=1)
        sums[Key(measure, area, organisation, programme, *months, occupation, sex, category, verified)] += (
            amount
        )
    return dict(sums)


def _add(sums: dict[Key, int]) -> int:
    """Add to the rows that exist, make the others. The cursor is held, so nobody else is between read and write."""
    by_id = sorted((key.id, key) for key in sums)
    for start in range(0, len(by_id), _ROWS_A_STATEMENT):
        part = by_id[start : start + _ROWS_A_STATEMENT]
        held = dict(Tally._base_manager.filter(id__in=[row for row, _ in part]).values_list("id", "total"))
        Tally._base_manager.bulk_create(
            [Tally(id=row, **key._asdict(), total=held.get(row, 0) + sums[key]) for row, key in part],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["total"],
        )
    return len(by_id)
