"""Where backups are kept: names of the two files of a set, the newest one, one backup at a time, what is too old.

The second file of a set is removed after 30 days by every backup: after that nothing erased comes back from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from karmika.backup.archive import BackupError
from karmika.kernel.lockfile import locked

KEYS_DAYS = 30
AHEAD = timedelta(hours=1)
"""A set that is dated further ahead was made under a wrong clock."""
SETS = 14
"""How many sets are kept unless told otherwise."""
_NAME = re.compile(r"karmika-(\d{8}T\d{6}\.\d{6}Z)-data\.zip")
_STAMP = "%Y%m%dT%H%M%S.%fZ"


class Set(NamedTuple):
    """The two files of a backup, and when it was made. The second may be gone."""

    data: Path
    keys: Path
    made_at: datetime


def stamp(at: datetime) -> str:
    """An instant as it stands in names of files."""
    return at.astimezone(UTC).strftime(_STAMP)


def set_at(folder: Path, at: datetime) -> Set:
    """The set made at this instant."""
    return Set(folder / f"karmika-{stamp(at)}-data.zip", folder / f"karmika-{stamp(at)}-keys.zip", at)


def sets_in(folder: Path) -> list[Set]:
    """The sets in a directory, the oldest first. One without its first file is none."""
    found = []
    for path in sorted(folder.glob("karmika-*-data.zip")):
        if match := _NAME.fullmatch(path.name):
            found.append(set_at(folder, datetime.strptime(match.group(1), _STAMP).replace(tzinfo=UTC)))
    return found


def in_order(folder: Path, at: datetime) -> list[Set]:
    """The sets in a directory, the oldest first; those dated after `at`, by a clock that was ahead, before all others."""
    found = sets_in(folder)
    return sorted(found, key=lambda one: (not is_ahead(one, at), one.made_at))


def is_ahead(one: Set, at: datetime) -> bool:
    """Whether a clock that was ahead dated it: when it was made is not known."""
    return one.made_at > at + AHEAD


def set_of(path: Path, at: datetime) -> Set:
    """The set at a path: its first file, or the newest in a directory. Raises BackupError."""
    if path.is_dir():
        if not (found := in_order(path, at)):
            raise BackupError(f"There is no backup in {path}.")
        return found[-1]
    if not path.exists():
        raise BackupError(f"There is no {path}.")
    if match := _NAME.fullmatch(path.name):
        return set_at(path.parent, datetime.strptime(match.group(1), _STAMP).replace(tzinfo=UTC))
    name = path.name.replace("-data", "-keys")
    return Set(path, path.with_name(name if name != path.name else path.name + ".keys"), datetime.min)


def prune(folder: Path, at: datetime, *, keep: int = SETS, steady: bool = True) -> list[Path]:
    """Remove second files older than 30 days, sets beyond the newest `keep`, and what was begun and cut off. What went.

    `steady` False: the clock has leapt, so nothing goes by its age. By number those go first that it dated ahead.
    """
    gone = old_keys(folder, at) if steady else []
    for old in in_order(folder, at)[: -max(keep, 1)]:
        gone += [path for path in (old.data, old.keys) if path not in gone]
    gone += sorted(folder.glob(".karmika-*.part"))
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def old_keys(folder: Path, at: datetime) -> list[Path]:
    """Second files that are older than 30 days."""
    gone = []
    for path in sorted(folder.glob("karmika-*-keys.zip")):
        made = _NAME.fullmatch(path.name.replace("-keys.zip", "-data.zip"))
        if made and at - datetime.strptime(made.group(1), _STAMP).replace(tzinfo=UTC) > timedelta(
            days=KEYS_DAYS
        ):
            gone.append(path)
    return gone


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else makes or prunes backups in this directory meanwhile. Raises BackupError when somebody does."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(folder / ".lock", BackupError("Another backup into this directory is being made.")):
        yield
