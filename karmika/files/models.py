"""Files that somebody loaded. Their rows are entries that name the file's entry as their cause."""

from django.db import models

from karmika.journal.models import Recorded


class LoadedFile(Recorded):
    """One file: what it was loaded as, and what tells it from others. The id is that of the entry that loaded it."""

    what = models.TextField()
    name = models.TextField(default="")
    """Empty for lists of people: nobody knows what a file's name says of them."""
    digest = models.TextField()
    """SHA-256 of a public file; a keyed hash of a list of people, which lets nobody guess its content. Hexadecimal."""
    rows_count = models.IntegerField()
    basis = models.TextField(default="")
    """Where a list of people comes from and on what paper it was handed over."""
    checked_by = models.TextField(default="")
    """The office that looked at the file before it was loaded."""
    mapping = models.JSONField(default=list)
    """Pairs of our column and the file's heading."""
    area_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    undone_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name or f"{self.what} {self.digest[:8]}"
