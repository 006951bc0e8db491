"""Checks on the machine: versions, files of keys, disk, clock, address."""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection

from karmika.doctor.finding import Finding, broken, look, ok
from karmika.journal.models import Entry
from karmika.kernel.dates import now

LOCK = Path(__file__).resolve().parent.parent.parent / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
DISK_LEAST, DISK_LOOK = 200 * 1024**2, 2 * 1024**3
CLOCK_S = 30


def versions() -> Iterator[Finding]:
    """Python and the libraries against requirements.lock."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield ok("python", f"Python {python}, Karmika {version('karmika')}")
    if not LOCK.exists():
        yield look(
            "libraries", "there is no requirements.lock to compare with", "Install from the project's folder."
        )
        return
    pinned = dict(_PINNED.findall(LOCK.read_text(encoding="utf-8")))
    other = [
        f"{name} {found} instead of {wanted}"
        for name, wanted in pinned.items()
        if (found := _have(name)) != wanted
    ]
    if other:
        yield look(
            "libraries", f"{len(other)} differ from the lock: {', '.join(other[:3])}", "Run `make install`."
        )
    else:
        yield ok("libraries", f"{len(pinned)} as in requirements.lock")


def _have(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def key_files() -> Iterator[Finding]:
    """Nobody else on the machine can read the keys, nor the database beside them."""
    data: Path = settings.KARMIKA_DATA
    files = [data / "master.key", data / "secret.key", *data.glob("karmika.db*")]
    open_files = [path.name for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    strangers = [path.name for path in files if path.exists() and path.stat().st_uid != os.geteuid()]
    if open_files:
        yield broken("files", f"others can read {', '.join(open_files)}", f"chmod 600 them in {data}.")
    elif strangers:
        yield look(
            "files", f"{', '.join(strangers)} belong to another user", "Run this as the user who serves."
        )
    elif not any(path.exists() for path in files):
        yield ok("files", "keys come from the environment")
    else:
        yield ok("files", "keys and database are for their owner alone")
    if stat.S_IMODE(data.stat().st_mode) & 0o077:
        yield look("folder", f"others can list {data}", f"chmod 700 {data}")


def disk() -> Iterator[Finding]:
    """Room for the database to grow, and for a restore beside it."""
    data: Path = settings.KARMIKA_DATA
    free = shutil.disk_usage(data).free
    size = sum(path.stat().st_size for path in data.glob("karmika.db*"))
    said = f"{free / 1e9:.1f} GB free"
    if free < DISK_LEAST:
        yield broken("disk", said, "Make room now: a full disk takes in nothing.")
    elif free < max(DISK_LOOK, 2 * size):
        yield look(
            "disk",
            f"{said}, the database has {size / 1e9:.1f} GB",
            "Keep twice its size free, for a restore.",
        )
    else:
        yield ok("disk", said)


def clock() -> Iterator[Finding]:
    """The machine's clock against the database's, and against the last entry."""
    here = now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            off = abs((cursor.fetchone()[0] - now()).total_seconds())
        if off > CLOCK_S:
            yield broken(
                "clock", f"{off:.0f} s away from the database's", "Let both machines keep time (chrony)."
            )
            return
    last = Entry.objects.order_by("-seq").values_list("recorded_at", flat=True).first()
    if last is not None and last - here > timedelta(seconds=CLOCK_S):
        yield broken(
            "clock",
            f"the last entry is of {last:%Y-%m-%d %H:%M} UTC, later than now",
            "Set the clock; use time sync.",
        )
        return
    yield ok("clock", f"{here:%Y-%m-%d %H:%M} UTC")


def address() -> Iterator[Finding]:
    """The address in the phones' QR codes."""
    url = settings.KARMIKA_URL
    if url.startswith("https://"):
        yield ok("address", url)
    else:
        yield look(
            "address",
            f"{url} is not https",
            "Put a TLS proxy before it and set KARMIKA_URL (one-machine.md).",
        )
