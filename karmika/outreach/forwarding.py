"""What a house that works apart hands on to the state's: every form it holds of one project, as it came, with its files.

The other house knows a form by its instance id and its bytes, so sending one twice, or from a phone and from here both,
changes nothing there. What it acknowledged is remembered; what broke off is sent again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from karmika.access.models import Project
from karmika.intake.models import Attachment, SubmissionVersion
from karmika.journal.queries import source_of
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.outreach.models import Forwarded
from karmika.outreach.posting import Door, Part, Target, Unreached, in_loads

TAKEN = (201, 202)
_AT_ONCE = 200


@dataclass
class Tally:
    """What became of the forms in one run. `kept`: kept there, but not accepted; `refused`: not kept there."""

    sent: int = 0
    files: int = 0
    kept: int = 0
    refused: int = 0
    gone: int = 0
    """Their bytes were destroyed here: there is nothing to send."""

    @property
    def is_whole(self) -> bool:
        """Whether the other house has everything that can be sent."""
        return not (self.kept or self.refused)


def forward(
    target: Target,
    project: Project,
    *,
    door: Door | None = None,
    say: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Send what the target has not acknowledged yet, oldest first. `say` hears of each form.

    Raises Refused: outreach.forward_key, forward_project, forward_unreached. Then the next run goes on where this one ended.
    """
    door = door or Door(target)
    tally = Tally()
    try:
        door.knock()
        for version in _waiting(target, project):
            _send(door, target, version, tally)
            say(tally)
        for version in _with_late_files(target, project):
            _send(door, target, version, tally)
            say(tally)
    except Unreached:
        raise Refused("outreach.forward_unreached", sent=tally.sent) from None
    finally:
        door.close()
    return tally


def left_to_send(target: Target, project: Project) -> int:
    """How many forms the target has not acknowledged."""
    return _unacknowledged(target, project).count()


def _unacknowledged(target: Target, project: Project) -> QuerySet[SubmissionVersion]:
    """Of nobody who is restricted or erased here."""
    taken = Forwarded.objects.filter(target=target.name, what=OuterRef("id"), status__in=TAKEN)
    mine = SubmissionVersion.objects.filter(
        submission__project=project, submission__secrecy="", shredded=False
    )
    return mine.filter(~Exists(taken))


def _waiting(target: Target, project: Project) -> Iterator[SubmissionVersion]:
    """Those versions in the order in which they came: an edit after what it edits."""
    after = 0
    while True:
        rows = _unacknowledged(target, project).filter(entry_seq__gt=after)
        some = list(rows.order_by("entry_seq")[:_AT_ONCE])
        if not some:
            return
        yield from some
        after = some[-1].entry_seq


def _with_late_files(target: Target, project: Project) -> list[SubmissionVersion]:
    """First versions that were acknowledged before one of their files had come."""
    taken = Forwarded.objects.filter(target=target.name, status__in=TAKEN)
    late = Attachment.objects.filter(
        submission__project=project,
        submission__secrecy="",
        submission__in=taken.values("what"),
        shredded=False,
    )
    late = late.filter(~Exists(taken.filter(what=OuterRef("id"))))
    return list(SubmissionVersion.objects.filter(id__in=late.values("submission_id"), shredded=False))


def _send(door: Door, target: Target, version: SubmissionVersion, tally: Tally) -> None:
    xml = source_of(version.id)
    if xml is None:
        tally.gone += 1
        return
    files = _files(target, version.submission_id)
    parts = [part for _key, part in files]
    statuses = [door.post(xml, load) for load in in_loads(parts)]
    status = next((one for one in statuses if one not in TAKEN), statuses[-1])
    keys = [version.id, *(key for key, _part in files if status in TAKEN)]
    _remember(target, keys, status)
    if status in TAKEN:
        tally.sent += 1
        tally.files += len(files)
    elif status in (404, 409):
        tally.kept += 1
    else:
        tally.refused += 1


def _files(target: Target, submission: UUID) -> list[tuple[UUID, Part]]:
    """The files of a submission that the target has not acknowledged."""
    taken = Forwarded.objects.filter(target=target.name, what=OuterRef("id"), status__in=TAKEN)
    rows = Attachment.objects.filter(~Exists(taken), submission_id=submission, shredded=False)
    found = []
    for one in rows.order_by("entry_seq", "id"):
        content = source_of(one.id)
        if content is not None:
            found.append((one.id, Part(one.name, one.media_type, content)))
    return found


def _remember(target: Target, keys: Sequence[UUID], status: int) -> None:
    at = now()
    rows = [Forwarded(target=target.name, what=key, status=status, answered_at=at) for key in keys]
    Forwarded.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["target", "what"],
        update_fields=["status", "answered_at"],
    )
