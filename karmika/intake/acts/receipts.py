"""Receipts: a submission is taken in word for word, or kept although it was answered with 4xx.

They say nothing about what the answers mean; the interpretation is an entry of its own (acts/outcomes.py).
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.intake.acts.roles import HANDS_IN
from karmika.intake.models import IN_QUEUE, Submission, SubmissionVersion
from karmika.intake.reasons import short_reason
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.overlay import Read
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute

OVERTAKEN = "intake.overtaken"
"""Something else was recorded between the look and the lock: look again. Never shown to a person."""

CORRECTIONS: dict[str, Promise] = {
    "asked_again": _("The household was asked again"),
    "slip": _("A slip, as the other answers show"),
    "place": _("It was entered for the wrong place"),
    "paper": _("It stands otherwise on paper"),
    "agreed": _("Agreed with the person who filled it in"),
}
"""Why the office corrects an answer."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A finding about an answer: where, what, with which facts. Never the answer itself."""

    path: str
    code: str
    facts: dict[str, str] = {}


class _Arrival(Act, frozen=True, kw_only=True):
    """What everything that arrives as XML has in common."""

    roles: ClassVar[frozenset[str]] = HANDS_IN

    project: UUID
    form_version: UUID | None = None
    form_id: str
    version_name: str = ""
    instance_id: str
    deprecated_id: str = ""
    mac: str
    user: UUID
    sent_by: UUID | None = None
    """The phone."""
    organisation: UUID
    programme: UUID
    area: UUID
    first_of_day: bool | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def _locks(self) -> tuple[UUID, ...]:
        instance = stable("intake.instance", self.instance_id)
        return (instance,) if self.sent_by is None else (instance, self.sent_by)

    def _is_first_of_day(self, context: Context) -> bool:
        if self.sent_by is None or context.device != self.sent_by:
            return False
        return not context.rows.exists(SubmissionVersion, device_id=self.sent_by, received_on=context.today)

    def _write(
        self,
        entry: Header,
        rows: Rows,
        submission: UUID,
        *,
        number: int,
        held: bool = False,
        because: str = "",
    ) -> None:
        rows.insert(
            SubmissionVersion,
            id=entry.id,
            submission_id=submission,
            form_version_id=self.form_version,
            instance_id=self.instance_id,
            deprecated_id=self.deprecated_id,
            mac=self.mac,
            number=number,
            held=held,
            because=because,
            device_id=self.sent_by,
            user_id=self.user,
            received_at=entry.recorded_at,
            received_on=entry.recorded_on,
        )
        if self.first_of_day and self.sent_by is not None:
            day = stable("intake.phone_day", self.sent_by, entry.recorded_on.isoformat())
            self._count(entry, rows, "phones_active", day, 1)

    def _count(
        self, entry: Header, rows: Rows, measure: str, subject: UUID, amount: int, *, area: UUID | None = None
    ) -> None:
        contribute(
            rows,
            entry,
            measure,
            subject=subject,
            area=area or self.area,
            amount=amount,
            dims=Dims(organisation=self.organisation, programme=self.programme),
            happened_on=entry.recorded_on,
        )

    def _columns(self, entry: Header) -> dict[str, Any]:
        return {
            "project_id": self.project,
            "form_version_id": self.form_version,
            "form_id": self.form_id,
            "version": self.version_name,
            "instance_id": self.instance_id,
            "device_id": self.sent_by,
            "user_id": self.user,
            "organisation_id": self.organisation,
            "programme_id": self.programme,
            "area_id": self.area,
            "occurred_at": entry.occurred_at,
            "received_at": entry.recorded_at,
        }


class Receive(_Arrival, frozen=True, kw_only=True):
    """A submission, or a new version of one, has arrived and is kept word for word."""

    kind: ClassVar[str] = "intake.receive"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("{actor} sent in a form")
    looks: ClassVar[bool] = False

    submission: UUID
    findings: tuple[Noted, ...] = ()
    releases: UUID | None = None
    """What was held until now and is accepted with this."""
    released_area: UUID | None = None
    number: int | None = None
    was: str | None = None
    because: str = ""
    """Of a correction by the office: why, one of `CORRECTIONS`."""

    def locks(self) -> Iterable[UUID]:
        extra = () if self.releases is None else (self.releases,)
        return (self.submission, *self._locks(), *extra)

    def subjects(self) -> Iterable[UUID]:
        return (
            (self.submission, self.user)
            if self.sent_by is None
            else (self.submission, self.user, self.sent_by)
        )

    def reads(self) -> Iterable[Read]:
        yield Submission, "id", self.submission

    def check(self, context: Context) -> Self:
        # an instance that was accepted before is an entry with this very id: it never comes as far as here
        row = context.rows.find(Submission, self.submission)
        if (row["instance_id"] if row else "") != self.deprecated_id:
            raise Refused(OVERTAKEN)
        held = context.rows.find(Submission, self.releases) if self.releases else None
        if self.releases and (held is None or held["state"] != "held"):
            raise Refused(OVERTAKEN)
        return msgspec.structs.replace(
            self,
            released_area=held["area_id"] if held else None,
            number=row["versions"] + 1 if row else 1,
            was=row["state"] if row else "",
            first_of_day=self._is_first_of_day(context),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.number is not None
        findings = [msgspec.to_builtins(finding) for finding in self.findings]
        if self.number == 1:
            rows.insert(
                Submission,
                id=self.submission,
                state="received",
                findings=findings,
                current_id=entry.id,
                **self._columns(entry),
            )
        else:
            rows.update(
                Submission,
                self.submission,
                state="received",
                reason="",
                reason_facts={},
                findings=findings,
                versions=self.number,
                current_id=entry.id,
                instance_id=self.instance_id,
                form_version_id=self.form_version,
                version=self.version_name,
            )
            self._count(entry, rows, "corrections", self.submission, 1)
        self._write(entry, rows, self.submission, number=self.number, because=self.because)
        if self.was in IN_QUEUE:
            self._count(entry, rows, "submissions_waiting", self.submission, -1)
        if self.releases is not None:
            rows.update(Submission, self.releases, state="released", related_id=self.submission)
            self._count(entry, rows, "submissions_waiting", self.releases, -1, area=self.released_area)


class Keep(_Arrival, frozen=True, kw_only=True):
    """Something arrived that was not accepted (409, 404). Its bytes are kept and wait for a person."""

    kind: ClassVar[str] = "intake.keep"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("{actor} sent something that was kept but not accepted ({code})")

    code: str
    details: dict[str, str] = {}
    related: UUID | None = None
    """The submission it disagrees with."""
    secrecy: str = ""
    """"restricted", "erased": it names somebody who is, or disagrees with a submission that does."""

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return Act.facts(self) | {"code": short_reason(self.code, self.details)}

    def locks(self) -> Iterable[UUID]:
        return self._locks()

    def subjects(self) -> Iterable[UUID]:
        return (self.user,) if self.related is None else (self.user, self.related)

    def check(self, context: Context) -> Self:
        if SubmissionVersion.objects.filter(id=context.entry_id).exists():
            raise Refused(OVERTAKEN)
        other = None if self.related is None else context.rows.find(Submission, self.related)
        secrecy = self.secrecy or ("" if other is None else other["secrecy"])
        return msgspec.structs.replace(self, first_of_day=self._is_first_of_day(context), secrecy=secrecy)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Submission,
            id=entry.id,
            state="held",
            secrecy=self.secrecy,
            reason=self.code,
            reason_facts=self.details,
            current_id=entry.id,
            related_id=self.related,
            waited=True,
            **self._columns(entry),
        )
        self._write(entry, rows, entry.id, number=1, held=True)
        self._count(entry, rows, "submissions_waiting", entry.id, 1)
