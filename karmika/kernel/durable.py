"""Files that survive a loss of power: written beside, brought to the disk, renamed, and the folder synced."""

import os
from pathlib import Path
from typing import IO


def sync_file(file: IO[bytes]) -> None:
    """Bring what was written to the disk. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a directory to the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(temporary: Path, path: Path) -> None:
    """Give a file, whose content is on the disk, its name in one step. Raises OSError."""
    temporary.replace(path)
    sync_folder(path.parent)


def create(temporary: Path) -> IO[bytes]:
    """Open a file that only its owner reads, over what a killed writer left; follows no link. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    return os.fdopen(os.open(temporary, flags, 0o600), "wb")


def write(path: Path, content: bytes, temporary: Path) -> None:
    """Replace a file in one step: after a kill or a loss of power it is the old one or the new one. Raises OSError."""
    with create(temporary) as file:
        file.write(content)
        sync_file(file)
    publish(temporary, path)
