"""A report that a phone sends as a form (forms/case_report.md), with its voice note: a case at once, or kept and refused.

It is no submission: the sealed words of the case are all that is kept of what was written, whatever its level, so that no
queue and no count of forms tells that there was one. Its instance id is the id of the case.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_noop
from lxml import etree

from karmika.cases import terms
from karmika.cases.acts import KeepReport, OpenCase, TellClaimLine
from karmika.cases.recordings import recording
from karmika.cases.typed import day_of, half_days_of, paise_of
from karmika.cases.words import Words
from karmika.intake.apart import Receiver
from karmika.intake.enclosures import File
from karmika.intake.letters import Letter
from karmika.intake.safexml import local_name
from karmika.intake.senders import Sender
from karmika.journal.act import Act
from karmika.journal.perform import Request, perform_many
from karmika.kernel.asking import ask_one, uuid_of
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.registry.interpreters import WARD_LEVELS

FORM_ID = "case_report"
FORM_TITLE = gettext_noop("Report of a wrong")
"""As the form itself has it; pages show its translation."""
WORKERS_MAXIMUM = 200
_YES_NO = {"yes": True, "no": False}
_KEPT = 409

Told = Mapping[str, str]


def take_in(
    sender: Sender, letter: Letter, files: Sequence[File]
) -> tuple[int, str, UUID, Mapping[str, str]]:
    """Take the report up, once, with the files that came with it; or keep everything sealed and say why not.

    A voice note that cannot be taken up is kept and refused by itself: the report does not wait for it.
    """
    case = letter.entry_id
    try:
        _refuse_what_waits(sender, letter)
        perform_many([_report(sender, letter, case)])
    except Refused as refused:
        _keep(sender, case, [letter.kept, *(file.kept() for file in files)], refused.code)
        return _told(case, refused)
    why: Refused | None = None
    for content, media_type in {file.kept(): file.media_type for file in files if file.content}.items():
        try:
            perform_many([recording(sender.viewer, case, content, media_type)])
        except Refused as refused:
            why = refused
            _keep(sender, case, [content], refused.code)
    return (201, "intake.received", case, {}) if why is None else _told(case, why)


def _told(case: UUID, refused: Refused) -> tuple[int, str, UUID, Mapping[str, str]]:
    return _KEPT, refused.code, case, {name: str(fact) for name, fact in refused.facts.items()}


APART: Mapping[str, Receiver] = {FORM_ID: take_in}


def _refuse_what_waits(sender: Sender, letter: Letter) -> None:
    """A withdrawn phone speaks for nobody; a report that was sent is not written over."""
    if sender.waits_because:
        raise Refused("cases.phone_withdrawn")
    if letter.deprecated_id:
        raise Refused("cases.no_edit")


def _report(sender: Sender, letter: Letter, case: UUID) -> Request:
    told = _answers(letter.instance.root)
    opened = _opened(sender, case, told)
    return Request(
        acts=[opened, *_lines(letter.instance.root, case)],
        viewer=sender.viewer,
        entry_id=derive(case, "report"),
        occurred_at=letter.occurred_at,
        mac_of=letter.received,
    )


def _opened(sender: Sender, case: UUID, told: Told) -> OpenCase:
    """Raises Refused: cases.choose, cases.day."""
    matter = told.get("matter", "")
    level = terms.level_of(matter)
    if level is None:
        raise Refused("cases.choose")
    return OpenCase(
        case=case,
        level=level,
        area=_ward(told.get("ward", "")) or sender.area,
        organisation=sender.organisation,
        programme=sender.programme,
        told=told.get("told", ""),
        matter=matter,
        channel=told.get("channel", ""),
        occupation=told.get("occupation", ""),
        sex=told.get("sex", ""),
        happened_from=day_of(told.get("happened_from", "")),
        happened_to=day_of(told.get("happened_to", "")),
        words=Words(
            name=told.get("name", ""),
            phone=told.get("phone", ""),
            hours=told.get("hours", ""),
            safe_word=told.get("safe_word", ""),
            speaks=told.get("speaks", ""),
            story=told.get("story", ""),
            against=told.get("against", ""),
            message_ok=_YES_NO.get(told.get("message_ok", "")),
        ),
    )


def _answers(root: etree._Element) -> dict[str, str]:
    """The answers by name, but for those about the workers of a gang."""
    found: dict[str, str] = {}
    for element in root.iter():
        if len(element) or not isinstance(element.tag, str):
            continue
        if not any(local_name(one) in ("worker", "meta") for one in element.iterancestors()):
            found[local_name(element)] = (element.text or "").strip()
    return found


def _lines(root: etree._Element, case: UUID) -> list[Act]:
    """One line for each worker, in the order of the form. Raises Refused: cases.rupees, cases.half_days, cases.too_many."""
    workers = [
        {local_name(one): (one.text or "").strip() for one in worker}
        for worker in root.iter("worker")
        if len(worker)
    ]
    workers = [one for one in workers if any(one.values())]
    if len(workers) > WORKERS_MAXIMUM:
        raise Refused("cases.too_many", maximum=WORKERS_MAXIMUM)
    return [
        TellClaimLine(
            case=case,
            line=derive(case, "line", str(number)),
            position=number,
            half_days=half_days_of(_plain(one.get("days", ""))),
            rate_paise=paise_of(_plain(one.get("rate", ""))),
            paid_paise=paise_of(_plain(one.get("paid", "")) or "0"),
            words=Words(name=one.get("worker_name", "")),
        )
        for number, one in enumerate(workers, start=1)
    ]


def _plain(number: str) -> str:
    """Apps write the decimal 12 as 12.0."""
    return number.removesuffix(".0")


def _ward(code: str) -> UUID | None:
    if not code:
        return None
    found = ask_one(
        "SELECT id FROM areas_area WHERE level IN (%s, %s) AND code = %s ORDER BY id LIMIT 1",
        *WARD_LEVELS,
        code,
    )
    if found is None:
        raise Refused("cases.ward")
    return uuid_of(found[0])


def _keep(sender: Sender, case: UUID, contents: Sequence[bytes], code: str) -> None:
    """The bytes stay, sealed, even of what was refused; the same refusal keeps the same bytes once."""
    requests = [
        Request(
            acts=[
                KeepReport(
                    case=case,
                    area=sender.area,
                    organisation=sender.organisation,
                    programme=sender.programme,
                    code=code,
                )
            ],
            viewer=sender.viewer,
            entry_id=stable("cases.kept", case, code, keyed_hash(content).hex()),
            source=content,
        )
        for content in contents
    ]
    perform_many(list({one.entry_id: one for one in requests}.values()))
