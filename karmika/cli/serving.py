"""Commands that keep running: the web server, and the worker that follows the journal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click

from karmika.cli.house import house_command, migrate_database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=int)
@click.option("--threads", default=8, show_default=True, type=int, help="Requests served at one time.")
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="More than 1: PostgreSQL only.",
)
@click.option("--no-worker", is_flag=True, help="Do not start `karmika worker` beside it.")
@house_command(makes_keys=True)
def serve(host: str, port: int, threads: int, processes: int, no_worker: bool) -> None:
    """Serve the console and the phones, with the worker beside it. Ctrl-C stops both."""
    from django.conf import settings
    from django.db import connection, connections

    if processes > 1 and connection.vendor == "sqlite":
        raise click.ClickException("SQLite has one writer: more processes need PostgreSQL (postgresql.md).")
    migrate_database()

    from karmika.kernel.logs import watch_what_nobody_caught

    watch_what_nobody_caught()
    connections.close_all()
    if not os.environ.get("KARMIKA_URL"):
        settings.KARMIKA_URL = f"http://{host}:{port}"  # what the QR codes of phones say
    companion = None if no_worker else Companion()
    try:
        _gunicorn(f"{host}:{port}", threads, processes)
    finally:
        if companion is not None:
            companion.end()


class Companion:
    """The worker beside the server. When it dies (out of memory, killed) it is started again: figures must not stop."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._started_by = os.getpid()
        self._process = start_worker()
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> None:
        """End it for good; by force when it takes long. What it had begun rolls back and is done next time.

        In a fork it does nothing: gunicorn's processes leave through the same frames, and the worker is not theirs.
        """
        if os.getpid() != self._started_by:
            return
        self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _watch(self) -> None:
        while True:
            self._process.wait()
            if self._ending.wait(1):
                return
            self._process = start_worker()


def start_worker() -> subprocess.Popen[bytes]:
    """`karmika worker` in a process of its own; it ends with this one even when this one is killed."""
    arguments = [sys.executable, "-m", "karmika.cli", "worker", "--while-parent", str(os.getpid())]
    return subprocess.Popen([*arguments, "--data", os.environ["KARMIKA_DATA"]])


def _gunicorn(address: str, threads: int, processes: int) -> None:
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    logging_settings = settings.LOGGING

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": address,
                "workers": processes,
                "worker_class": "gthread",
                "threads": threads,
                "timeout": 120,
                "graceful_timeout": 20,
                "keepalive": 15,
                "control_socket_disable": True,
                "loglevel": "warning",
                "logconfig_dict": logging_settings,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from karmika.wsgi import application

            return application

    sys.argv = [sys.argv[0]]  # gunicorn reads it too
    Server().run()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--while-parent", type=int, hidden=True, help="End when this process is no longer our parent.")
@house_command()
def worker(once: bool, while_parent: int | None) -> None:
    """Follow the journal: fold the tally, run what happens after an act, do what is due."""
    from karmika.duties import DUTIES, SLICES
    from karmika.kernel.logs import watch_what_nobody_caught
    from karmika.reactions import REACTIONS
    from karmika.worker import BEAT, do_if_due, run_forever, run_once

    watch_what_nobody_caught()
    if once:
        followed = run_once(REACTIONS)
        done = sum(do_if_due(duty) for duty in (BEAT, *DUTIES)) - 1
        while sum(one() for one in SLICES):
            pass
        click.echo(f"{followed} entries and reactions done, {done} duties")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if while_parent is not None:
        threading.Thread(target=_stop_without_parent, args=(while_parent, stop), daemon=True).start()
    run_forever(REACTIONS, stop, DUTIES, SLICES)


def _stop_without_parent(parent: int, stop: threading.Event) -> None:
    while not stop.wait(2):
        if os.getppid() != parent:
            stop.set()
