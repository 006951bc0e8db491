"""Tables of the board: who is to be with whom or apart, the other ways in which a run could be arranged, and its changes."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from karmika.access.roles import Role
from karmika.access.visibility import scope
from karmika.groups.models.groups import ProposalRun
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer

CONFIDANTS: frozenset[str] = frozenset({Role.COMMUNITY_ORGANISER, Role.CITY_MISSION_MANAGER})
"""Who knows which people are kept apart. Resource persons never do: they are neighbours of both."""
APART = "apart"


class Ties(models.QuerySet["Tie"]):
    """Ties between people."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of one's own area; who is kept apart from whom only for the people who are entrusted with it."""
        trusted = scope(viewer, roles=CONFIDANTS, programme="programme_id")
        return self.filter(~Q(kind=APART) & scope(viewer, programme="programme_id") | trusted)


class Tie(Recorded):
    """Two workers: the first wants to be with the second, both stay together, or (confidential) both are kept apart."""

    kind = models.TextField()
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(default="")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    recorded_on = models.DateField()
    lifted_on = models.DateField(null=True)

    objects = Ties.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["wants", "together", APART]) & ~Q(worker=F("other")),
                name="groups_tie_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=APART) & ~Q(reason="") | ~Q(kind=APART) & Q(reason=""),
                name="groups_tie_reason",
            ),
            models.UniqueConstraint(
                fields=["worker", "other", "kind"],
                condition=Q(lifted_on__isnull=True),
                name="groups_tie_once",
            ),
        ]


class Alternative(Recorded):
    """One way in which the people of a run could be arranged, found by the solver; one of a round is the arrangement."""

    run = models.ForeignKey(ProposalRun, on_delete=models.PROTECT, related_name="alternatives")
    round = models.IntegerField()
    code = models.TextField()
    chosen = models.BooleanField()
    walk_m = models.IntegerField()
    """The ways of all to the member in the middle, in sum."""
    farthest_m = models.IntegerField()
    within_permille = models.IntegerField(null=True)
    """At most so much longer than the shortest arrangement there can be; None where nobody asked."""
    arrangement = models.JSONField()
    """Ids and metres: groups with host and seats, seats offered in groups that exist, who is left out and why."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "round", "code"], name="groups_alternative_once")
        ]


class BoardChange(Recorded):
    """A change of a run's arrangement that can be taken back: what stood before it."""

    run = models.ForeignKey(ProposalRun, on_delete=models.PROTECT, related_name="changes")
    number = models.IntegerField()
    kind = models.TextField()
    before = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="groups_board_change_number")
        ]
