"""Recording what others published, and withdrawing it. A figure from outside is never added to one of ours."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.programme.acts import parts
from karmika.programme.models import OutsideFigure
from karmika.programme.terms import (
    CONFIDENCES,
    RECORDERS,
    REPLACE_REASONS,
    REPLACED,
    WITHDRAW_REASONS,
    WITHDRAWN,
    shown,
)


def outside_figure(figure_id: UUID) -> OutsideFigure:
    """The figure with this id. Raises Refused("programme.unknown")."""
    found = OutsideFigure.objects.filter(id=figure_id).first()
    if found is None:
        raise Refused("programme.unknown")
    return found


class RecordOutsideFigure(Act, frozen=True, kw_only=True):
    """Somebody outside says that by a day so many were counted, in the area `about` or (without it) in the nation.

    `area` says whose offices keep it where it is about the nation; without an organisation it is everyone's, which
    only the operator can make it. With `replaces` it takes the place of an earlier one of the same measure and area.
    """

    kind: ClassVar[str] = "programme.record_outside_figure"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded the outside figure {amount} for “{measure}” as of {as_of} (source: {source})"
    )

    figure: UUID
    measure: str
    about: UUID | None = None
    area: UUID | None = None
    organisation: UUID | None = None
    as_of: date
    amount: int
    wording: str
    source: str
    confidence: str
    document: parts.Document
    replaces: UUID | None = None
    reason: str = ""
    slot: UUID | None = None

    def place(self) -> Place:
        """What it is about; for the nation, the area that keeps it."""
        return Place(area=self.about or self.area, organisation=self.organisation)

    def locks(self) -> Iterable[UUID]:
        """The figure, the one it replaces, and all of this measure and area."""
        all_such = stable("outside figures", self.measure, self.about or "")
        return (self.figure, all_such, *((self.replaces,) if self.replaces else ()))

    def subjects(self) -> Iterable[UUID]:
        """The figure and the one it replaces."""
        return (self.figure, *((self.replaces,) if self.replaces else ()))

    def check(self, context: Context) -> Self:
        """Raises Refused: programme.unknown_measure, amount, day, future, source, document, needs_organisation,
        already_set, figure_stands, unknown, no_longer_stands, not_the_same, unknown_reason.
        """
        parts.refuse_measure(self.measure)
        parts.refuse_amount(self.amount)
        parts.refuse_day(self.as_of)
        if self.as_of > context.today:
            raise Refused("programme.future", on=self.as_of.isoformat())
        self._refuse_place(context)
        if self.confidence not in CONFIDENCES:
            raise Refused("programme.unknown_confidence")
        tidied = msgspec.structs.replace(
            self,
            area=self.about or self.area,
            document=self.document.tidied(),
            wording=parts.tidy(self.wording),
            source=parts.tidy(self.source),
        )
        if not tidied.source or not tidied.wording:
            raise Refused("programme.source")
        return tidied._with_slot()

    def _refuse_place(self, context: Context) -> None:
        parts.refuse_strangers(area=self.about, organisation=self.organisation, programme=None)
        if self.area is not None and self.about not in (None, self.area):
            raise Refused("programme.not_the_same")
        if self.area is not None:
            parts.refuse_strangers(area=self.area, organisation=None, programme=None)
        if self.organisation is None and context.grant.organisation is not None:
            raise Refused("programme.needs_organisation")

    def _with_slot(self) -> Self:
        """With the place that it takes: what it says and who says it. One stands for each."""
        if OutsideFigure.objects.filter(id=self.figure).exists():
            raise Refused("programme.already_set")
        whose = (self.about or "", self.area or "", self.organisation or "")
        slot = stable("outside figure", self.measure, *whose, str(self.as_of), self.source.casefold())
        standing = OutsideFigure.objects.standing().filter(slot=slot)
        if self.replaces is None:
            if self.reason:
                raise Refused("programme.unknown_reason")
        else:
            held = outside_figure(self.replaces)
            parts.refuse_fallen(held)
            mine = (self.measure, self.about, self.about or self.area, self.organisation)
            if mine != (held.measure, held.about_id, held.area_id, held.organisation_id):
                raise Refused("programme.not_the_same")
            parts.one_of(self.reason, REPLACE_REASONS)
            standing = standing.exclude(id=self.replaces)
        if standing.exists():
            raise Refused("programme.figure_stands")
        return msgspec.structs.replace(self, slot=slot)

    def facts(self) -> dict[str, Any]:
        """Measure, amount and day in words."""
        return shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the one it replaces, and the figure."""
        if self.replaces is not None:
            rows.update(OutsideFigure, self.replaces, state=REPLACED, replaced_by_id=self.figure)
        rows.insert(
            OutsideFigure,
            id=self.figure,
            measure=self.measure,
            about_id=self.about,
            area_id=self.area,
            organisation_id=self.organisation,
            as_of=self.as_of,
            amount=self.amount,
            wording=self.wording,
            source=self.source,
            confidence=self.confidence,
            set_by=entry.actor,
            set_as=entry.role,
            set_on=entry.happened_on,
            slot=self.slot,
            replace_reason=self.reason,
            **self.document.columns(),
        )


class WithdrawOutsideFigure(Act, frozen=True, kw_only=True):
    """A figure from outside is no longer shown beside ours. It stays in the list of withdrawn ones, with the reason."""

    kind: ClassVar[str] = "programme.withdraw_outside_figure"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _(
        "{actor} withdrew the outside figure {amount} for “{measure}” ({reason})"
    )

    figure: UUID
    reason: str
    measure: str = ""
    amount: int = 0

    def place(self) -> Place:
        """Where and whose the figure is."""
        held = outside_figure(self.figure)
        return Place(area=held.area_id, organisation=held.organisation_id)

    def locks(self) -> Iterable[UUID]:
        """The figure."""
        return (self.figure,)

    def subjects(self) -> Iterable[UUID]:
        """The figure."""
        return (self.figure,)

    def check(self, context: Context) -> Self:
        """Raises Refused: programme.no_longer_stands, programme.unknown_reason, programme.needs_organisation."""
        held = outside_figure(self.figure)
        parts.refuse_fallen(held)
        if held.organisation_id is None and context.grant.organisation is not None:
            raise Refused("programme.needs_organisation")
        parts.one_of(self.reason, WITHDRAW_REASONS)
        return msgspec.structs.replace(self, measure=held.measure, amount=held.amount)

    def facts(self) -> dict[str, Any]:
        """Measure, amount and reason in words."""
        return shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The figure's state."""
        rows.update(OutsideFigure, self.figure, state=WITHDRAWN, withdrawn_for=self.reason)
