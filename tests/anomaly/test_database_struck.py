"""PostgreSQL is struck under the running house, which says so, acknowledges nothing it lost, and recovers by itself."""

from collections.abc import Callable
from random import Random

import pytest

from karmika import template_database
from karmika.cli.demo.promises import wait_for_tally
from tests.anomaly.cluster import Cluster
from tests.anomaly.houses import House
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import Outbox, filled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "postgresql", reason="SQLite has no processes of its own"
    ),
]

SEED = 20261127
BACKENDS, STOPS = 16, 20

Strike = Callable[[Random], None]


def struck(house: House, outbox: Outbox, times: int, strike: Strike) -> str:
    """One server serves throughout; after each strike the phones get through again, and everything holds. The figures."""
    rng = Random(SEED)
    with house.served() as served:
        for number in range(times):
            with house.loaded(served, outbox):
                outbox.wait_for(rng.randint(1, 6))
                strike(rng)
                outbox.wait_for(2)
            with house.inside():
                found = faults(outbox.acknowledged.values())
            assert found == [], f"after strike {number}"
        assert served.process.poll() is None
        with house.inside():
            assert wait_for_tally(), "the worker has not come back"
    assert outbox.refusals() > times // 4, "the strikes hit no form on its way: nothing was proved"
    assert all(outbox.lanes), "the phones ran out of forms before the last strike"
    for lane in outbox.lanes:
        del lane[10:]
    house.finish(outbox)
    with house.inside():
        assert faults(outbox.acknowledged.values(), whole=True) == []
    assert " 0 differ; tally: 0 differ" in house.run("rebuild", "--check")
    assert "Everything is as it was sealed." in house.run("journal", "verify")
    return outbox.figures()


def test_killed_and_ended_backends_lose_nothing(house: House, cluster: Cluster, figures):
    name = house.place["NAME"]

    def strike(rng: Random) -> None:
        pid = rng.choice(cluster.backends(name))
        rng.choice((cluster.kill_backend, cluster.end_backend))(pid)

    figures(f"{BACKENDS} backends killed or ended: {struck(house, filled(SEED, 500), BACKENDS, strike)}")


def test_stops_at_once_lose_nothing(house: House, cluster: Cluster, figures):
    def strike(_: Random) -> None:
        cluster.stop_at_once()
        cluster.start()

    figures(f"{STOPS} stops at once: {struck(house, filled(SEED + 1, 900), STOPS, strike)}")
