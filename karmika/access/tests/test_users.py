"""Users: added, changed, stopped; one-time passwords."""

import pytest
from django.contrib.auth import authenticate

from karmika.access import accounts
from karmika.access.acts import AddUser, AssignRole, ChangeUser, DeactivateUser, IssuePassword
from karmika.access.models import Account, User
from karmika.access.roles import Role
from karmika.access.viewer import viewer_for
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


def add(cast, **more):
    fields = {
        "user": uuid7(),
        "username": "sita",
        "name": "Sita  Rani",
        "organisation": cast.mepma,
        "area": cast.area("251746"),
        **more,
    }
    return AddUser(**fields)


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_a_user_is_added_with_tidy_name_and_phone(cast):
    act = add(cast, username=" Sita ", phone="98480 99999")
    perform(act, cast.admin)
    user = User.objects.get(id=act.user)
    assert (user.username, user.name, user.phone) == ("sita", "Sita Rani", "+919848099999")
    assert viewer_for(user).grants == ()


@pytest.mark.parametrize("username", ["", "ab", "98480123456", "a b c", "సీత", "x" * 65])
def test_a_user_name_must_be_typable_and_no_phone_number(cast, nothing_written, username):
    refused(add(cast, username=username), cast.admin, "access.user_name_form", nothing_written)


def test_an_address_may_be_a_user_name(cast):
    perform(add(cast, username="admin@demo.example"), cast.admin)


def test_user_names_and_phones_are_unique_in_any_spelling(cast, nothing_written):
    perform(add(cast, phone="9848099999"), cast.admin)
    refused(add(cast, username="SITA"), cast.admin, "access.user_name_taken", nothing_written)
    other = add(cast, username="gita", phone="+91 98480-99999")
    refused(other, cast.admin, "access.phone_taken", nothing_written)
    refused(add(cast, username="gita", phone="12"), cast.admin, "kernel.phone", nothing_written)


def test_what_makes_no_sense_is_refused(cast, nothing_written):
    refused(add(cast, name=" "), cast.admin, "access.name_missing", nothing_written)
    refused(add(cast, language="xx"), cast.admin, "access.language_unknown", nothing_written)
    refused(add(cast, area=uuid7()), cast.operator, "access.area_unknown", nothing_written)
    refused(add(cast, organisation=uuid7()), cast.operator, "access.organisation_unknown", nothing_written)
    refused(add(cast, user=cast.user_id("ramesh")), cast.admin, "access.user_exists", nothing_written)


def test_only_administration_of_the_same_organisation_and_area_adds_users(cast, nothing_written):
    for viewer in (cast.ramesh, cast.fatima, cast.lakshmi, cast.auditor, cast.colleague):
        refused(add(cast), viewer, "access.not_yours", nothing_written)
    refused(add(cast, organisation=cast.other_org), cast.admin, "access.not_yours", nothing_written)
    refused(add(cast, area=cast.area("UP-V1")), cast.admin, "access.not_yours", nothing_written)


def test_a_change_keeps_what_is_left_out(cast):
    act = add(cast, phone="9848099999")
    perform(act, cast.admin)
    perform(ChangeUser(user=act.user, name="Sita Devi"), cast.admin)
    user = User.objects.get(id=act.user)
    assert (user.name, user.phone) == ("Sita Devi", "+919848099999")
    perform(ChangeUser(user=act.user, phone=""), cast.admin)
    user.refresh_from_db()
    assert (user.name, user.phone) == ("Sita Devi", None)


def test_a_user_is_not_moved_out_of_ones_own_area(cast, nothing_written):
    act = add(cast)
    perform(act, cast.admin)
    move = ChangeUser(user=act.user, area=cast.area("UP-V1"))
    refused(move, cast.admin, "access.not_yours", nothing_written)


def test_those_above_are_not_managed_from_below(cast, nothing_written):
    devi = cast.user_id("devi")
    for act in (
        IssuePassword(user=devi),
        ChangeUser(user=devi, phone="9848099998"),
        DeactivateUser(user=devi),
    ):
        refused(act, cast.admin, "access.user_above_you", nothing_written)
    perform(IssuePassword(user=cast.user_id("ramesh")), cast.admin)


def test_a_stopped_user_has_no_right_and_no_way_in(cast):
    ramesh = cast.user_id("ramesh")
    accounts.open_account(ramesh, "a good password", must_change=False)
    assert authenticate(None, username="ramesh", password="a good password") is not None
    perform(DeactivateUser(user=ramesh), cast.admin)
    assert viewer_for(User.objects.get(id=ramesh)).grants == ()
    assert not Account.objects.get(id=ramesh).is_active
    assert authenticate(None, username="ramesh", password="a good password") is None


def test_nothing_is_done_to_a_stopped_user(cast, nothing_written):
    ramesh = cast.user_id("ramesh")
    perform(DeactivateUser(user=ramesh), cast.admin)
    for act in (ChangeUser(user=ramesh, name="X"), DeactivateUser(user=ramesh), IssuePassword(user=ramesh)):
        refused(act, cast.admin, "access.user_inactive", nothing_written)


def test_a_one_time_password_lets_in_and_must_be_changed(cast):
    login = accounts.add_user(add(cast), cast.admin)
    account = Account.objects.get(id=login.user)
    assert account.must_change_password
    assert authenticate(None, username="sita", password=login.password) == account
    assert login.password not in repr(login)
    again = accounts.issue_password(login.user, cast.admin)
    assert again.password != login.password
    assert authenticate(None, username="sita", password=login.password) is None
    assert User.objects.get(id=login.user).passwords_issued == 1


def test_a_refused_user_gets_no_account(cast, nothing_written):
    before = Account.objects.count()
    with nothing_written(), pytest.raises(Refused):
        accounts.add_user(add(cast, username="ramesh"), cast.admin)
    assert Account.objects.count() == before


def test_the_operator_makes_an_administrator(cast):
    login = accounts.create_administrator(
        username="head",
        name="Head",
        organisation=cast.other_org,
        area=cast.area("28"),
        password="a good password",
    )
    grants = viewer_for(User.objects.get(id=login.user)).grants
    assert [(g.role, g.organisation) for g in grants] == [(Role.ADMINISTRATOR, cast.other_org)]
    assert not Account.objects.get(id=login.user).must_change_password


def test_the_history_of_a_user_is_in_sentences_without_his_name(cast):
    act = add(cast)
    perform(act, cast.admin)
    role = AssignRole(
        assignment=uuid7(),
        user=act.user,
        role=Role.RESOURCE_PERSON,
        area=act.area,
        organisation=cast.mepma,
        programme=cast.vog,
    )
    perform(role, cast.admin)
    sentences = [line.sentence for line in history(act.user)]
    assert sentences[0] == "Padma Rani added this user"
    assert sentences[1].startswith("Padma Rani gave this user the role Resource person from ")
    assert "Sita" not in " ".join(sentences)
