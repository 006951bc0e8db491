"""A candidate was looked for. Once found, or taken off the list, what the list said of the person is forgotten at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import SEES_RESTRICTED, Role
from karmika.candidates.acts import checking
from karmika.candidates.lists import GROUP, NOT_FOUND_REASONS, STATES, WITHDRAWAL_REASONS
from karmika.candidates.models import Candidate
from karmika.groups.models import Group
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.acts.checking import RECORDERS
from karmika.registry.models import Person

SETTLERS: frozenset[str] = RECORDERS
WITHDRAWERS: frozenset[str] = RECORDERS | SEES_RESTRICTED | {Role.STATE_PROGRAMME_MANAGER, Role.OPERATOR}
FORGOTTEN = {"name": None, "phone": None, "address": None, "reference": None}


class SettleCandidate(Act, frozen=True, kw_only=True):
    """Somebody went and looked: the candidate is this person (or group) of ours, or was not found, and why.

    When found, our own record speaks for the person, and the key of what the list said is destroyed.
    """

    kind: ClassVar[str] = "candidates.settle"
    roles: ClassVar[frozenset[str]] = SETTLERS
    says: ClassVar[str | Promise] = _("{actor} looked for the candidate: {outcome} {reason}")

    candidate: UUID
    outcome: str
    person: UUID | None = None
    group: UUID | None = None
    reason: str = ""
    settled_on: date | None = None

    def place(self) -> Place:
        return checking.place_of(self.candidate)

    def locks(self) -> Iterable[UUID]:
        return (self.candidate, *filter(None, (self.person, self.group)))

    def subjects(self) -> Iterable[UUID]:
        return (self.candidate, *filter(None, (self.person, self.group)))

    def destroys(self) -> Iterable[UUID]:
        return (self.candidate,) if self.outcome == "found" else ()

    def facts(self) -> dict[str, Any]:
        outcome, reason = (
            STATES.get(self.outcome, self.outcome),
            NOT_FOUND_REASONS.get(self.reason, self.reason),
        )
        return {**Act.facts(self), "outcome": outcome, "reason": reason}

    def check(self, context: Context) -> Self:
        """Raises Refused: candidates.settled, candidates.outcome, candidates.reason, candidates.not_ours."""
        held = checking.unsettled(context.rows, self.candidate)
        if self.outcome == "not_found":
            if self.reason not in NOT_FOUND_REASONS:
                raise Refused("candidates.reason")
            return msgspec.structs.replace(self, person=None, group=None, settled_on=context.today)
        if self.outcome != "found":
            raise Refused("candidates.outcome")
        is_group = held["what"] == GROUP
        person, group = (None, self.group) if is_group else (self.person, None)
        ours = {"organisation_id": held["organisation_id"], "programme_id": held["programme_id"]}
        found = (
            Group.objects.visible_to(context.viewer).filter(id__in=_one(group), dissolved_on=None, **ours)
            if is_group
            else Person.objects.visible_to(context.viewer).filter(
                id__in=_one(person), state="active", hidden=False, **ours
            )
        )
        if not found.exists():
            raise Refused("candidates.not_ours")
        return msgspec.structs.replace(self, person=person, group=group, reason="", settled_on=context.today)

    def apply(self, entry: Header, rows: Rows) -> None:
        forgotten = FORGOTTEN if self.outcome == "found" else {}
        rows.update(
            Candidate,
            self.candidate,
            state=self.outcome,
            reason=self.reason,
            settled_on=self.settled_on,
            person_id=self.person,
            group_id=self.group,
            **forgotten,
        )


def _one(identifier: UUID | None) -> list[UUID]:
    return [] if identifier is None else [identifier]


class WithdrawCandidate(Act, frozen=True, kw_only=True):
    """A candidate is taken off the list, and what the list said is forgotten (DPDP Act 2023, s. 8(7))."""

    kind: ClassVar[str] = "candidates.withdraw"
    roles: ClassVar[frozenset[str]] = WITHDRAWERS
    says: ClassVar[str | Promise] = _("{actor} took the candidate off the list ({reason})")

    candidate: UUID
    reason: str
    withdrawn_on: date | None = None

    def place(self) -> Place:
        return checking.place_of(self.candidate)

    def locks(self) -> Iterable[UUID]:
        return (self.candidate,)

    def subjects(self) -> Iterable[UUID]:
        return (self.candidate,)

    def destroys(self) -> Iterable[UUID]:
        return (self.candidate,)

    def facts(self) -> dict[str, Any]:
        return {**Act.facts(self), "reason": WITHDRAWAL_REASONS.get(self.reason, self.reason)}

    def check(self, context: Context) -> Self:
        """Raises Refused: candidates.settled, candidates.reason."""
        checking.unsettled(context.rows, self.candidate)
        if self.reason not in WITHDRAWAL_REASONS:
            raise Refused("candidates.reason")
        return msgspec.structs.replace(self, withdrawn_on=context.today)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            Candidate,
            self.candidate,
            state="withdrawn",
            reason=self.reason,
            settled_on=self.withdrawn_on,
            **FORGOTTEN,
        )
