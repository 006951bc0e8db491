"""Putting a worksite on the map, and changing what is known of it. A worksite's place is public, nobody's personal data."""

from collections.abc import Iterable
from datetime import date, time
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas import checks, queries
from karmika.areas.levels import WORKSITE_KINDS
from karmika.areas.models import Worksite
from karmika.areas.roles import WORKSITE_KEEPERS
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def worksite_id(code: str) -> UUID:
    """The id of the worksite with this code, on every deployment."""
    return stable("worksite", code)


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a worksite. Point in millionths of a degree; hours as "06:30", India's time; both or neither."""

    area: UUID
    worksite_kind: str
    name_en: str
    name_te: str = ""
    name_hi: str = ""
    lat_e6: int | None = None
    lon_e6: int | None = None
    opens_at: str = ""
    closes_at: str = ""
    source: str = ""

    def check(self, on: date) -> None:
        """Kind, names, point and hours are usable and the area stands on that day. Raises Refused."""
        if self.worksite_kind not in WORKSITE_KINDS:
            raise Refused("areas.worksite_kind", kind=self.worksite_kind, kinds=", ".join(WORKSITE_KINDS))
        checks.names(self.name_en, self.name_te, self.name_hi)
        checks.texts(self.source)
        checks.standing(self.area, on)
        if (self.lat_e6 is None) != (self.lon_e6 is None):
            raise Refused("areas.bad_point")
        if abs(self.lat_e6 or 0) > 90_000_000 or abs(self.lon_e6 or 0) > 180_000_000:
            raise Refused("areas.bad_point")
        if bool(self.opens_at) != bool(self.closes_at):
            raise Refused("areas.bad_hours")
        try:
            self.hours()
        except ValueError as error:
            raise Refused("areas.bad_hours") from error

    def hours(self) -> tuple[time | None, time | None]:
        """Opening and closing time. Raises ValueError when they are not times."""
        if not self.opens_at:
            return None, None
        return time.fromisoformat(self.opens_at), time.fromisoformat(self.closes_at)

    def columns(self) -> dict[str, object]:
        """The columns of the table, by name."""
        opens_at, closes_at = self.hours()
        return {
            "area_id": self.area,
            "kind": self.worksite_kind,
            "name_en": self.name_en,
            "name_te": self.name_te,
            "name_hi": self.name_hi,
            "lat_e6": self.lat_e6,
            "lon_e6": self.lon_e6,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "source": self.source,
        }


def details_of(worksite: Worksite) -> Details:
    """What is known of a worksite now."""
    return Details(
        area=worksite.area_id,
        worksite_kind=worksite.kind,
        name_en=worksite.name_en,
        name_te=worksite.name_te,
        name_hi=worksite.name_hi,
        lat_e6=worksite.lat_e6,
        lon_e6=worksite.lon_e6,
        opens_at=worksite.opens_at.isoformat("minutes") if worksite.opens_at else "",
        closes_at=worksite.closes_at.isoformat("minutes") if worksite.closes_at else "",
        source=worksite.source,
    )


class DefineWorksite(Act, frozen=True, kw_only=True):
    """A place where workers are found. Without `organisation` every organisation sees and uses it."""

    kind: ClassVar[str] = "areas.define_worksite"
    roles: ClassVar[frozenset[str]] = WORKSITE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} put the worksite {code} on the map")

    code: str
    details: Details
    organisation: UUID | None = None

    def place(self) -> Place:
        """In its area, for its organisation."""
        return Place(area=self.details.area, organisation=self.organisation)

    def locks(self) -> Iterable[UUID]:
        """The place of this code."""
        return (worksite_id(self.code),)

    def subjects(self) -> Iterable[UUID]:
        """The worksite."""
        return (worksite_id(self.code),)

    def check(self, context: Context) -> Self:
        """The code is free and the details are usable."""
        checks.code(self.code)
        self.details.check(context.today)
        if Worksite.objects.filter(id=worksite_id(self.code)).exists():
            raise Refused("areas.worksite_exists", worksite_code=self.code)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        """The worksite."""
        rows.insert(
            Worksite,
            id=worksite_id(self.code),
            code=self.code,
            organisation_id=self.organisation,
            **self.details.columns(),
        )


class ChangeWorksite(Act, frozen=True, kw_only=True):
    """What is known of a worksite changed or was wrong: name, point, hours, ward, or that it is closed from a day on."""

    kind: ClassVar[str] = "areas.change_worksite"
    roles: ClassVar[frozenset[str]] = WORKSITE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} changed what is known of the worksite {code}")

    worksite: UUID
    details: Details
    closed_on: date | None = None
    code: str = ""

    def place(self) -> Place:
        """Where and whose the worksite is now; the right in a new area is looked for in `check`."""
        worksite = queries.worksite(self.worksite)
        return Place(area=worksite.area_id, organisation=worksite.organisation_id)

    def locks(self) -> Iterable[UUID]:
        """The worksite."""
        return (self.worksite,)

    def subjects(self) -> Iterable[UUID]:
        """The worksite."""
        return (self.worksite,)

    def check(self, context: Context) -> Self:
        """The details are usable and something differs."""
        self.details.check(context.today)
        worksite = queries.worksite(self.worksite)
        if self.details.area != worksite.area_id:
            place = Place(area=self.details.area, organisation=worksite.organisation_id)
            context.viewer.authorise(self.roles, place)
        if self.details == details_of(worksite) and self.closed_on == worksite.closed_on:
            raise Refused("areas.nothing_to_change")
        return msgspec.structs.replace(self, code=worksite.code)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The worksite's columns."""
        rows.update(Worksite, self.worksite, closed_on=self.closed_on, **self.details.columns())
