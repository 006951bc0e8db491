"""The one table of monitoring: templates of sheets. The file stays with the journal's entry, whose id is the row's."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from karmika.access.visibility import scope, states_of
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING


class SheetSet(models.QuerySet["MonitoringSheet"]):
    """Templates of the viewer's own organisations."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of an area in the viewer's own, and those of an area that his own lies in."""
        mine = scope(viewer, roles=COUNTING)
        return self.filter(mine | states_of(viewer, roles=COUNTING, programme=None))

    def standing(self) -> Self:
        """Not retired."""
        return self.filter(retired_on__isnull=True)


class MonitoringSheet(Recorded):
    """A template: a workbook of a mission's own, with marks in the cells that are filled."""

    name = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    """It can be opened for this area and every area in it."""
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    digest = models.TextField()
    """SHA-256 of the file, hexadecimal."""
    marks_count = models.IntegerField()
    slot = models.UUIDField()
    """Area, organisation and name: one template stands for each."""
    kept_on = models.DateField()
    retired_on = models.DateField(null=True)

    objects = SheetSet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="monitoring_sheet_area")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(retired_on__isnull=True), name="monitoring_sheet_stands_once"
            ),
            models.CheckConstraint(condition=Q(marks_count__gt=0), name="monitoring_sheet_has_marks"),
        ]

    def __str__(self) -> str:
        return self.name
