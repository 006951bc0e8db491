"""In and out: user name or phone, the one-time password, the language."""

import pytest
from django.test import Client

from karmika.access import accounts
from karmika.access.acts import DeactivateUser
from karmika.access.models import Account
from karmika.journal.perform import perform

PASSWORD = "seven green parrots"


@pytest.fixture
def ramesh(cast):
    accounts.open_account(cast.user_id("ramesh"), PASSWORD, must_change=False)
    return cast.user_id("ramesh")


def sign_in(login, password=PASSWORD, client=None, **more):
    client = client or Client()
    return client, client.post("/sign-in/", {"login": login, "password": password, **more})


@pytest.mark.parametrize("login", ["ramesh", " Ramesh ", "9848012302", "+91 98480 12302", "098480-12302"])
def test_staff_sign_in_by_user_name_or_phone_in_any_spelling(ramesh, login):
    client, answer = sign_in(login)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ramesh)


def test_an_address_can_be_a_user_name(cast):
    login = accounts.create_administrator(
        username="admin@demo.example",
        name="A",
        organisation=cast.mepma,
        area=cast.area("28"),
        password=PASSWORD,
    )
    client, _ = sign_in("admin@demo.example")
    assert client.session["_auth_user_id"] == str(login.user)


@pytest.mark.parametrize("login", ["ramesh", "nobody", "9848012302", "9000000000", "x@y.example"])
def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(ramesh, login):
    client, answer = sign_in(login, "wrong")
    assert answer.status_code == 200
    assert "User name, phone number or password is wrong" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_stopped_user_does_not_come_in_and_is_out_at_once(cast, ramesh):
    client, _ = sign_in("ramesh")
    perform(DeactivateUser(user=ramesh), cast.admin)
    assert client.get("/users/")["Location"].startswith("/sign-in/")
    _, answer = sign_in("ramesh")
    assert answer.status_code == 302 and answer["Location"] == "/inactive/"
    assert "was ended" in Client().get("/inactive/").content.decode()


def test_one_is_led_back_to_the_page_one_wanted_but_never_elsewhere(ramesh):
    assert Client().get("/users/")["Location"] == "/sign-in/?next=/users/"
    _, answer = sign_in("ramesh", next="/users/")
    assert answer["Location"] == "/users/"
    _, answer = sign_in("ramesh", next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_nobody_signs_up_or_asks_for_mail():
    for address in ("/signup/", "/accounts/signup/", "/password/reset/", "/email/"):
        assert Client().get(address).status_code == 404


def test_a_one_time_password_opens_only_the_page_where_it_is_changed(cast):
    once = accounts.open_account(cast.user_id("ramesh"))
    client, answer = sign_in("ramesh", once)
    assert answer["Location"] == "/password/"
    assert client.get("/users/")["Location"] == "/password/"
    wrong = {"present": once, "new": PASSWORD, "again": "another thing entirely"}
    assert client.post("/password/", wrong).status_code == 200
    for weak in ("short", "1234567890123", "password1234", once):
        assert client.post("/password/", {"present": once, "new": weak, "again": weak}).status_code == 200
    assert client.post("/password/", {"present": "x", "new": PASSWORD, "again": PASSWORD}).status_code == 200
    answer = client.post("/password/", {"present": once, "new": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/"
    account = Account.objects.get(username="ramesh")
    assert not account.must_change_password and account.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(account.id)


def test_signing_out_needs_a_post_and_ends_the_session(ramesh):
    client, _ = sign_in("ramesh")
    assert client.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


def test_the_language_is_kept_with_the_account_and_on_the_computer(ramesh):
    client, _ = sign_in("ramesh")
    answer = client.post("/language/", {"language": "te", "next": "/password/"})
    assert answer["Location"] == "/password/"
    assert Account.objects.get(id=ramesh).language == "te"
    assert '<html lang="te"' in client.get("/password/").content.decode()
    other, _ = sign_in("ramesh")
    assert '<html lang="te"' in other.get("/password/").content.decode()


def test_another_language_shows_the_same_page_with_what_was_chosen_on_it(client_for):
    page = client_for("ramesh").get("/workers/?area=&page=0").content.decode()
    assert '<input type="hidden" name="next" value="/workers/?area=&amp;page=0">' in page


def test_the_language_of_a_visitor_is_a_cookie_and_leads_nowhere_else():
    client = Client()
    answer = client.post("/language/", {"language": "hi", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert '<html lang="hi"' in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert '<html lang="hi"' in client.get("/sign-in/").content.decode()
    assert client.get("/language/").status_code == 405


def test_the_sign_in_page_holds_nothing_inline():
    page = Client().get("/sign-in/").content.decode()
    assert "style=" not in page and "<script>" not in page
