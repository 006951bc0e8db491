"""What a disk holds after the power went: everything synced, and of the rest some sectors, old, new or torn."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.anomaly.disk import Event

SECTOR = 512
KEPT, LOST = 0.5, 0.9
"""Of the unsynced sectors half are there, four in ten are as before, and one in ten holds anything at all."""


@dataclass
class FileState:
    """One file: what is surely there, and what was done to it since it was last synced."""

    synced: bytearray = field(default_factory=bytearray)
    named: bool = True
    """Whether the folder is known to hold its name."""
    pending: list[Event] = field(default_factory=list)

    def apply(self, event: Event, into: bytearray) -> None:
        """Do a write or a cut to an image."""
        if event.what == "truncate":
            del into[event.offset :]
        else:
            end = event.offset + len(event.data)
            into.extend(bytes(max(0, end - len(into))))
            into[event.offset : end] = event.data

    def sync(self) -> None:
        """Everything done so far is safe, the file's name in its folder too."""
        for event in self.pending:
            self.apply(event, self.synced)
        self.pending.clear()
        self.named = True

    def after_cut(self, rng: Random) -> bytes:
        """What may be found of it."""
        image = bytearray(self.synced)
        for event in self.pending:
            if event.what == "truncate":
                if rng.random() < KEPT:
                    self.apply(event, image)
                continue
            for start, piece in _sectors(event):
                fate = rng.random()
                if fate < KEPT:
                    self.apply(Event("write", "", start, piece), image)
                elif fate >= LOST:
                    self.apply(Event("write", "", start, rng.randbytes(len(piece))), image)
        return bytes(image)


def _sectors(event: Event) -> Iterable[tuple[int, bytes]]:
    """A write cut at the borders of the disk's sectors."""
    at, end = event.offset, event.offset + len(event.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, event.data[at - event.offset : upto - event.offset]
        at = upto


class Platter:
    """Follows a disk's events up to any moment, and says what a power cut would leave then."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = {path: FileState(bytearray(content)) for path, content in files.items()}
        self.ghosts: dict[str, bytes] = {}
        """Files that were deleted, while their folder may not know it yet."""

    def follow(self, event: Event) -> None:
        """One more thing happened."""
        if event.what == "mark":
            return
        if event.what == "delete":
            gone = self.files.pop(event.path, None)
            if gone is not None and not event.offset and gone.named:
                self.ghosts[event.path] = bytes(gone.synced)
            return
        file = self.files.setdefault(event.path, FileState(named=False))
        if event.what == "sync":
            file.sync()
            self.ghosts.pop(event.path, None)
        else:
            file.pending.append(event)

    def cut(self, rng: Random, folder: Path) -> None:
        """Write into `folder` what the disk may hold if the power goes now."""
        left = {path: content for path, content in self.ghosts.items() if rng.random() < KEPT}
        for path, file in self.files.items():
            if file.named or rng.random() < KEPT:
                left[path] = file.after_cut(rng)
        for path, content in left.items():
            (folder / Path(path).name).write_bytes(content)
