"""Steps of a worker into banking: recorded with evidence, taken back with a reason, counted by what "onboarded" means."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import dims
from karmika.groups.models import FinancialEvent, Membership, Onboarded
from karmika.groups.onboarding import Kind, book, looks_like_aadhaar, plain_account, reached
from karmika.intake.models import Attachment, Submission
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.viewer import Place, Viewer
from karmika.measures.contribute import contribute
from karmika.registry.acts.checking import any_worker, place_of_row
from karmika.registry.erasing import submissions_taken_in_about
from karmika.registry.models import Worker

AMOUNT_MAXIMUM_PAISE = 10**11
MINUTES_MAXIMUM = 600


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `Onboarded` that begins or ends, with the cell that is counted."""

    id: UUID
    reading: str
    version: int
    measure: str
    since_on: date
    begins: bool
    sex: str
    occupation: str
    whose: Whose


def account_mark(plain: str) -> str:
    """The keyed mark of an account's whole number (as `plain_account` gives it): 128 bits in hex."""
    return keyed_hash(b"account number:" + plain.encode()).hex()[:32]


class RecordFinancialEvent(Act, frozen=True, kw_only=True):
    """A step of a worker into banking, on a day, with its evidence; `data/onboarding.yaml` says what each step asks for.

    The account's number is handed in and not kept: `check` leaves a keyed mark of it, and its last four digits sealed.
    """

    kind: ClassVar[str] = "groups.record_financial_event"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} recorded for {happened_on}: {step}")
    identity: ClassVar[tuple[str, ...]] = ("account", "account_tail")
    owner: ClassVar[str] = "worker"

    worker: UUID
    step: str
    happened_on: date
    evidence: str
    evidence_file: UUID | None = None
    group: UUID | None = None
    amount_paise: int | None = None
    account: str | None = None
    """The whole number; empty once it was decided."""
    session: UUID | None = None
    topic: str = ""
    minutes: int | None = None
    event: UUID | None = None
    membership: UUID | None = None
    account_tail: str | None = None
    account_mark: str = ""
    sex: str = ""
    occupation: str = ""
    whose: Whose | None = None
    counts: tuple[Counts, ...] = ()

    def place(self) -> Place:
        """The worker's place."""
        return place_of_row(any_worker(self.worker))

    def locks(self) -> Iterable[UUID]:
        """The worker: what counts as onboarded is decided from all steps together."""
        return (self.worker,)

    def subjects(self) -> Iterable[UUID]:
        """The worker, the step, and the group if there is one."""
        return tuple(filter(None, (self.worker, self.event, self.group)))

    def facts(self) -> dict[str, Any]:
        """The step in words, the day as people read it."""
        return {**terms.shown(Act.facts(self)), "step": terms.step_name(self.step)}

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_step, groups.evidence, groups.account, groups.amount, groups.session and others."""
        worker = any_worker(self.worker)
        if worker.state != "active" or worker.hidden:
            raise Refused("groups.unknown_worker", people=1)
        kind = book().kinds.get(self.step)
        if kind is None:
            raise Refused("groups.unknown_step")
        deciding.refuse_day(self.happened_on, context.today)
        self._refuse_evidence(kind, worker, context.viewer)
        self._refuse_money_and_session(kind)
        plain = self._plain_account(kind)
        mark = account_mark(plain) if plain else ""
        self._refuse_twice(mark)
        member = self._membership()
        event = deciding.new_id(context, "step", self.worker, self.step, self.happened_on.isoformat())
        steps = [*steps_of(self.worker), (self.step, self.happened_on)]
        return msgspec.structs.replace(
            self,
            account=None,
            account_tail=plain[-4:] if plain else None,
            account_mark=mark,
            event=event,
            group=member.group_id if member else None,
            membership=member.id if member else None,
            sex=worker.sex,
            occupation=worker.occupation,
            whose=_whose(worker),
            counts=counts(context, worker, steps),
        )

    def _refuse_evidence(self, kind: Kind, worker: Worker, viewer: Viewer) -> None:
        if self.evidence not in kind.evidence:
            raise Refused("groups.evidence", step=str(terms.step_name(kind.code)))
        needs = book().evidence[self.evidence].is_file
        if needs != (self.evidence_file is not None):
            raise Refused("groups.evidence_file" if needs else "groups.no_file")
        if self.evidence_file is not None:
            # only of a form that speaks of her and that the viewer sees: so it is nobody else's, and goes when she is erased
            about = submissions_taken_in_about((worker.id, worker.household_id))
            seen = Submission.objects.among(about, viewer).filter(organisation_id=worker.organisation_id)
            kept = Attachment.objects.filter(id=self.evidence_file, shredded=False)
            if not kept.filter(submission__in=seen.values("id")).exists():
                raise Refused("groups.evidence_file")

    def _refuse_money_and_session(self, kind: Kind) -> None:
        amount = self.amount_paise
        missing = amount is None and kind.amount == "required"
        unasked = amount is not None and kind.amount == "no"
        if missing or unasked or (amount is not None and not 0 < amount <= AMOUNT_MAXIMUM_PAISE):
            raise Refused("groups.unasked_amount" if unasked else "groups.amount")
        said = (bool(self.topic), self.minutes is not None)
        if kind.session:
            if self.topic not in book().topics or not 1 <= (self.minutes or 0) <= MINUTES_MAXIMUM:
                raise Refused("groups.session", maximum=MINUTES_MAXIMUM)
        elif any(said) or self.session is not None:
            raise Refused("groups.no_session")

    def _plain_account(self, kind: Kind) -> str | None:
        if not self.account:
            if kind.account == "required":
                raise Refused("groups.account")
            return None
        if looks_like_aadhaar(self.account):
            raise Refused("groups.account_aadhaar")
        plain = plain_account(self.account)
        if plain is None or kind.account == "no":
            raise Refused("groups.account" if plain is None else "groups.no_account")
        return plain

    def _refuse_twice(self, mark: str) -> None:
        """The same step of the same day, account, topic and amount is recorded once."""
        same = FinancialEvent.objects.filter(
            worker_id=self.worker, kind=self.step, happened_on=self.happened_on, topic=self.topic,
            amount_paise=self.amount_paise, account_mark=mark, session=self.session, taken_back_on__isnull=True,
        )  # fmt: skip
        if same.exists():
            raise Refused("groups.step_exists")

    def _membership(self) -> Membership | None:
        """The membership of that day in the group that is named, else in the one joined first; None for no member."""
        held = Membership.objects.filter(worker_id=self.worker, joined_on__lte=self.happened_on)
        held = held.exclude(left_on__lte=self.happened_on)
        if self.group is not None:
            held = held.filter(group_id=self.group)
            if not held.exists():
                raise Refused("groups.not_member")
        return held.order_by("joined_on", "id").first()

    def apply(self, entry: Header, rows: Rows) -> None:
        """The step, and what it makes count."""
        assert self.event is not None and self.whose is not None
        rows.insert(
            FinancialEvent,
            id=self.event,
            worker_id=self.worker,
            group_id=self.group,
            membership_id=self.membership,
            kind=self.step,
            happened_on=self.happened_on,
            evidence=self.evidence,
            evidence_file=self.evidence_file,
            amount_paise=self.amount_paise,
            account_mark=self.account_mark,
            session=self.session,
            topic=self.topic,
            minutes=self.minutes,
            sex=self.sex,
            occupation=self.occupation,
            area_id=self.whose.area,
            organisation_id=self.whose.organisation,
            programme_id=self.whose.programme,
            recorded_by=entry.actor,
        )
        contribute(
            rows, entry, "financial_steps",
            subject=self.worker, area=self.whose.area, happened_on=self.happened_on,
            dims=dims(self.whose, self.step, occupation=self.occupation, sex=self.sex),
        )  # fmt: skip
        write_counts(entry, rows, self.worker, self.counts)


class TakeBackFinancialEvent(Act, frozen=True, kw_only=True):
    """A step that was not so, with the reason. What it counted is taken back, and "onboarded" is decided anew."""

    kind: ClassVar[str] = "groups.take_back_financial_event"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} took back “{step}” of {happened_on} ({reason})")

    event: UUID
    reason: str
    worker: UUID | None = None
    step: str = ""
    happened_on: date | None = None
    sex: str = ""
    occupation: str = ""
    whose: Whose | None = None
    counts: tuple[Counts, ...] = ()

    def place(self) -> Place:
        """The place of the step."""
        found = _event(self.event)
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The worker and the step."""
        held = FinancialEvent.objects.filter(id=self.event).values_list("worker_id", flat=True)
        return (self.event, *held)

    def subjects(self) -> Iterable[UUID]:
        """The worker and the step."""
        return tuple(filter(None, (self.worker, self.event)))

    def facts(self) -> dict[str, Any]:
        """The step and the reason in words."""
        shown = terms.shown(Act.facts(self), reason=terms.STEP_MISTAKES)
        return {**shown, "step": terms.step_name(self.step)}

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown, groups.unknown_reason, groups.taken_back."""
        found = _event(self.event)
        deciding.one_of(self.reason, terms.STEP_MISTAKES, "groups.unknown_reason")
        if found.taken_back_on is not None:
            raise Refused("groups.taken_back")
        worker = any_worker(found.worker_id)
        steps = steps_of(found.worker_id, without=self.event)
        return msgspec.structs.replace(
            self,
            worker=found.worker_id,
            step=found.kind,
            happened_on=found.happened_on,
            sex=found.sex,
            occupation=found.occupation,
            whose=Whose(area=found.area_id, organisation=found.organisation_id, programme=found.programme_id),
            counts=counts(context, worker, steps),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the step, and what it counted."""
        assert self.worker is not None and self.whose is not None
        rows.update(
            FinancialEvent, self.event, taken_back_on=entry.recorded_on, taken_back_reason=self.reason
        )
        contribute(
            rows, entry, "financial_steps",
            subject=self.worker, area=self.whose.area, happened_on=self.happened_on, amount=-1,
            dims=dims(self.whose, self.step, occupation=self.occupation, sex=self.sex),
        )  # fmt: skip
        write_counts(entry, rows, self.worker, self.counts)


def steps_of(worker_id: UUID, *, without: UUID | None = None) -> list[tuple[str, date]]:
    """The steps of a worker that stand (kind, day), save for one."""
    held = FinancialEvent.objects.filter(worker_id=worker_id, taken_back_on__isnull=True)
    return [(kind, day) for key, kind, day in held.values_list("id", "kind", "happened_on") if key != without]


def counts(context: Context, worker: Worker, steps: list[tuple[str, date]]) -> tuple[Counts, ...]:
    """What these steps change in who counts as onboarded, reading by reading. The caller locks the worker."""
    standing = {
        row.reading: row for row in Onboarded.objects.filter(worker_id=worker.id, ended_on__isnull=True)
    }
    changes: list[Counts] = []
    for reading in book().readings.values():
        if not reading.by_events:
            continue
        now, met = standing.get(reading.code), reached(reading, steps)
        if now and met and (now.version, now.since_on) == (met.version, met.on):
            continue
        if now:
            whose = Whose(area=now.area_id, organisation=now.organisation_id, programme=now.programme_id)
            changes.append(
                Counts(
                    id=now.id, reading=reading.code, version=now.version, measure=reading.measure,
                    since_on=now.since_on, begins=False, sex=now.sex, occupation=now.occupation, whose=whose,
                )
            )  # fmt: skip
        if met:
            key = deciding.new_id(context, "onboarded", worker.id, reading.code)
            changes.append(
                Counts(
                    id=key, reading=reading.code, version=met.version, measure=reading.measure,
                    since_on=met.on, begins=True, sex=worker.sex, occupation=worker.occupation, whose=_whose(worker),
                )
            )  # fmt: skip
    return tuple(changes)


def write_counts(entry: Header, rows: Rows, worker_id: UUID, changes: Iterable[Counts]) -> None:
    """Rows of `Onboarded` that begin or end, and one more or fewer in the very cell."""
    for one in changes:
        if one.begins:
            rows.insert(
                Onboarded, id=one.id, worker_id=worker_id, reading=one.reading, version=one.version,
                since_on=one.since_on, sex=one.sex, occupation=one.occupation,
                area_id=one.whose.area, organisation_id=one.whose.organisation, programme_id=one.whose.programme,
            )  # fmt: skip
        else:
            rows.update(Onboarded, one.id, ended_on=entry.recorded_on)
        contribute(
            rows, entry, one.measure,
            subject=worker_id, area=one.whose.area, happened_on=one.since_on, amount=1 if one.begins else -1,
            dims=dims(one.whose, "", occupation=one.occupation, sex=one.sex, cohort=f"{one.since_on:%Y-%m}"),
        )  # fmt: skip


def _whose(worker: Worker) -> Whose:
    return Whose(area=worker.area_id, organisation=worker.organisation_id, programme=worker.programme_id)


def _event(event_id: UUID) -> FinancialEvent:
    """The step. Raises Refused("groups.unknown")."""
    found = FinancialEvent.objects.filter(id=event_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found
