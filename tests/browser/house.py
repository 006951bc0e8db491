"""A served house with a thing for every address, and every page that one of its people may read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from karmika import template_database, testing
from karmika.access.acts import AddUser, AssignRole
from karmika.access.roles import Role
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from tests.browser.chromium import served

PRIVACY = "meena"
"""The privacy officer, whom the cast lacks."""
PEOPLE = {
    "devi": Role.STATE_PROGRAMME_MANAGER,
    "fatima": Role.CITY_MISSION_MANAGER,
    "lakshmi": Role.RESOURCE_PERSON,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
    PRIVACY: Role.PRIVACY_OFFICER,
}
"""Who looks at pages, the first who may see one first."""
NOT_PAGES = ("account_", "mfa_", "odk.", "access.language", "console.healthz", "static")


@dataclass(frozen=True)
class Served:
    """Where the house is, and each of its pages by name: who looks at it, and its path."""

    address: str
    pages: dict[str, tuple[str, str]]


@contextmanager
def served_house(data: Path, blocker: Any) -> Iterator[Served]:
    """The cast's house with the things of tests/rights_samples.py, served; `blocker` is pytest-django's."""
    with blocker.unblock():
        database = str(data / "karmika.db")
        template_database.copy(template_database.build_template(), database)
        with template_database.named(database):
            pages = _furnish()
    (data / "secret.key").write_text("a key of this test alone")
    (data / "master.key").write_text(template_database.MASTER_KEY)
    with served(data) as address:
        yield Served(address, pages)


def _furnish() -> dict[str, tuple[str, str]]:
    from karmika.journal import follow
    from karmika.measures import tally
    from karmika.reactions import REACTIONS
    from karmika.worker import run_once
    from tests.rights_samples import make_things

    cast = testing.Cast()
    make_things(cast)
    _privacy_officer(cast)
    tally.fold(follow.horizon())
    run_once(REACTIONS)
    return _pages(cast)


def _privacy_officer(cast: Any) -> None:
    from karmika.access.models import Account

    user = stable("browser", PRIVACY)
    place: dict[str, UUID] = {"area": cast.area("28"), "organisation": cast.mepma}
    add = AddUser(user=user, username=PRIVACY, name="Meena Kumari", phone="9848012309", **place)
    role = AssignRole(
        assignment=stable("browser", "role"),
        user=user,
        role=Role.PRIVACY_OFFICER,
        programme=None,
        valid_from=testing.SINCE,
        **place,
    )
    perform([add, role], cast.operator)
    one = Account.objects.get(username="devi")
    Account(id=user, username=PRIVACY, password=one.password).save(force_insert=True)


def _pages(cast: Any) -> dict[str, tuple[str, str]]:
    """Every address that answers somebody's GET with a page of HTML."""
    from django.test import Client
    from django.urls import reverse

    from karmika.access.models import Account
    from tests.rights_samples import SAMPLES
    from tests.test_rights_matrix import ADDRESSES

    clients = {name: Client() for name in PEOPLE}
    for name, client in clients.items():
        account = Account.objects.get(username=name)
        client.force_login(account, backend="karmika.access.backends.UsernameOrPhoneBackend")
    logging.getLogger("django.request").setLevel(logging.ERROR)  # most addresses are not for most people
    found: dict[str, tuple[str, str]] = {}
    for name, address in ADDRESSES.items():
        if name.startswith(NOT_PAGES) or (re.search("<", address.route) and name not in SAMPLES):
            continue
        path = reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else {})
        for person, client in clients.items():
            answer = client.get(path)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[name] = (person, path)
                break
    return found
