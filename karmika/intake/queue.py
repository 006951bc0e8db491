"""What a person does about a waiting submission: try again, correct its answers, adopt it, or dismiss it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from karmika.intake.acts.outcomes import Dismiss
from karmika.intake.acts.receipts import CORRECTIONS
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.editing import NEVER_EDITED, corrected, shown
from karmika.intake.instances import read_instance
from karmika.intake.interpret import Interpreters, Matter, Reading, carefully, definition_of, read
from karmika.intake.models import Submission, SubmissionVersion
from karmika.intake.receiving import Answer, receive
from karmika.intake.secrecy import ANEW, BECAUSE, ERASED
from karmika.intake.senders import Sender, office, on_behalf
from karmika.intake.taking import interpretation, parts_of, whole_or_parts
from karmika.journal.perform import perform, perform_many
from karmika.journal.queries import source_of
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "registry.member_vanished": ("remove_vanished", "keep_vanished"),
    ERASED: (ANEW,),
}
"""Reasons that a person settles by a decision, and what she may decide."""


@dataclass(frozen=True)
class Tried:
    """How a new try ended: `refused` is why the submission still waits."""

    refused: Refused | None = None


def try_again(
    viewer: Viewer, submission: Submission, *, interpreters: Interpreters, decision: str = ""
) -> Tried:
    """Interpret what waits once more, now in the right of the viewer; or hand in again what was held.

    Raises Refused: "intake.not_waiting", "intake.source_erased", "intake.decision_unknown", "access.not_yours".
    """
    _may(viewer, submission)
    if decision and decision not in DECISIONS.get(submission.reason, ()):
        raise Refused("intake.decision_unknown")
    if not decision:
        _demand_unsealed(submission)
    if submission.state == "held":
        return _release(viewer, submission, interpreters)
    if submission.state != "waiting" or submission.form_version_id is None:
        raise Refused("intake.not_waiting")
    matter = Matter(
        submission=submission.id,
        instance=read_instance(_bytes(submission)),
        instance_id=submission.instance_id,
        form_version=submission.form_version_id,
        viewer=viewer,
        language=getattr(viewer, "language", "en"),
        organisation=submission.organisation_id,
        programme=submission.programme_id,
        area=submission.area_id,
        applied=submission.applied_id,
        decisions=frozenset({decision} - {""}),
        pending=frozenset(submission.pending),
    )
    reading = read(matter, interpreters)
    failed = replace(reading, acts=(), parts=(), refused=Refused("intake.interpreter_failed"))

    def attempt(used: Reading) -> Refused | None:
        at = submission.occurred_at
        request = interpretation(matter, used, submission.current_id, occurred_at=at, again=True)
        parts = parts_of(matter, used, submission.current_id, occurred_at=at, again=True)
        outcomes = perform_many([request, *parts])
        unread = (part.refused for part in used.parts)
        return next(filter(None, (used.refused, *(one.refused for one in outcomes), *unread)), None)

    return Tried(carefully(lambda: whole_or_parts(reading, attempt), lambda: attempt(failed)))


def _release(viewer: Viewer, submission: Submission, interpreters: Interpreters) -> Tried:
    """Hand in what was held as if it came now: perhaps its original, or its form, has arrived since."""
    version = SubmissionVersion.objects.get(id=submission.current_id)
    answer = receive(
        on_behalf(viewer, submission),
        _bytes(submission),
        interpreters=interpreters,
        mac=version.mac,
        releases=submission.id,
    )
    return _tried(answer)


def _tried(answer: Answer) -> Tried:
    if not answer.accepted:
        return Tried(Refused(answer.code, **answer.facts))
    now = Submission.objects.get(id=answer.submission)
    return Tried(Refused(now.reason, **now.reason_facts) if now.state == "waiting" else None)


def correct(
    viewer: Viewer,
    submission: Submission,
    changes: Mapping[str, str],
    *,
    because: str,
    interpreters: Interpreters,
) -> Tried:
    """Send a corrected version of a submission, as the viewer's own edit; the versions before stay.

    Keys of `changes` are those of `editing.shown`, `because` is one of CORRECTIONS. Raises Refused:
    "intake.nothing_changed", "intake.source_erased", "intake.not_correctable", "intake.correction_reason",
    "access.not_yours".
    """
    _may(viewer, submission)
    _demand_unsealed(submission)
    if because not in CORRECTIONS:
        raise Refused("intake.correction_reason")
    if submission.state == "held" or submission.form_version_id is None:
        raise Refused("intake.not_correctable")
    source = _bytes(submission)
    definition = definition_of(submission.form_version_id)
    now = {line.key: line for line in shown(read_instance(source).root, definition, "") if line.editable}
    assert not NEVER_EDITED & {now[key].kind for key in changes if key in now}
    changed = {key: text for key, text in changes.items() if key in now and text != now[key].value}
    if not changed:
        raise Refused("intake.nothing_changed")
    return _send_edit(office(viewer, submission, because), submission, source, changed, interpreters)


def adopt(viewer: Viewer, held: Submission, *, interpreters: Interpreters) -> Tried:
    """Take the answers of a held conflict as the newest version of the submission it disagrees with.

    Raises Refused: "intake.not_waiting" when it disagrees with none, "access.not_yours".
    """
    _may(viewer, held)
    _demand_unsealed(held)
    target = (
        Submission.objects.select_related("project", "form_version")
        .filter(id=held.related_id or held.id)
        .first()
    )
    if held.state != "held" or held.related_id is None or target is None or target.form_version_id is None:
        raise Refused("intake.not_waiting")
    _may(viewer, target)
    return _send_edit(office(viewer, target), target, _bytes(held), {}, interpreters, held)


def _send_edit(
    sender: Sender,
    submission: Submission,
    source: bytes,
    changes: Mapping[str, str],
    interpreters: Interpreters,
    held: Submission | None = None,
) -> Tried:
    assert submission.form_version is not None
    xml = corrected(
        source,
        changes,
        form_version=held.version if held else submission.version,
        instance_id=f"uuid:{uuid7()}",
        deprecated_id=submission.instance_id,
    )
    return _tried(receive(sender, xml, interpreters=interpreters, releases=held.id if held else None))


def dismiss(viewer: Viewer, submission: Submission, reason: str, note: str) -> None:
    """Decide that a waiting submission is not taken in; its bytes stay.

    Raises Refused: "intake.not_waiting", "intake.dismissal_reason", "intake.dismissal_note", "access.not_yours".
    """
    act = Dismiss(
        submission=submission.id,
        organisation=submission.organisation_id,
        programme=submission.programme_id,
        area=submission.area_id,
        reason=reason,
        note=note.strip() or None,
    )
    perform(act, viewer)


def _may(viewer: Viewer, submission: Submission) -> None:
    """Reading a submission is one right, working on it another."""
    viewer.authorise(
        WORKS_QUEUE, Place(submission.area_id, submission.organisation_id, submission.programme_id)
    )


def _demand_unsealed(submission: Submission) -> None:
    """What speaks of somebody who is restricted or erased is not read, save by the decision of the person herself."""
    if submission.secrecy:
        raise Refused(BECAUSE[submission.secrecy])


def _bytes(submission: Submission) -> bytes:
    source = source_of(submission.current_id)
    if source is None:
        raise Refused("intake.source_erased")
    return source
