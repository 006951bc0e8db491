"""Who guesses waits; others do not. The same answer whether or not there is such an account."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.test import Client

from karmika import testing
from karmika.access import accounts, throttle
from karmika.access.acts import LiftWaiting
from karmika.access.models import Waiting
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused

PASSWORD = "seven green parrots"
HOME, OFFICE, ELSEWHERE = "198.51.100.7", "203.0.113.20", "192.0.2.99"


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch):
    """Waits are as long as the tests say, however slow the machine is."""
    moment = now()
    monkeypatch.setattr(throttle, "now", lambda: moment)


@pytest.fixture
def ramesh(cast):
    accounts.open_account(cast.user_id("ramesh"), PASSWORD, must_change=False)
    return cast.user_id("ramesh")


def sign_in(login="ramesh", password=PASSWORD, address=HOME, **more):
    return Client(REMOTE_ADDR=address, **more).post("/sign-in/", {"login": login, "password": password})


def guess(times, login="ramesh", address=HOME):
    return [sign_in(login, "wrong", address).status_code for _ in range(times)]


def minutes_pass(monkeypatch, minutes):
    later = throttle.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(throttle, "now", lambda: later)


@pytest.mark.parametrize("login", ["ramesh", "nobody", "9848012302", "9000000000"])
def test_after_five_wrong_passwords_one_waits_whether_or_not_there_is_such_a_user(ramesh, login):
    assert guess(5, login) == [200] * 5
    answer = sign_in(login)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 61
    page = answer.content.decode()
    assert re.search(
        r"Try again in [12] minutes?, at \d\d:\d\d\. Your administrator can end the wait\.", page
    )


@pytest.mark.parametrize(("language", "word"), [("te", "12"), ("hi", "12")])
def test_the_wait_is_told_in_ones_language(ramesh, language, word):
    guess(5)
    client = Client(REMOTE_ADDR=HOME)
    client.cookies["django_language"] = language
    page = client.post("/sign-in/", {"login": "ramesh", "password": "x"}).content.decode()
    assert f'lang="{language}"' in page and re.search(r"\d\d:\d\d", page)
    assert ("Your administrator can end the wait." in page) == (language == "en")


def test_the_wait_ends_and_grows_with_every_further_guess(ramesh, monkeypatch):
    guess(5)
    assert guess(1) == [429]
    minutes_pass(monkeypatch, 1.1)
    assert guess(2) == [200, 429]
    minutes_pass(monkeypatch, 1.1)
    assert guess(1) == [429], "the second wait is two minutes"
    minutes_pass(monkeypatch, 1)
    assert sign_in().status_code == 302
    assert guess(5) == [200] * 5


def test_no_wait_is_longer_than_a_quarter_of_an_hour(ramesh, monkeypatch):
    for _ in range(40):
        guess(1)
        minutes_pass(monkeypatch, 15.1)
    guess(1)
    with pytest.raises(throttle.TooMany) as refused:
        throttle.attempt("password", "ramesh", HOME)
    assert refused.value.seconds <= 15 * 60 + 1


def test_a_strangers_guesses_do_not_lock_out_whoever_comes_from_where_he_always_comes(ramesh):
    client = Client(REMOTE_ADDR=OFFICE)
    client.post("/sign-in/", {"login": "ramesh", "password": PASSWORD})
    assert client.get("/").status_code == 200
    for number in range(1, 6):
        guess(5, address=f"192.0.2.{number}")
    assert sign_in(address=ELSEWHERE).status_code == 429, "twenty wrong ones: new addresses wait"
    assert sign_in(address=OFFICE).status_code == 302


def test_one_address_that_tries_many_names_waits_and_a_colleague_there_who_was_let_in_before_does_not(ramesh):
    client = Client(REMOTE_ADDR=OFFICE)
    client.post("/sign-in/", {"login": "ramesh", "password": PASSWORD})
    client.get("/")
    for number in range(15):
        guess(2, f"name{number}", address=OFFICE)
    assert guess(1, "another", address=OFFICE) == [429]
    assert sign_in(address=OFFICE).status_code == 302


def test_a_right_password_starts_the_count_anew_and_takes_nothing_from_the_address(ramesh):
    for _ in range(3):
        assert guess(4) == [200] * 4
        assert sign_in().status_code == 302
    assert guess(5) == [200] * 5


def test_the_count_outlives_a_restart_and_is_the_same_for_all_processes(ramesh):
    guess(5)
    assert Waiting.objects.filter(until__isnull=False).count() == 1
    kept = str(list(Waiting.objects.values()))
    assert "ramesh" not in kept and HOME not in kept, "keyed hashes alone"


def test_many_guesses_at_once_do_not_slip_through(fresh_database):
    def one():
        try:
            throttle.attempt("password", "ramesh", HOME)
        except throttle.TooMany:
            return "waits"
        return "looked at"

    answers = [answer for _ in range(2) for answer in testing.at_once(*[one] * 8)]
    assert answers.count("looked at") == 5 and answers.count("waits") == 11


def test_an_administrator_ends_the_wait_and_it_stands_in_the_history(ramesh, cast, client_for):
    guess(5)
    guess(5, "9848012302")
    assert sign_in().status_code == 429
    admin = client_for("admin")
    assert "must wait until" in admin.get(f"/users/{ramesh}/").content.decode()
    admin.post(f"/users/{ramesh}/waiting/")
    assert (sign_in().status_code, sign_in("9848012302").status_code) == (302, 302)
    page = admin.get(f"/users/{ramesh}/").content.decode()
    assert "let this user try to sign in again at once" in page and "must wait until" not in page


def test_nobody_ends_the_wait_of_somebody_he_may_not_manage(cast, nothing_written):
    with nothing_written(), pytest.raises(Refused, match=r"access\.user_above_you"):
        perform(LiftWaiting(user=cast.user_id("devi")), cast.admin)
    with nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
        perform(LiftWaiting(user=cast.user_id("colleague")), cast.admin)


def test_a_wrong_name_costs_as_much_work_as_a_wrong_password(ramesh, cast, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "iterations", 30_000)
    accounts.open_account(ramesh, PASSWORD, must_change=False)
    accounts.open_account(cast.user_id("fatima"))
    done = []
    real = hashers.pbkdf2
    monkeypatch.setattr(hashers, "pbkdf2", lambda *args, **more: done.append(args[2]) or real(*args, **more))
    work = {}
    for login in ("ramesh", "9848012302", "fatima", "nobody", "9000000000", "x@y.example"):
        done.clear()
        sign_in(login, "wrong")
        work[login] = sum(done)
    assert set(work.values()) == {30_000}, work


def test_one_does_not_choose_ones_address_oneself(ramesh, settings):
    for number in range(5):
        sign_in(password="wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert guess(1) == [429], "no proxy is known: the header is anybody's claim"
    settings.KARMIKA_PROXIES = 1
    for number in range(5):
        sign_in(password="wrong", address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {OFFICE}")
    answer = sign_in(address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.77, {OFFICE}")
    assert answer.status_code == 429, "the proxy's word counts, what came before it does not"


def test_addresses_of_one_household_count_together_in_the_sixth_version(ramesh):
    for number in range(5):
        guess(1, address=f"2001:db8:1:2::{number}")
    assert guess(1, address="2001:db8:1:2:ffff::1") == [429]
    assert guess(1, address="2001:db8:1:3::1") == [200]


def test_what_no_longer_counts_is_thrown_away(ramesh):
    guess(2)
    sign_in()
    throttle.forget_old(now() + timedelta(days=31))
    assert not Waiting.objects.exists()


def test_the_present_password_is_not_guessed_at_an_open_desk_either(ramesh, client_for):
    client = client_for("ramesh")
    for address, field in (("/password/", "present"), ("/confirm/", "password")):
        said = {field: "wrong", "new": "another long word", "again": "another long word"}
        statuses = [client.post(address, said).status_code for _ in range(6)]
        assert statuses[-1] == 429, address
