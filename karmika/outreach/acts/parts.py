"""What several acts of this room carry and ask. Every function may refuse; none writes."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from karmika.access.models import User
from karmika.areas.models import Area
from karmika.areas.queries import is_within
from karmika.journal.act import Context
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.kernel.viewer import Place
from karmika.outreach.models import Attendance, Camp, Campaign
from karmika.outreach.terms import (
    AGENDA,
    CANCELLED,
    DEPARTMENTS,
    DESKS_MAXIMUM,
    RESOURCE_PERSONS,
    TEXT_MAXIMUM,
)
from karmika.registry.facts import Owner

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
CODE = re.compile(r"[A-Z0-9]{2,12}")
EARLIEST, LATEST = date(2015, 1, 1), date(2100, 1, 1)
"""A day outside these is a slip of the hand."""
COUNT_MAXIMUM = 10**7


class CampaignDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign is for; all of it may be changed."""

    name: str
    aims: str = ""
    areas: tuple[UUID, ...] = ()
    starts_on: date
    ends_on: date
    target_camps: int | None = None
    target_people: int | None = None

    def tidied(self, area: UUID) -> "CampaignDetails":
        """As it is kept. Raises Refused: outreach.text, days, elsewhere, amount."""
        name = tidy(self.name, required=True)
        if not EARLIEST <= self.starts_on <= self.ends_on <= LATEST:
            raise Refused("outreach.days")
        for one in self.areas:
            if not is_within(one, area):
                raise Refused("outreach.elsewhere")
        refuse_count(self.target_camps)
        refuse_count(self.target_people)
        areas = tuple(sorted(set(self.areas)))
        return msgspec.structs.replace(self, name=name, aims=tidy(self.aims), areas=areas)

    def columns(self) -> dict[str, Any]:
        """The columns of the table, by name."""
        return {
            "name": self.name,
            "aims": self.aims,
            "areas": [str(one) for one in self.areas],
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "target_camps": self.target_camps,
            "target_people": self.target_people,
        }


class CampDetails(msgspec.Struct, frozen=True, kw_only=True):
    """When and how a camp is held; all of it may be changed until it is closed."""

    venue: str
    held_on: date
    opens_at: str
    closes_at: str
    agenda: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    resource_persons: tuple[str, ...] = ()
    team: tuple[UUID, ...] = ()
    desks: int = 1
    target: int | None = None

    def tidied(self) -> "CampDetails":
        """As it is kept. Raises Refused: outreach.text, days, hours, unknown_choice, unknown_staff, desks, amount."""
        if not EARLIEST <= self.held_on <= LATEST:
            raise Refused("outreach.days")
        if not (_HOUR.fullmatch(self.opens_at) and _HOUR.fullmatch(self.closes_at)):
            raise Refused("outreach.hours")
        if self.opens_at >= self.closes_at:
            raise Refused("outreach.hours")
        if not 1 <= self.desks <= DESKS_MAXIMUM:
            raise Refused("outreach.desks", maximum=DESKS_MAXIMUM)
        refuse_count(self.target)
        team = tuple(sorted(set(self.team)))
        if User.objects.filter(id__in=team).count() != len(team):
            raise Refused("outreach.unknown_staff")
        return msgspec.structs.replace(
            self,
            venue=tidy(self.venue, required=True),
            agenda=chosen(self.agenda, AGENDA),
            departments=chosen(self.departments, DEPARTMENTS),
            resource_persons=chosen(self.resource_persons, RESOURCE_PERSONS),
            team=team,
        )

    def columns(self) -> dict[str, Any]:
        """The columns of the table, by name."""
        return {
            "venue": self.venue,
            "held_on": self.held_on,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "agenda": list(self.agenda),
            "departments": list(self.departments),
            "resource_persons": list(self.resource_persons),
            "team": [str(one) for one in self.team],
            "desks": self.desks,
            "target": self.target,
        }


def tidy(text: str, *, required: bool = False) -> str:
    """In normal form, Aadhaar-like digits masked, no control letters. Raises Refused("outreach.text")."""
    kept = _CONTROL.sub(" ", mask_aadhaar(nfc(text))).strip()
    if len(kept) > TEXT_MAXIMUM or (required and not kept):
        raise Refused("outreach.text", maximum=TEXT_MAXIMUM)
    return kept


def chosen(codes: Iterable[str], known: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of a list, in the list's own order. Raises Refused("outreach.unknown_choice")."""
    wanted = set(codes)
    if wanted - known.keys():
        raise Refused("outreach.unknown_choice")
    return tuple(code for code in known if code in wanted)


def one_of(code: str, known: Collection[str]) -> None:
    """Raises Refused("outreach.unknown_choice")."""
    if code not in known:
        raise Refused("outreach.unknown_choice")


def refuse_count(count: int | None) -> None:
    """A whole number that is not negative, or none. Raises Refused("outreach.amount")."""
    if count is not None and not 0 <= count <= COUNT_MAXIMUM:
        raise Refused("outreach.amount")


def campaign_of(campaign_id: UUID) -> Campaign:
    """The campaign with this id. Raises Refused("outreach.unknown")."""
    found = Campaign.objects.filter(id=campaign_id).first()
    if found is None:
        raise Refused("outreach.unknown")
    return found


def camp_of(camp_id: UUID) -> Camp:
    """The camp with this id. Raises Refused("outreach.unknown")."""
    found = Camp.objects.filter(id=camp_id).first()
    if found is None:
        raise Refused("outreach.unknown")
    return found


def place_of_row(row: Campaign | Camp | Attendance) -> Place:
    """Where a row belongs."""
    return Place(row.area_id, row.organisation_id, row.programme_id)


def place_of(whose: Owner) -> Place:
    """The place of an act that says itself whose it is; `check` compares it with the camp."""
    return Place(whose.area, whose.organisation, whose.programme)


def camp_for(context: Context, camp_id: UUID, whose: Owner) -> dict[str, Any]:
    """The camp of a token, if it belongs where the act says and takes place. Raises Refused: outreach.unknown, cancelled."""
    camp = context.rows.find(Camp, camp_id)
    if camp is None or place_of(whose) != (camp["area_id"], camp["organisation_id"], camp["programme_id"]):
        raise Refused("outreach.unknown")
    if camp["state"] == CANCELLED:
        raise Refused("outreach.cancelled", camp=camp["code"])
    return camp


def allowed_area(campaign: Campaign, area: UUID) -> None:
    """A camp lies inside its campaign's areas. Raises Refused("outreach.elsewhere")."""
    inside = [UUID(one) for one in campaign.areas] or [campaign.area_id]
    if not Area.objects.filter(id=area).exists() or not any(is_within(area, one) for one in inside):
        raise Refused("outreach.elsewhere")
