"""What can happen to the template of a monitoring sheet: it is uploaded, and it is retired. `ACTS` is the whole list."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Organisation
from karmika.access.roles import Role
from karmika.areas import queries as areas
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.kernel.viewer import Place
from karmika.monitoring.models import MonitoringSheet

KEEPERS: frozenset[str] = frozenset(
    {Role.STATE_MISSION_DIRECTOR, Role.STATE_PROGRAMME_MANAGER, Role.CITY_MISSION_MANAGER}
)
"""Who may upload and retire templates in his own area."""
NAME_MAXIMUM = 80


class KeepSheet(Act, frozen=True, kw_only=True):
    """A template for an area and those in it is taken in; its file is kept with the entry, and never changed.

    The template's id is the entry's.
    """

    kind: ClassVar[str] = "monitoring.keep_sheet"
    roles: ClassVar[frozenset[str]] = KEEPERS
    says: ClassVar[str | Promise] = _(
        "{actor} uploaded the monitoring sheet “{name}” with {marks_count} marks"
    )

    name: str
    area: UUID
    organisation: UUID
    digest: str
    marks_count: int
    sheet: UUID | None = None

    def place(self) -> Place:
        """The area and organisation it is for."""
        return Place(self.area, self.organisation)

    def slot(self) -> UUID:
        """What it is the template of; one stands for each."""
        return stable("monitoring sheet", self.area, self.organisation, nfc(self.name).casefold())

    def locks(self) -> Iterable[UUID]:
        """What it is the template of."""
        return (self.slot(),)

    def subjects(self) -> Iterable[UUID]:
        """The template."""
        return () if self.sheet is None else (self.sheet,)

    def check(self, context: Context) -> Self:
        """Raises Refused: monitoring.sheet_name, monitoring.sheet_unmarked, monitoring.sheet_stands, areas.no_such_area."""
        name = mask_aadhaar(nfc(self.name))
        if not 3 <= len(name) <= NAME_MAXIMUM or not name.isprintable():
            raise Refused("monitoring.sheet_name", maximum=NAME_MAXIMUM)
        if self.marks_count < 1:
            raise Refused("monitoring.sheet_unmarked")
        areas.area(self.area)
        if not Organisation.objects.filter(id=self.organisation).exists():
            raise Refused("monitoring.sheet_unknown")
        decided = msgspec.structs.replace(self, name=name, sheet=context.entry_id)
        if MonitoringSheet.objects.standing().filter(slot=decided.slot()).exists():
            raise Refused("monitoring.sheet_stands")
        return decided

    def apply(self, entry: Header, rows: Rows) -> None:
        """The template."""
        rows.insert(
            MonitoringSheet,
            id=self.sheet,
            name=self.name,
            area_id=self.area,
            organisation_id=self.organisation,
            digest=self.digest,
            marks_count=self.marks_count,
            slot=self.slot(),
            kept_on=entry.recorded_on,
        )


class RetireSheet(Act, frozen=True, kw_only=True):
    """A template is no longer opened: another takes its place, or none does. Its file stays with its entry."""

    kind: ClassVar[str] = "monitoring.retire_sheet"
    roles: ClassVar[frozenset[str]] = KEEPERS
    says: ClassVar[str | Promise] = _("{actor} retired the monitoring sheet “{name}”")

    sheet: UUID
    name: str = ""
    retired_on: date | None = None

    def place(self) -> Place:
        """Where and whose the template is."""
        held = _sheet(self.sheet)
        return Place(held.area_id, held.organisation_id)

    def locks(self) -> Iterable[UUID]:
        """The template."""
        return (self.sheet,)

    def subjects(self) -> Iterable[UUID]:
        """The template."""
        return (self.sheet,)

    def check(self, context: Context) -> Self:
        """Raises Refused: monitoring.sheet_unknown, monitoring.sheet_retired."""
        held = _sheet(self.sheet)
        if held.retired_on is not None:
            raise Refused("monitoring.sheet_retired")
        return msgspec.structs.replace(self, name=held.name, retired_on=context.today)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The day on the template."""
        rows.update(MonitoringSheet, self.sheet, retired_on=self.retired_on)


def _sheet(sheet_id: UUID) -> MonitoringSheet:
    found = MonitoringSheet.objects.filter(id=sheet_id).first()
    if found is None:
        raise Refused("monitoring.sheet_unknown")
    return found


ACTS: tuple[type[Act], ...] = (KeepSheet, RetireSheet)
