"""Tables of financial onboarding: steps of workers into banking, and who counts as onboarded by which reading."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from karmika.groups.models.groups import Group, Membership, Scoped
from karmika.journal.models import Recorded


class FinancialEvent(Recorded):
    """One step: an account found, opened or verified, savings, credit, information. Taken back, never deleted.

    `account_mark` is an HMAC of the account's whole number under the house's key: the same account gives the same mark,
    and nobody reads a number from it. The last four digits stand, sealed, in the entry alone.
    """

    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="financial_events")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    happened_on = models.DateField()
    evidence = models.TextField()
    evidence_file = models.UUIDField(null=True)
    amount_paise = models.BigIntegerField(null=True)
    account_mark = models.TextField(default="")
    session = models.UUIDField(null=True)
    topic = models.TextField(default="")
    minutes = models.IntegerField(null=True)
    sex = models.TextField(default="")
    occupation = models.TextField(default="")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    recorded_by = models.UUIDField()
    taken_back_on = models.DateField(null=True)
    taken_back_reason = models.TextField(default="")

    objects = Scoped["FinancialEvent"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["worker", "happened_on"], name="groups_financial_by_worker"),
            models.Index(
                fields=["account_mark"], name="groups_financial_by_account", condition=~Q(account_mark="")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_paise__isnull=True) | Q(amount_paise__gt=0), name="groups_financial_amount"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on__isnull=True, taken_back_reason="")
                | Q(taken_back_on__isnull=False) & ~Q(taken_back_reason=""),
                name="groups_financial_taken_back",
            ),
        ]


class Onboarded(Recorded):
    """A worker who meets a reading of "onboarded" since a day, in the very cell that was counted; ended if taken back."""

    worker = models.ForeignKey("registry.Worker", on_delete=models.PROTECT, related_name="+")
    reading = models.TextField()
    version = models.IntegerField()
    since_on = models.DateField()
    sex = models.TextField(default="")
    occupation = models.TextField(default="")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    ended_on = models.DateField(null=True)

    objects = Scoped["Onboarded"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "reading"], condition=Q(ended_on__isnull=True), name="groups_onboarded_once"
            ),
        ]
