"""Two thousand requests from a seed: every address, all methods, people and languages, sense and nonsense. None breaks."""

import random
import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from karmika.testing import MEMBERS
from tests.rights_samples import SAMPLES, make_things
from tests.test_headers import faults
from tests.test_rights_matrix import ADDRESSES

REQUESTS = 2_000
SEED = 20261124
METHODS = ("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
FIELDS = (
    "text", "name", "area", "page", "next", "language", "type", "reason", "entry", "user", "phone", "on",
    "from", "to", "do", "organisation", "programme", "worksite", "member", "role", "person", "state", "file",
)  # fmt: skip
WORDS = (
    "", "0", "-1", "1", "9" * 30, "x", "\0", "a\0b", "'\"<%_\\", "\u202e\u200b😀", "లక్ష్మి", "लक्ष्मी", "2026-02-30",
    "0001-01-01", "9999-12-31", "2026-11-24", "1e999", "NaN", "../../etc/passwd", "//evil.example/", "a" * 5000,
    "00000000-0000-0000-0000-000000000000", "{{7*7}}", "=1+1", "\r\nSet-Cookie: a=b", "999999999999", "true",
)  # fmt: skip
TRACES = (b"Traceback", b'File "', b"karmika/", b"django.", b"SELECT ")


def address_of(dice, name, cast):
    """The address of the sample thing, or of a thing that is none."""
    wanted = re.findall(r"<(\w+):(\w+)>", ADDRESSES[name].route)
    if name in SAMPLES and dice.random() < 0.6:
        return reverse(name, kwargs=SAMPLES[name].arguments(cast))
    known = {"token": cast.device_token, "number": cast.project_number}
    made = {}
    for kind, key in wanted:
        nonsense = {"uuid": UUID(int=dice.getrandbits(128)), "int": dice.choice((0, 1, 10**9, 10**30))}
        made[key] = (
            known[key] if key in known and dice.random() < 0.7 else nonsense.get(kind, dice.choice(WORDS))
        )
    try:
        return reverse(name, kwargs=made)
    except NoReverseMatch:
        return reverse(name, kwargs={key: nonsense.get(kind, "x") for kind, key in wanted})


def sent(dice, client, address):
    """One request, with what anybody may send."""
    method = dice.choice(METHODS)
    said = {dice.choice(FIELDS): dice.choice(WORDS) for _ in range(dice.randrange(5))}
    headers = {"Accept-Language": dice.choice(("en", "te", "hi", "xx", "*;q=9"))}
    headers |= dice.choice(
        ({}, {"X-OpenRosa-Version": "1.0"}, {"HX-Request": "true"}, {"If-None-Match": '"x"'})
    )
    if method == "POST":
        return method, client.post(address, said, headers=headers)
    return method, client.generic(method, address, query_params=said, headers=headers)


@pytest.mark.parametrize("part", range(4))
def test_two_thousand_requests_break_nothing_and_tell_nothing(cast, client_for, part):
    make_things(cast)
    dice = random.Random(SEED + part)
    people = {name: client_for(name) for name in MEMBERS} | {"nobody": Client()}
    names = sorted(ADDRESSES.keys() - {"account_logout"})
    wrong = []
    for turn in range(REQUESTS // 4):
        who, name = dice.choice(sorted(people)), names[(turn + part * REQUESTS // 4) % len(names)]
        address = address_of(dice, name, cast)
        people[who].raise_request_exception = False
        method, answer = sent(dice, people[who], address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found = faults(answer) + (
            [str(answer.status_code)] if answer.status_code >= 500 and name != "console.healthz" else []
        )
        found += [trace.decode() for trace in TRACES if answer.status_code >= 400 and trace in body]
        wrong += [(who, method, name, address[:80], *found)] if found else []
    assert not wrong, "\n".join(map(str, wrong))
