"""What became of a submission: its answers were taken in, it waits for a person, or it was dismissed."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import User
from karmika.access.roles import SEES_RESTRICTED, Role
from karmika.access.viewer import viewer_for
from karmika.intake.acts.receipts import OVERTAKEN
from karmika.intake.acts.roles import HANDS_IN, WORKS_QUEUE
from karmika.intake.models import IN_QUEUE, Attachment, Submission, SubmissionVersion
from karmika.intake.reasons import short_reason
from karmika.intake.secrecy import ANEW, SEALS, Sources, shred
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute

DISMISSALS: dict[str, Promise] = {
    "duplicate": _("The same interview was sent twice"),
    "practice": _("Filled in for practice"),
    "spoilt": _("Spoilt: the answers cannot be used"),
    "superseded": _("Another form says it better"),
    "other": _("Another reason (say which)"),
}


WHOLE_WAITS = "intake.whole_waits"
"""A part of a form that waits as a whole: it is not taken in by itself."""

SHREDS: dict[str, Promise] = {
    "late": _("it spoke of somebody who was erased"),
    "retention": _("the time for which it is kept is over"),
}


class _Outcome(Act, frozen=True, kw_only=True):
    """What every outcome names: the submission and whose it is."""

    roles: ClassVar[frozenset[str]] = HANDS_IN
    looks: ClassVar[bool] = False

    submission: UUID
    organisation: UUID
    programme: UUID
    area: UUID
    was: str | None = None
    """The state before; decided."""

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.submission,)

    def subjects(self) -> Iterable[UUID]:
        return (self.submission,)

    def _row(self, context: Context) -> dict[str, Any]:
        row = context.rows.find(Submission, self.submission)
        if row is None or (row["organisation_id"], row["programme_id"], row["area_id"]) != (
            self.organisation,
            self.programme,
            self.area,
        ):
            raise Refused("intake.submission_unknown")
        return row

    def _count_waiting(self, entry: Header, rows: Rows, waits: bool) -> None:
        amount = int(waits) - int(self.was in IN_QUEUE)
        if amount:
            contribute(
                rows,
                entry,
                "submissions_waiting",
                subject=self.submission,
                area=self.area,
                amount=amount,
                dims=Dims(organisation=self.organisation, programme=self.programme),
                happened_on=entry.recorded_on,
            )


class Interpreted(_Outcome, frozen=True, kw_only=True):
    """The answers of a submission's version were taken in by the acts of the same entry."""

    kind: ClassVar[str] = "intake.interpreted"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("The answers were taken into the register ({actor})")

    submission_version: UUID
    before: UUID | None = None
    """The version whose answers counted until now."""
    expects: str = "received"
    decisions: tuple[str, ...] = ()

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if (row["state"], row["current_id"], row["applied_id"]) != (
            self.expects,
            self.submission_version,
            self.before,
        ):
            raise Refused(OVERTAKEN)
        return msgspec.structs.replace(self, was=row["state"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            Submission,
            self.submission,
            state="applied",
            reason="",
            reason_facts={},
            pending=[],
            applied_id=self.submission_version,
            **({"secrecy": ""} if ANEW in self.decisions else {}),
        )
        self._count_waiting(entry, rows, waits=False)


class SetAside(_Outcome, frozen=True, kw_only=True):
    """The answers could not be taken in; the submission waits for a person, with the reason."""

    kind: ClassVar[str] = "intake.set_aside"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("The form waits for a person ({code})")

    submission_version: UUID
    code: str
    details: dict[str, str] = {}
    expects: str = "received"

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return Act.facts(self) | {"code": short_reason(self.code, self.details)}

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if (row["state"], row["current_id"]) != (self.expects, self.submission_version):
            raise Refused(OVERTAKEN)
        return msgspec.structs.replace(self, was=row["state"])

    def apply(self, entry: Header, rows: Rows) -> None:
        sealed = {"secrecy": SEALS[self.code]} if self.code in SEALS else {}
        waits = {"state": "waiting", "reason": self.code, "reason_facts": self.details, "waited": True}
        rows.update(Submission, self.submission, **waits, **sealed)
        self._count_waiting(entry, rows, waits=True)


class TakePart(_Outcome, frozen=True, kw_only=True):
    """A part of the answers is taken in by the acts of the same entry, after the rest of them."""

    kind: ClassVar[str] = "intake.take_part"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("A part of the form was taken in ({actor})")

    submission_version: UUID
    part: str

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if row["applied_id"] != self.submission_version:
            raise Refused(WHOLE_WAITS)
        return msgspec.structs.replace(self, was=row["state"])

    def apply(self, entry: Header, rows: Rows) -> None:
        """Nothing by itself: what is taken in is what the other acts of the entry write."""


class SetPartAside(_Outcome, frozen=True, kw_only=True):
    """A part of the answers could not be taken in and waits for a person; the rest was, in an entry before this one."""

    kind: ClassVar[str] = "intake.set_part_aside"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("A part of the form waits for a person ({code}); the rest was taken in")

    submission_version: UUID
    part: str
    code: str
    details: dict[str, str] = {}
    pending: tuple[str, ...] = ()
    """All parts that wait now; decided."""
    first: bool = True
    """Whether its reason is the one that the queue shows; decided."""

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return Act.facts(self) | {"code": short_reason(self.code, self.details)}

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if row["applied_id"] != self.submission_version:
            raise Refused(WHOLE_WAITS)
        if row["state"] not in ("applied", "waiting") or row["current_id"] != self.submission_version:
            raise Refused(OVERTAKEN)
        pending = tuple(dict.fromkeys((*row["pending"], self.part)))
        return msgspec.structs.replace(
            self, was=row["state"], pending=pending, first=row["state"] == "applied"
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        shown = {"reason": self.code, "reason_facts": self.details} if self.first else {}
        waits = {"state": "waiting", "waited": True, "pending": list(self.pending)}
        rows.update(Submission, self.submission, **waits, **shown)
        self._count_waiting(entry, rows, waits=True)


class Shred(_Outcome, frozen=True, kw_only=True):
    """The time for which sent bytes are kept is over: their keys are destroyed. What was taken in from them stays."""

    kind: ClassVar[str] = "intake.shred"
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = SEES_RESTRICTED | {Role.OPERATOR}
    looks: ClassVar[bool] = True
    says: ClassVar[str | Promise] = _("What was sent was destroyed ({reason})")

    reason: str
    """One of `SHREDS`."""
    versions: tuple[UUID, ...] = ()
    attachments: tuple[UUID, ...] = ()
    becomes: str | None = None
    """The state afterwards; decided."""

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return Act.facts(self) | {"reason": SHREDS.get(self.reason, self.reason)}

    def destroys(self) -> Iterable[UUID]:
        return tuple(derive(entry, "source") for entry in (*self.versions, *self.attachments))

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if self.reason not in SHREDS:
            raise Refused("intake.dismissal_reason")
        known = SubmissionVersion.objects.filter(submission_id=self.submission, shredded=False)
        files = Attachment.objects.filter(submission_id=self.submission, shredded=False)
        mine = {*known.values_list("id", flat=True), *files.values_list("id", flat=True)}
        if not mine.issuperset((*self.versions, *self.attachments)):
            raise Refused(OVERTAKEN)
        becomes = row["state"]
        if becomes in IN_QUEUE and row["current_id"] in self.versions:
            becomes = "applied" if row["applied_id"] else "dismissed"
        return msgspec.structs.replace(self, was=row["state"], becomes=becomes)

    def apply(self, entry: Header, rows: Rows) -> None:
        shred(rows, Sources(versions=self.versions, attachments=self.attachments), erased=False)
        if self.becomes != self.was:
            rows.update(Submission, self.submission, state=self.becomes)
            self._count_waiting(entry, rows, waits=False)


class Give(_Outcome, frozen=True, kw_only=True):
    """A waiting submission is given to one colleague, who may work on it there; or to nobody in particular again."""

    kind: ClassVar[str] = "intake.give"
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = WORKS_QUEUE
    looks: ClassVar[bool] = True
    says: ClassVar[str | Promise] = _("{actor} settled who deals with this form")

    to: UUID | None = None

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if row["state"] not in IN_QUEUE:
            raise Refused("intake.not_waiting")
        if row["given_to"] == self.to:
            raise Refused("intake.given_already")
        if self.to is not None and not _works_there(self.to, self.place()):
            raise Refused("intake.cannot_be_given")
        return msgspec.structs.replace(self, was=row["state"])

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Submission, self.submission, given_to=self.to)


def _works_there(user_id: UUID, place: Place) -> bool:
    user = User.objects.filter(id=user_id, active=True).first()
    if user is None:
        return False
    try:
        viewer_for(user).authorise(WORKS_QUEUE, place)
    except Refused:
        return False
    return True


class Dismiss(_Outcome, frozen=True, kw_only=True):
    """A person decided that a waiting submission shall not be taken in. Its bytes stay."""

    kind: ClassVar[str] = "intake.dismiss"
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = WORKS_QUEUE
    says: ClassVar[str | Promise] = _("{actor} dismissed a waiting form ({reason})")
    identity: ClassVar[tuple[str, ...]] = ("note",)
    owner: ClassVar[str] = "submission"

    reason: str
    note: str | None = None
    part: bool = False
    """Only parts of it waited: the rest stays taken in. Decided."""

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return Act.facts(self) | {"reason": DISMISSALS.get(self.reason, self.reason)}

    def check(self, context: Context) -> Self:
        row = self._row(context)
        if row["state"] not in IN_QUEUE:
            raise Refused("intake.not_waiting")
        if self.reason not in DISMISSALS:
            raise Refused("intake.dismissal_reason")
        if self.reason == "other" and not (self.note or "").strip():
            raise Refused("intake.dismissal_note")
        return msgspec.structs.replace(self, was=row["state"], part=bool(row["pending"]))

    def apply(self, entry: Header, rows: Rows) -> None:
        becomes = {"state": "applied", "pending": []} if self.part else {"state": "dismissed"}
        rows.update(Submission, self.submission, **becomes)
        self._count_waiting(entry, rows, waits=False)
