"""Who sees which rows: one grant at a time, never a mix of two."""

import pytest
from django.db.models import Q

from karmika.access.models import Device, Organisation, Programme, Project, RoleAssignment, User
from karmika.access.roles import PERSONAL, Role
from karmika.access.viewer import Person
from karmika.access.visibility import scope
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place

CO = Role.COMMUNITY_ORGANISER


def someone(*grants):
    return Person(id=uuid7(), name="Someone", grants=grants)


def test_two_grants_are_never_mixed(cast):
    viewer = someone(
        Grant(CO, cast.area("251746"), cast.mepma, cast.vog),
        Grant(CO, cast.area("251719"), cast.other_org, cast.vog),
    )
    roles = frozenset({CO})
    viewer.authorise(roles, Place(cast.area("251746-W07"), cast.mepma, cast.vog))
    for place in (
        Place(cast.area("251719-W01"), cast.mepma, cast.vog),
        Place(cast.area("251746-W07"), cast.other_org, cast.vog),
        Place(cast.area("251746-W07"), cast.mepma, cast.kma),
    ):
        with pytest.raises(Refused):
            viewer.authorise(roles, place)
    rows = User.objects.filter(scope(viewer))
    assert set(rows.values_list("username", flat=True)) == {"lakshmi", "ramesh", "fatima"}


def test_a_place_without_area_is_nobodys(cast):
    with pytest.raises(Refused):
        cast.devi.authorise(frozenset({Role.STATE_PROGRAMME_MANAGER}), Place())


def test_a_grant_for_all_programmes_is_preferred(cast):
    viewer = Person(
        id=uuid7(),
        name="",
        grants=(
            Grant(CO, cast.area("251746"), cast.mepma, None),
            Grant(CO, cast.area("251746"), cast.mepma, cast.vog),
        ),
    )
    assert (
        viewer.authorise(frozenset({CO}), Place(cast.area("251746"), cast.mepma, cast.vog)).programme is None
    )


def test_a_programme_narrows_rows_that_have_one(cast):
    viewer = someone(Grant(CO, cast.area("28"), cast.mepma, cast.kma))
    assert not Device.objects.filter(scope(viewer, programme="programme_id")).exists()
    assert Device.objects.filter(scope(viewer)).count() == 1


def test_the_operator_and_roles_without_personal_data_see_no_persons(cast):
    assert not User.objects.filter(scope(cast.operator)).exists()
    for role in set(Role) - PERSONAL:
        viewer = someone(Grant(role, cast.area("28"), cast.mepma, None))
        assert not User.objects.filter(scope(viewer)).exists(), role
    assert not User.objects.filter(scope(someone())).exists()
    assert scope(someone()) == Q(pk__in=())


def test_the_list_of_users_ends_at_area_and_organisation(cast):
    names = set(User.objects.visible_to(cast.admin).values_list("username", flat=True))
    assert names == {"lakshmi", "ramesh", "fatima", "devi", "stranger", "auditor", "admin"}
    assert set(User.objects.visible_to(cast.fatima).values_list("username", flat=True)) == {
        "lakshmi",
        "ramesh",
        "fatima",
    }
    assert set(User.objects.visible_to(cast.lakshmi).values_list("username", flat=True)) == {"lakshmi"}


def test_assignments_and_devices_follow_the_same_rule(cast):
    assert RoleAssignment.objects.visible_to(cast.colleague).count() == 1
    assert Device.objects.visible_to(cast.colleague).count() == 0
    assert Device.objects.visible_to(cast.fatima).count() == 1
    assert Device.objects.visible_to(cast.lakshmi).count() == 1


def test_projects_organisations_and_programmes_show_ones_own(cast):
    assert {p.programme_id for p in Project.objects.visible_to(cast.lakshmi)} == {cast.vog}
    assert Project.objects.visible_to(cast.admin).count() == 2
    assert [o.id for o in Organisation.objects.visible_to(cast.colleague)] == [cast.other_org]
    assert [p.id for p in Programme.objects.visible_to(cast.ramesh)] == [cast.vog]
    assert Programme.objects.visible_to(cast.devi).count() == 2
    assert Organisation.objects.visible_to(cast.operator).count() == 2
