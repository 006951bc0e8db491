"""The one door: what it writes, what it refuses, and that twice is once."""

from typing import Any
from uuid import uuid4

import pytest

from karmika.journal import queries
from karmika.journal.models import Entry, Key, Subject
from karmika.journal.perform import Request, perform, perform_many
from karmika.journal.tests.acts import Forbidden, OpenRegister, SetRegister, Teller, value_of
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused

pytestmark = pytest.mark.django_db


def test_an_act_is_journalled_and_written() -> None:
    register = uuid4()
    outcome = perform(OpenRegister(register=register, value=3), Teller())
    assert value_of(register) == 3
    entry = Entry.objects.get(seq=outcome.seq)
    assert (entry.id, entry.role, entry.actor) == (outcome.entry_id, "resource_person", Teller.id)


def test_the_same_entry_again_changes_nothing(nothing_written: Any) -> None:
    act, entry_id = OpenRegister(register=uuid4(), value=3), uuid4()
    first = perform(act, Teller(), entry_id=entry_id)
    with nothing_written():
        for _ in range(100):
            again = perform(act, Teller(), entry_id=entry_id)
            assert (again.state, again.seq) == ("same", first.seq)


def test_the_same_id_with_other_content_is_refused(nothing_written: Any) -> None:
    register, entry_id = uuid4(), uuid4()
    perform(OpenRegister(register=register, value=3), Teller(), entry_id=entry_id)
    with nothing_written(), pytest.raises(Refused) as refusal:
        perform(OpenRegister(register=register, value=4), Teller(), entry_id=entry_id)
    assert refusal.value.code == "journal.same_id_other_content"


def test_one_refused_act_takes_its_whole_entry_with_it(nothing_written: Any) -> None:
    acts = [OpenRegister(register=uuid4(), value=1), OpenRegister(register=uuid4(), value=-1)]
    with nothing_written(), pytest.raises(Refused):
        perform(acts, Teller())


def test_a_role_that_an_act_does_not_name_is_refused(nothing_written: Any) -> None:
    with nothing_written(), pytest.raises(Refused) as refusal:
        perform(Forbidden(register=uuid4(), value=1), Teller())
    assert refusal.value.code == "access.not_yours"


def test_otherwise_keeps_the_receipt_and_says_why() -> None:
    receipt, fallback = uuid4(), uuid4()
    codes: list[str] = []

    def set_aside(refused: Refused) -> list[OpenRegister]:
        codes.append(refused.code)
        return [OpenRegister(register=fallback, value=9)]

    wanted = [OpenRegister(register=uuid4(), value=5), OpenRegister(register=uuid4(), value=-5)]
    outcomes = perform_many(
        [
            Request(acts=[OpenRegister(register=receipt, value=1)], viewer=Teller(), source=b"<data/>"),
            Request(acts=wanted, viewer=Teller(), otherwise=set_aside),
        ]
    )
    assert (value_of(receipt), value_of(fallback), codes) == (1, 9, ["test.negative"])
    assert not Subject.objects.filter(id=wanted[0].register).exists()
    assert outcomes[1].refused is not None and outcomes[1].refused.facts == {"value": -5}


def test_a_later_act_of_a_batch_sees_what_an_earlier_one_wrote() -> None:
    register = uuid4()
    perform([OpenRegister(register=register, value=1), SetRegister(register=register, value=2)], Teller())
    assert value_of(register) == 2


def test_source_bytes_are_kept_sealed_and_can_be_read_back() -> None:
    entry_id = uuid7()
    perform(
        OpenRegister(register=uuid4(), value=1), Teller(), entry_id=entry_id, source=b"<name>Lakshmi</name>"
    )
    assert queries.source_of(entry_id) == b"<name>Lakshmi</name>"
    assert b"Lakshmi" not in bytes(Entry.objects.get(id=entry_id).source or b"")


def test_identity_is_sealed_and_gone_when_the_key_is_gone() -> None:
    from karmika.journal import follow
    from karmika.kernel import guard

    register = uuid4()
    outcome = perform(OpenRegister(register=register, value=1, keeper="Lakshmi Devi"), Teller())
    assert b"Lakshmi" not in bytes(Entry.objects.get(seq=outcome.seq).acts)
    [act] = (follow.read(outcome.entry_id) or (None, []))[1]
    assert isinstance(act, OpenRegister) and act.keeper == "Lakshmi Devi"
    with guard.opened():
        Key.objects.filter(owner=register).update(wrapped=None)
    [act] = (follow.read(outcome.entry_id) or (None, []))[1]
    assert isinstance(act, OpenRegister) and act.keeper is None and act.value == 1


def test_history_is_told_in_sentences() -> None:
    register = uuid4()
    perform(OpenRegister(register=register, value=1, keeper="Lakshmi"), Teller())
    perform(SetRegister(register=register, value=4), Teller())
    assert [line.sentence.partition(" ")[2] for line in queries.history(register)] == [
        "opened a register at 1",
        "set the register to 4",
    ]


def test_an_entry_may_bear_the_id_of_a_person_and_keep_its_bytes() -> None:
    person, other = uuid4(), uuid4()
    perform(OpenRegister(register=person, value=1, keeper="Lakshmi Devi"), Teller())
    perform(OpenRegister(register=other, value=2), Teller(), entry_id=person, source=b"<data/>")
    assert queries.source_of(person) == b"<data/>"
