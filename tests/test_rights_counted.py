"""Every act and address x every role x everywhere that is not his own: counted; what is not yours looks as if not there."""

import re
from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
import pytest

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import User
from karmika.access.viewer import Person, viewer_for
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place
from tests.golden.examples import example
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ACTS, PEOPLE, TABLE, holder_of, places
from tests.test_rights_of_addresses import address_of, browse  # noqa: F401

AT_LEAST = 5_000
NOT_HIS = (
    "sibling",
    "parent",
    "other city",
    "other state",
    "other organisation",
    "other programme",
    "nowhere",
)
VIEWERS = ("ended", "not begun", "mixed")


def test_the_matrix_of_acts_has_at_least_five_thousand_refusals():
    cells = len(ACTS) * len(PEOPLE) * (len(NOT_HIS) + len(VIEWERS))
    assert cells >= AT_LEAST


def grounds(cast):
    """Places that a role in ward 7 of one organisation and programme does not reach."""
    own = places(cast)["own"]
    areas = {"sibling": "251746-W08", "parent": "251746", "other city": "251719-W01", "other state": "UP-V1"}
    found = {where: own._replace(area=cast.area(code)) for where, code in areas.items()}
    found["other organisation"] = own._replace(organisation=cast.other_org)
    return found | {"other programme": own._replace(programme=cast.kma), "nowhere": Place()}


@pytest.fixture
def viewers(cast):
    """By role: somebody whose role has ended, whose role begins tomorrow, and whose two roles reach only when mixed."""
    own, found = places(cast)["own"], {}
    spans = {
        "ended": (today() - timedelta(days=60), today()),
        "not begun": (today() + timedelta(days=1), None),
    }
    for role in PEOPLE:
        for when, (since, until) in spans.items():
            user = uuid7()
            place = {"area": own.area, "organisation": own.organisation}
            add = AddUser(user=user, username=f"u{user.hex}", name="X", **place)
            given = partial(AssignRole, assignment=uuid7(), user=user, role=role, programme=own.programme)
            perform([add, given(valid_from=since, valid_to=until, **place)], cast.operator)
            found[role, when] = viewer_for(User.objects.get(id=user))
        far = Grant(role, cast.area("251746-W08"), own.organisation, own.programme)
        other = Grant(role, own.area, cast.other_org, own.programme)
        found[role, "mixed"] = Person(id=uuid7(), name="", grants=(far, other))
    return found


def test_an_act_is_refused_wherever_and_whenever_it_is_not_his(cast, viewers, nothing_written, monkeypatch):
    own, elsewhere, wrong, checks = places(cast)["own"], grounds(cast), [], 0
    for kind, act in sorted(ACTS.items()):
        sample = example(act)
        if "area" in act.__struct_fields__:
            sample = msgspec.structs.replace(sample, area=own.area)
        cells = [
            (role, where, holder_of(role, own), elsewhere[where]) for role in PEOPLE for where in NOT_HIS
        ]
        cells += [(role, when, viewers[role, when], own) for role in PEOPLE for when in VIEWERS]
        with nothing_written():
            for role, what, viewer, place in cells:
                checks += 1
                monkeypatch.setattr(act, "place", lambda self, place=place: place)
                try:
                    perform(sample, viewer)
                    wrong.append((kind, role, what, "done"))
                except Refused as refused:
                    wrong += [] if refused.code == "access.not_yours" else [(kind, role, what, refused.code)]
    assert not wrong, "\n".join(map(str, wrong))
    assert checks >= AT_LEAST


NOWHERE = "/no/such/page/"
OWN_OF_EACH = ("Content-Length", "X-Request-Id")
"""Headers in which any two answers differ."""


def looks(client, address, ids):
    """What somebody gets to see, without the ids and tokens that differ by nature."""
    seen = []
    # the last shows what a refused act left to be said on the next page
    for ask in (partial(client.get, address), partial(client.post, address), partial(client.get, NOWHERE)):
        answer = ask()
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = re.sub(
            r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", body.decode("utf-8", "replace")
        )
        text = re.sub(
            "<footer.*?</footer>", "", text, flags=re.DOTALL
        )  # the hour, and the journal's head of the hour
        headers = sorted((key, value) for key, value in answer.headers.items() if key not in OWN_OF_EACH)
        said = repr((answer.status_code, headers, text))
        for one in ids:
            said = said.replace(str(one), "ID")
        seen.append(said)
    return seen


def first_difference(one, other):
    """Where two texts part, and how each goes on."""
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) == 2), 0)
    return one[at : at + 200], other[at : at + 200]


GROUNDS = ("sibling", "other area", "other organisation")


@pytest.mark.parametrize("where", GROUNDS)
def test_what_is_not_yours_looks_like_what_is_not_there(cast, browse, nothing_written, where):  # noqa: F811
    make_things(cast)
    wrong = []
    clients = {role: browse(role, places(cast)[where]) for role in PEOPLE}
    with nothing_written():
        for number, (name, sample) in enumerate(SAMPLES.items()):
            if where in sample.seen_from:
                continue
            real = sample.arguments(cast)
            address = address_of(name, cast)
            absent = {key: UUID(int=7) for key, value in real.items() if isinstance(value, UUID)}
            nothing = address
            for key, other in absent.items():
                nothing = nothing.replace(str(real[key]), str(other))
            ids = [*(real[key] for key in absent), *absent.values()]
            # the thing is looked for behind the role: each role takes its turn, on another page at each ground
            roles = [role for role in PEOPLE if role in TABLE["address", name].roles]
            for role in roles and {roles[(number + more) % len(roles)] for more in (2, 3)}:
                there, not_there = looks(clients[role], address, ids), looks(clients[role], nothing, ids)
                wrong += [
                    (name, role, first_difference(one, other))
                    for one, other in zip(there, not_there, strict=True)
                    if one != other
                ]
    assert not wrong, "\n".join(str(one) for one in wrong[:5]) + f"\n{len(wrong)} in all"
