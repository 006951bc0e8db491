"""What is known of phones from what they sent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from karmika.access.models import Device
from karmika.access.phones import NOTHING_SENT, DeviceLine, Sought, devices
from karmika.intake import phones
from karmika.intake.models import Submission
from karmika.intake.receiving import receive
from karmika.intake.tests.doorstep import INTERPRETERS, Form, lakshmis_phone
from karmika.intake.tests.test_receiving import send
from karmika.kernel.dates import now

pytestmark = pytest.mark.usefixtures("survey")


def line(cast: Any) -> DeviceLine:
    (found,), _more = devices(cast.fatima, Sought())
    return found


def test_a_phone_that_sent_nothing_says_so(cast: Any) -> None:
    assert phones.activity([Device.objects.get(id=cast.device)]) == {cast.device: NOTHING_SENT}
    assert phones.activity([]) == {}


def test_forms_are_counted_with_their_edits_and_what_was_not_accepted(cast: Any) -> None:
    form = Form()
    for one in (form, form, form.edited(head="Gita"), Form(version="9")):
        send(cast, one)
    activity = line(cast).activity
    assert activity.sent == 3, "the same again is no form of its own"
    assert activity.last_at == Submission.objects.get(state="held").received_at
    assert activity.clock == ""


def test_a_clock_that_was_off_at_the_last_form_is_told_and_one_set_right_is_not(cast: Any) -> None:

    ahead = replace(lakshmis_phone(cast), clock=now() + timedelta(days=3))
    receive(ahead, Form().xml(), interpreters=INTERPRETERS)
    assert line(cast).activity.clock == "clock_ahead"
    send(cast, Form())
    assert line(cast).activity.clock == ""


def test_the_office_of_others_sees_no_phone(cast: Any) -> None:
    send(cast, Form())
    for who in ("stranger", "colleague"):
        assert devices(getattr(cast, who), Sought()) == ([], False)
