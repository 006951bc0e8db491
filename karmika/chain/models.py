"""Tables of the chain: its links, append-only by triggers, and which heads were mailed to whom."""

from typing import ClassVar

from django.db import models


class Link(models.Model):
    """A batch of the journal, from the entry after the last link's up to `last_seq`, bound to the link before it."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    previous = models.BinaryField()
    leaves = models.BinaryField()
    """16 bytes an entry: its number and the beginning of its hash. They name what is broken."""
    content = models.BinaryField()
    """SHA-256 over the whole hashes of the entries. It says that nothing is broken."""
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()
    algorithm = models.TextField()

    class Meta:
        db_table = "chain_link"


class Mailed(models.Model):
    """One day's mail (India's day) to one witness: on its way (`claimed_at`), sent (`mailed_at`), or to be tried again."""

    witness = models.TextField()
    on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    number = models.BigIntegerField()
    entries = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        db_table = "chain_mailed"
        indexes: ClassVar = [models.Index(fields=["mailed_at"], name="chain_mailed_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["witness", "on"], name="chain_mailed_once_a_day")
        ]
