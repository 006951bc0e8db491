"""Giving and ending roles."""

from datetime import timedelta

import pytest

from karmika.access.acts import AddUser, AssignRole, EndRole
from karmika.access.models import RoleAssignment, User
from karmika.access.roles import ASSIGNABLE, GRANTABLE, INCOMPATIBLE, Role, incompatible
from karmika.access.viewer import viewer_for
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


def person(cast, username="newcomer", *, area="251746", organisation=None):
    user = uuid7()
    act = AddUser(
        user=user,
        username=username,
        name="New Comer",
        organisation=organisation or cast.mepma,
        area=cast.area(area),
    )
    perform(act, cast.operator)
    return user


def assign(cast, user, role, *, area="251746", organisation=None, **more):
    more.setdefault("programme", cast.vog)
    return AssignRole(
        assignment=uuid7(),
        user=user,
        role=role,
        area=cast.area(area),
        organisation=organisation or cast.mepma,
        **more,
    )


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_an_administrator_gives_a_field_role_in_her_own_area(cast):
    user = person(cast)
    perform(assign(cast, user, Role.RESOURCE_PERSON), cast.admin)
    grants = viewer_for(User.objects.get(id=user)).grants
    assert [(g.role, g.area, g.organisation, g.programme) for g in grants] == [
        ("resource_person", cast.area("251746"), cast.mepma, cast.vog)
    ]


def test_nobody_gives_a_role_in_another_organisation_or_area(cast, nothing_written):
    user = person(cast, organisation=cast.other_org)
    foreign = assign(cast, user, Role.RESOURCE_PERSON, organisation=cast.other_org)
    refused(foreign, cast.admin, "access.not_yours", nothing_written)
    mine = person(cast, "second")
    refused(
        assign(cast, mine, Role.RESOURCE_PERSON, area="UP-V1"),
        cast.admin,
        "access.not_yours",
        nothing_written,
    )


def test_a_user_of_another_organisation_gets_no_role_in_ours(cast, nothing_written):
    user = person(cast, organisation=cast.other_org)
    refused(
        assign(cast, user, Role.RESOURCE_PERSON), cast.admin, "access.other_organisation", nothing_written
    )


def test_an_administrator_appoints_nobody_above_her(cast, nothing_written):
    user = person(cast)
    for role in (Role.STATE_PROGRAMME_MANAGER, Role.STATE_MISSION_DIRECTOR, Role.AUDITOR):
        refused(assign(cast, user, role), cast.admin, "access.role_above_yours", nothing_written)
    perform(assign(cast, user, Role.STATE_PROGRAMME_MANAGER), cast.devi)


def test_those_who_hold_no_granting_role_give_none(cast, nothing_written):
    user = person(cast)
    for viewer in (cast.ramesh, cast.fatima, cast.lakshmi, cast.auditor, cast.stranger):
        refused(assign(cast, user, Role.RESOURCE_PERSON), viewer, "access.not_yours", nothing_written)


def test_nobody_gives_a_role_to_himself(cast, nothing_written):
    act = assign(cast, cast.user_id("admin"), Role.CITY_MISSION_MANAGER)
    refused(act, cast.admin, "access.not_to_yourself", nothing_written)


def test_one_limited_to_a_programme_cannot_give_a_role_for_all_programmes(cast, nothing_written):
    limited, user = person(cast, "limited"), person(cast)
    perform(assign(cast, limited, Role.ADMINISTRATOR), cast.admin)
    viewer = viewer_for(User.objects.get(id=limited))
    refused(
        assign(cast, user, Role.RESOURCE_PERSON, programme=None),
        viewer,
        "access.role_above_yours",
        nothing_written,
    )
    refused(
        assign(cast, user, Role.RESOURCE_PERSON, programme=cast.kma),
        viewer,
        "access.not_yours",
        nothing_written,
    )
    perform(assign(cast, user, Role.RESOURCE_PERSON), viewer)


@pytest.mark.parametrize(
    ("held", "asked"), [(Role.RESOURCE_PERSON, Role.AUDITOR), (Role.AUDITOR, Role.CAMP_DESK)]
)
def test_an_auditor_enters_nothing_on_the_same_ground(cast, nothing_written, held, asked):
    user = person(cast)
    perform(assign(cast, user, held, area="251746-W07"), cast.devi)
    refused(assign(cast, user, asked, area="28"), cast.devi, "access.incompatible_roles", nothing_written)


def test_incompatible_roles_on_different_ground_or_at_different_times_are_fine(cast):
    user = person(cast)
    end = today() + timedelta(days=10)
    perform(assign(cast, user, Role.RESOURCE_PERSON, area="251746-W07", valid_to=end), cast.devi)
    perform(assign(cast, user, Role.AUDITOR, area="251719"), cast.devi)
    perform(assign(cast, user, Role.AUDITOR, area="251746", valid_from=end), cast.devi)


def test_the_same_role_twice_is_refused(cast, nothing_written):
    user = person(cast)
    perform(assign(cast, user, Role.RESOURCE_PERSON), cast.admin)
    refused(assign(cast, user, Role.RESOURCE_PERSON), cast.admin, "access.role_held_already", nothing_written)


def test_the_operator_role_and_unknown_roles_are_never_given(cast, nothing_written):
    user = person(cast)
    for role in (Role.OPERATOR, "emperor"):
        refused(assign(cast, user, role), cast.operator, "access.role_unknown", nothing_written)


def test_an_ended_role_gives_no_right_from_the_same_moment(cast):
    user = person(cast)
    act = assign(cast, user, Role.RESOURCE_PERSON)
    perform(act, cast.admin)
    perform(EndRole(assignment=act.assignment), cast.admin)
    assert viewer_for(User.objects.get(id=user)).grants == ()
    assert RoleAssignment.objects.get(id=act.assignment).valid_to == today()


def test_a_role_ends_once_not_in_the_past_and_not_by_one_below(cast, nothing_written):
    user = person(cast)
    act = assign(cast, user, Role.STATE_PROGRAMME_MANAGER)
    perform(act, cast.devi)
    end = EndRole(assignment=act.assignment)
    refused(end, cast.admin, "access.role_above_yours", nothing_written)
    refused(end, cast.ramesh, "access.not_yours", nothing_written)
    past = EndRole(assignment=act.assignment, on=today() - timedelta(days=1))
    refused(past, cast.devi, "access.dates_reversed", nothing_written)
    perform(end, cast.devi)
    refused(end, cast.devi, "access.assignment_ended", nothing_written)


def test_a_future_role_gives_no_right_today(cast):
    user = person(cast)
    perform(assign(cast, user, Role.RESOURCE_PERSON, valid_from=today() + timedelta(days=1)), cast.admin)
    assert viewer_for(User.objects.get(id=user)).grants == ()


def test_the_table_of_granting_never_lets_a_role_appoint_above_itself():
    assert Role.OPERATOR not in ASSIGNABLE
    for held, given in GRANTABLE.items():
        assert given <= ASSIGNABLE, held
    assert GRANTABLE[Role.ADMINISTRATOR] < GRANTABLE[Role.STATE_PROGRAMME_MANAGER] < GRANTABLE[Role.OPERATOR]
    for one, others in INCOMPATIBLE.items():
        assert all(incompatible(other, one) and incompatible(one, other) for other in others)
