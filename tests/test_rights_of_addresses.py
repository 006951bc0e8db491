"""Every address, opened by every role from its own ground, the next ward, another city and another organisation.

A role that an address does not name finds no such page; a thing on other ground is not there either.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Place
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ADDRESSES, PEOPLE, TABLE, places

PAGES = {name: address for name, address in ADDRESSES.items() if not address.route.startswith("v1/")}
PHONES = {name: address for name, address in ADDRESSES.items() if address.route.startswith("v1/")}
FOUND = (200, 302, 405)
Browse = Callable[[str, Place], Client]


@pytest.fixture
def browse(cast: Any) -> Browse:
    """`browse(role, place)`: a browser in which somebody with this one role at this place is signed in."""

    def sign_in(role: str, place: Place) -> Client:
        user = uuid7()
        add = AddUser(
            user=user, username=f"u{user.hex}", name="X", organisation=place.organisation, area=place.area
        )
        assign = AssignRole(
            assignment=uuid7(),
            user=user,
            role=role,
            area=place.area,
            organisation=place.organisation,
            programme=place.programme,
        )
        perform([add, assign], cast.operator)
        account = Account.objects.create(id=user, username=f"u{user.hex}", password="!")
        client = Client(raise_request_exception=True)
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def things(cast: Any) -> None:
    """The sample things of ward 7."""
    make_things(cast)


def address_of(name: str, cast: Any) -> str:
    """The address of a sample thing."""
    return reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else {})


def both_ways(client: Client, address: str) -> Iterator[tuple[str, int, str]]:
    """Asked for, and posted to."""
    for method in (client.get, client.post):
        answer = method(address)
        yield method.__name__, answer.status_code, answer.headers.get("Location", "")


def test_every_address_of_a_thing_has_a_sample_and_every_sample_an_address():
    named = {name for name, address in PAGES.items() if address.arguments}
    assert sorted(named - SAMPLES.keys()) == [], "addresses without a thing to try them on"
    assert sorted(SAMPLES.keys() - named) == [], "things without an address"


def test_nobody_signed_in_is_sent_to_sign_in(cast, things, nothing_written):
    wrong = []
    addresses = {name: address_of(name, cast) for name in PAGES if TABLE["address", name].open_to != "anyone"}
    with nothing_written():
        for name, address in addresses.items():
            for way in both_ways(Client(), address):
                if way[1] != 302 or not way[2].startswith("/sign-in/?next="):
                    wrong.append((name, *way))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_open_to_anyone_is_open_to_anyone(cast, things):
    open_to_anyone = [name for name in PAGES if TABLE["address", name].open_to == "anyone"]
    wrong = [(name, Client().get(address_of(name, cast)).status_code) for name in open_to_anyone]
    # no worker runs here, and /healthz says so
    assert [one for one in wrong if one[1] not in (*FOUND, 503)] == []


def test_a_role_finds_its_pages_and_no_others(cast, browse, things, nothing_written):
    addresses = {name: address_of(name, cast) for name in PAGES}
    clients = {role: browse(role, places(cast)["own"]) for role in PEOPLE}
    wrong = []
    with nothing_written():
        for role, client in clients.items():
            for name, address in addresses.items():
                row = TABLE["address", name]
                if row.open_to == "anyone":
                    continue
                if role in row.roles or row.open_to == "signed in":
                    status = client.get(address).status_code
                    wrong += [] if status in FOUND else [(role, name, "get", status)]
                    continue
                # `page` looks at the role before anything else, so the dangerous way stands for both
                status = client.post(address).status_code
                wrong += [] if status == 404 else [(role, name, "post", status)]
    assert not wrong, "\n".join(map(str, wrong))


def not_there(client: Client, address: str) -> bool:
    """No way finds it: 404, or the act was refused and the way back leads to a 404 (whether the thing exists or not)."""
    found = []
    for method, status, location in both_ways(client, address):
        back = client.get(location).status_code if (method, status) == ("post", 302) else status
        found += [] if back in (404, 405) else [(method, status, location)]
    return not found


@pytest.mark.parametrize("where", ["sibling", "other area", "other organisation"])
def test_a_thing_on_other_ground_is_not_there(cast, browse, things, nothing_written, where):
    addresses = {
        name: address_of(name, cast) for name, sample in SAMPLES.items() if where not in sample.seen_from
    }
    clients = {role: browse(role, places(cast)[where]) for role in PEOPLE}
    wrong = []
    with nothing_written():
        for number, name in enumerate(SAMPLES):
            if name not in addresses:
                continue
            # who may enter is tried above with every role; what is behind the door, by each in turn, and by two
            # more in test_rights_counted.py, who compare it with what is not there
            roles = [role for role in PEOPLE if role in TABLE["address", name].roles]
            for role in roles and {roles[(number + more) % len(roles)] for more in range(2)}:
                if not not_there(clients[role], addresses[name]):
                    wrong.append((role, name))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("where", ["sibling", "other area", "other organisation"])
def test_what_may_be_seen_from_elsewhere_is_not_changed_from_there(
    cast, browse, things, nothing_written, where
):
    addresses = {
        name: address_of(name, cast) for name, sample in SAMPLES.items() if where in sample.seen_from
    }
    clients = {role: browse(role, places(cast)[where]) for role in PEOPLE}
    with nothing_written():
        for role, client in clients.items():
            for name in addresses:
                if role in TABLE["address", name].roles:
                    list(both_ways(client, addresses[name]))


def test_a_session_opens_no_door_of_the_phones(cast, browse, nothing_written):
    client = browse("administrator", places(cast)["own"])
    known = {"token": "x" * 64, "number": cast.project_number}
    with nothing_written():
        for name, address in PHONES.items():
            wanted = {key: known.get(key, "x") for key in re.findall(r"<\w+:(\w+)>", address.route)}
            for method in (client.get, client.post):
                answer = method(reverse(name, kwargs=wanted), headers={"X-OpenRosa-Version": "1.0"})
                assert answer.status_code in (401, 403, 404, 405), name
