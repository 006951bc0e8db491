"""Guessing keys of phones: slowed by address, never for a phone behind the same address whose key is good."""

import pytest
from django.test import Client

from karmika.access import throttle
from karmika.access.acts import ReissueDevice
from karmika.access.models import Waiting
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.odk.tests.test_submission import HEADERS, address

pytestmark = pytest.mark.usefixtures("survey")


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch):
    """Waits are as long as the tests say, however slow the machine is."""
    moment = now()
    monkeypatch.setattr(throttle, "now", lambda: moment)


HERE, THERE = "203.0.113.20", "192.0.2.99"


def call(cast, token=None, where=HERE):
    url = address(cast, "formList")
    return Client(REMOTE_ADDR=where).get(
        url.replace(cast.device_token, token or cast.device_token), headers=HEADERS
    )


def guesses(cast, times, where=HERE):
    return [call(cast, f"{n:064}", where).status_code for n in range(times)]


def test_after_thirty_unknown_keys_the_address_waits_and_good_keys_do_not(cast):
    assert guesses(cast, 30) == [403] * 30
    answer = call(cast, "x" * 64)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 61
    assert b"Too many calls with unknown keys" in answer.content
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert [call(cast).status_code for _ in range(3)] == [200] * 3
    assert guesses(cast, 1, THERE) == [403]


def test_a_waiting_address_costs_no_writing(cast):
    guesses(cast, 30)
    before = Waiting.objects.get(who="")
    guesses(cast, 5)
    assert Waiting.objects.get(who="").failures == before.failures == throttle.FREE_ADDRESS


def test_a_phone_with_its_old_key_is_told_so_and_counts_as_nobody_guessing(cast):
    old = cast.device_token
    url = address(cast, "formList")
    perform(ReissueDevice(device=cast.device), cast.admin)
    for _ in range(35):
        answer = Client(REMOTE_ADDR=HERE).get(url, headers=HEADERS)
        assert answer.status_code == 403 and b"withdrawn" in answer.content
    assert old not in str(list(Waiting.objects.values())) and not Waiting.objects.exists()


def test_the_key_is_kept_in_no_count(cast):
    guesses(cast, 1)
    assert HERE not in str(list(Waiting.objects.values()))
