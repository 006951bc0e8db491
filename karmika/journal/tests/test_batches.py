"""Many entries in one transaction: what waits, what is read ahead, and what a refusal takes back."""

from typing import Any
from uuid import uuid4

import pytest

from karmika.journal.models import Subject
from karmika.journal.perform import Request, perform, perform_many
from karmika.journal.rows import Rows
from karmika.journal.tests.acts import OpenRegister, SetRegister, Teller, value_of
from karmika.kernel import guard
from karmika.kernel.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> Any:
    with guard.opened():
        yield Rows()


def _put(rows: Rows, key: Any, subject: Any, value: int = 1) -> None:
    rows._put(Subject, {"id": key, "subject": subject, "entry_seq": value})


def test_rows_that_wait_are_found_by_value_whatever_became_of_them(rows: Rows) -> None:
    mine, other, keys = uuid4(), uuid4(), [uuid4() for _ in range(4)]
    _put(rows, keys[0], mine)
    assert rows.keys(Subject, subject=mine) == [keys[0]]
    _put(rows, keys[1], mine)
    _put(rows, keys[2], other)
    assert rows.keys(Subject, subject=mine) == keys[:2]
    rows._change(Subject, keys[1], {"subject": other})
    assert rows.keys(Subject, subject=mine) == keys[:1]
    assert set(rows.keys(Subject, subject=other)) == {keys[1], keys[2]}
    rows._drop(Subject, keys[2])
    assert rows.keys(Subject, subject=other) == [keys[1]]
    rows.flush()
    assert rows.keys(Subject, subject=other) == [keys[1]]
    assert not rows.exists(Subject, subject=uuid4())


def test_going_back_to_the_mark_undoes_puts_changes_and_drops(rows: Rows) -> None:
    kept, changed, dropped, new, subject = (uuid4() for _ in range(5))
    for key in (kept, changed, dropped):
        _put(rows, key, subject)
    rows.mark()
    rows._change(Subject, changed, {"entry_seq": 9})
    rows._change(Subject, changed, {"entry_seq": 10})
    rows._drop(Subject, dropped)
    _put(rows, new, subject)
    rows._drop(Subject, new)
    _put(rows, new, subject, 5)
    rows.back_to_mark()
    rows.flush()
    stored = dict(Subject.objects.filter(subject=subject).values_list("id", "entry_seq"))
    assert stored == {kept: 1, changed: 1, dropped: 1}


def test_what_was_read_ahead_is_not_believed_after_a_change(rows: Rows) -> None:
    stored, absent, subject = uuid4(), uuid4(), uuid4()
    _put(rows, stored, subject)
    rows.flush()
    rows.read_ahead([(Subject, "id", stored), (Subject, "id", absent), (Subject, "subject", subject)])
    assert rows.find(Subject, absent) is None and rows.exists(Subject, subject=subject)
    rows._change(Subject, stored, {"subject": absent})
    assert (rows.find(Subject, stored) or {})["subject"] == absent
    assert not rows.exists(Subject, subject=subject)
    _put(rows, absent, subject)
    rows.flush()
    assert rows.find(Subject, absent) is not None and rows.exists(Subject, subject=subject)
    rows._drop(Subject, absent)
    assert rows.find(Subject, absent) is None and not rows.exists(Subject, subject=subject)


def test_reading_ahead_finds_however_many_there_are(rows: Rows) -> None:
    known, subject = [uuid4() for _ in range(1100)], uuid4()
    for number, key in enumerate(known):
        _put(rows, key, subject, number)
    rows.flush()
    rows.read_ahead((Subject, "id", key) for key in [*known, *(uuid4() for _ in range(50))])
    assert [(rows.find(Subject, key) or {})["entry_seq"] for key in known] == list(range(1100))


def test_each_of_many_refused_entries_is_taken_back_alone() -> None:
    """Refusals in the midst of a batch, each with an act before it that had been applied."""
    good, bad, instead = ([uuid4() for _ in range(50)] for _ in range(3))
    perform(OpenRegister(register=(before := uuid4()), value=1), Teller())

    def otherwise(number: int) -> Any:
        return lambda refused: [OpenRegister(register=instead[number], value=number)]

    requests = []
    for n in range(50):
        requests.append(Request(acts=[OpenRegister(register=good[n], value=n)], viewer=Teller()))
        acts = [OpenRegister(register=bad[n], value=n), OpenRegister(register=uuid4(), value=-1)]
        requests.append(Request(acts=acts, viewer=Teller(), otherwise=otherwise(n)))
    outcomes = perform_many(
        [*requests, Request(acts=[SetRegister(register=before, value=7)], viewer=Teller())]
    )
    assert [one.refused is not None for one in outcomes] == [False, True] * 50 + [False]
    assert [value_of(key) for key in (*good, *instead, before)] == [*range(50), *range(50), 7]
    assert not Subject.objects.filter(id__in=bad).exists()


def test_a_refusal_without_an_alternative_leaves_nothing_of_the_batch(nothing_written: Any) -> None:
    requests = [Request(acts=[OpenRegister(register=uuid4(), value=n)], viewer=Teller()) for n in (1, 2, -1)]
    with nothing_written(), pytest.raises(Refused):
        perform_many(requests)
