"""What a form of the desk says of one token: who came, what was done, what was found to be wrong with it later."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import User
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.overlay import Read
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute
from karmika.outreach.acts.parts import camp_for, chosen, one_of, place_of
from karmika.outreach.acts.tokens import token_of
from karmika.outreach.models import Attendance, Camp, FollowUp
from karmika.outreach.terms import (
    CALLED,
    DESK,
    DESKS_MAXIMUM,
    FOLLOW_UP_DAYS,
    GAPS,
    HELPED,
    LEFT,
    OUTCOMES,
    SCHEMES,
    SEEN,
    TOKENS_MAXIMUM,
    WAITING,
    shown,
)
from karmika.registry.facts import Owner
from karmika.registry.models import Person, Worker

RECEIPT_MAXIMUM = 40


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a token. `told`, `prepared` and `filed` are codes of schemes, `gaps` reasons."""

    outcome: str
    told: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    prepared: tuple[str, ...] = ()
    filed: tuple[str, ...] = ()
    receipt: str = ""
    may_call: bool = False
    applications: tuple[UUID, ...] = ()

    def tidied(self) -> "Done":
        """As it is kept. Raises Refused("outreach.unknown_choice"), "outreach.receipt"."""
        one_of(self.outcome, OUTCOMES)
        if len(self.receipt) > RECEIPT_MAXIMUM:
            raise Refused("outreach.receipt")
        schemes = {name: chosen(getattr(self, name), SCHEMES) for name in ("told", "prepared", "filed")}
        return msgspec.structs.replace(self, gaps=chosen(self.gaps, GAPS), **schemes)

    def columns(self) -> dict[str, Any]:
        """The columns of the table, by name."""
        return {
            "state": LEFT if self.outcome == "left" else SEEN,
            "outcome": self.outcome,
            "told": list(self.told),
            "gaps": list(self.gaps),
            "prepared": list(self.prepared),
            "filed": list(self.filed),
            "receipt": self.receipt,
            "may_call": self.may_call,
            "applications": [str(one) for one in self.applications],
        }


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which somebody asks how it stands."""

    after_days: int
    due_on: date
    why: str


class RegisterAttendance(Act, frozen=True, kw_only=True):
    """A form of the desk names a token: it stands in the queue of this server already, or is new here."""

    kind: ClassVar[str] = "outreach.register_attendance"
    roles: ClassVar[frozenset[str]] = DESK
    says: ClassVar[str | Promise] = _("{actor} registered the token {token}")
    looks: ClassVar[bool] = False

    attendance: UUID
    camp: UUID
    whose: Owner
    desk: int
    number: int
    person: UUID | None = None
    token: str = ""
    known: bool = False
    """It was given out on this server; decided by `check`."""
    served_by: UUID | None = None
    """Who sat at the desk, as the form says; kept where this server knows him and he is not who sent it."""

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        """The token; and the queue and the numbers of its desk, so that nobody calls or gives it out at the same moment."""
        return (
            self.attendance,
            stable("outreach", "token", self.camp, self.desk, self.number),
            stable("outreach", "queue", self.camp),
            stable("outreach", "numbers", self.camp, self.desk),
        )

    def reads(self) -> Iterable[Read]:
        return ((Attendance, "id", self.attendance), (Camp, "id", self.camp))

    def subjects(self) -> Iterable[UUID]:
        return tuple(one for one in (self.attendance, self.camp, self.person) if one)

    def hand(self) -> UUID | None:
        """Who sat at the desk."""
        return self.served_by

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.unknown, cancelled, token, token_taken, attendance_done."""
        camp = camp_for(context, self.camp, self.whose)
        if not (1 <= self.desk <= DESKS_MAXIMUM and 1 <= self.number <= TOKENS_MAXIMUM):
            raise Refused("outreach.token")
        token = token_of(camp["code"], self.desk, self.number)
        held = context.rows.find(Attendance, self.attendance)
        if held is not None and held["state"] not in (WAITING, CALLED):
            raise Refused("outreach.attendance_done", token=held["token"])
        if held is not None and (held["camp_id"], held["token"]) != (self.camp, token):
            raise Refused("outreach.token_taken", token=token)
        same = context.rows.keys(Attendance, camp_id=self.camp, token=token)
        if any(one != self.attendance for one in same):
            raise Refused("outreach.token_taken", token=token)
        served_by = self.served_by if self.served_by != context.viewer.id else None
        mine = User.objects.filter(organisation_id=self.whose.organisation)
        if served_by is not None and not mine.filter(id=served_by).exists():
            served_by = None
        return msgspec.structs.replace(self, token=token, known=held is not None, served_by=served_by)

    def apply(self, entry: Header, rows: Rows) -> None:
        said = {
            "person_id": self.person,
            "submission_id": self.whose.submission,
            "state": CALLED,
            "served_by": self.served_by,
        }
        if self.known:
            rows.update(Attendance, self.attendance, **said)
            return
        rows.insert(
            Attendance,
            id=self.attendance,
            area_id=self.whose.area,
            organisation_id=self.whose.organisation,
            programme_id=self.whose.programme,
            camp_id=self.camp,
            token=self.token,
            desk=self.desk,
            number=self.number,
            came_at=entry.occurred_at,
            **said,
        )


class CloseAttendance(Act, frozen=True, kw_only=True):
    """What came of a token: it is counted, the receipt number is kept, and the days to ask again are set.

    Sex, occupation and social category are those of the person on that day; `check` copies them.
    """

    kind: ClassVar[str] = "outreach.close_attendance"
    roles: ClassVar[frozenset[str]] = DESK
    says: ClassVar[str | Promise] = _("{actor} closed the token {token}: {outcome}")
    looks: ClassVar[bool] = False

    attendance: UUID
    whose: Owner
    person: UUID | None = None
    done: Done
    on: date | None = None
    """The day on which it counts: that of the form, or of the camp where a clock was wrong. None: when it happened."""
    token: str = ""
    camp: UUID | None = None
    sex: str = ""
    occupation: str = ""
    category: str = ""
    follow_ups: tuple[Later, ...] = ()

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.attendance,)

    def subjects(self) -> Iterable[UUID]:
        return tuple(one for one in (self.attendance, self.person) if one)

    def facts(self) -> dict[str, Any]:
        return shown({**super().facts(), "outcome": self.done.outcome}, outcome=OUTCOMES)

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.unknown, attendance_done, unknown_choice, nobody_named."""
        held = context.rows.find(Attendance, self.attendance)
        if held is None:
            raise Refused("outreach.unknown")
        if held["state"] not in (WAITING, CALLED):
            raise Refused("outreach.attendance_done", token=held["token"])
        done = self.done.tidied()
        if self.person is None and done.outcome in HELPED:
            raise Refused("outreach.nobody_named")
        camp = context.rows.find(Camp, held["camp_id"])
        assert camp is not None
        return msgspec.structs.replace(
            self,
            done=done,
            token=held["token"],
            camp=held["camp_id"],
            follow_ups=_later(done.outcome, camp["held_on"]) if self.person else (),
            **person_dims(context, self.person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        changes = {
            **self.done.columns(),
            "sex": self.sex,
            "occupation": self.occupation,
            "category": self.category,
            "closed_on": self.on or entry.happened_on,
        }
        rows.update(Attendance, self.attendance, **changes)
        count(rows, entry, rows.get(Attendance, self.attendance), 1)
        for later in self.follow_ups:
            rows.insert(
                FollowUp,
                id=rows.new_id(),
                area_id=self.whose.area,
                organisation_id=self.whose.organisation,
                programme_id=self.whose.programme,
                attendance_id=self.attendance,
                person_id=self.person,
                after_days=later.after_days,
                due_on=later.due_on,
                why=later.why,
            )


class CorrectAttendance(Act, frozen=True, kw_only=True):
    """What the form says came of the token was wrong: it is said anew, and counts as if it had been right at once."""

    kind: ClassVar[str] = "outreach.correct_attendance"
    roles: ClassVar[frozenset[str]] = DESK
    says: ClassVar[str | Promise] = _("{actor} corrected what came of the token {token}: {outcome}")

    attendance: UUID
    whose: Owner
    done: Done
    token: str = ""

    def place(self) -> Place:
        return place_of(self.whose)

    def locks(self) -> Iterable[UUID]:
        return (self.attendance,)

    def subjects(self) -> Iterable[UUID]:
        return (self.attendance,)

    def facts(self) -> dict[str, Any]:
        return shown({**super().facts(), "outcome": self.done.outcome}, outcome=OUTCOMES)

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.unknown, unknown_choice, nobody_named."""
        held = Attendance.objects.filter(id=self.attendance).first()
        if held is None or held.state not in (SEEN, LEFT):
            raise Refused("outreach.unknown")
        if place_of(self.whose) != (held.area_id, held.organisation_id, held.programme_id):
            raise Refused("outreach.unknown")
        done = self.done.tidied()
        if held.person_id is None and done.outcome in HELPED:
            raise Refused("outreach.nobody_named")
        return msgspec.structs.replace(self, done=done, token=held.token)

    def apply(self, entry: Header, rows: Rows) -> None:
        count(rows, entry, rows.get(Attendance, self.attendance), -1)
        rows.update(Attendance, self.attendance, **self.done.columns())
        count(rows, entry, rows.get(Attendance, self.attendance), 1)


def person_dims(context: Context, person: UUID | None) -> dict[str, str]:
    """Sex, occupation and social category, as the registry has them now."""
    found = context.rows.find(Person, person) if person else None
    if found is None:
        return {}
    work = context.rows.find(Worker, person)
    occupation = work["occupation"] if work and work["state"] == "active" else ""
    return {"sex": found["sex"], "category": found["category"], "occupation": occupation}


def _later(outcome: str, held_on: date) -> tuple[Later, ...]:
    return tuple(
        Later(after_days=days, due_on=held_on + timedelta(days=days), why=outcome)
        for days in FOLLOW_UP_DAYS.get(outcome, ())
    )


def counted_in(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The measures in which a closed token counts."""
    if row["outcome"] == "left":
        return ()
    found = ["camp_met"]
    if row["outcome"] in HELPED:
        found.append("people_helped")
    if row["told"]:
        found.append("camp_told")
    if row["filed"]:
        found.append("camp_applied")
    return tuple(found)


def count(rows: Rows, entry: Header, row: dict[str, Any], amount: int) -> None:
    """Count a closed token, or take it back, as its row says."""
    dims = Dims(
        sex=row["sex"],
        occupation=row["occupation"],
        category=row["category"],
        organisation=row["organisation_id"],
        programme=row["programme_id"],
    )
    for measure in counted_in(row):
        contribute(
            rows,
            entry,
            measure,
            subject=row["id"],
            area=row["area_id"],
            amount=amount,
            dims=dims,
            happened_on=row["closed_on"],
        )
