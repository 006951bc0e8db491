"""Tables of the life of a group: charters, meetings, sessions, sleep, merges and splits. Nothing is deleted."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from karmika.groups.models.groups import Group, Membership
from karmika.journal.models import Recorded


class CharterAdoption(Recorded):
    """By-laws that a group adopted: a version of data/charters.yaml with the group's own numbers."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="charters")
    charter = models.TextField()
    chosen = models.JSONField(default=dict)
    """Name of the parameter -> number."""
    meets_every_days = models.IntegerField()
    quorum_percent = models.IntegerField()
    term_months = models.IntegerField()
    adopted_on = models.DateField()
    agreed = models.IntegerField()
    members = models.IntegerField()
    replaced_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(replaced_on__isnull=True), name="groups_one_charter_now"
            ),
            models.CheckConstraint(
                condition=Q(agreed__gte=1, agreed__lte=F("members")), name="groups_charter_agreed"
            ),
        ]


class Meeting(Recorded):
    """A meeting that was held: who came is in `Attendance`. `words` may name people; they end with the meeting's key."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    hour = models.TextField(default="")
    """As 18:30; empty where nobody said."""
    place = models.TextField(default="")
    present = models.IntegerField()
    members = models.IntegerField()
    needed = models.IntegerField()
    words = models.TextField(null=True)
    recorded_by = models.UUIDField()
    submission_id = models.UUIDField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdraw_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "held_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="groups_one_meeting_a_day",
            ),
            models.CheckConstraint(
                condition=Q(present__gte=0, present__lte=F("members")), name="groups_meeting_present"
            ),
        ]

    @property
    def has_quorum(self) -> bool:
        """Whether enough members came to decide anything."""
        return self.present >= self.needed


class Attendance(Recorded):
    """A member on the day of a meeting: came or not. Sex and work are those that joining had counted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="groups_attendance_once")
        ]


class Resolution(Recorded):
    """Something that a meeting decided, as a code of the list and a number."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    number = models.IntegerField()
    code = models.TextField()
    value = models.IntegerField(null=True)
    """What `life_terms.RESOLUTION_UNITS` says of the code: paise, days, or nothing."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="groups_resolution_number")
        ]


class GroupSession(Recorded):
    """A topic of data/interventions.yaml that was talked through with a group, at a meeting or apart from one."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="sessions")
    topic = models.TextField()
    minutes = models.IntegerField()
    held_on = models.DateField()
    present = models.IntegerField()
    held_by = models.UUIDField()
    submission_id = models.UUIDField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdraw_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "topic", "held_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="groups_one_session_of_a_topic_a_day",
            )
        ]


class SessionAttendance(Recorded):
    """A member who was there when a topic was talked through."""

    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "membership"], name="groups_session_attendance_once")
        ]


class Dormancy(Recorded):
    """A time in which a group sleeps: it is not closed, and its members stay members."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="dormancies")
    from_on = models.DateField()
    reason = models.TextField()
    to_on = models.DateField(null=True)
    ended_by = models.TextField(default="")
    """How it woke up, or that it ended."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(to_on__isnull=True), name="groups_dormant_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="groups_dormancy_dates"
            ),
        ]


class Succession(Recorded):
    """Members went from one group to another: two groups became one, or one became two."""

    kind = models.TextField()
    earlier = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="went_to")
    later = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="came_from")
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["merge", "split"]), name="groups_succession_kind"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="groups_succession_of_two"),
        ]


class Move(Recorded):
    """What a member said when the group merged or was split. `to` is empty for a no."""

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="moves")
    to = models.OneToOneField(Membership, null=True, on_delete=models.PROTECT, related_name="moved")
    how = models.TextField()
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["succession", "source"], name="groups_move_once")
        ]


class Grading(Recorded):
    """A group graded by a sheet of data/grading: the answers, what was reckoned, and the marks."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="gradings")
    sheet = models.TextField()
    graded_on = models.DateField()
    results = models.JSONField(default=list)
    """Of each question its code, answer or number, and marks; null marks: not counted."""
    marks = models.IntegerField()
    out_of = models.IntegerField()
    grade = models.TextField()
    graded_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "sheet", "graded_on"], name="groups_one_grading_a_day"),
            models.CheckConstraint(
                condition=Q(marks__gte=0, marks__lte=F("out_of"), out_of__gt=0), name="groups_grading_marks"
            ),
        ]
