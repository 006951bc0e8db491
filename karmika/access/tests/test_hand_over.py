"""A post goes from one person to another: the role, the phones, and nothing between them."""

from datetime import timedelta

import pytest

from karmika.access.acts import AddUser, AssignRole, DeactivateUser, EndRole, HandOver, RegisterDevice
from karmika.access.device_keys import token_of
from karmika.access.handing_over import Newcomer, Plan, hand_over
from karmika.access.models import Account, Device, RoleAssignment, User
from karmika.access.roles import Role
from karmika.access.viewer import device_access, grants_on
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import at_once


def person(cast, username="padmavathi", *, organisation=None):
    user = uuid7()
    place = {"organisation": organisation or cast.mepma, "area": cast.area("251746")}
    perform(AddUser(user=user, username=username, name="Padmavathi", **place), cast.operator)
    return user


def post_of(cast, name):
    return RoleAssignment.objects.get(user_id=cast.user_id(name))


def act(cast, successor, **more):
    return HandOver(
        **{"assignment": post_of(cast, "lakshmi").id, "successor": successor, "becomes": uuid7(), **more}
    )


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_the_right_ends_and_begins_on_the_same_day(cast):
    successor, day = person(cast), today() + timedelta(days=10)
    perform(act(cast, successor, on=day), cast.admin)
    lakshmi = cast.user_id("lakshmi")
    for offset in range(-1, 3):
        on = day + timedelta(days=offset)
        held = [len(grants_on(user, on)) for user in (lakshmi, successor)]
        assert held == ([0, 1] if offset >= 0 else [1, 0]), f"neither gap nor overlap, {offset} days after"
    old, new = post_of(cast, "lakshmi"), RoleAssignment.objects.get(user_id=successor)
    assert (old.valid_to, new.valid_from, new.valid_to, new.follows) == (day, day, None, old.id)
    same = ("role", "area_id", "organisation_id", "programme_id")
    assert [getattr(old, name) for name in same] == [getattr(new, name) for name in same]


def test_without_a_day_it_is_today(cast):
    successor = person(cast)
    perform(act(cast, successor), cast.admin)
    assert grants_on(cast.user_id("lakshmi"), today()) == ()
    assert len(grants_on(successor, today())) == 1


def test_what_was_planned_to_end_ends_then_for_the_successor_too(cast):
    end = today() + timedelta(days=90)
    perform(EndRole(assignment=post_of(cast, "lakshmi").id, on=end), cast.admin)
    successor = person(cast)
    perform(act(cast, successor, on=today() + timedelta(days=5)), cast.admin)
    assert RoleAssignment.objects.get(user_id=successor).valid_to == end


def test_both_histories_say_so_and_the_past_stays(cast):
    successor = person(cast)
    perform(act(cast, successor), cast.admin)
    for user in (cast.user_id("lakshmi"), successor):
        last = history(user)[-1]
        assert last.kind == "access.hand_over"
        assert "Resource person" in last.sentence
        assert "Padma Rani" in last.sentence
    assert grants_on(cast.user_id("lakshmi"), today() - timedelta(days=1))


def test_what_may_not_be_is_refused(cast, nothing_written):
    successor = person(cast)
    left = person(cast, "left")
    perform(DeactivateUser(user=left), cast.operator)
    elsewhere = person(cast, "elsewhere", organisation=cast.other_org)
    cases = {
        "access.successor_same": act(cast, cast.user_id("lakshmi")),
        "access.user_unknown": act(cast, uuid7()),
        "access.user_inactive": act(cast, left),
        "access.other_organisation": act(cast, elsewhere),
        "access.not_to_yourself": act(cast, cast.user_id("admin")),
        "access.dates_reversed": act(cast, successor, on=today() - timedelta(days=1)),
        "access.post_not_begun": act(
            cast, successor, on=post_of(cast, "lakshmi").valid_from - timedelta(days=1)
        ),
        "access.incompatible_roles": act(cast, cast.user_id("auditor")),
    }
    for code, one in cases.items():
        refused(one, cast.admin, code, nothing_written)


def test_nobody_hands_over_what_he_may_not_give(cast, nothing_written):
    successor = person(cast)
    for name in ("ramesh", "fatima", "auditor", "stranger", "colleague", "lakshmi"):
        refused(act(cast, successor), getattr(cast, name), "access.not_yours", nothing_written)
    state_office = act(cast, successor, assignment=post_of(cast, "devi").id)
    refused(state_office, cast.admin, "access.role_above_yours", nothing_written)
    theirs = act(cast, successor, assignment=post_of(cast, "colleague").id)
    refused(theirs, cast.admin, "access.not_yours", nothing_written)
    refused(act(cast, successor, assignment=uuid7()), cast.admin, "access.not_yours", nothing_written)


def test_a_post_is_handed_over_once(cast, nothing_written):
    day = today() + timedelta(days=10)
    perform(act(cast, person(cast), on=day), cast.admin)
    third = person(cast, "third")
    for on in (day, day - timedelta(days=5), day + timedelta(days=5)):
        refused(act(cast, third, on=on), cast.admin, "access.handed_over_already", nothing_written)


def test_an_ended_post_and_one_held_already_are_refused(cast, nothing_written):
    successor, post = person(cast), post_of(cast, "lakshmi")
    same = AssignRole(
        assignment=uuid7(),
        user=successor,
        role=post.role,
        area=post.area_id,
        organisation=cast.mepma,
        programme=cast.vog,
    )
    perform(same, cast.admin)
    refused(act(cast, successor), cast.admin, "access.role_held_already", nothing_written)
    perform(EndRole(assignment=post.id), cast.admin)
    refused(act(cast, person(cast, "third")), cast.admin, "access.assignment_ended", nothing_written)


def test_a_successor_has_a_successor(cast):
    second, third = person(cast), person(cast, "third")
    perform(act(cast, second), cast.admin)
    perform(act(cast, third, assignment=RoleAssignment.objects.get(user_id=second).id), cast.admin)
    assert len(grants_on(third, today())) == 1
    assert grants_on(second, today()) == ()


def plan(cast, **more):
    return Plan(
        **{
            "entry": uuid7(),
            "assignment": post_of(cast, "lakshmi"),
            "on": today(),
            "successor": Newcomer(
                name="Padmavathi", username="padmavathi", phone="9848012399", language="te"
            ),
            "phones": (Device.objects.get(id=cast.device),),
            **more,
        }
    )


def test_a_new_user_gets_post_phone_and_password_at_once(cast):
    done = hand_over(given := plan(cast), cast.admin)
    assert done.login is not None
    assert done.login.username == "padmavathi"
    assert User.objects.get(id=done.successor).area_id == cast.area("251746-W07")
    assert Account.objects.get(id=done.successor).must_change_password
    (phone,) = done.phones
    access = device_access(token_of(phone))
    assert (access.viewer.id, access.closed_at) == (done.successor, None)
    assert [grant.area for grant in access.viewer.grants] == [cast.area("251746-W07")]
    old = device_access(cast.device_token)
    assert old.closed_at is not None
    assert old.device.revoked_reason == "handed_on"
    assert old.viewer.id == cast.user_id("lakshmi"), "what she collected before stays hers"
    password = Account.objects.get(id=done.successor).password
    again = hand_over(given, cast.admin)
    assert (again.login, again.phones) == (None, done.phones)
    assert Account.objects.get(id=done.successor).password == password


def test_a_phone_goes_on_the_day_and_not_before(cast, monkeypatch):
    day = today() + timedelta(days=3)
    done = hand_over(plan(cast, on=day), cast.admin)
    (phone,) = done.phones
    new_token, old_token = token_of(phone), cast.device_token
    assert device_access(old_token).closed_at is None
    assert device_access(old_token).viewer.grants
    assert device_access(new_token).closed_at is not None, "the successor has no role yet"
    later = now() + timedelta(days=3)
    for module in ("access.viewer", "kernel.dates"):
        monkeypatch.setattr(f"karmika.{module}.now", lambda: later)
    monkeypatch.setattr("karmika.access.viewer.today", lambda: day)
    assert device_access(old_token).closed_at is not None
    assert device_access(new_token).closed_at is None
    assert device_access(new_token).viewer.grants


def test_a_new_user_whose_name_is_taken_leaves_all_as_it_was(cast, nothing_written):
    taken = Newcomer(name="Ramesh", username="ramesh", phone=None, language="te")
    with nothing_written(), pytest.raises(Refused, match=r"access\.user_name_taken"):
        hand_over(plan(cast, successor=taken), cast.admin)


def test_a_phone_that_was_withdrawn_meanwhile_stops_all(cast, nothing_written):
    from karmika.access.acts import RevokeDevice

    given = plan(cast)
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    with nothing_written(), pytest.raises(Refused, match=r"access\.device_revoked_already"):
        hand_over(given, cast.admin)


def test_a_phone_set_up_for_later_needs_the_role_of_that_day(cast, nothing_written):
    successor, day = person(cast), today() + timedelta(days=3)
    register = {
        "name": "W07-9",
        "holder": successor,
        "organisation": cast.mepma,
        "programme": cast.vog,
        "area": cast.area("251746-W07"),
    }
    refused(
        RegisterDevice(device=uuid7(), starts_on=day, **register),
        cast.admin,
        "access.holder_has_no_role",
        nothing_written,
    )
    perform(act(cast, successor, on=day), cast.admin)
    refused(
        RegisterDevice(device=uuid7(), **register), cast.admin, "access.holder_has_no_role", nothing_written
    )
    perform(RegisterDevice(device=uuid7(), starts_on=day, **register), cast.admin)


def test_two_officers_hand_the_same_post_to_two_people_at_once_and_one_wins(fresh_database, cast):
    people = [person(cast), person(cast, "third")]
    acts = [
        act(cast, people[0], on=today() + timedelta(days=2)),
        act(cast, people[1], on=today() + timedelta(days=1)),
    ]
    viewers = [cast.admin, cast.devi]
    done = at_once(*(lambda a=a, v=v: perform(a, v) for a, v in zip(acts, viewers, strict=True)))
    lost = [one for one in done if isinstance(one, Refused)]
    assert len(lost) == 1, done
    assert lost[0].code in ("access.handed_over_already", "journal.clash")
    posts = RoleAssignment.objects.filter(user_id__in=people)
    assert posts.count() == 1
    assert posts.get().valid_from == post_of(cast, "lakshmi").valid_to


def test_one_ends_while_another_hands_over_and_no_right_is_left_twice(fresh_database, cast):
    successor, post = person(cast), post_of(cast, "lakshmi")
    day = today() + timedelta(days=2)
    done = at_once(
        lambda: perform(act(cast, successor, on=day), cast.admin),
        lambda: perform(EndRole(assignment=post.id), cast.devi),
    )
    assert any(not isinstance(one, BaseException) for one in done)
    for offset in range(4):
        on = today() + timedelta(days=offset)
        holders = RoleAssignment.objects.filter(area_id=post.area_id, role=Role.RESOURCE_PERSON).valid_on(on)
        assert holders.count() <= 1
