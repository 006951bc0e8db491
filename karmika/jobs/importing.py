"""Files that come in: looked through first without loading anything, then loaded, and taken back, all in slices.

Each part of a file and the note of how far it came are one transaction: a kill in between counts no line twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from karmika.files import reading, undoing
from karmika.files.acts import UNDOERS
from karmika.files.kinds import IDS, QUESTIONS, FileKind, Handed
from karmika.files.loading import Loaded, Prepared
from karmika.files.reading import BadRow
from karmika.files.undoing import Kept, Reversal, Undone
from karmika.jobs import store
from karmika.jobs.models import Job
from karmika.jobs.work import Slice
from karmika.kernel.gate import write_transaction
from karmika.kernel.refused import Refused, sentence_of
from karmika.kernel.viewer import Viewer, holds

LINES_AT_ONCE = 50
"""Phones wait for the one writer of SQLite meanwhile."""
_COUNTED = ("added", "changed", "unchanged", "bad")


class Importing:
    """How a file is looked through and loaded in slices."""

    def __init__(self, kinds: Iterable[FileKind]) -> None:
        self.kinds: Mapping[str, FileKind] = {kind.name: kind for kind in kinds}
        self._read: tuple[UUID, str, Prepared] | None = None

    def __call__(self, part: Slice) -> None:
        """Go on with a file. Raises Refused: jobs.rights_ended, jobs.gone, and what is wrong with all of the file."""
        kind = self.kind_of(part.job.what, part.viewer)
        prepared = self._prepared(part.job, kind)
        if not _has_begun(part.job):
            _begin(part, prepared)
        assert part.job.total is not None
        while part.job.position < part.job.total:
            if part.job.step == "check":
                _look_through(part, prepared)
            else:
                _load(part, prepared)
            if part.over:
                return
        part.end("checked" if part.job.step == "check" else "done")

    def kind_of(self, name: str, viewer: Viewer) -> FileKind:
        """The kind of file with this name. Raises Refused("jobs.rights_ended") where it is not the viewer's to load."""
        kind = self.kinds.get(name)
        if kind is None or not may_load(viewer, kind):
            raise Refused("jobs.rights_ended")
        return kind

    def _prepared(self, job: Job, kind: FileKind) -> Prepared:
        """The file as it was read; the last one is remembered, for reading takes longer than a slice."""
        if self._read is None or self._read[:2] != (job.id, job.step):
            path = store.path_of(job.id, ".file")
            if not path.exists():
                raise Refused("jobs.gone")
            self._read = job.id, job.step, kind.prepare(handed(job.asked, path.read_bytes()))
        return self._read[2]


def may_load(viewer: Viewer, kind: FileKind) -> bool:
    """Whether the viewer holds a role that loads such files; the acts decide for the place."""
    return holds(viewer, kind.roles)


def handed(asked: Mapping[str, Any], content: bytes) -> Handed:
    """What somebody handed in, from what the job keeps of it."""
    said: dict[str, Any] = {name: asked[name] for name in QUESTIONS if asked.get(name)}
    for name in IDS & said.keys():
        said[name] = UUID(said[name])
    return Handed(content=content, name=asked.get("file_name", ""), **said)


def _has_begun(job: Job) -> bool:
    return job.total is not None and bool(job.found) and store.holds(job.id, ".bad", job.size)


def _begin(part: Slice, prepared: Prepared) -> None:
    """Lines that cannot be read at all are the first of those that are not taken."""
    size = store.append(part.job.id, ".bad", 0, _packed(prepared.bad))
    found = dict.fromkeys(_COUNTED, 0) | {"bad": len(prepared.bad), "lines": len(prepared.lines)}
    part.note(total=len(prepared.lines), position=0, size=size, found=found)


def _look_through(part: Slice, prepared: Prepared) -> None:
    """What would happen, found out by doing it and taking it back: nothing else knows all the rules."""
    with write_transaction((part.job.id,)):
        loaded = prepared.load_some(part.viewer, part.job.position, LINES_AT_ONCE)
        transaction.set_rollback(True)
    _note(part, loaded)


def _load(part: Slice, prepared: Prepared) -> None:
    file: list[UUID] = []
    with write_transaction((part.job.id,)):
        loaded = prepared.load_some(part.viewer, part.job.position, LINES_AT_ONCE, file.append)
        _note(part, loaded, {"file": str(file[0])} if file else {})


def _note(part: Slice, loaded: Loaded, more: Mapping[str, Any] | None = None) -> None:
    job = part.job
    assert job.total is not None
    counts = {
        "added": loaded.added,
        "changed": loaded.changed,
        "unchanged": loaded.unchanged,
        "bad": len(loaded.bad),
    }
    found = job.found | {name: job.found[name] + number for name, number in counts.items()} | dict(more or {})
    size = store.append(job.id, ".bad", job.size, _packed(loaded.bad)) if loaded.bad else job.size
    part.note(position=min(job.position + LINES_AT_ONCE, job.total), size=size, found=found)


def _packed(bad: Iterable[BadRow]) -> bytes:
    return b"".join(
        msgspec.json.encode((row.line, row.refused.code, row.refused.facts)) + b"\n" for row in bad
    )


def not_taken(job: Job) -> Iterator[tuple[int, str]]:
    """The lines (of an undoing: the entries) that stayed out, each with the reason in words."""
    if not job.size:
        return
    with store.path_of(job.id, ".bad").open("rb") as file:
        left = job.size
        for line in file:
            left -= len(line)
            if left < 0:
                return
            number, code, facts = msgspec.json.decode(line)
            yield number, sentence_of(code, facts)


class Undoing:
    """How a file is taken back in slices. The job's `asked` names the file and why."""

    def __init__(self, reversals: Mapping[str, Reversal]) -> None:
        self._reversals = reversals

    def __call__(self, part: Slice) -> None:
        """Go on. Raises Refused: jobs.rights_ended, and as `files.undoing.undo`."""
        if not may_undo(part.viewer):
            raise Refused("jobs.rights_ended")
        job, file = part.job, UUID(part.job.asked["file"])
        reversal = undoing.begin(part.viewer, file, job.asked["reason"], self._reversals)
        rows = undoing.rows_of(file)
        if job.total is None or (job.size and not store.holds(job.id, ".bad", job.size)):
            part.note(total=len(rows), position=0, size=0, found={"taken_back": 0, "before": 0, "bad": 0})
        while job.position < len(rows):
            with write_transaction((job.id,)):
                done = Undone()
                some = rows[job.position : job.position + LINES_AT_ONCE]
                for seq in some:
                    undoing.take_back(part.viewer, file, seq, reversal, done)
                _note_undone(part, done, len(some))
            if part.over:
                return
        part.end("done")


def may_undo(viewer: Viewer) -> bool:
    """Whether the viewer takes files back; the acts decide for the place."""
    return holds(viewer, UNDOERS)


def _note_undone(part: Slice, done: Undone, number: int) -> None:
    job = part.job
    counts = {"taken_back": done.taken_back, "before": done.before, "bad": len(done.kept)}
    found = {name: job.found[name] + count for name, count in counts.items()}
    data = b"".join(map(_kept, done.kept))
    size = store.append(job.id, ".bad", job.size, data) if data else job.size
    part.note(position=job.position + number, size=size, found=found)


def _kept(one: Kept) -> bytes:
    return msgspec.json.encode((one.seq, one.refused.code, one.refused.facts)) + b"\n"


def strange_headings(kind: FileKind, content: bytes) -> list[str]:
    """Headings of a file that are none of ours."""
    return reading.strange(content, kind.columns)


def kind_of_file(kinds: Mapping[str, FileKind], what: str) -> FileKind | None:
    """Of which kind a loaded file is, by what it was loaded as."""
    return kinds.get(what) or kinds.get(what.replace(" ", "-"))
