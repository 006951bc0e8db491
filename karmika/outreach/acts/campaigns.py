"""Campaigns: planned, and changed."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Organisation, Programme
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.outreach.acts.parts import CampaignDetails, campaign_of, place_of_row
from karmika.outreach.models import Campaign
from karmika.outreach.terms import SETS_UP

_NUMBERS = stable("outreach", "campaign numbers")


class PlanCampaign(Act, frozen=True, kw_only=True):
    """A campaign is planned: its name, area, days, aims and targets. It gets a number here, for good."""

    kind: ClassVar[str] = "outreach.plan_campaign"
    roles: ClassVar[frozenset[str]] = SETS_UP
    says: ClassVar[str | Promise] = _("{actor} planned the campaign {number}: {name}")

    campaign: UUID
    area: UUID
    organisation: UUID
    programme: UUID
    details: CampaignDetails
    number: int | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.campaign, _NUMBERS)

    def subjects(self) -> Iterable[UUID]:
        return (self.campaign,)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "name": self.details.name}

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.exists, unknown, and those of the details."""
        if Campaign.objects.filter(id=self.campaign).exists():
            raise Refused("outreach.exists")
        known = Organisation.objects.filter(id=self.organisation).exists()
        if not known or not Programme.objects.filter(id=self.programme).exists():
            raise Refused("outreach.unknown")
        last = Campaign.objects.aggregate(last=Max("number"))["last"] or 0
        return msgspec.structs.replace(self, details=self.details.tidied(self.area), number=last + 1)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Campaign,
            id=self.campaign,
            number=self.number,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            **self.details.columns(),
        )


class ChangeCampaign(Act, frozen=True, kw_only=True):
    """Name, days, aims, areas or targets of a campaign change. Camps that are planned already stay as they are."""

    kind: ClassVar[str] = "outreach.change_campaign"
    roles: ClassVar[frozenset[str]] = SETS_UP
    says: ClassVar[str | Promise] = _("{actor} changed the campaign {name}")

    campaign: UUID
    details: CampaignDetails

    def place(self) -> Place:
        return place_of_row(campaign_of(self.campaign))

    def locks(self) -> Iterable[UUID]:
        return (self.campaign,)

    def subjects(self) -> Iterable[UUID]:
        return (self.campaign,)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "name": self.details.name}

    def check(self, context: Context) -> Self:
        """Raises Refused: those of the details, outreach.nothing_to_change."""
        held = campaign_of(self.campaign)
        details = self.details.tidied(held.area_id)
        if all(getattr(held, name) == value for name, value in details.columns().items()):
            raise Refused("outreach.nothing_to_change")
        return msgspec.structs.replace(self, details=details)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Campaign, self.campaign, **self.details.columns())
