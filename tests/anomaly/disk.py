"""A disk that remembers: a VFS in the very SQLite that Python's sqlite3 uses, put between it and the real files.

Every file is still the system's own: only writing, cutting, syncing and deleting are looked at on their way, noted, and
refused while the disk is full. So the house runs over it unchanged (docs/decisions/0010-power-cuts.md).
"""

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

OK, CANTOPEN, FULL = 0, 14, 13
P, INT, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
WRITE = ctypes.CFUNCTYPE(INT, P, P, INT, LONG)
TRUNCATE = ctypes.CFUNCTYPE(INT, P, LONG)
SYNC = ctypes.CFUNCTYPE(INT, P, INT)
CLOSE = ctypes.CFUNCTYPE(INT, P)
OPEN = ctypes.CFUNCTYPE(INT, P, P, P, INT, P)
DELETE = ctypes.CFUNCTYPE(INT, P, P, INT)


class Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_: ClassVar = [
        ("version", INT),
        ("close", CLOSE),
        ("read", P),
        ("write", WRITE),
        ("truncate", TRUNCATE),
        ("sync", SYNC),
        *((name, P) for name in ("size", "lock", "unlock", "reserved", "control", "sector", "device")),
        *((name, P) for name in ("shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch")),
    ]


class OpenFile(ctypes.Structure):
    """sqlite3_file: what follows its methods belongs to the system's VFS."""

    _fields_: ClassVar = [("methods", ctypes.POINTER(Methods))]


class Vfs(ctypes.Structure):
    """sqlite3_vfs, version 3."""

    _fields_: ClassVar = [
        ("version", INT),
        ("file_size", INT),
        ("path_maximum", INT),
        ("next", P),
        ("name", ctypes.c_char_p),
        ("data", P),
        ("open", OPEN),
        ("delete", DELETE),
        *((name, P) for name in ("access", "full_path", "dl_open", "dl_error", "dl_sym", "dl_close")),
        *((name, P) for name in ("randomness", "sleep", "time", "last_error", "time64")),
        *((name, P) for name in ("set_call", "get_call", "next_call")),
    ]


class Event(NamedTuple):
    """One thing that happened: `what` is write, truncate, sync, delete, or mark (then `data` is what was said)."""

    what: str
    path: str = ""
    offset: int = 0
    data: Any = b""


@dataclass
class Disk:
    """What was written to the files under `folder`, in order; `full` refuses what would write, as a full disk does."""

    folder: str
    events: list[Event] = field(default_factory=list)
    full: bool = False
    room: int | None = None
    """Bytes that may still be written before it is full; None: no end."""
    refused: int = 0
    _paths: dict[int, tuple[str, Any]] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)
    _replaced: dict[int, Methods] = field(default_factory=dict)

    def mark(self, said: Any) -> None:
        """Note between the writes that something was acknowledged by now."""
        self.events.append(Event("mark", data=said))

    def _has_room(self, size: int) -> bool:
        if self.room is not None:
            self.room -= size
            self.full = self.full or self.room < 0
        self.refused += self.full
        return not self.full

    def write(self, file: int, content: int, size: int, offset: int) -> int:
        """Note and pass on, or refuse."""
        path, system = self._paths[file]
        if not self._has_room(size):
            return FULL
        self.events.append(Event("write", path, offset, ctypes.string_at(content, size)))
        return int(system.write(file, content, size, offset))

    def truncate(self, file: int, size: int) -> int:
        """Note and pass on: this makes room."""
        path, system = self._paths[file]
        self.events.append(Event("truncate", path, size))
        return int(system.truncate(file, size))

    def sync(self, file: int, flags: int) -> int:
        """Pass on; what was written is safe when it has returned."""
        path, system = self._paths[file]
        result = int(system.sync(file, flags))
        self.events.append(Event("sync", path))
        return result

    def close(self, file: int) -> int:
        """The file is the system's alone again."""
        _, system = self._paths.pop(file)
        return int(system.close(file))

    def adopt(self, file: int, path: str) -> None:
        """Put our four methods before the system's, for one open file."""
        opened = ctypes.cast(file, ctypes.POINTER(OpenFile)).contents
        system = opened.methods.contents
        where = ctypes.addressof(system)
        if where not in self._replaced:
            ours = Methods.from_buffer_copy(system)
            ours.write, ours.truncate = WRITE(self.write), TRUNCATE(self.truncate)
            ours.sync, ours.close = SYNC(self.sync), CLOSE(self.close)
            self._replaced[where] = ours
        self._paths[file] = (path, system)
        opened.methods = ctypes.pointer(self._replaced[where])


@contextmanager
def remembered(folder: str) -> Iterator[Disk]:
    """While this stands, every SQLite database under `folder` that this process opens lies on a `Disk`.

    Connections must be opened and closed inside. Fails where Python's SQLite cannot be reached.
    """
    sqlite = ctypes.CDLL(_sqlite3.__file__)
    find: Any = sqlite.sqlite3_vfs_find
    find.restype, find.argtypes = ctypes.POINTER(Vfs), [ctypes.c_char_p]
    system = find(None)
    disk = Disk(folder)
    ours = Vfs.from_buffer_copy(system.contents)

    def opens(_: int, path: int, file: int, flags: int, given: int) -> int:
        if disk.full and path and not _exists(path):
            disk.refused += 1
            return CANTOPEN
        result = int(system.contents.open(ctypes.addressof(system.contents), path, file, flags, given))
        name = ctypes.string_at(path).decode() if path else ""
        if result == OK and name.startswith(folder):
            disk.adopt(file, name)
        return result

    def deletes(_: int, path: int, sync_folder: int) -> int:
        name = ctypes.string_at(path).decode()
        result = int(system.contents.delete(ctypes.addressof(system.contents), path, sync_folder))
        if result == OK and name.startswith(folder):
            disk.events.append(Event("delete", name, sync_folder))
        return result

    ours.name, ours.open, ours.delete = b"remembered", OPEN(opens), DELETE(deletes)
    register: Any = sqlite.sqlite3_vfs_register
    unregister: Any = sqlite.sqlite3_vfs_unregister
    assert register(ctypes.byref(ours), 1) == OK
    try:
        yield disk
        assert not disk._paths, "a connection is still open"
    finally:
        unregister(ctypes.byref(ours))
        register(system, 1)


def _exists(path: int) -> bool:
    import os

    return os.path.exists(ctypes.string_at(path))
