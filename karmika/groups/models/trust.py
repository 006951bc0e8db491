"""Tables of checks: verification level by level, what members say, reviews of signals, visits that were drawn.

`GhostMark`, `GhostSignal` and `GhostScore` alone are not journalled: they are derived (ghost_signals.py).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from karmika.groups.models.groups import Group, Scoped
from karmika.journal.models import Recorded


class Verification(Recorded):
    """One look at a group at one level. `stands`: how many levels stand after it, until the members change."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="verifications", db_index=False)
    level = models.TextField()
    number = models.IntegerField()
    outcome = models.TextField()
    reason = models.TextField(default="")
    looked_at = models.JSONField(default=list)
    stands = models.IntegerField()
    verified_on = models.DateField()
    verified_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="confirmed", reason="") | Q(outcome="sent_back") & ~Q(reason=""),
                name="groups_verification_outcome",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["group", "entry_seq"], name="groups_verification_latest")]


class Attestation(Recorded):
    """What a member said at a visit by somebody who had not entered the membership; or that nobody was met."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="attestations")
    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField()
    how = models.TextField(default="")
    met_on = models.DateField()
    met_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=["confirmed", "says_not_member", "not_met"]),
                name="groups_attestation_outcome",
            ),
        ]


class SignalReview(Recorded):
    """What somebody found who looked into a signal, and on what the signal rested then: that is silent from now on."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="signal_reviews")
    signal = models.TextField()
    outcome = models.TextField()
    reason = models.TextField()
    items = models.JSONField(default=list)
    points = models.IntegerField()
    reviewed_on = models.DateField()
    reviewed_by = models.UUIDField()


class VisitDraw(Recorded):
    """Groups drawn for a visit: under which head, by which rule, from which groups. One for a place and month."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    month_on = models.DateField()
    head_number = models.BigIntegerField()
    head_digest = models.TextField()
    rule_version = models.IntegerField()
    risks = models.JSONField()
    """[group, risk], everything that was drawn from."""
    drawn_on = models.DateField()
    drawn_by = models.UUIDField()

    objects = Scoped["VisitDraw"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "organisation_id", "programme_id", "month_on"], name="groups_one_draw_a_month"
            ),
        ]


class DrawnVisit(Recorded):
    """A group that was drawn, and what the visitor found."""

    draw = models.ForeignKey(VisitDraw, on_delete=models.PROTECT, related_name="visits")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="drawn_visits")
    number = models.IntegerField()
    stratum = models.TextField()
    outcome = models.TextField(default="")
    differs = models.TextField(default="")
    visited_on = models.DateField(null=True)
    visited_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "group"], name="groups_visit_once_a_draw"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "found", "not_found", "differs"]), name="groups_visit_outcome"
            ),
        ]


class GhostMark(models.Model):
    """Derived: what a group has that another one could have too, as a keyed hash. It finds the groups to compare."""

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    mark = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mark"], name="groups_ghostmark_mark")]


class GhostSignal(models.Model):
    """Derived: a sign that a group may not exist. Ids and numbers only; nothing here is personal."""

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="ghost_signals")
    kind = models.TextField()
    points = models.IntegerField()
    items = models.JSONField(default=list)
    numbers = models.JSONField(default=dict)
    silenced = models.BooleanField(default=False)
    """All that it rests on was looked at in one review."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "kind"], name="groups_one_signal_of_a_kind")
        ]


class GhostScore(models.Model):
    """Derived: the sum of a group's signals that nobody has reviewed, and the risk by which visits are drawn."""

    group = models.OneToOneField(
        Group, primary_key=True, on_delete=models.CASCADE, related_name="ghost_score"
    )
    points = models.IntegerField()
    risk = models.IntegerField()
    """Of all signals but those that were found to be honest."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-points"], name="groups_ghostscore_points")]
