"""The same on a real disk that is really full, under the real server: needs the right to mount one of a few megabytes."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from karmika import template_database
from tests.anomaly import houses
from tests.anomaly.cluster import Cluster
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import filled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]

SEED = 20261127
MEGABYTES = {"sqlite": 24, "postgresql": 260}
LEFT_BYTES = (150_000, 20_000, 0)
TIMES = len(LEFT_BYTES)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk in memory, as big as the database needs."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={MEGABYTES[template_database.engine()]}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path, left: int) -> Path:
    """A file that takes all the room but a little; whoever writes meanwhile may take that too."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        while (wanted := free(disk) - left) > 0:
            try:
                os.posix_fallocate(file.fileno(), 0, wanted)
                break
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                file.truncate(0)
    return ballast


def free(disk: Path) -> int:
    """Bytes of a disk that nobody has taken."""
    room = os.statvfs(disk)
    return room.f_bavail * room.f_bsize


def full_and_freed(house: houses.House, disk: Path, cluster: Cluster | None) -> str:
    """Three times: the disk fills under load, nothing is acknowledged in vain; with room again everything goes on."""
    outbox = filled(SEED, 700)
    with house.served() as served:
        for left in LEFT_BYTES:
            with house.loaded(served, outbox):
                outbox.wait_for(3)
                ballast = fill(disk, left)
                outbox.wait_for_refusals(12)
            ballast.unlink()
            if cluster is not None:
                cluster.start()  # without room for its log it may have gone
            with house.inside():
                assert faults(outbox.acknowledged.values()) == []
            with house.loaded(served, outbox):
                outbox.wait_for(5)
        assert served.process.poll() is None
    with house.inside():
        assert faults(outbox.acknowledged.values(), whole=True) == []
    return outbox.figures()


@pytest.mark.skipif(template_database.engine() != "sqlite", reason="a file of its own")
def test_sqlite_on_a_full_disk(small_disk: Path, figures, django_db_setup, django_db_blocker: Any):
    house = houses.on_sqlite(small_disk, django_db_blocker.unblock)
    houses.furnish(house)
    figures(f"{TIMES} times a full disk: {full_and_freed(house, small_disk, None)}")


@pytest.mark.skipif(template_database.engine() != "postgresql", reason="a cluster of its own")
def test_postgresql_on_a_full_disk(
    small_disk: Path, tmp_path: Path, figures, django_db_setup, django_db_blocker: Any
):
    data = tmp_path / "data"
    data.mkdir()
    cluster = Cluster(small_disk / "cluster")
    try:
        houses.make_template(cluster, django_db_blocker.unblock)
        house = houses.on_postgresql(data, django_db_blocker.unblock, cluster)
        houses.furnish(house)
        figures(f"{TIMES} times a full disk: {full_and_freed(house, small_disk, cluster)}")
    finally:
        cluster.close()
        shutil.rmtree(small_disk / "cluster", ignore_errors=True)
