"""What must hold after every fault: the chain, the replay, the tally, and each acknowledged form once with its bytes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from karmika import rebuild
from karmika.chain import stored
from karmika.chain.sealing import seal
from karmika.chain.verifying import verify
from karmika.intake.models import Attachment, SubmissionVersion
from karmika.journal.queries import source_of
from karmika.kernel.dates import now
from karmika.measures import tally
from tests.anomaly.outbox import Envelope
from tests.simulation.phones import is_kept

EVERYTHING = 10**15
"""A sequence number that no journal reaches."""


def faults(letters: Iterable[Envelope], *, whole: bool = False) -> list[str]:
    """Everything that is wrong with the database at hand; empty when nothing is.

    `letters`: what was acknowledged. `whole`: compare their bytes too.
    """
    letters = list(letters)
    return [
        *_not_once(letters),
        *(_with_other_bytes(letters) if whole else ()),
        *_not_as_sealed(),
        *_not_as_replayed(),
        *(f"tally {one}" for one in tally.verify()),
    ]


def _not_once(letters: list[Envelope]) -> Iterator[str]:
    """Acknowledged forms and files that are lost or doubled, and instances that are accepted twice."""
    there = Counter(SubmissionVersion.objects.filter(held=False).values_list("instance_id", flat=True))
    for letter in letters:
        if there[f"uuid:{letter.instance}"] != 1:
            yield f"form {letter.instance} is there {there[f'uuid:{letter.instance}']} times"
    yield from (f"{instance} is doubled" for instance, times in there.items() if times > 1)
    files = Counter(Attachment.objects.values_list("submission__history__instance_id", "name"))
    for letter in letters:
        for name in letter.files:
            if files[f"uuid:{letter.instance}", name] != 1:
                yield f"file {name} of {letter.instance} is there {files[f'uuid:{letter.instance}', name]} times"


def _with_other_bytes(letters: list[Envelope]) -> Iterator[str]:
    entries = dict(SubmissionVersion.objects.filter(held=False).values_list("instance_id", "id"))
    files = {
        (instance, name): entry
        for instance, name, entry in Attachment.objects.values_list(
            "submission__history__instance_id", "name", "id"
        )
    }
    for letter in letters:
        instance = f"uuid:{letter.instance}"
        if instance in entries and not is_kept(entries[instance], letter.xml):
            yield f"form {letter.instance} has other bytes"
        for name, content in letter.files.items():
            if (instance, name) in files and source_of(files[instance, name]) != content:
                yield f"file {name} of {letter.instance} has other bytes"


def _not_as_sealed() -> Iterator[str]:
    yield from (fault.sentence for fault in verify().faults)
    seal(now())
    report = verify()
    yield from (fault.sentence for fault in report.faults)
    if report.waiting or report.entries != len(leaves()):
        yield f"{report.waiting} entries cannot be sealed"


def _not_as_replayed() -> Iterator[str]:
    compared = rebuild.rebuild_and_compare()
    if compared.differing:
        yield f"{compared.differing} rows differ after replay: {compared.first[:3]}"


def leaves() -> list[tuple[int, bytes]]:
    """Number and hash of every entry, as stored."""
    return list(stored.leaves(None, EVERYTHING))


@contextmanager
def elsewhere(**place: Any) -> Iterator[None]:
    """Point every thread's default connection to another database: NAME, and HOST on PostgreSQL. Back afterwards."""
    settings = connections["default"].settings_dict
    before = {name: settings[name] for name in place}
    connections.close_all()
    settings.update(place)
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)
