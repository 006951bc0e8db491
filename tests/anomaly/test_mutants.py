"""The tests of the journal can fail: each seeded fault is caught by its check, which the house as it is passes."""

import pytest

from karmika import template_database
from tests.anomaly.checks import Check, Place
from tests.anomaly.mutants import MUTANTS, Mutant

pytestmark = pytest.mark.slow

HERE = [mutant for mutant in MUTANTS if mutant.only in ("", template_database.engine())]
CHECKS = list(dict.fromkeys(mutant.caught_by for mutant in HERE))


@pytest.fixture
def place(fresh_database: str, cast, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A database of its own for one check."""
    return Place(cast, fresh_database, monkeypatch)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_as_it_is_passes(place: Place, check: Check):
    assert check(place) == []


@pytest.mark.parametrize("mutant", HERE, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_mutant_is_caught(place: Place, mutant: Mutant):
    mutant.put_in(place.monkeypatch)
    assert mutant.caught_by(place), mutant.breaks


def test_there_are_enough_of_them():
    assert len(MUTANTS) >= 10 and len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
