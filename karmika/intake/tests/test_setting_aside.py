"""A submission that cannot be taken in is still received, and waits with its reason."""

from typing import Any

import pytest

from karmika.intake.acts import SetFormState
from karmika.intake.models import Form as PublishedForm
from karmika.intake.models import Submission
from karmika.intake.tests.doorstep import Form, figure, lakshmis_phone, waiting
from karmika.intake.tests.test_receiving import send
from karmika.journal.perform import perform
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.usefixtures("survey")


def waits_for(reason: str) -> Submission:
    submission = Submission.objects.get()
    assert (submission.state, submission.reason) == ("waiting", reason)
    assert waiting() == 1
    return submission


@pytest.mark.parametrize("head", ["crash", "break"])
def test_a_fault_of_the_program_is_no_reason_to_send_a_phone_away(cast: Any, head: str) -> None:
    form = Form(head=head)
    assert send(cast, form).status == 201
    waits_for("intake.interpreter_failed")
    with assert_nothing_written():
        assert send(cast, form).status == 201


def test_a_refusal_of_a_room_is_kept_with_its_facts(cast: Any) -> None:
    assert send(cast, Form(head="refuse")).status == 201
    assert waits_for("registry.test_refusal").reason_facts == {"members": "2"}


def test_a_ward_outside_the_phones_area_waits(cast: Any) -> None:
    form = Form(ward="251746-W08")
    assert send(cast, form).status == 201
    waits_for("access.not_yours")
    assert figure("households_listed") == 0
    with assert_nothing_written():
        assert send(cast, form).status == 201


def test_an_answer_that_cannot_be_read_waits(cast: Any) -> None:
    assert send(cast, Form(rooms="many")).status == 201
    submission = waits_for("intake.wrong_type")
    assert "wrong_type" in [finding["code"] for finding in submission.findings]


def test_an_edit_of_what_waits_takes_it_out_of_the_queue(cast: Any) -> None:
    form = Form(ward="251746-W08")
    send(cast, form)
    send(cast, form.edited(ward="251746-W07"))
    submission = Submission.objects.get()
    assert (submission.state, submission.versions, waiting()) == ("applied", 2, 0)
    assert figure("households_listed") == 1


def test_a_vanished_member_waits_for_a_person(cast: Any) -> None:
    form = Form(members=(("a", "Sita"), ("b", "Ravi")))
    send(cast, form)
    assert send(cast, form.edited(members=(("a", "Sita"),))).status == 201
    assert waits_for("registry.member_vanished").reason_facts == {"members": "1"}


def test_what_comes_for_a_closed_form_waits(cast: Any) -> None:
    form = PublishedForm.objects.get()
    perform(SetFormState(form=form.id, state="closed"), cast.devi)
    assert send(cast, Form()).status == 201
    waits_for("intake.form_closed")


def test_a_closing_form_still_takes_in(cast: Any) -> None:
    perform(SetFormState(form=PublishedForm.objects.get().id, state="closing"), cast.devi)
    send(cast, Form())
    assert Submission.objects.get().state == "applied"


def test_a_form_that_no_room_understands_is_just_kept(cast: Any) -> None:
    from karmika.intake.receiving import receive

    assert receive(lakshmis_phone(cast), Form().xml(), interpreters={}).status == 201
    assert Submission.objects.get().state == "applied"
