"""Tables of groups: a run of proposals with everybody who was considered, groups, members and office bearers.

Who is a member is a dated row; nothing is deleted. What may happen is in acts/, not here.
"""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from karmika.access.visibility import scope
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer

Row = TypeVar("Row", bound=models.Model)


class Scoped(models.QuerySet[Row]):
    """Rows that carry area, organisation and programme themselves."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of the area, organisation and programme of any one of the viewer's assignments."""
        return self.filter(scope(viewer, programme="programme_id"))


class ProposalRun(Recorded):
    """Somebody asked for groups of one occupation at one worksite. The sizes are those that held that day."""

    worksite = models.ForeignKey("areas.Worksite", on_delete=models.PROTECT, related_name="+")
    occupation = models.TextField()
    group_type = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    numbered_in = models.UUIDField()
    minimum = models.IntegerField()
    maximum = models.IntegerField()
    radius_m = models.IntegerField()
    women_only = models.BooleanField()
    without_consent = models.IntegerField()
    asked_on = models.DateField()
    asked_by = models.UUIDField()
    asked_as = models.TextField()
    seed = models.IntegerField(default=0)
    """Where the solver's chance began: the same seed and people give the same groups."""

    objects = Scoped["ProposalRun"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["worksite", "occupation"], name="groups_run_by_worksite")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minimum__gte=2, maximum__gte=F("minimum")), name="groups_run_sizes"
            )
        ]


class GroupProposal(Recorded):
    """One group of a run: proposed, then approved or rejected, then formed."""

    run = models.ForeignKey(ProposalRun, on_delete=models.PROTECT, related_name="proposals")
    number = models.IntegerField()
    state = models.TextField()
    host_id = models.UUIDField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(default="")
    locked = models.BooleanField(default=False)
    """Nobody is moved into it or out of it."""

    objects = Scoped["GroupProposal"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="groups_proposal_number"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved", "rejected", "formed"]),
                name="groups_proposal_state",
            ),
        ]


class Candidacy(Recorded):
    """A worker who was considered in a run: a seat in a proposal, or left out with a reason; later her own answer."""

    run = models.ForeignKey(ProposalRun, on_delete=models.PROTECT, related_name="candidacies")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(
        GroupProposal, null=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    distance_m = models.IntegerField(null=True)
    reason = models.TextField(default="")
    offered_group = models.ForeignKey("groups.Group", null=True, on_delete=models.PROTECT, related_name="+")
    """A group that exists and has a free seat for her; it is offered while the reason says so."""
    locked = models.BooleanField(default=False)
    """She stays where she is, in her group or out of all."""
    answer = models.TextField(default="")
    answered_how = models.TextField(default="")
    answered_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "worker"], name="groups_candidacy_once"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, reason="") | Q(proposal__isnull=True) & ~Q(reason=""),
                name="groups_candidacy_seat_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", "joined", "refused"]), name="groups_candidacy_answer"
            ),
        ]


class Group(Recorded):
    """A group of workers with a number that never changes. Its name is a fact: the group chose it for others to read."""

    number = models.TextField(unique=True)
    numbered_in = models.UUIDField()
    sequence = models.IntegerField()
    group_type = models.TextField()
    name = models.TextField()
    occupation = models.TextField(default="")
    worksite = models.ForeignKey("areas.Worksite", null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    proposal = models.OneToOneField(GroupProposal, null=True, on_delete=models.PROTECT, related_name="group")
    formed_on = models.DateField()
    dissolved_on = models.DateField(null=True)
    dissolve_reason = models.TextField(default="")

    objects = Scoped["Group"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["numbered_in", "group_type", "sequence"], name="groups_group_sequence"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=F("formed_on")),
                name="groups_group_dates",
            ),
        ]


class Membership(Recorded):
    """A worker in a group from a day to a day, with how the worker agreed to join.

    Sex and occupation are those of the day of joining, so that leaving takes back what joining counted.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    group_type = models.TextField()
    sex = models.TextField(default="")
    occupation = models.TextField(default="")
    joined_on = models.DateField()
    consent_how = models.TextField()
    consent_on = models.DateField()
    left_on = models.DateField(null=True)
    exit_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "group_type"],
                condition=Q(left_on__isnull=True),
                name="groups_one_membership_of_a_type",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, exit_reason="")
                | Q(left_on__gte=F("joined_on")) & ~Q(exit_reason=""),
                name="groups_membership_exit",
            ),
        ]


class OfficeBearer(Recorded):
    """A member who holds an office of the group from a day to a day."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="office_bearers")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    office = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "office"], condition=Q(to_on__isnull=True), name="groups_office_held_once"
            ),
            models.UniqueConstraint(
                fields=["group", "worker"], condition=Q(to_on__isnull=True), name="groups_one_office_a_member"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="groups_office_dates"
            ),
        ]
