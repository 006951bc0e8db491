"""The tally is the sum of its contributions: folded once each, whoever folds, and made again at will."""

import random
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.kernel import guard
from karmika.kernel.ids import stable, uuid7
from karmika.measures import tally
from karmika.measures.contribute import Dims, contribute
from karmika.measures.models import Contribution, Cursor, Tally

WARD = stable("test", "ward")
OTHER_WARD = stable("test", "other ward")
MEPMA = stable("test", "organisation")


def entry(seq: int, recorded_at: datetime = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)) -> Header:
    return Header(
        seq=seq,
        id=uuid7(),
        actor=uuid7(),
        role="resource_person",
        organisation=MEPMA,
        programme=None,
        device=None,
        area=WARD,
        occurred_at=recorded_at,
        recorded_at=recorded_at,
        cause=None,
    )


def counted(seq: int, measure: str = "workers", *, area: UUID = WARD, amount: int = 1, **dims: str) -> None:
    with guard.opened():
        rows = Rows()
        head = entry(seq)
        rows.begin(head)
        contribute(rows, head, measure, subject=uuid7(), area=area, amount=amount, dims=Dims(**dims))
        rows.flush()


def total(measure: str = "workers", **slices: object) -> int:
    return sum(Tally.objects.filter(measure=measure, **slices).values_list("total", flat=True))


@pytest.fixture(autouse=True)
def nothing_counted_yet(request):
    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else "db")
    with guard.opened():
        Contribution.objects.all().delete()
        Tally.objects.all().delete()
        Cursor.objects.all().delete()


def test_contributions_are_added_and_taken_back_in_their_own_cells():
    counted(1, sex="female", occupation="auto_driver")
    counted(2, sex="female", occupation="auto_driver")
    counted(3, sex="male")
    counted(4, sex="female", occupation="auto_driver", amount=-1)
    tally.fold(4)
    assert total(sex="female") == 1
    assert total(sex="male") == 1
    assert tally.verify() == []


def test_folding_twice_counts_once():
    counted(1)
    assert tally.fold(1) == 1
    assert tally.fold(1) == 0
    counted(2)
    assert tally.fold(2) == 1
    assert total() == 2


def test_only_what_can_no_longer_be_overtaken_is_folded():
    counted(1)
    counted(3)
    tally.fold(2)
    assert total() == 1
    assert tally.position() == 2
    counted(2, measure="persons")  # a mistake of the caller: too late, and verify says so
    tally.fold(3)
    assert [difference.key.measure for difference in tally.verify()] == ["persons"]


def test_a_long_journal_is_folded_in_steps(monkeypatch):
    monkeypatch.setattr(tally, "ENTRIES_A_FOLD", 3)
    for seq in range(1, 11):
        counted(seq, area=WARD if seq % 2 else OTHER_WARD)
    assert tally.fold(10) == 10
    assert (total(area_id=WARD), total(area_id=OTHER_WARD)) == (5, 5)


def test_a_changed_tally_is_found_and_made_again():
    counted(1)
    counted(2, sex="male")
    tally.fold(2)
    Tally.objects.filter(sex="male").update(total=7)
    (difference,) = tally.verify()
    assert (difference.tallied, difference.contributed) == (7, 1)
    assert tally.rebuild() == 2
    assert tally.verify() == []
    assert total(sex="male") == 1


def test_a_rebuild_gives_the_same_rows_as_folding():
    luck = random.Random(2)
    for seq in range(1, 120):
        counted(
            seq,
            luck.choice(["workers", "persons"]),
            area=luck.choice([WARD, OTHER_WARD]),
            amount=luck.choice([1, 1, -1]),
            sex=luck.choice(["female", "male", ""]),
            category=luck.choice(["sc", ""]),
        )
        if luck.random() < 0.2:
            tally.fold(seq)
    tally.fold(119)
    folded = set(Tally.objects.values_list())
    tally.rebuild()
    assert set(Tally.objects.values_list()) == folded
    assert sum(row.total for row in Tally.objects.all()) == sum(
        row.amount for row in Contribution.objects.all()
    )


def test_months_are_those_of_the_world_and_of_the_journal():
    with guard.opened():
        rows = Rows()
        head = entry(1, datetime(2026, 11, 30, 20, 0, tzinfo=UTC))  # already 1 December in India
        rows.begin(head)
        contribute(rows, head, "workers", subject=uuid7(), area=WARD, happened_on=date(2026, 10, 9))
        rows.flush()
    tally.fold(1)
    row = Tally.objects.get()
    assert (row.month_happened, row.month_recorded) == (date(2026, 10, 1), date(2026, 12, 1))


def test_two_workers_at_once_count_everything_once(fresh_database):
    from karmika.testing import at_once

    for seq in range(1, 61):
        counted(seq, sex="female" if seq % 2 else "male")
    assert sum(at_once(*[lambda: tally.fold(60)] * 4)) == 60
    assert total() == 60
    assert tally.verify() == []
