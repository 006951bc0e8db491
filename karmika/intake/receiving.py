"""Receiving: what a phone sends is kept first and understood second, in one transaction; twice is once.

Knows no HTTP dialect: it answers with a status that OpenRosa and REST share, and a code that has a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from karmika.intake import apart
from karmika.intake.acts.lookups import Version, published
from karmika.intake.acts.receipts import OVERTAKEN, Keep, Noted, Receive
from karmika.intake.enclosures import File, new_files, requests_for
from karmika.intake.interpret import Interpreters, Matter, Reading, carefully, read
from karmika.intake.letters import CLOCK_TOLERANCE, Letter, open_letter
from karmika.intake.look import Look
from karmika.intake.models import Form, Submission, SubmissionVersion
from karmika.intake.secrecy import BECAUSE, SEALS
from karmika.intake.senders import Sender
from karmika.intake.taking import interpretation, parts_of, whole_or_parts
from karmika.journal.perform import Request, perform_many
from karmika.journal.queries import source_of
from karmika.kernel.dates import now
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused

KEPT_WITH: dict[str, int] = {
    "intake.same_id_other_content": 409,
    "intake.edit_of_old_version": 409,
    "intake.edit_of_unknown": 404,
    "intake.form_unknown": 404,
    "intake.version_unknown": 404,
}
"""Reasons for which a submission is kept, but not accepted: what the phone is told."""

_RACED = (OVERTAKEN, "journal.clash", "journal.same_id_other_content")
_TRIES = 4


@dataclass(frozen=True)
class Answer:
    """What the sender is told. 201: kept for good. 404, 409: not accepted, yet kept for a person to look at."""

    status: int
    code: str
    submission: UUID
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether the sender may forget what it sent."""
        return self.status == 201


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done with an arrival, as things stand before the locks are taken."""

    answer: Answer
    form_version: UUID | None = None
    keep: bool = False
    accept: bool = False
    related: Submission | None = None
    """The submission that is edited, or disagreed with."""
    releases: UUID | None = None
    waits_because: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A letter with its sender and enclosures, and what a person in the queue decided about it."""

    sender: Sender
    letter: Letter
    files: Sequence[File] = ()
    releases: UUID | None = None
    look: Look = field(default_factory=Look)


def receive(
    sender: Sender,
    xml: bytes,
    *,
    interpreters: Interpreters,
    files: Sequence[File] = (),
    mac: str | None = None,
    releases: UUID | None = None,
) -> Answer:
    """Take in a submission and its files, once, however often and in whatever order they arrive.

    `mac` and `releases` are for what the queue hands in again. Raises Refused for what is no submission at all
    ("intake.not_xml", "intake.hostile_xml") and "access.not_yours" for an office sender without the right.
    """
    return take_in(sender, open_letter(xml, mac), interpreters=interpreters, files=files, releases=releases)


def take_in(
    sender: Sender,
    letter: Letter,
    *,
    interpreters: Interpreters,
    files: Sequence[File] = (),
    releases: UUID | None = None,
) -> Answer:
    """`receive` for what is opened already. Raises Refused("access.not_yours")."""
    receiver = apart.receiver_of(letter.instance.form_id)
    if receiver is not None:
        return Answer(*receiver(sender, letter, files))
    taken = False
    for attempt in range(_TRIES):
        arrival = Arrival(sender=sender, letter=letter, files=files, releases=releases)
        plan = settle(arrival, taken)
        try:
            _write(arrival, plan, interpreters)
            return plan.answer
        except Refused as refused:
            if refused.code not in _RACED or attempt == _TRIES - 1:
                raise
            # an entry that is no submission has this id: keep what came, under another
            taken = refused.code == "journal.same_id_other_content"
    raise AssertionError("unreachable")


def settle(arrival: Arrival, taken: bool = False) -> Plan:
    """What an arrival is: known already, a first version, an edit, or something to be kept without accepting it."""
    letter, project = arrival.letter, arrival.sender.project
    known = arrival.look.versions_of(letter.instance_id)
    here = [one for one in known if (one.mac, one.project) == (letter.mac, project.id)]
    for one in here:
        if not one.held or one.state == "released":
            target = one.related if one.held else one.submission
            return Plan(answer=Answer(201, "intake.received", target or one.submission))
    other = next((one for one in known if not one.held), None)
    if other is not None and other.project == project.id and source_of(letter.entry_id) == letter.kept:
        # the same form by two ways: one of them may have masked an Aadhaar number before it handed it on
        return Plan(answer=Answer(201, "intake.received", other.submission))
    if other is not None or taken:
        mine = other.submission if other is not None and other.project == project.id else None
        related = Submission.objects.filter(id=mine).first() if mine else None
        return _kept("intake.same_id_other_content", arrival, here, related)
    version = arrival.look.once(published, project.id, letter.instance.form_id, letter.instance.version)
    if version is None:
        is_known = Form.objects.filter(project=project, form_id=letter.instance.form_id).exists()
        return _kept("intake.version_unknown" if is_known else "intake.form_unknown", arrival, here)
    held = next((one.submission for one in here if one.state == "held"), None)
    return _edit_or_first(arrival, here, version, arrival.releases or held)


def _edit_or_first(
    arrival: Arrival, here: list[Version], version: tuple[UUID, str], releases: UUID | None
) -> Plan:
    letter = arrival.letter
    form_version, form_state = version
    waits = arrival.sender.waits_because or ("intake.form_closed" if form_state == "closed" else "")
    target: Submission | None = None
    if letter.deprecated_id:
        target = _edited(letter, arrival.sender.project.id)
        if target is None:
            return _kept("intake.edit_of_unknown", arrival, here)
        if target.instance_id != letter.deprecated_id:
            return _kept("intake.edit_of_old_version", arrival, here, target)
        if target.state == "dismissed":
            waits = waits or "intake.edit_of_dismissed"
        waits = BECAUSE.get(target.secrecy, waits)
    submission = target.id if target else letter.entry_id
    return Plan(
        answer=Answer(201, "intake.received", submission),
        accept=True,
        form_version=form_version,
        related=target,
        releases=releases,
        waits_because=waits,
    )


def _edited(letter: Letter, project: UUID) -> Submission | None:
    version = (
        SubmissionVersion.objects.select_related("submission")
        .filter(instance_id=letter.deprecated_id, held=False, submission__project_id=project)
        .filter(submission__form_id=letter.instance.form_id)
        .first()
    )
    return version.submission if version else None


def _kept(code: str, arrival: Arrival, here: list[Version], related: Submission | None = None) -> Plan:
    """Not accepted. What is kept already is not kept again."""
    letter = arrival.letter
    facts = {"form": letter.instance.form_id[:100], "version": letter.instance.version[:100]}
    derived = derive(letter.entry_id, "kept", letter.mac, arrival.sender.project.id)
    submission = here[0].submission if here else derived
    return Plan(answer=Answer(KEPT_WITH[code], code, submission, facts), keep=not here, related=related)


def _write(arrival: Arrival, plan: Plan, interpreters: Interpreters) -> None:
    """Perform what was planned, in one transaction. Raises Refused when something else came first."""
    sender, submission = arrival.sender, plan.answer.submission
    area = plan.related.area_id if plan.accept and plan.related else sender.area
    files = new_files(submission, arrival.files)
    enclosed = requests_for(submission, arrival.letter.instance.root, files, sender=sender, area=area)
    if plan.keep:
        perform_many([_keep(arrival, plan), *enclosed])
    elif plan.accept:
        matter = matter_of(arrival, plan, area)
        reading = read(matter, interpreters)
        if plan.waits_because and (reading.refused is None or reading.refused.code not in SEALS):
            reading = replace(reading, refused=Refused(plan.waits_because))
        _accept(arrival, plan, matter, reading, enclosed)
    elif enclosed:
        perform_many(enclosed)


def _accept(arrival: Arrival, plan: Plan, matter: Matter, reading: Reading, enclosed: list[Request]) -> None:
    receipt = receipt_of(arrival, plan, matter, reading)

    def perform_with(reading: Reading) -> None:
        perform_many(
            [
                receipt,
                interpretation(matter, reading, receipt.entry_id, occurred_at=receipt.occurred_at),
                *parts_of(matter, reading, receipt.entry_id, occurred_at=receipt.occurred_at),
                *enclosed,
            ]
        )

    failed = replace(reading, acts=(), parts=(), refused=Refused("intake.interpreter_failed"))
    carefully(lambda: whole_or_parts(reading, perform_with), lambda: perform_with(failed))


def matter_of(arrival: Arrival, plan: Plan, area: UUID) -> Matter:
    """What is to be interpreted, of an arrival that is accepted."""
    assert plan.form_version is not None
    sender, target = arrival.sender, plan.related
    return Matter(
        submission=plan.answer.submission,
        instance=arrival.letter.instance,
        instance_id=arrival.letter.instance_id,
        form_version=plan.form_version,
        viewer=sender.viewer,
        language=sender.language,
        organisation=sender.organisation,
        programme=sender.programme,
        area=area,
        applied=target.applied_id if target else None,
        pending=frozenset(target.pending if target else ()),
        look=arrival.look,
    )


def receipt_of(arrival: Arrival, plan: Plan, matter: Matter, reading: Reading) -> Request:
    """The entry that keeps an arrival word for word."""
    letter, sender = arrival.letter, arrival.sender
    act = Receive(
        **_common(arrival),
        submission=matter.submission,
        form_version=matter.form_version,
        area=matter.area,
        findings=(*reading.noted, *_of_the_clock(letter, sender)),
        releases=plan.releases,
        because=sender.because,
    )
    return Request(
        acts=[act],
        viewer=sender.viewer,
        entry_id=letter.entry_id,
        occurred_at=letter.occurred_at,
        source=letter.kept,
        mac_of=letter.received,
    )


def _of_the_clock(letter: Letter, sender: Sender) -> Iterator[Noted]:
    """A phone's clock that is more than a day off. Only what it said when it sent tells a slow clock from a late form."""
    off = sender.clock - now() if sender.clock is not None else timedelta()
    if letter.clock_ahead or off > CLOCK_TOLERANCE:
        yield Noted(path="", code="clock_ahead")
    elif off < -CLOCK_TOLERANCE:
        yield Noted(path="", code="clock_behind")


def _keep(arrival: Arrival, plan: Plan) -> Request:
    letter, sender = arrival.letter, arrival.sender
    act = Keep(
        **_common(arrival),
        area=sender.area,
        code=plan.answer.code,
        details=dict(plan.answer.facts),
        related=plan.related.id if plan.related else None,
        secrecy=arrival.look.secrecy_of(letter.instance.root),
    )
    return Request(
        acts=[act],
        viewer=sender.viewer,
        entry_id=plan.answer.submission,
        occurred_at=letter.occurred_at,
        source=letter.kept,
        mac_of=letter.received,
    )


def _common(arrival: Arrival) -> dict[str, Any]:
    letter, sender = arrival.letter, arrival.sender
    return {
        "project": sender.project.id,
        "form_id": letter.instance.form_id[:200],
        "version_name": letter.instance.version[:200],
        "instance_id": letter.instance_id,
        "deprecated_id": letter.deprecated_id,
        "mac": letter.mac,
        "user": sender.user,
        "sent_by": sender.device,
        "organisation": sender.organisation,
        "programme": sender.programme,
    }
