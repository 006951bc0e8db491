"""A clock that jumps: what the house, its ids and Django's sessions take for the time, while a test runs."""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from karmika.kernel import dates, ids


class Clock:
    """The machine's time and an offset. With `leaps` the offset changes while it is being read, too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.offset = timedelta()
        self.leaps: tuple[timedelta, ...] = ()
        self.rng = Random(0)
        self.jumps = 0
        # the one place that asks the machine, the ids of our own side, and Django's own tables
        monkeypatch.setattr(dates, "datetime", SimpleNamespace(now=lambda zone: self.now()))
        monkeypatch.setattr(ids, "time", SimpleNamespace(time_ns=self._time_ns))
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        """What the machine says, and a leap now and then."""
        if self.leaps and self.rng.random() < 0.2:
            self.leap()
        return datetime.now(UTC) + self.offset

    def leap(self) -> None:
        """Stand somewhere else from now on."""
        self.offset = self.rng.choice(self.leaps)
        self.jumps += 1

    def _time_ns(self) -> int:
        return time.time_ns() + int(self.offset.total_seconds()) * 1_000_000_000
