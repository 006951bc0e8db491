"""Asking again, 7, 30 and 90 days after a camp: what came of it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute
from karmika.outreach.acts.parts import one_of
from karmika.outreach.models import Attendance, FollowUp
from karmika.outreach.terms import (
    FOLLOW_UP_OUTCOMES,
    FOLLOWERS,
    TRIES,
    TRY_AGAIN_DAYS,
    UNREACHED,
    shown,
)
from karmika.registry.acts.checking import any_person


class RecordFollowUp(Act, frozen=True, kw_only=True):
    """Somebody asked how it stands. Who is not reached is tried again three days later, three times in all."""

    kind: ClassVar[str] = "outreach.record_follow_up"
    roles: ClassVar[frozenset[str]] = FOLLOWERS
    says: ClassVar[str | Promise] = _("{actor} asked how it stands: {outcome}")

    follow_up: UUID
    outcome: str
    person: UUID | None = None
    tries: int = 0
    again_on: date | None = None
    """When it is tried again; decided by `check`."""

    def place(self) -> Place:
        held = _held(self.follow_up)
        return Place(held.area_id, held.organisation_id, held.programme_id)

    def locks(self) -> Iterable[UUID]:
        return (self.follow_up,)

    def subjects(self) -> Iterable[UUID]:
        return (self.follow_up, self.person) if self.person else (self.follow_up,)

    def facts(self) -> dict[str, Any]:
        return shown(super().facts(), outcome=FOLLOW_UP_OUTCOMES)

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.unknown_choice, follow_up_done, and those for somebody restricted or erased."""
        one_of(self.outcome, FOLLOW_UP_OUTCOMES)
        held = _held(self.follow_up)
        if held.state != "open":
            raise Refused("outreach.follow_up_done")
        any_person(held.person_id)
        tries = held.tries + 1
        again = self.outcome == UNREACHED and tries < TRIES
        return msgspec.structs.replace(
            self,
            person=held.person_id,
            tries=tries,
            again_on=context.today + timedelta(days=TRY_AGAIN_DAYS) if again else None,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        changes: dict[str, Any] = {"tries": self.tries, "outcome": self.outcome}
        if self.again_on is not None:
            changes["due_on"] = self.again_on
        else:
            changes |= {"state": "done", "done_on": entry.happened_on, "done_by": entry.actor}
        rows.update(FollowUp, self.follow_up, **changes)
        if self.outcome == UNREACHED:
            return
        held = rows.get(FollowUp, self.follow_up)
        came = rows.get(Attendance, held["attendance_id"])
        contribute(
            rows,
            entry,
            "followed_up",
            subject=self.follow_up,
            area=held["area_id"],
            dims=Dims(
                sex=came["sex"],
                occupation=came["occupation"],
                category=self.outcome,
                organisation=held["organisation_id"],
                programme=held["programme_id"],
            ),
        )


def _held(follow_up: UUID) -> FollowUp:
    found = FollowUp.objects.filter(id=follow_up).first()
    if found is None:
        raise Refused("outreach.unknown")
    return found
