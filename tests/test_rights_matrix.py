"""Every act and every address x every role x {own, sibling, other area, other organisation}, against a reviewed table.

An act or address without a row fails, and so does a row without one. See tests/rights_table.py to bring it up to date.
"""

from typing import Any

import msgspec
import pytest

from karmika.access.roles import Role
from karmika.access.viewer import Operator, Person
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place
from karmika.rooms import ROOMS
from tests import rights_table
from tests.golden.examples import example

TABLE = {(row.what, row.name): row for row in rights_table.read()}
ACTS = {act.kind: act for room in ROOMS for act in room.acts}
ADDRESSES = {address.name: address for address in rights_table.addresses()}
PEOPLE = sorted(set(Role) - {Role.OPERATOR})
"""Roles that a person can hold."""


def places(cast: Any) -> dict[str, Place]:
    """The same small thing near and far: of the viewer's own ward, the next one, another city, another organisation."""
    return {
        "own": Place(cast.area("251746-W07"), cast.mepma, cast.vog),
        "sibling": Place(cast.area("251746-W08"), cast.mepma, cast.vog),
        "other area": Place(cast.area("251719-W01"), cast.mepma, cast.vog),
        "other organisation": Place(cast.area("251746-W07"), cast.other_org, cast.vog),
    }


def holder_of(role: str, place: Place) -> Person:
    """Somebody with this one role at this place."""
    return Person(id=uuid7(), name="", grants=(Grant(role, place.area, place.organisation, place.programme),))


def test_every_act_and_every_address_has_a_row_and_every_row_has_one():
    code = {(row.what, row.name) for row in rights_table.rows_of_the_code()}
    assert sorted(code - TABLE.keys()) == [], "without a row in tests/rights.csv"
    assert sorted(TABLE.keys() - code) == [], "rows of tests/rights.csv that nothing stands behind"


def test_names_of_acts_and_addresses_are_unique():
    rows = rights_table.rows_of_the_code()
    assert len({(row.what, row.name) for row in rows}) == len(rows)


def test_the_table_says_what_the_code_says():
    wrong = [row for row in rights_table.rows_of_the_code() if TABLE.get((row.what, row.name)) != row]
    assert wrong == []


def test_every_address_asks_for_a_role_a_phone_or_says_that_it_is_open():
    unsaid = [row.name for row in rights_table.rows_of_the_code() if row.open_to == "NOBODY SAID"]
    assert unsaid == []


def test_no_role_outside_the_list_is_named():
    known = set(Role)
    assert [act.kind for act in ACTS.values() if not act.roles <= known or not act.roles] == []


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_an_act_is_for_its_roles_on_their_own_ground_and_for_nobody_else(cast, kind):
    act, row = ACTS[kind], TABLE["act", kind]
    own, wide = places(cast)["own"], Place(cast.area("251746"), cast.mepma, cast.vog)
    for role in PEOPLE:
        for where, place in places(cast).items():
            allowed = role in row.roles and where == "own"
            assert may(holder_of(role, own), act.roles, place) == allowed, (role, where)
        assert may(holder_of(role, wide), act.roles, own) == (role in row.roles), (role, "below")
        assert not may(holder_of(role, own), act.roles, wide), (role, "above")
        assert not may(holder_of(role, own), act.roles, own._replace(programme=cast.kma)), (role, "programme")
        assert not may(holder_of(role, own), act.roles, Place()), (role, "everywhere")
    assert may(Operator(), act.roles, own) == (Role.OPERATOR in row.roles)


def may(viewer: Any, roles: frozenset[str], place: Place) -> bool:
    """Whether the viewer gets through."""
    try:
        viewer.authorise(roles, place)
    except Refused as refused:
        assert refused.code == "access.not_yours"
        return False
    return True


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_an_act_by_the_wrong_role_or_on_other_ground_is_refused_and_writes_nothing(
    cast, nothing_written, monkeypatch, kind
):
    act, row = ACTS[kind], TABLE["act", kind]
    ground = places(cast)
    sample = example(act)
    if "area" in act.__struct_fields__:
        sample = msgspec.structs.replace(sample, area=ground["own"].area)
    with nothing_written():
        for role in PEOPLE:
            for where, place in ground.items():
                if role in row.roles and where == "own":
                    continue
                monkeypatch.setattr(act, "place", lambda self, place=place: place)
                with pytest.raises(Refused) as caught:
                    perform(sample, holder_of(role, ground["own"]))
                assert caught.value.code == "access.not_yours", (role, where)
        if Role.OPERATOR not in row.roles:
            with pytest.raises(Refused):
                perform(sample, Operator())
