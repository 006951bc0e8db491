"""Tables of follow-up: visits to groups and to people proposed for one, what stands in the way, who brought whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from karmika.groups.models.groups import Group, GroupProposal, Scoped
from karmika.journal.models import Recorded

_ONE_OF_TWO = Q(group__isnull=False, proposal__isnull=True) | Q(group__isnull=True, proposal__isnull=False)


class GroupVisit(Recorded):
    """Somebody of the staff went to a group, or to the people of a proposal. Taken back, never deleted."""

    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="visits")
    proposal = models.ForeignKey(GroupProposal, null=True, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    met_by = models.UUIDField()
    outcome = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    taken_back_on = models.DateField(null=True)
    taken_back_reason = models.TextField(default="")

    objects = Scoped["GroupVisit"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "visited_on"], name="groups_visit_of_group")]
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_OF_TWO, name="groups_visit_to_what")]


class VisitMet(Recorded):
    """A worker who was met at a visit."""

    visit = models.ForeignKey(GroupVisit, on_delete=models.PROTECT, related_name="met")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "worker"], name="groups_visit_met_once"),
        ]


class Stall(Recorded):
    """Why a group or proposal does not go on, at the stage where it stood that day; the latest one holds."""

    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="stalls")
    proposal = models.ForeignKey(GroupProposal, null=True, on_delete=models.PROTECT, related_name="stalls")
    stage = models.TextField()
    reason = models.TextField()
    noted_on = models.DateField()
    noted_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_OF_TWO, name="groups_stall_of_what")]


class Introduction(Recorded):
    """A worker who was brought along by another one. Taken back, never deleted."""

    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    taken_back_on = models.DateField(null=True)
    taken_back_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(taken_back_on__isnull=True), name="groups_brought_once"
            ),
            models.CheckConstraint(condition=~Q(worker=F("brought_by")), name="groups_brought_by_another"),
        ]
