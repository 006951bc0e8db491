"""Server and worker are killed with SIGKILL while phones send: whatever was acknowledged is there, once."""

from random import Random

import pytest

from tests.anomaly.houses import House
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import filled

pytestmark = pytest.mark.slow

SEED, ROUNDS = 20261127, 20


def test_what_was_acknowledged_survives_kills_under_load(house: House, figures):
    rng = Random(SEED)
    outbox = filled(SEED, 700)
    single = 0
    for number in range(ROUNDS):
        with house.served() as served, house.loaded(served, outbox):
            outbox.wait_for(rng.randint(1, 12))
            single += served.kill_one(rng.choice(("worker", "requests")))
            outbox.wait_for(rng.randint(1, 12))
            served.kill()
        with house.inside():
            found = faults(outbox.acknowledged.values())
        assert found == [], f"after kill {number}"
    assert single > ROUNDS // 2, "the single kills came too late"
    assert outbox.unanswered > ROUNDS, "the kills hit no form on its way: nothing was proved"
    assert all(outbox.lanes), "the phones ran out of forms before the last kill"
    for lane in outbox.lanes:
        del lane[10:]
    house.finish(outbox)
    with house.inside():
        assert faults(outbox.acknowledged.values(), whole=True) == []
    assert " 0 differ; tally: 0 differ" in house.run("rebuild", "--check")
    assert "Everything is as it was sealed." in house.run("journal", "verify")
    figures(f"{ROUNDS} kills and {single} single ones: {outbox.figures()}")
