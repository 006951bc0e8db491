"""How long an organisation keeps something for a purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Project, Retention
from karmika.access.retention import PURPOSES
from karmika.access.roles import SEES_RESTRICTED, Role
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

DAYS_MAXIMUM = 100 * 366
SOURCE_MAXIMUM = 300


class SetRetention(Act, frozen=True, kw_only=True):
    """How many days an organisation keeps something, with the legal text that says so. Holds from the next day's work on."""

    kind: ClassVar[str] = "access.set_retention"
    roles: ClassVar[frozenset[str]] = SEES_RESTRICTED | {Role.OPERATOR}
    says: ClassVar[str | Promise] = _("{actor} set how long is kept: {purpose}, {days} days ({source})")
    organisation: UUID
    area: UUID
    """The state in which the organisation has a project."""
    purpose: str
    days: int
    source: str
    """The law, rule or order, as it is cited."""
    known: bool = False
    """Days had been set before; decided by `check`."""

    def place(self) -> Place:
        return Place(self.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        return (self._row(),)

    def subjects(self) -> Iterable[UUID]:
        return (self.organisation,)

    def facts(self) -> dict[str, Any]:
        purpose = PURPOSES.get(self.purpose)
        return {**super().facts(), "purpose": purpose.label if purpose else self.purpose}

    def check(self, context: Context) -> Self:
        if not Project.objects.filter(organisation_id=self.organisation, area_id=self.area).exists():
            raise Refused("access.not_a_state")
        purpose = PURPOSES.get(self.purpose)
        if purpose is None:
            raise Refused("access.purpose_unknown")
        if not purpose.minimum <= self.days <= DAYS_MAXIMUM:
            raise Refused("access.retention_days", minimum=purpose.minimum)
        if not 3 <= len(self.source.strip()) <= SOURCE_MAXIMUM:
            raise Refused("access.retention_source")
        return msgspec.structs.replace(self, known=Retention.objects.filter(id=self._row()).exists())

    def apply(self, entry: Header, rows: Rows) -> None:
        said = {"days": self.days, "source": self.source}
        if self.known:
            rows.update(Retention, self._row(), **said)
        else:
            rows.insert(
                Retention,
                id=self._row(),
                organisation_id=self.organisation,
                purpose=self.purpose,
                **said,
            )

    def _row(self) -> UUID:
        return stable("access", "retention", self.organisation, self.purpose)
