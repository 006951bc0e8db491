"""The files of jobs, in KARMIKA_DATA/jobs, readable by nobody but the house: written by appending, cut back after a fall.

A file counts as far as its job says; what lies behind was written by a slice that did not come to its end.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from karmika.kernel.listing import Row
from karmika.kernel.workbook import Value

_ID_BYTES = 16
SUFFIXES = (".ids", ".rows", ".file", ".bad")
"""Ids of the rows to come; rows that were read; a file that was handed in; its lines that were not taken."""


def root() -> Path:
    """Where they are."""
    return Path(settings.KARMIKA_DATA) / "jobs"


def folder() -> Path:
    """Where they are; made when there is none."""
    path = root()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(job: UUID, suffix: str) -> Path:
    """The path of one of a job's files."""
    return folder() / f"{job}{suffix}"


def whole(job: UUID, suffix: str, parts: Iterable[bytes]) -> None:
    """Write a file so that it is there whole or not at all."""
    path = path_of(job, suffix)
    with os.fdopen(_opened(path.with_suffix(".part"), os.O_TRUNC), "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path.with_suffix(".part"), path)


def append(job: UUID, suffix: str, size: int, data: bytes) -> int:
    """Write behind the first `size` bytes of a file, whatever stood there; how many bytes count now."""
    with os.fdopen(_opened(path_of(job, suffix)), "r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(data)
    return size + len(data)


def holds(job: UUID, suffix: str, size: int) -> bool:
    """Whether a file has at least so many bytes. After a power cut it may have fewer than were written."""
    path = path_of(job, suffix)
    return path.exists() and path.stat().st_size >= size


def forget(job: UUID) -> None:
    """Remove all files of a job."""
    for suffix in (*SUFFIXES, ".part", ".lock"):
        path_of(job, suffix).unlink(missing_ok=True)


def _opened(path: Path, more: int = 0) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | more, 0o600)


def keep_ids(job: UUID, ids: Iterable[UUID]) -> None:
    """Keep the ids of the rows to come, in order: rows that come later are in no file twice, and none is lost."""
    whole(job, ".ids", (one.bytes for one in ids))


def count_of_ids(job: UUID) -> int:
    """How many ids are kept."""
    return path_of(job, ".ids").stat().st_size // _ID_BYTES


def some_ids(job: UUID, position: int, number: int) -> list[UUID]:
    """Some of the kept ids."""
    with path_of(job, ".ids").open("rb") as file:
        file.seek(position * _ID_BYTES)
        data = file.read(number * _ID_BYTES)
    return [UUID(bytes=data[at : at + _ID_BYTES]) for at in range(0, len(data), _ID_BYTES)]


def packed(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON."""
    return b"".join(
        msgspec.json.encode((row.key, row.subjects, tuple(map(_plain, row.cells)))) + b"\n" for row in rows
    )


def read_rows(job: UUID, size: int) -> Iterator[Row]:
    """The rows in the first `size` bytes of a job's file."""
    with path_of(job, ".rows").open("rb") as file:
        left = size
        for line in file:
            left -= len(line)
            if left < 0:
                return
            key, subjects, cells = msgspec.json.decode(line)
            yield Row(UUID(key), tuple(map(UUID, subjects)), tuple(map(_value, cells)))


def _plain(value: Value) -> Any:
    """A cell as JSON has it; days, moments and decimal numbers in pairs that say what they are."""
    if isinstance(value, datetime):
        return ("t", value.isoformat())
    if isinstance(value, date):
        return ("d", value.isoformat())
    return ("n", str(value)) if isinstance(value, Decimal) else value


def _value(cell: Any) -> Value:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]
    kind, text = cell
    if kind == "n":
        return Decimal(text)
    return datetime.fromisoformat(text) if kind == "t" else date.fromisoformat(text)
