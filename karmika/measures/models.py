"""Tables of the measures. `Contribution` is journalled: acts write it. `Tally`, `Cursor` and `DutyDone` are derived."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models

from karmika.journal.models import Recorded


class Contribution(Recorded):
    """What one act adds to (or takes from) one measure: signed, dated in the world and with us, never changed.

    `category` holds the measure's own division: a social category, or the outcome of a visit.
    """

    measure = models.TextField()
    subject = models.UUIDField()
    area_id = models.UUIDField()
    happened_on = models.DateField()
    recorded_on = models.DateField()
    amount = models.BigIntegerField()
    occupation = models.TextField(default="")
    sex = models.TextField(default="")
    category = models.TextField(default="")
    cohort = models.TextField(default="")
    programme_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    verified = models.BooleanField(default=False)
    act_number = models.IntegerField(default=0)
    """Which act of the entry wrote it, counted from 0."""

    class Meta:
        indexes: ClassVar = [
            # the fold, from an entry to an entry (tally.py)
            models.Index(fields=["entry_seq"], name="measures_contrib_entry"),
            # the contributions behind a figure (queries.py); what one form contributes lies side by side
            models.Index(fields=["area_id", "happened_on", "measure"], name="measures_contrib_place"),
        ]


class Tally(models.Model):
    """The sum of all contributions that agree in everything below. Its id is made from them, so a key is unique."""

    id = models.UUIDField(primary_key=True)
    measure = models.TextField()
    area_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    month_happened = models.DateField()
    month_recorded = models.DateField()
    occupation = models.TextField(default="")
    sex = models.TextField(default="")
    category = models.TextField(default="")
    verified = models.BooleanField(default=False)
    total = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "area_id"], name="measures_tally_place")]


class Daily(models.Model):
    """What was recorded on one day: the sum of the contributions that agree in everything below, for the last weeks.

    It answers what moved since yesterday, and where nothing moves. Derived like the tally, from the same contributions.
    """

    id = models.UUIDField(primary_key=True)
    measure = models.TextField()
    area_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    recorded_on = models.DateField()
    total = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["recorded_on", "measure"], name="measures_daily_day")]


class Cursor(models.Model):
    """How far a follower of the journal has come. Moves in the same transaction as what the follower writes."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)

    @classmethod
    def held(cls, name: str) -> Self:
        """The cursor, held until the end of the transaction: a second worker waits here, then finds it moved.

        SQLite has one writer, so the transaction itself (IMMEDIATE) is the hold.
        """
        cls._base_manager.bulk_create([cls(name=name)], ignore_conflicts=True)
        return cls._base_manager.select_for_update().get(name=name)

    def move(self, seq: int) -> None:
        """Everything up to `seq` has been followed."""
        assert seq >= self.seq, f"{self.name} moves from {self.seq} back to {seq}"
        self.seq = seq
        self.save(update_fields=["seq"])


LEAP = timedelta(days=10)
"""A clock that moves further than this from one beat to the next, in either direction, is not believed at once."""
STEADY = timedelta(days=1)
"""For so long nothing is destroyed after a leap: time to notice. A machine that was only off loses no more than that."""


class DutyDone(models.Model):
    """When the worker last did one of its duties, and when it last was at work at all (`WORKER`)."""

    WORKER = "worker"
    SILENT_S = 120
    """It says every ten seconds that it is alive; a long reaction may keep it for a while. Later is too late."""
    LEAPT = "clock leapt"
    """When the worker last saw its clock somewhere else than expected."""

    name = models.TextField(primary_key=True)
    done_at = models.DateTimeField()

    @classmethod
    def is_steady(cls, at: datetime) -> bool:
        """Whether the clock has not leapt for a day, nor since the worker's last beat."""
        beat, leapt = cls.last(cls.WORKER), cls.last(cls.LEAPT)
        if beat is not None and abs(at - beat) > LEAP:
            return False
        return leapt is None or not timedelta() <= at - leapt < STEADY

    @classmethod
    def note(cls, name: str, at: datetime) -> None:
        """It was done just now."""
        cls._base_manager.update_or_create(name=name, defaults={"done_at": at})

    @classmethod
    def last(cls, name: str) -> datetime | None:
        """When it was last done; None for never."""
        return cls._base_manager.filter(name=name).values_list("done_at", flat=True).first()
