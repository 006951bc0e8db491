"""One file of a backup: a zip of tables, in frames of rows, closed by a manifest with their SHA-256s. Whole or not there.

A row is a list of what SQLite would store: numbers, text, bytes, nothing. Ids are 32 letters, instants are UTC.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

from karmika.kernel import durable
from karmika.kernel.master import MasterKeyError, signature

FORMAT = 1
MANIFEST = "manifest.json"
FRAME_BYTES = 1 << 20
"""A frame is closed when its rows hold about so much: what is held in memory at one time."""
_LENGTH = struct.Struct(">I")
_READ_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, struct.error, NotImplementedError,
    RuntimeError, msgspec.MsgspecError,
)  # fmt: skip
"""What zipfile and msgspec raise over bytes that are not what was written."""

Row = list[Any]
Change = Callable[[bytes, str, int], bytes]
"""What is done to a frame on its way: frame, table, number of the frame."""


class BackupError(Exception):
    """Why a backup cannot be made, kept or brought back: a sentence for the operator. Nothing was changed."""


class TableInfo(msgspec.Struct, frozen=True):
    """One table of a file. `columns` of the second file begin with the number of the row in the first."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself. `house` is the id of the journal's first entry; `mac` is under the master key."""

    format: int = FORMAT
    kind: Literal["data", "keys"]
    set: str
    house: str
    version: str
    made_at: datetime
    database: str
    migrations: tuple[tuple[str, str], ...]
    entries: int
    last_seq: int
    head: str
    key: str
    tables: tuple[TableInfo, ...] = ()
    mac: str = ""

    def signed(self) -> Manifest:
        """The same with its mac."""
        bare = msgspec.structs.replace(self, mac="")
        return msgspec.structs.replace(bare, mac=signature(msgspec.json.encode(bare), self.key))


class TableWriter:
    """Takes the rows of one table, writes them in frames."""

    def __init__(self, file: IO[bytes], name: str, columns: tuple[str, ...], change: Change | None) -> None:
        self.file, self.name, self.columns, self.change = file, name, columns, change
        self.rows = self.bytes = self.frames = 0
        self._digest = sha256()
        self._waiting: list[Row] = []
        self._size = 0

    def add(self, row: Row) -> None:
        """One more row."""
        self._waiting.append(row)
        self._size += 16 + sum(len(one) for one in row if type(one) in (bytes, str))
        if self._size > FRAME_BYTES:
            self.flush()

    def flush(self) -> None:
        """Close the frame."""
        if not self._waiting:
            return
        frame = msgspec.msgpack.encode(self._waiting)
        if self.change is not None:
            frame = self.change(frame, self.name, self.frames)
        for part in (_LENGTH.pack(len(frame)), frame):
            self.file.write(part)
            self._digest.update(part)
            self.bytes += len(part)
        self.rows += len(self._waiting)
        self.frames += 1
        self._waiting, self._size = [], 0

    def info(self) -> TableInfo:
        """What the manifest says of it."""
        return TableInfo(self.name, self.columns, self.rows, self.bytes, self._digest.hexdigest())


class Writing:
    """A file being written, under a name that nobody takes for a backup. `close` gives it its own name."""

    def __init__(self, path: Path, *, change: Change | None = None) -> None:
        self.path, self.change = path, change
        self.temporary = path.with_name(f".{path.name}.part")
        self._raw = durable.create(self.temporary)
        # what is sealed is compressed before that
        how = zipfile.ZIP_DEFLATED if change is None else zipfile.ZIP_STORED
        self._zip = zipfile.ZipFile(self._raw, "w", how, compresslevel=1)
        self._tables: list[TableInfo] = []

    @contextmanager
    def table(self, name: str, columns: tuple[str, ...]) -> Iterator[TableWriter]:
        """Write one table; one at a time."""
        with self._zip.open(f"tables/{name}", "w", force_zip64=True) as file:
            writer = TableWriter(file, name, columns, self.change)
            yield writer
            writer.flush()
        self._tables.append(writer.info())

    def close(self, manifest: Manifest) -> Manifest:
        """Write the manifest and bring everything to the disk, still under the temporary name."""
        signed = msgspec.structs.replace(manifest, tables=tuple(self._tables)).signed()
        self._zip.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(signed)))
        self._zip.close()
        durable.sync_file(self._raw)
        self._raw.close()
        return signed

    def publish(self) -> None:
        """Give it its name."""
        durable.publish(self.temporary, self.path)

    def discard(self) -> None:
        """Take back what was not published."""
        self._zip.fp = None  # or it would write its table of contents once more
        self._raw.close()
        self.temporary.unlink(missing_ok=True)


class Archive:
    """A file of a backup, opened for reading. Raises BackupError when it is not whole, not ours or not readable here."""

    def __init__(self, path: Path, *, change: Change | None = None) -> None:
        self.path, self.change = path, change
        with self._whole():
            self._zip = zipfile.ZipFile(path)
            text = self._zip.read(MANIFEST)
            asked = msgspec.json.decode(text, type=dict[str, Any]).get("format")
        if asked != FORMAT:
            raise BackupError(
                f"{path.name} has format {asked}; this Karmika reads format {FORMAT}. "
                "Restore it with the version that made it."
            )
        with self._whole():
            self.manifest = msgspec.json.decode(text, type=Manifest)
        try:
            signed = self.manifest.signed()
        except MasterKeyError as error:
            raise BackupError(
                f"{path.name} was made under another master key. Put that key into the data directory "
                "(master.key), or set KARMIKA_MASTER_KEY."
            ) from error
        if signed.mac != self.manifest.mac:
            raise BackupError(f"The manifest of {path.name} was changed after the backup was made.")

    def verify(self) -> None:
        """Read all of it, compare every SHA-256. Raises BackupError."""
        for info in self.manifest.tables:
            digest, size = sha256(), 0
            with self._whole(), self._zip.open(f"tables/{info.name}") as file:
                while part := file.read(1 << 20):
                    digest.update(part)
                    size += len(part)
            if (size, digest.hexdigest()) != (info.bytes, info.sha256):
                raise BackupError(f"{self.path.name} is damaged: table {info.name} is not what was written.")

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of one table, in the order in which they were written."""
        with self._whole(), self._zip.open(f"tables/{name}") as file:
            number = 0
            while head := file.read(_LENGTH.size):
                frame = file.read(_LENGTH.unpack(head)[0])
                if self.change is not None:
                    frame = self.change(frame, name, number)
                yield from msgspec.msgpack.decode(frame, type=list[Row])
                number += 1

    def open_all(self) -> None:
        """Open every frame, count the rows. Raises BackupError for one that does not open: digests do not tell."""
        for info in self.manifest.tables:
            if sum(1 for _ in self.rows(info.name)) != info.rows:
                raise BackupError(f"{self.path.name} does not hold the rows of table {info.name}.")

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise BackupError(f"There is no {self.path}.") from error
        except _READ_FAULTS as error:
            raise BackupError(
                f"{self.path.name} is damaged or was cut off while it was written or copied."
            ) from error
