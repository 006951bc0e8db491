"""Tables of targets and of figures from outside. A row that was replaced or withdrawn stays, and says so.

Neither is ever a contribution: a figure of ours is a sum of acts, and nothing here is added to it.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from karmika.access.visibility import scope, states_of
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer, holds
from karmika.measures.queries import COUNTING
from karmika.programme.terms import CONFIDENCES, REPLACED, STANDING, STATES, WITHDRAWN

_STATE = Q(state__in=list(STATES))
_REPLACED = Q(state=REPLACED, replaced_by__isnull=False) | ~Q(state=REPLACED) & Q(replaced_by__isnull=True)
_REASON = Q(state=WITHDRAWN) & ~Q(withdrawn_for="") | ~Q(state=WITHDRAWN) & Q(withdrawn_for="")


class TargetSet(models.QuerySet["Target"]):
    """Targets of the viewer's area, organisation and programme."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of any one of the viewer's assignments that may see figures.

        A target for all programmes is for viewers of all programmes: the others do not see all that counts for it.
        """
        return self.filter(scope(viewer, roles=COUNTING, programme="programme_id"))

    def standing(self) -> Self:
        """Neither replaced nor withdrawn."""
        return self.filter(state=STANDING)


class Target(Recorded):
    """So many of one measure in one area, from a day to a day, for one organisation and perhaps one programme."""

    measure = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("access.Programme", null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day that counts."""
    amount = models.BigIntegerField()
    document_title = models.TextField()
    document_issuer = models.TextField()
    document_dated_on = models.DateField()
    document_reference = models.TextField(default="")
    set_by = models.UUIDField()
    set_as = models.TextField()
    set_on = models.DateField()
    slot = models.UUIDField()
    """What it is a target for: measure, area, whose, period. One stands for each."""
    state = models.TextField(default=STANDING)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    replace_reason = models.TextField(default="")
    """Why it replaced the one before it, where it did."""
    withdrawn_for = models.TextField(default="")

    objects = TargetSet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "measure"], name="programme_target_place")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state=STANDING), name="programme_target_stands_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_target_period"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="programme_target_amount"),
            models.CheckConstraint(condition=_STATE, name="programme_target_state"),
            models.CheckConstraint(condition=_REPLACED, name="programme_target_replaced"),
            models.CheckConstraint(condition=_REASON, name="programme_target_withdrawn"),
        ]


class OutsideFigureSet(models.QuerySet["OutsideFigure"]):
    """Figures that others published."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Everyone's, and those that the viewer's own organisation keeps for his area, or above or below it."""
        if not holds(viewer, COUNTING):
            return self.none()
        kept = scope(viewer, roles=COUNTING) | states_of(viewer, roles=COUNTING, programme=None)
        return self.filter(Q(organisation_id__isnull=True) | kept)

    def standing(self) -> Self:
        """Neither replaced nor withdrawn."""
        return self.filter(state=STANDING)


class OutsideFigure(Recorded):
    """What somebody outside says was counted by a day, in an area (`about`) or, without one, in the whole nation."""

    measure = models.TextField()
    about = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+")
    """Whose offices keep it: `about`, or for the nation the area of who recorded it; empty for everyone's."""
    organisation = models.ForeignKey(
        "access.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Empty: everyone's."""
    as_of = models.DateField()
    amount = models.BigIntegerField()
    wording = models.TextField()
    """What the source says it counted, in its own words."""
    source = models.TextField()
    confidence = models.TextField()
    document_title = models.TextField()
    document_issuer = models.TextField(default="")
    document_dated_on = models.DateField(null=True)
    document_reference = models.TextField(default="")
    set_by = models.UUIDField()
    set_as = models.TextField()
    set_on = models.DateField()
    slot = models.UUIDField()
    state = models.TextField(default=STANDING)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    replace_reason = models.TextField(default="")
    withdrawn_for = models.TextField(default="")

    objects = OutsideFigureSet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "measure"], name="programme_outside_place")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state=STANDING), name="programme_outside_stands_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="programme_outside_amount"),
            models.CheckConstraint(
                condition=Q(confidence__in=list(CONFIDENCES)), name="programme_outside_confidence"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="programme_outside_source"),
            models.CheckConstraint(condition=_STATE, name="programme_outside_state"),
            models.CheckConstraint(condition=_REPLACED, name="programme_outside_replaced"),
            models.CheckConstraint(condition=_REASON, name="programme_outside_withdrawn"),
        ]
