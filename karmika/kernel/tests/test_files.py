"""Files that are replaced whole, and locks that end with their holder."""

import os
import subprocess
import sys
import threading

import pytest

from karmika.kernel import durable
from karmika.kernel.lockfile import locked

HOLD = """
import sys
from pathlib import Path
from karmika.kernel.lockfile import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Busy(Exception):
    pass


def test_a_file_is_replaced_whole_and_only_its_owner_reads_it(tmp_path):
    file, beside = tmp_path / "list", tmp_path / "list.new"
    durable.write(file, b"old", beside)
    durable.write(file, b"new", beside)
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["list"]


def test_what_a_full_disk_cuts_off_leaves_the_old_file(tmp_path, monkeypatch):
    file, beside = tmp_path / "list", tmp_path / "list.new"
    durable.write(file, b"old", beside)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write(file, b"new", beside)
    assert file.read_bytes() == b"old"
    monkeypatch.undo()
    durable.write(file, b"newer", beside)
    assert file.read_bytes() == b"newer", "what was left beside it is written over"


def test_nothing_is_written_through_a_link(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"kept")
    (tmp_path / "list.new").symlink_to(elsewhere)
    with pytest.raises(OSError, match=r"symbolic links|Too many levels"):
        durable.write(tmp_path / "list", b"new", tmp_path / "list.new")
    assert elsewhere.read_bytes() == b"kept"


def test_a_second_holder_is_turned_away_and_the_lock_ends_with_a_killed_one(tmp_path):
    file = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    with pytest.raises(Busy), locked(file, Busy()):
        pass
    holder.kill()
    holder.wait()
    with locked(file, Busy()):
        pass


def test_who_waits_gets_it_when_the_first_lets_go_also_after_an_error(tmp_path):
    file, got = tmp_path / "lock", threading.Event()

    def second():
        with locked(file):
            got.set()

    waiting = threading.Thread(target=second)
    with pytest.raises(ZeroDivisionError), locked(file):
        waiting.start()
        assert not got.is_set()
        raise ZeroDivisionError
    waiting.join(timeout=20)
    assert got.is_set()
