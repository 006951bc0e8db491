"""The clock. Instants are UTC; days are days in India."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")


def now() -> datetime:
    """This instant, in UTC. The one place of the code that asks the machine for the time."""
    return datetime.now(UTC)


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
