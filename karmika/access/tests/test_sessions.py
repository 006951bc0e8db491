"""Sessions on computers that several people use: short, listed, ended from afar, by acts, and without a trace."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from karmika.access import accounts, sessions
from karmika.access.acts import AssignRole, ChangeUser, DeactivateUser, EndRole, RevokeDevice
from karmika.access.models import Device, RoleAssignment, SignIn
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.testing import PASSWORD
from karmika.urls import urlpatterns

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(login="ramesh", password=PASSWORD, client=None, **more):
    client = client or Client(headers={"User-Agent": FIREFOX})
    client.post("/sign-in/", {"login": login, "password": password, **more})
    return client


def is_in(client):
    answer = client.get("/")
    assert answer.status_code == 200 or answer["Location"].startswith("/sign-in/")
    return answer.status_code == 200


def aged(**more):
    """As if everybody's sessions had begun, or been used, that long ago."""
    for field, ago in more.items():
        SignIn.objects.update(**{field: now() - timedelta(minutes=ago)})


def test_a_session_on_a_shared_computer_ends_after_half_an_hour_of_nothing(cast):
    client = sign_in()
    assert is_in(client)
    aged(seen_at=25)
    assert is_in(client)
    aged(seen_at=31)
    answer = client.get("/groups/")
    assert answer["Location"] == "/sign-in/?next=%2Fgroups%2F"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "You were signed out" in client.get("/sign-in/").content.decode()
    assert "_auth_user_id" not in client.session


def test_every_use_is_a_use(cast):
    client = sign_in()
    for _ in range(4):
        assert is_in(client)
        aged(seen_at=20)
    assert is_in(client)


def test_the_time_is_the_deployments_choice(cast, settings):
    settings.KARMIKA_IDLE_MINUTES = 5
    client = sign_in()
    is_in(client)
    aged(seen_at=6)
    assert not is_in(client)


def test_who_has_a_computer_alone_says_so_and_stays_longer_but_never_over_twelve_hours(cast):
    client = sign_in(own_computer="on")
    assert is_in(client)
    aged(seen_at=200)
    assert is_in(client)
    aged(seen_at=241)
    assert not is_in(client)
    client = sign_in(own_computer="on")
    assert is_in(client)
    aged(began_at=12 * 60 + 1)
    assert not is_in(client)


def test_the_cookie_goes_with_the_browser_and_no_script_reads_it(cast):
    cookie = sign_in().cookies["sessionid"]
    assert cookie["max-age"] == "" and cookie["httponly"] and cookie["samesite"] == "Lax"


def test_the_number_of_the_session_changes_at_sign_in_and_at_a_new_password(cast):
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client=client)
    inside = client.session.session_key
    assert inside != session.session_key and not is_in_with(session.session_key)
    new = "seven green parrots"
    client.post("/password/", {"present": PASSWORD, "new": new, "again": new})
    assert client.session.session_key != inside and not is_in_with(inside) and is_in(client)


def is_in_with(key):
    other = Client()
    other.cookies["sessionid"] = key
    return is_in(other)


def test_whoever_reads_the_table_of_sessions_can_use_none(cast):
    client = sign_in()
    assert is_in(client)
    number = client.cookies["sessionid"].value
    (row,) = Session.objects.all()
    assert row.session_key != number and number not in row.session_data
    assert is_in_with(number) and not is_in_with(row.session_key)


def test_signing_out_leaves_nothing_behind(cast):
    client = sign_in()
    is_in(client)
    key = client.session.session_key
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["sessionid"].value == ""
    assert not SignIn.objects.exists() and not is_in_with(key)


def test_one_sees_where_one_is_signed_in_and_ends_the_others(cast):
    here, there = sign_in(), sign_in()
    assert is_in(here) and is_in(there)
    page = here.get("/own/").content.decode()
    assert page.count("Firefox, Linux") == 2 and page.count("this one") == 1
    assert is_in(other := sign_in("fatima"))
    here.post("/own/")
    assert is_in(here) and not is_in(there) and is_in(other)
    assert "<button>Sign out everywhere else" not in here.get("/own/").content.decode()


def test_a_new_password_of_ones_own_ends_the_other_sessions(cast):
    here, there = sign_in(), sign_in()
    is_in(here), is_in(there)
    new = "seven green parrots"
    here.post("/password/", {"present": PASSWORD, "new": new, "again": new})
    assert is_in(here) and not is_in(there)


@pytest.mark.parametrize("what", ["password", "role", "user"])
def test_what_an_administrator_ends_ends_every_session_at_once(cast, what):
    ramesh = cast.user_id("ramesh")
    clients = [sign_in(), sign_in()]
    assert all(is_in(client) for client in clients)
    if what == "password":
        accounts.issue_password(ramesh, cast.admin)
    elif what == "role":
        perform(EndRole(assignment=RoleAssignment.objects.get(user_id=ramesh).id), cast.admin)
    else:
        perform(DeactivateUser(user=ramesh), cast.admin)
    assert not any(is_in(client) for client in clients)


def test_what_changes_nothing_about_the_right_to_be_in_ends_no_session(cast):
    client = sign_in()
    is_in(client)
    perform(ChangeUser(user=cast.user_id("ramesh"), name="Ramesh B"), cast.admin)
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    assert is_in(client)


def test_after_a_role_ended_one_can_sign_in_anew_with_the_others(cast):
    ramesh = cast.user_id("ramesh")
    perform(
        AssignRole(
            assignment=(second := uuid7()),
            user=ramesh,
            role="data_entry_officer",
            area=cast.area("251746"),
            organisation=cast.mepma,
            programme=cast.vog,
        ),
        cast.admin,
    )
    client = sign_in()
    is_in(client)
    perform(EndRole(assignment=second), cast.admin)
    assert not is_in(client) and is_in(sign_in())


def test_a_right_that_ends_with_its_day_is_gone_without_any_act(cast, client_for, monkeypatch):
    day = now().date() + timedelta(days=3)
    role = RoleAssignment.objects.get(user_id=cast.user_id("fatima"))
    perform(EndRole(assignment=role.id, on=day), cast.admin)
    client = client_for("fatima")
    assert client.get("/users/").status_code == 200
    monkeypatch.setattr("karmika.access.viewer.today", lambda: day)
    assert client.get("/users/").status_code == 404


def test_withdrawing_a_stolen_phone_never_waits_for_a_password(cast):
    client = sign_in("admin")
    is_in(client)
    aged(confirmed_at=200)
    client.post(f"/devices/{cast.device}/revoke/", {"reason": "stolen"})
    assert Device.objects.get(id=cast.device).revoked_reason == "stolen"


def test_a_part_of_a_page_that_asks_too_late_is_led_to_sign_in_as_a_whole(cast):
    client = sign_in()
    is_in(client)
    aged(seen_at=31)
    answer = client.post("/groups/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/sign-in/" and answer.content == b""


GRAVE = {
    "access.assign_role": "/users/{lakshmi}/roles/add/",
    "access.issue_password": "/users/{lakshmi}/password/",
    "access.deactivate_user": "/users/{lakshmi}/deactivate/",
    "access.reset_second_factor": "/users/{lakshmi}/second-factor/",
    "access.end_role": "/roles/{role}/end/",
    "access.hand_over": "/roles/{role}/hand-over/",
    "access.load_staff": "/users/import/",
    "access.device_sheet": "/devices/{device}/sheet/",
    "access.device_qr": "/devices/{device}/qr.svg",
    "access.reissue_device": "/devices/{device}/reissue/",
    "access.register_device": "/devices/register/",
}


def test_these_acts_are_the_gravest():
    asking = {pattern.name for pattern in urlpatterns if getattr(pattern.callback, "confirmed", False)}
    assert asking == {*GRAVE, "registry.erase", "cases.forget"}


@pytest.mark.parametrize("name", GRAVE)
def test_the_gravest_acts_ask_for_the_password_again_after_a_while(cast, nothing_written, name):
    lakshmi = cast.user_id("lakshmi")
    role = RoleAssignment.objects.get(user_id=lakshmi).id
    address = GRAVE[name].format(lakshmi=lakshmi, device=cast.device, role=role)
    client = sign_in("admin")
    is_in(client)
    aged(confirmed_at=16)
    with nothing_written():
        answer = client.post(address, headers={"Referer": f"http://testserver/users/{lakshmi}/"})
        assert answer["Location"] == f"/confirm/?next=/users/{lakshmi}/"
        assert client.post("/confirm/", {"password": "wrong", "next": "/users/"}).status_code == 200
        assert client.post(address)["Location"] == "/confirm/?next=/"
    said = {"password": PASSWORD, "next": f"/users/{lakshmi}/"}
    assert client.post("/confirm/", said)["Location"] == f"/users/{lakshmi}/"
    assert not client.post(address).headers.get("Location", "").startswith("/confirm/")


def test_one_is_led_back_to_no_other_place(cast):
    client = sign_in()
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        answer = client.post("/confirm/", {"password": PASSWORD, "next": elsewhere})
        assert answer["Location"] == "/", elsewhere


def test_rows_of_sessions_that_are_over_are_thrown_away(cast):
    is_in(sign_in())
    sessions.forget_old(now() + timedelta(hours=13))
    assert not SignIn.objects.exists()
