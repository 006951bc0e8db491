"""Tokens of the queue at a camp that this server itself serves: given out, called to a desk.

What becomes of a token arrives with the form of the desk (attendance.py); phones give out tokens by the form alone.
"""

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.outreach.acts.parts import camp_of, place_of_row
from karmika.outreach.models import Attendance
from karmika.outreach.terms import CALLED, DESK, OPEN, TOKENS_MAXIMUM, WAITING


class GiveToken(Act, frozen=True, kw_only=True):
    """Somebody comes and is given a token. Nothing is asked yet; the number is counted at each desk."""

    kind: ClassVar[str] = "outreach.give_token"
    roles: ClassVar[frozenset[str]] = DESK
    says: ClassVar[str | Promise] = _("{actor} gave out the token {token}")

    attendance: UUID
    camp: UUID
    desk: int
    number: int | None = None
    token: str = ""
    area: UUID | None = None
    organisation: UUID | None = None
    programme: UUID | None = None

    def place(self) -> Place:
        return place_of_row(camp_of(self.camp))

    def locks(self) -> Iterable[UUID]:
        return (self.attendance, stable("outreach", "numbers", self.camp, self.desk))

    def subjects(self) -> Iterable[UUID]:
        return (self.camp, self.attendance)

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.not_open, desks, exists, tokens_end."""
        camp = camp_of(self.camp)
        if camp.state != OPEN:
            raise Refused("outreach.not_open")
        if not 1 <= self.desk <= camp.desks:
            raise Refused("outreach.desks", maximum=camp.desks)
        if Attendance.objects.filter(id=self.attendance).exists():
            raise Refused("outreach.exists")
        given = Attendance.objects.filter(camp=camp, desk=self.desk).aggregate(last=Max("number"))
        number = (given["last"] or 0) + 1
        if number > TOKENS_MAXIMUM:
            raise Refused("outreach.tokens_end")
        whose = place_of_row(camp)
        return msgspec.structs.replace(
            self,
            number=number,
            token=token_of(camp.code, self.desk, number),
            area=whose.area,
            organisation=whose.organisation,
            programme=whose.programme,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Attendance,
            id=self.attendance,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            camp_id=self.camp,
            token=self.token,
            desk=self.desk,
            number=self.number,
            state=WAITING,
            came_at=entry.occurred_at,
        )


class CallNext(Act, frozen=True, kw_only=True):
    """A desk calls whoever waits longest, whichever desk gave the token. `attendance` is decided under the queue's lock."""

    kind: ClassVar[str] = "outreach.call_next"
    roles: ClassVar[frozenset[str]] = DESK
    says: ClassVar[str | Promise] = _("{actor} called the token {token} to desk {desk}")

    camp: UUID
    desk: int
    attendance: UUID | None = None
    token: str = ""

    def place(self) -> Place:
        return place_of_row(camp_of(self.camp))

    def locks(self) -> Iterable[UUID]:
        return (stable("outreach", "queue", self.camp),)

    def subjects(self) -> Iterable[UUID]:
        return (self.camp, self.attendance) if self.attendance else (self.camp,)

    def check(self, context: Context) -> Self:
        """Raises Refused("outreach.nobody_waits")."""
        waiting = Attendance.objects.filter(camp_id=self.camp, state=WAITING)
        first = waiting.order_by("came_at", "desk", "number").first()
        if first is None:
            raise Refused("outreach.nobody_waits")
        return msgspec.structs.replace(self, attendance=first.id, token=first.token)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Attendance, self.attendance, state=CALLED)


def token_of(code: str, desk: int, number: int) -> str:
    """The token as it is printed: K12-2-7."""
    return f"{code}-{desk}-{number}"
