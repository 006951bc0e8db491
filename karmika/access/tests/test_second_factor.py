"""The second factor: set up, asked for, lost, taken away; what it takes to slip into somebody else's account."""

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client

from karmika import testing
from karmika.access import accounts, second_factor
from karmika.access.acts import AssignRole, IssuePassword, ResetSecondFactor
from karmika.access.models import Account, User
from karmika.access.roles import Role
from karmika.access.viewer import Operator, viewer_for
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import PASSWORD

OWN = "/own/second-factor/"


@pytest.fixture(autouse=True)
def required(settings, monkeypatch):
    """The deployment requires it, and the half minute does not end in the middle of a test."""
    settings.KARMIKA_SECOND_FACTOR = "required"
    moment = now()
    monkeypatch.setattr(second_factor, "now", lambda: moment)


def sign_in(login, password=PASSWORD, client=None):
    client = client or Client()
    return client, client.post("/sign-in/", {"login": login, "password": password})


def code_of(secret, steps=0):
    """What the app shows, now or some steps of half a minute away."""
    return format_hotp_value(hotp_value(secret, int(second_factor.now().timestamp()) // 30 + steps))


def app(client):
    """The key that the page shows to type into the app."""
    page = client.get(OWN).content.decode()
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


def enrol(login, steps=-1):
    """Sign in for the first time and set the second factor up; (browser, key of the app, recovery codes)."""
    client, _ = sign_in(login)
    secret = app(client)
    page = client.post(OWN, {"code": code_of(secret, steps)}).content.decode()
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)
    assert len(codes) == 10, page
    return client, secret, codes


def with_code(login, code):
    client, answer = sign_in(login)
    assert answer["Location"] == "/sign-in/code/", answer
    return client, client.post("/sign-in/code/", {"code": code})


def second_administrator(cast):
    """Another administrator of the state."""
    user = uuid7()
    perform([
        accounts.AddUser(user=user, username="admin2", name="Vani", organisation=cast.mepma, area=cast.area("28")),
        AssignRole(assignment=uuid7(), user=user, role="administrator", area=cast.area("28"), organisation=cast.mepma),
    ], Operator())  # fmt: skip
    return viewer_for(User.objects.get(id=user))


def test_roles_that_see_a_city_or_give_rights_need_it_and_the_field_does_not():
    needing = {role for role in Role if role.needs_second_factor}
    assert needing == {
        "state_mission_director", "state_programme_manager", "district_project_director", "ulb_nodal_officer",
        "city_mission_manager", "technical_expert", "administrator", "auditor", "privacy_officer",
    }  # fmt: skip


@pytest.mark.parametrize("login", ["fatima", "devi", "auditor", "admin"])
def test_who_needs_it_gets_no_further_than_to_set_it_up(cast, login):
    client, _ = sign_in(login)
    for address in ("/", "/users/", "/workers/", "/own/"):
        assert client.get(address)["Location"] == OWN, address
    assert client.post("/users/", {"text": "a"})["Location"] == OWN
    assert client.get("/password/").status_code == 200
    page = client.get(OWN).content.decode()
    assert "data:image/svg+xml;base64," in page and "a password alone is too little" in page


@pytest.mark.parametrize("login", ["lakshmi", "ramesh"])
def test_the_field_comes_in_with_a_password_and_may_set_it_up(cast, login):
    client, _ = sign_in(login)
    assert client.get("/").status_code == 200
    assert client.get(OWN).status_code == 200


@pytest.mark.parametrize("rule", ["offered", "off"])
def test_a_deployment_may_offer_it_or_do_without(cast, settings, rule):
    _, _secret, _ = enrol("fatima")
    settings.KARMIKA_SECOND_FACTOR = rule
    _client, answer = sign_in("fatima")
    assert answer["Location"] == ("/sign-in/code/" if rule == "offered" else "/")
    assert sign_in("devi")[0].get("/").status_code == 200


def test_it_is_set_up_once_and_then_asked_for(cast):
    client, secret, _ = enrol("fatima")
    assert client.get("/workers/").status_code == 200
    client, answer = sign_in("fatima")
    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/workers/")["Location"].startswith("/sign-in/"), "half in is not in"
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/workers/").status_code == 200


def test_a_wrong_code_sets_nothing_up(cast):
    client, _ = sign_in("fatima")
    secret = app(client)
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"
    page = client.post(OWN, {"code": wrong}).content.decode()
    assert "does not fit" in page and secret[:4] in page, "the same key stands"
    assert not Authenticator.objects.exists()


def test_a_code_opens_once_and_an_older_one_never_after_it(cast):
    _, secret, _ = enrol("fatima", steps=-1)
    assert with_code("fatima", code_of(secret, -1))[1].status_code == 200, "used to set it up"
    assert with_code("fatima", code_of(secret, 1))[1].status_code == 302
    assert with_code("fatima", code_of(secret, 1))[1].status_code == 200, "replayed"
    assert with_code("fatima", code_of(secret, 0))[1].status_code == 200, "older than the last"


@pytest.mark.parametrize("steps", [-40, -2, 3, 40])
def test_a_code_of_another_time_opens_nothing(cast, steps):
    _, secret, _ = enrol("fatima", steps=-1)
    _client, answer = with_code("fatima", code_of(secret, steps))
    assert answer.status_code == 200 and "wrong, or was used already" in answer.content.decode()


def test_a_recovery_code_opens_once(cast):
    _, _, codes = enrol("fatima")
    client, answer = with_code("fatima", f" {codes[3].upper()} ")
    assert answer["Location"] == "/"
    assert "9 unused recovery codes" in client.get(OWN).content.decode()
    assert with_code("fatima", codes[3])[1].status_code == 200
    assert with_code("fatima", codes[4])[1].status_code == 302


def test_a_code_that_comes_twice_at_one_moment_opens_once(fresh_database, cast):
    _, secret, codes = enrol("fatima")
    for code in (code_of(secret, 1), codes[0]):
        answers = testing.at_once(*[lambda code=code: second_factor.verify(cast.user_id("fatima"), code)] * 6)
        assert sorted(answers) == [False] * 5 + [True]


def test_codes_are_guessed_slowly(cast):
    _, _secret, codes = enrol("fatima")
    client, _ = sign_in("fatima")
    statuses = [client.post("/sign-in/code/", {"code": f"{n:06}"}).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]
    assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 429, "not looked at any more"


def test_nothing_that_is_kept_shows_a_secret_and_none_fits_another_account(cast):
    client, _ = sign_in("fatima")
    secret = app(client)
    assert secret not in str([session.get_decoded() for session in Session.objects.all()])
    _, secret, codes = enrol("devi")
    row = Authenticator.objects.get(user_id=cast.user_id("devi"))
    kept = json.dumps(row.data)
    assert secret not in kept and not any(code in kept or code.replace("-", "") in kept for code in codes)
    for entry in Entry.objects.all():
        assert secret.encode() not in bytes(entry.acts)
    Authenticator.objects.create(user_id=cast.user_id("fatima"), type="totp", data=row.data)
    assert not second_factor.verify(cast.user_id("fatima"), code_of(secret))


def test_setting_it_up_ends_the_other_browsers(cast):
    elsewhere, _ = sign_in("fatima")
    elsewhere.get("/")
    enrol("fatima")
    assert elsewhere.get("/")["Location"].startswith("/sign-in/")


def test_a_new_phone_needs_a_code_of_the_old_one_or_of_the_paper(cast):
    client, _secret, codes = enrol("fatima")
    assert client.post(OWN, {"code": "000000"}).status_code == 200
    assert Authenticator.objects.exists()
    assert client.post(OWN, {"code": codes[0]})["Location"] == OWN
    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"] == OWN and client.get(OWN).status_code == 200


def test_a_stolen_session_cannot_set_one_up_without_the_password(cast, settings):
    from karmika.access.models import SignIn

    settings.KARMIKA_SECOND_FACTOR = "offered"
    client, _ = sign_in("ramesh")
    client.get("/")
    SignIn.objects.update(confirmed_at=now() - timedelta(minutes=16))
    assert client.get(OWN)["Location"] == f"/confirm/?next={OWN}"


def test_an_administrator_takes_a_lost_one_away_and_it_stands_in_the_history_without_the_secret(
    cast, client_for, settings
):
    there, _secret, _ = enrol("fatima")
    settings.KARMIKA_SECOND_FACTOR = "offered"
    admin = client_for("admin")
    fatima = cast.user_id("fatima")
    assert "The phone was lost" in admin.get(f"/users/{fatima}/").content.decode()
    admin.post(f"/users/{fatima}/second-factor/", {"reason": "lost"})
    assert (
        "took away this user&#x27;s second factor (The phone was lost)"
        in admin.get(f"/users/{fatima}/").content.decode()
    )
    settings.KARMIKA_SECOND_FACTOR = "required"
    assert there.get("/")["Location"].startswith("/sign-in/"), "all sessions end"
    client, answer = sign_in("fatima")
    assert answer["Location"] == "/" and client.get("/")["Location"] == OWN
    enrol("fatima")
    page = sign_in_fully("fatima", cast).get("/").content.decode()
    assert "Padma Rani took away your second factor" in page


def sign_in_fully(login, cast):
    """In by force, as if the code had been right."""
    client = Client()
    client.force_login(Account.objects.get(id=cast.user_id(login)))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session["account_authentication_methods_user"] = str(cast.user_id(login))
    session.save()
    return client


def test_a_second_factor_that_was_taken_away_is_dead_even_if_its_row_comes_back(cast):
    enrol("fatima")
    row = Authenticator.objects.get()
    accounts.reset_second_factor(cast.user_id("fatima"), "stolen", cast.admin)
    row.pk = None
    row.save()
    assert not second_factor.is_set_up(cast.user_id("fatima"))


@pytest.mark.parametrize(
    ("who", "user", "reason", "code"),
    [
        ("admin", "fatima", "bored", "access.reason_unknown"),
        ("admin", "ramesh", "lost", "access.no_second_factor"),
        ("admin", "admin", "lost", "access.not_your_own"),
        ("admin", "devi", "lost", "access.user_above_you"),
        ("admin", "colleague", "lost", "access.not_yours"),
        ("fatima", "ramesh", "lost", "access.not_yours"),
    ],
)
def test_it_is_not_taken_away(cast, nothing_written, who, user, reason, code):
    enrol("fatima")
    with nothing_written(), pytest.raises(Refused, match=code.replace(".", r"\.")):
        perform(ResetSecondFactor(user=cast.user_id(user), reason=reason), getattr(cast, who))


def test_one_administrator_alone_does_not_slip_into_an_account(cast, nothing_written):
    fatima = cast.user_id("fatima")
    enrol("fatima")
    accounts.reset_second_factor(fatima, "lost", cast.admin)
    with nothing_written(), pytest.raises(Refused, match=r"access\.two_persons"):
        perform(IssuePassword(user=fatima), cast.admin)
    sign_in("fatima")  # she came back, but has not set up another
    with nothing_written(), pytest.raises(Refused, match=r"access\.two_persons"):
        perform(IssuePassword(user=fatima), cast.admin)
    enrol("fatima")
    accounts.issue_password(fatima, cast.admin)


def test_nor_the_other_way_round(cast, nothing_written):
    fatima = cast.user_id("fatima")
    enrol("fatima")
    login = accounts.issue_password(fatima, cast.admin)
    with nothing_written(), pytest.raises(Refused, match=r"access\.two_persons"):
        perform(ResetSecondFactor(user=fatima, reason="lost"), cast.admin)
    accounts.reset_second_factor(fatima, "lost", second_administrator(cast))
    _client, answer = sign_in("fatima", login.password)
    assert answer["Location"] == "/password/"


def test_where_it_is_not_required_the_same_hand_may_again_once_the_person_was_back(
    cast, settings, nothing_written
):
    settings.KARMIKA_SECOND_FACTOR = "offered"
    ramesh = cast.user_id("ramesh")
    enrol("ramesh")
    accounts.reset_second_factor(ramesh, "lost", cast.admin)
    with nothing_written(), pytest.raises(Refused, match=r"access\.two_persons"):
        perform(IssuePassword(user=ramesh), cast.admin)
    sign_in("ramesh")
    accounts.issue_password(ramesh, cast.admin)


def test_a_person_is_told_that_somebody_gave_out_a_password_for_her(cast, settings):
    settings.KARMIKA_SECOND_FACTOR = "offered"
    login = accounts.issue_password(cast.user_id("ramesh"), cast.admin)
    client, _ = sign_in("ramesh", login.password)
    new = "seven green parrots"
    client.post("/password/", {"present": login.password, "new": new, "again": new})
    for browser in (client, sign_in("ramesh", new)[0]):
        assert "Padma Rani gave out a new password for you" in browser.get("/").content.decode()


def test_half_a_sign_in_opens_no_other_address_and_can_be_given_up(cast):
    enrol("fatima")
    client, _ = sign_in("fatima")
    assert client.get(OWN)["Location"].startswith("/sign-in/")
    assert client.post("/sign-in/code/", {}).status_code == 200
    assert client.get("/sign-in/")["Location"] == "/sign-in/code/"
    client.post("/sign-out/")
    assert client.get("/sign-in/").status_code == 200
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_a_session_without_the_second_factor_is_over_when_one_was_set_up(cast, client_for):
    enrol("fatima")
    client = client_for("fatima")
    assert client.get("/")["Location"].startswith("/sign-in/")
