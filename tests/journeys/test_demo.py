"""The demo is a promise of the README: it ends well, and it says what it proved."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from karmika import template_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(template_database.engine() != "sqlite", reason="the demo makes a database of its own"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """This one without settings of Karmika: a command finds its keys and database by --data alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KARMIKA_")}


def demo(data: Path, port: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "karmika.cli", "demo", "--no-serve", "--workers", "300", "--seed", "7"]
    return subprocess.run(
        [*command, "--data", str(data), "--port", str(port)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_the_demo_keeps_every_promise_that_it_prints(tmp_path: Path) -> None:
    result = demo(tmp_path / "data", free_port())
    assert result.returncode == 0, result.stdout + result.stderr
    assert "BROKEN" not in result.stdout
    assert "the same" in result.stdout and "(0 differ)" in result.stdout
    assert "state@demo.example" in result.stdout and "admin@demo.example" in result.stdout
    assert (tmp_path / "data" / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_demo_on_a_port_that_is_taken_says_so_and_sends_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = demo(tmp_path / "data", int(taken.getsockname()[1]))
    assert result.returncode != 0
    assert "--port" in result.stderr
