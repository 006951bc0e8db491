"""The tests of the journal can fail: each seeded fault is caught by its check, which the house as it is passes."""

import pytest

from karmika import template_database
from karmika.journal import perform as door
from tests.anomaly import checks
from tests.anomaly.checks import Check, Place
from tests.anomaly.mutants import MUTANTS, Mutant

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]

HERE = [mutant for mutant in MUTANTS if mutant.only in ("", template_database.engine())]
SLIPS = (TypeError, AttributeError, NameError, ImportError)
"""What a mutant raises that no longer fits the house: then nothing is proved of its check."""
CHECKS = list(dict.fromkeys(mutant.caught_by for mutant in HERE))


@pytest.fixture
def place(fresh_database: str, cast, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A database of its own for one check."""
    return Place(cast, fresh_database, monkeypatch)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_as_it_is_passes(place: Place, check: Check):
    assert check(place) == []


@pytest.mark.parametrize("mutant", HERE, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_mutant_is_caught(place: Place, mutant: Mutant, caplog: pytest.LogCaptureFixture):
    assert found_of(mutant, place, caplog), mutant.breaks


def found_of(mutant: Mutant, place: Place, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What its check finds. Raises the slip of a mutant that does not fit, though the house caught and logged it."""
    mutant.put_in(place.monkeypatch)
    found = mutant.caught_by(place)
    for record in caplog.records:
        error = record.exc_info[1] if record.exc_info else None
        while error is not None:
            if isinstance(error, SLIPS):
                raise error
            error = error.__cause__ or error.__context__
    return found


@pytest.mark.parametrize(
    "check",
    [
        checks.one_id_has_one_content,
        checks.a_history_is_taken_in_and_replays,
        checks.a_fault_midway_leaves_nothing,
        checks.many_writers_get_through,
    ],
    ids=lambda check: check.__name__,
)
def test_a_mutant_that_does_not_fit_is_not_taken_for_caught(
    place: Place, check: Check, caplog: pytest.LogCaptureFixture
):
    def put_in(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(door, "Numbers", lambda: None)

    with pytest.raises(TypeError):
        found_of(Mutant("does not fit", "nothing", put_in, check), place, caplog)


def test_there_are_enough_of_them():
    assert len(MUTANTS) >= 10 and len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
