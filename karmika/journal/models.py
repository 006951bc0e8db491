"""Tables of the journal. `Entry` is append-only by triggers; `Key` alone may lose rows' contents (erasure)."""

from typing import ClassVar

from django.db import models


class Recorded(models.Model):
    """Base of every table that acts write. Both numbers are filled in by `Rows`."""

    id = models.UUIDField(primary_key=True)
    entry_seq = models.BigIntegerField()
    changed_seq = models.BigIntegerField()

    class Meta:
        abstract = True


class Entry(models.Model):
    """One arrival: who, in which role, where, when, and its acts in order, as the bytes that were decided."""

    seq = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True)
    actor = models.UUIDField()
    role = models.TextField()
    organisation = models.UUIDField(null=True)
    programme = models.UUIDField(null=True)
    device = models.UUIDField(null=True)
    device_seq = models.BigIntegerField(null=True)
    device_previous = models.BinaryField(null=True)
    area = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    cause = models.UUIDField(null=True)
    mac = models.BinaryField()
    acts = models.BinaryField()
    source = models.BinaryField(null=True)

    class Meta:
        db_table = "journal_entry"
        indexes: ClassVar = [
            # what an entry brought about (files/undoing.py); most entries have no cause
            models.Index(
                fields=["cause"], name="journal_entry_cause", condition=models.Q(cause__isnull=False)
            )
        ]


class Subject(models.Model):
    """Which entries speak of a person, household, group, user or submission. Written with the entry."""

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    entry_seq = models.BigIntegerField()

    class Meta:
        db_table = "journal_subject"
        indexes: ClassVar = [models.Index(fields=["subject", "entry_seq"], name="journal_subject_by_entry")]


class Key(models.Model):
    """The key of a person or of one entry's source bytes, wrapped. `wrapped` is null once it was destroyed."""

    owner = models.UUIDField(primary_key=True)
    purpose = models.TextField()
    wrapped = models.BinaryField(null=True)
    master = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "journal_key"
