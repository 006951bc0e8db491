"""What moved since yesterday: day by day beside the tally, always the sum of the same contributions."""

from datetime import UTC, datetime, timedelta

import pytest

from karmika.areas.models import Area
from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.kernel import guard
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7
from karmika.measures import daily, tally
from karmika.measures.contribute import contribute
from karmika.measures.models import Contribution, Cursor, Daily, Tally


@pytest.fixture(autouse=True)
def nothing_counted_yet(db):
    with guard.opened():
        Contribution.objects.all().delete()
        Tally.objects.all().delete()
        Daily.objects.all().delete()
        Cursor.objects.all().delete()


def recorded(cast, seq: int, days_ago: int, *, amount: int = 1, measure: str = "workers") -> None:
    at = now() - timedelta(days=days_ago)
    head = Header(
        seq=seq,
        id=uuid7(),
        actor=uuid7(),
        role="resource_person",
        organisation=cast.mepma,
        programme=cast.vog,
        device=None,
        area=cast.area("251746-W07"),
        occurred_at=at,
        recorded_at=at,
        cause=None,
    )
    with guard.opened():
        rows = Rows()
        rows.begin(head)
        contribute(rows, head, measure, subject=uuid7(), area=cast.area("251746-W07"), amount=amount)
        rows.flush()


def moved(viewer, cast, days: int) -> int:
    state = Area.objects.get(level="state", code="28").id
    since = today() - timedelta(days=days)
    return daily.moved(viewer, ["workers"], area=state, since=since).get("workers", 0)


def test_only_what_was_recorded_since_a_day_has_moved_since_that_day(cast):
    for seq, days_ago in enumerate((0, 1, 1, 5), 1):
        recorded(cast, seq, days_ago)
    tally.fold(4)
    assert (moved(cast.devi, cast, 0), moved(cast.devi, cast, 1), moved(cast.devi, cast, 30)) == (1, 3, 4)


def test_what_is_taken_back_moves_a_figure_down(cast):
    recorded(cast, 1, 5)
    recorded(cast, 2, 0, amount=-1)
    tally.fold(2)
    assert moved(cast.devi, cast, 1) == -1


def test_who_has_no_area_there_sees_nothing_move(cast):
    recorded(cast, 1, 0)
    tally.fold(1)
    assert moved(cast.stranger, cast, 1) == 0
    assert moved(cast.colleague, cast, 1) == 0


def test_the_last_day_of_a_ward_is_known_and_long_silence_is_silence(cast):
    recorded(cast, 1, 9)
    recorded(cast, 2, 4)
    tally.fold(2)
    state = Area.objects.get(level="state", code="28").id
    ward = cast.area("251746-W07")
    assert daily.last_recorded(cast.devi, ["workers"], area=state) == {ward: today() - timedelta(days=4)}
    recorded(cast, 3, daily.DAYS + 1, measure="members")
    tally.fold(3)
    assert daily.last_recorded(cast.devi, ["members"], area=state) == {}


def test_made_again_it_is_the_same_however_it_was_folded(cast):
    for seq in range(1, 8):
        recorded(cast, seq, seq % 3)
        tally.fold(seq)
    folded = sorted(Daily.objects.values_list("id", "recorded_on", "total"))
    tally.rebuild()
    assert sorted(Daily.objects.values_list("id", "recorded_on", "total")) == folded


def test_old_days_are_forgotten_and_the_tally_keeps_them(cast, monkeypatch):
    recorded(cast, 1, daily.DAYS - 1)
    tally.fold(1)
    assert Daily.objects.count() == 1
    monkeypatch.setattr(daily, "today", lambda: today() + timedelta(days=3))
    daily.forget(datetime.now(UTC))
    assert Daily.objects.count() == 0
    assert Tally.objects.get().total == 1
