"""The table of candidates. What may happen to them is in acts/, not here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from karmika.candidates.lists import LISTS, STATES
from karmika.journal.models import Recorded
from karmika.registry.models import Scoped


class Candidate(Recorded):
    """Somebody, or a group, whom a list names, to be found on the ground. Identity is blank once found or taken off.

    Of a group, `title` is its name, and `name` and `phone` are those of the person to ask for.
    """

    listed_in = models.TextField()
    what = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    name = models.TextField(null=True)
    phone = models.TextField(null=True)
    address = models.TextField(null=True)
    reference = models.TextField(null=True)
    title = models.TextField(default="")
    sex = models.TextField(default="")
    birth_year = models.IntegerField(null=True)
    occupation = models.TextField(default="")
    formed_on = models.DateField(null=True)
    members_count = models.IntegerField(null=True)
    listed_on = models.DateField()
    state = models.TextField(default="open")
    reason = models.TextField(default="")
    settled_on = models.DateField(null=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True)
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+", null=True)

    objects = Scoped["Candidate"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(listed_in__in=list(LISTS)), name="candidates_known_list"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="candidates_known_state"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True)
                | ~Q(state="open") & Q(settled_on__isnull=False),
                name="candidates_settled_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="found", person__isnull=False, group__isnull=True)
                | Q(state="found", person__isnull=True, group__isnull=False)
                | ~Q(state="found") & Q(person__isnull=True, group__isnull=True),
                name="candidates_found_is_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "entry_seq"], name="candidates_by_area"),
            models.Index(fields=["state", "listed_on"], name="candidates_by_day"),
        ]

    def __str__(self) -> str:
        return self.title or self.name or str(self.id)
