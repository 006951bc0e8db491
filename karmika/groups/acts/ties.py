"""Who is to be with whom, and who is to be kept apart. What keeps two apart is told to those alone who must know it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.seclusion import SECLUDED
from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import APART, CONFIDANTS, Tie
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.models import Worker


def _subjects(kind: str, tie: UUID | None, *people: UUID | None) -> tuple[UUID, ...]:
    """Where it stands. That two are kept apart stands in nobody's history."""
    return tuple(filter(None, (tie, SECLUDED) if kind == APART else (tie, *people)))


class RecordTie(Act, frozen=True, kw_only=True):
    """Two workers belong together, or are to be kept apart. A proposal honours it from then on.

    Who is kept apart is recorded by organisers and managers alone, with a reason, and shown to no one else.
    """

    kind: ClassVar[str] = "groups.record_tie"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded of two workers: {tie}")

    worker: UUID
    other: UUID
    tie: str
    reason: str = ""
    id: UUID | None = None
    area: UUID | None = None
    organisation: UUID | None = None
    programme: UUID | None = None

    def place(self) -> Place:
        """The first worker's place. Raises Refused("groups.unknown_worker")."""
        found = Worker.objects.filter(id=self.worker).first()
        if found is None:
            raise Refused("groups.unknown_worker", people=1)
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """Both workers: the same is not recorded twice."""
        return (self.worker, self.other)

    def subjects(self) -> Iterable[UUID]:
        """Both workers; only the tie itself where they are kept apart."""
        return _subjects(self.tie, self.id, self.worker, self.other)

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.tie_kind, groups.unknown_reason, groups.tie_same, groups.tie_known and others."""
        deciding.one_of(self.tie, terms.TIE_KINDS, "groups.tie_kind")
        place = self.place()
        if self.tie == APART:
            context.viewer.authorise(CONFIDANTS, place)
            deciding.one_of(self.reason, terms.APART_REASONS, "groups.unknown_reason")
        elif self.reason:
            raise Refused("groups.unknown_reason")
        if self.worker == self.other:
            raise Refused("groups.tie_same")
        assert place.area is not None and place.organisation is not None and place.programme is not None
        whose = Whose(area=place.area, organisation=place.organisation, programme=place.programme)
        deciding.members_to_be(context.viewer, (self.worker, self.other), whose)
        pairs = [(self.worker, self.other)]
        if self.tie != "wants":
            pairs.append((self.other, self.worker))
        if any(
            Tie.objects.filter(worker=a, other=b, kind=self.tie, lifted_on=None).exists() for a, b in pairs
        ):
            raise Refused("groups.tie_known")
        key = deciding.new_id(context, "tie", self.worker, self.other, self.tie)
        return msgspec.structs.replace(
            self, id=key, area=place.area, organisation=place.organisation, programme=place.programme
        )

    def facts(self) -> dict[str, Any]:
        """The kind in words."""
        return terms.shown(Act.facts(self), tie=terms.TIE_KINDS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The tie."""
        rows.insert(
            Tie,
            id=self.id,
            kind=self.tie,
            worker_id=self.worker,
            other_id=self.other,
            reason=self.reason,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            recorded_on=entry.recorded_on,
        )


class LiftTie(Act, frozen=True, kw_only=True):
    """A tie holds no longer."""

    kind: ClassVar[str] = "groups.lift_tie"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded that this holds no longer of two workers: {tie}")

    id: UUID
    tie: str = ""
    worker: UUID | None = None
    other: UUID | None = None

    def place(self) -> Place:
        """The tie's place. Raises Refused("groups.tie_unknown")."""
        found = self._found()
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The tie."""
        return (self.id,)

    def subjects(self) -> Iterable[UUID]:
        """Both workers; only the tie itself where they were kept apart."""
        return _subjects(self.tie, self.id, self.worker, self.other)

    def check(self, context: Context) -> Self:
        """Raises Refused("groups.tie_unknown"), also to those who are not to know that two are kept apart."""
        found = Tie.objects.visible_to(context.viewer).filter(id=self.id, lifted_on=None).first()
        if found is None:
            raise Refused("groups.tie_unknown")
        secret = found.kind == APART
        return msgspec.structs.replace(
            self,
            tie=found.kind,
            worker=None if secret else found.worker_id,
            other=None if secret else found.other_id,
        )

    def _found(self) -> Tie:
        found = Tie.objects.filter(id=self.id).first()
        if found is None:
            raise Refused("groups.tie_unknown")
        return found

    def facts(self) -> dict[str, Any]:
        """The kind in words."""
        return terms.shown(Act.facts(self), tie=terms.TIE_KINDS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """Its last day."""
        rows.update(Tie, self.id, lifted_on=entry.recorded_on)
