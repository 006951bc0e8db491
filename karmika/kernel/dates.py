"""The clock. Instants are UTC; days are days in India."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """This instant, in UTC. The one place of the code that asks the machine for the time."""
    return _played.get() or datetime.now(UTC)


@contextmanager
def playing() -> Iterator[Callable[[datetime], None]]:
    """For the demo's scenes alone (tests hold it): the clock stands where it is told, for this thread and this block.

    Only in the past, so that nothing is ever recorded before its time; raises ValueError for a moment ahead.
    """

    def stand_at(instant: datetime) -> None:
        if instant > datetime.now(UTC):
            raise ValueError("a played clock never runs ahead of the machine's")
        _played.set(instant.astimezone(UTC))

    before = _played.set(None)
    try:
        yield stand_at
    finally:
        _played.reset(before)


def today() -> date:
    """Today's date in India."""
    return in_india(now())


@lru_cache(maxsize=4096)
def in_india(instant: datetime) -> date:
    """The day in India on which an aware instant falls."""
    return instant.astimezone(INDIA).date()


def end_of(day: date) -> datetime:
    """The instant at which a day in India is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, INDIA).astimezone(UTC)


def completed_years(since: date, on: date) -> int:
    """How many years are complete on a day, never less than none: somebody's age, from the day of birth."""
    return max(0, on.year - since.year - ((on.month, on.day) < (since.month, since.day)))
