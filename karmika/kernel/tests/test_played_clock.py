"""The clock of the demo's scenes: it stands where it is told, in its own block and thread, never ahead, for nobody else."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from karmika.kernel.dates import now, playing, today
from tests.house import HOUSE

MOMENT = datetime(2026, 8, 15, 20, 0, tzinfo=UTC)


def test_it_stands_where_it_is_told_and_goes_again_after_the_block():
    with playing() as stand_at:
        stand_at(MOMENT)
        assert (now(), today()) == (MOMENT, date(2026, 8, 16))
    assert now() > MOMENT


def test_it_goes_again_after_a_fault():
    with pytest.raises(KeyError), playing() as stand_at:
        stand_at(MOMENT)
        raise KeyError
    assert now() != MOMENT


def test_another_thread_has_the_time_of_the_machine():
    seen = []
    with playing() as stand_at:
        stand_at(MOMENT)
        thread = threading.Thread(target=lambda: seen.append(now()))
        thread.start()
        thread.join()
    assert seen[0] != MOMENT


def test_it_is_never_ahead():
    with playing() as stand_at, pytest.raises(ValueError, match="ahead"):
        stand_at(now() + timedelta(days=1))


def test_nothing_but_the_demo_plays_with_the_clock():
    users = {
        str(path.relative_to(HOUSE))
        for path in (HOUSE / "karmika").rglob("*.py")
        if "playing(" in path.read_text(encoding="utf-8") and "tests" not in path.parts
    }
    assert users - {"karmika/kernel/dates.py"} and all(
        path.startswith("karmika/cli/demo/") for path in users - {"karmika/kernel/dates.py"}
    )
