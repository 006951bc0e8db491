"""Tables of federations: groups that stand together in a ward, town or city, federations that do so, and their delegates."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from karmika.groups.models.groups import Group, Scoped
from karmika.journal.models import Recorded


class Federation(Recorded):
    """A federation of a level of data/group_types.yaml, with a number that never changes."""

    number = models.TextField(unique=True)
    numbered_in = models.UUIDField()
    sequence = models.IntegerField()
    level = models.TextField()
    name = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    formed_on = models.DateField()

    objects = Scoped["Federation"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["numbered_in", "level", "sequence"], name="groups_federation_sequence"
            )
        ]


class FederationMember(Recorded):
    """A group, or a federation of the level below, in a federation from a day to a day."""

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="members")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="federated")
    lower = models.ForeignKey(Federation, null=True, on_delete=models.PROTECT, related_name="federated")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    exit_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(group__isnull=True, lower__isnull=False)
                | Q(group__isnull=False, lower__isnull=True),
                name="groups_federated_one_thing",
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(left_on__isnull=True), name="groups_group_federated_once"
            ),
            models.UniqueConstraint(
                fields=["lower"], condition=Q(left_on__isnull=True), name="groups_federation_federated_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="groups_federated_dates",
            ),
        ]


class Delegate(Recorded):
    """A member of a group who speaks for it in the federation."""

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="delegates")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="delegates")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["federation", "group", "worker"],
                condition=Q(to_on__isnull=True),
                name="groups_delegate_once",
            )
        ]
