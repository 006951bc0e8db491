"""What comes while another form is written is written together, and everybody hears what is his own."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from karmika.intake import gathering
from karmika.intake.gathering import Gathering
from karmika.intake.interpret import Interpreting
from karmika.intake.models import Submission
from karmika.intake.receiving import Answer
from karmika.intake.tests.doorstep import INTERPRETERS, Form, figure, lakshmis_phone
from karmika.journal.act import Act
from karmika.journal.models import Entry
from karmika.kernel.refused import Refused
from karmika.testing import at_once

pytestmark = pytest.mark.usefixtures("fresh_database", "survey")


@pytest.fixture
def survey(fresh_database: str, survey: Any) -> Any:
    """Published in the database that several threads share."""
    return survey


def sent_while_one_is_written(cast: Any, *forms: bytes) -> list[Answer | BaseException]:
    """All of `forms` come while a first one is interpreted, which does not end before they wait."""
    tray, begun = Gathering(), Event()

    def interpret(given: Interpreting) -> list[Act]:
        if given.answers.get("head") == "The first":
            begun.set()
            pause = Event()
            while tray.waiting < len(forms):
                assert not pause.wait(0.005)
        return INTERPRETERS["doorstep"](given)

    def send(xml: bytes) -> Callable[[], Answer]:
        def work() -> Answer:
            if b"The first" not in xml:
                begun.wait(timeout=30)
            return tray.receive(lakshmis_phone(cast), xml, interpreters={"doorstep": interpret})

        return work

    first, *others = at_once(send(Form(head="The first").xml()), *map(send, forms))
    assert isinstance(first, Answer) and first.status == 201
    return others


def test_what_comes_meanwhile_is_one_transaction(cast: Any) -> None:
    forms = [Form() for _ in range(5)]
    answers = sent_while_one_is_written(cast, *(form.xml() for form in forms))
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [201] * 5
    assert [f"uuid:{answer.submission}" for answer in answers if isinstance(answer, Answer)] == [
        form.instance_id for form in forms
    ]
    received = Entry.objects.filter(id__in=[form.instance_id.removeprefix("uuid:") for form in forms])
    assert len(set(received.values_list("recorded_at", flat=True))) == 1
    assert figure("households_listed") == 6


def test_one_that_fails_does_not_touch_the_others(cast: Any) -> None:
    heads = ["Sita", "crash", "refuse", "break", "Gita"]
    answers = sent_while_one_is_written(cast, *(Form(head=head).xml() for head in heads))
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [201] * 5
    states = dict(Submission.objects.values_list("id", "state"))
    assert [states[answer.submission] for answer in answers if isinstance(answer, Answer)] == [
        "applied", "waiting", "waiting", "waiting", "applied",
    ]  # fmt: skip


def test_the_same_form_twice_at_once_is_one(cast: Any) -> None:
    form = Form().xml()
    answers = sent_while_one_is_written(cast, form, form, form)
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [201] * 3
    assert (Submission.objects.count(), figure("households_listed")) == (2, 2)


def test_other_content_under_the_same_id_is_told_to_one_of_both(cast: Any) -> None:
    form = Form()
    other = Form(instance_id=form.instance_id, head="Somebody else")
    answers = sent_while_one_is_written(cast, form.xml(), other.xml(), Form().xml())
    statuses = [answer.status for answer in answers if isinstance(answer, Answer)]
    assert sorted(statuses[:2]) == [201, 409] and statuses[2] == 201


def test_when_they_cannot_be_written_together_each_goes_alone(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **given: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(gathering, "take_in_many", broken)
    answers = sent_while_one_is_written(cast, *(Form().xml() for _ in range(3)))
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [201] * 3
    assert figure("households_listed") == 4


def test_what_is_no_form_is_refused_before_it_waits(cast: Any) -> None:
    tray = Gathering()
    with pytest.raises(Refused, match=r"intake\.not_xml"):
        tray.receive(lakshmis_phone(cast), b"<", interpreters=INTERPRETERS)
    assert tray.receive(lakshmis_phone(cast), Form().xml(), interpreters=INTERPRETERS).status == 201
