"""Lock files: one holder at a time on this machine. The lock ends with its holder, also when that is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, otherwise: Exception | None = None) -> Iterator[None]:
    """Hold the lock of this file, made when there is none. Waits for it; with `otherwise` raises that instead."""
    how = fcntl.LOCK_EX if otherwise is None else fcntl.LOCK_EX | fcntl.LOCK_NB
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as handle:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError as error:
            raise otherwise or error from error
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)  # at once, whoever else was given the open file
