"""Setting a target, in place of another one perhaps, and withdrawing one. None is ever edited."""

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
from karmika.programme.models import Target
from karmika.programme.terms import REPLACE_REASONS, REPLACED, SETTERS, WITHDRAW_REASONS, WITHDRAWN, shown


def target(target_id: UUID) -> Target:
    """The target with this id. Raises Refused("programme.unknown")."""
    found = Target.objects.filter(id=target_id).first()
    if found is None:
        raise Refused("programme.unknown")
    return found


class SetTarget(Act, frozen=True, kw_only=True):
    """So many of one measure are aimed at in an area, from `starts_on` to `ends_on` (both days count).

    What counts is what happened in the period. With `replaces` it takes the place of an earlier target of the same
    measure, area, organisation and programme, for a reason of `REPLACE_REASONS`. Targets of parts need not add up to
    the whole's.
    """

    kind: ClassVar[str] = "programme.set_target"
    roles: ClassVar[frozenset[str]] = SETTERS
    says: ClassVar[str | Promise] = _(
        "{actor} set the target {amount} for “{measure}” from {starts_on} to {ends_on}"
    )

    target: UUID
    measure: str
    area: UUID
    organisation: UUID
    programme: UUID | None = None
    starts_on: date
    ends_on: date
    amount: int
    document: parts.Document
    replaces: UUID | None = None
    reason: str = ""

    def place(self) -> Place:
        """The area, organisation and programme it is for."""
        return Place(self.area, self.organisation, self.programme)

    def slot(self) -> UUID:
        """What it is a target for; one target stands for each."""
        whose = (self.organisation, self.programme or "")
        return stable("target", self.measure, self.area, *whose, f"{self.starts_on} {self.ends_on}")

    def locks(self) -> Iterable[UUID]:
        """The target, the one it replaces, and the place of both."""
        return (self.target, self.slot(), *((self.replaces,) if self.replaces else ()))

    def subjects(self) -> Iterable[UUID]:
        """The target and the one it replaces."""
        return (self.target, *((self.replaces,) if self.replaces else ()))

    def check(self, context: Context) -> Self:
        """Raises Refused: programme.unknown_measure, amount, day, period, document, already_set, target_stands,
        unknown, no_longer_stands, not_the_same, unknown_reason, nothing_to_change.
        """
        parts.refuse_measure(self.measure)
        parts.refuse_amount(self.amount)
        self._refuse_period()
        parts.refuse_strangers(area=self.area, organisation=self.organisation, programme=self.programme)
        document = self.document.tidied()
        if document.dated_on is None or not document.issuer:
            raise Refused("programme.document")
        if Target.objects.filter(id=self.target).exists():
            raise Refused("programme.already_set")
        if self.replaces is not None:
            self._refuse_replacing(document)
        elif self.reason:
            raise Refused("programme.unknown_reason")
        standing = Target.objects.standing().filter(slot=self.slot())
        if (standing.exclude(id=self.replaces) if self.replaces else standing).exists():
            raise Refused("programme.target_stands")
        return msgspec.structs.replace(self, document=document)

    def _refuse_period(self) -> None:
        parts.refuse_day(self.starts_on)
        parts.refuse_day(self.ends_on)
        if self.ends_on < self.starts_on:
            raise Refused("programme.period")

    def _refuse_replacing(self, document: parts.Document) -> None:
        assert self.replaces is not None
        held = target(self.replaces)
        parts.refuse_fallen(held)
        mine = (self.measure, self.area, self.organisation, self.programme)
        if mine != (held.measure, held.area_id, held.organisation_id, held.programme_id):
            raise Refused("programme.not_the_same")
        parts.one_of(self.reason, REPLACE_REASONS)
        unchanged = all(getattr(held, name) == value for name, value in document.columns().items())
        if unchanged and (self.starts_on, self.ends_on, self.amount) == (
            held.starts_on,
            held.ends_on,
            held.amount,
        ):
            raise Refused("programme.nothing_to_change")

    def facts(self) -> dict[str, Any]:
        """Measure, amount and days in words."""
        return shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the one it replaces, and the target."""
        if self.replaces is not None:
            rows.update(Target, self.replaces, state=REPLACED, replaced_by_id=self.target)
        rows.insert(
            Target,
            id=self.target,
            measure=self.measure,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            amount=self.amount,
            set_by=entry.actor,
            set_as=entry.role,
            set_on=entry.happened_on,
            slot=self.slot(),
            replace_reason=self.reason,
            **self.document.columns(),
        )


class WithdrawTarget(Act, frozen=True, kw_only=True):
    """A target holds no longer, and none takes its place. It stays in the list of withdrawn ones, with the reason."""

    kind: ClassVar[str] = "programme.withdraw_target"
    roles: ClassVar[frozenset[str]] = SETTERS
    says: ClassVar[str | Promise] = _("{actor} withdrew the target {amount} for “{measure}” ({reason})")

    target: UUID
    reason: str
    measure: str = ""
    amount: int = 0

    def place(self) -> Place:
        """Where and whose the target is."""
        held = target(self.target)
        return Place(held.area_id, held.organisation_id, held.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The target."""
        return (self.target,)

    def subjects(self) -> Iterable[UUID]:
        """The target."""
        return (self.target,)

    def check(self, context: Context) -> Self:
        """Raises Refused: programme.no_longer_stands, programme.unknown_reason."""
        held = target(self.target)
        parts.refuse_fallen(held)
        parts.one_of(self.reason, WITHDRAW_REASONS)
        return msgspec.structs.replace(self, measure=held.measure, amount=held.amount)

    def facts(self) -> dict[str, Any]:
        """Measure, amount and reason in words."""
        return shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The target's state."""
        rows.update(Target, self.target, state=WITHDRAWN, withdrawn_for=self.reason)
