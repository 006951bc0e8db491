"""Who sees what, tried by signing in: two organisations in one database do not see each other's people.

Over HTTP at a running server, as a person with a browser does; ids are read from the tables to know what to look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import requests
from django.urls import reverse

from karmika.access.models import Organisation
from karmika.cases.models import Case
from karmika.cases.terms import RESTRICTED
from karmika.cli.demo.kaam_mango import staff
from karmika.cli.demo.offices import PASSWORD
from karmika.cli.demo.sending import wait_for
from karmika.cli.house import promise
from karmika.outreach.models import Campaign
from karmika.registry.models import Person

if TYPE_CHECKING:
    from karmika.cli.demo.scenes import Outcome

SAMPLE = 15
"""People of each organisation who are looked for."""
CASES = 12
MANCH, MISSION = staff.address("coordinator"), "state@demo.example"
"""Who sees all people of the one organisation and of the other."""
OUTSIDERS = tuple(staff.address(name) for name in ("coordinator", "viewer", "officer"))
"""Of the organisation itself or its department, and of no team."""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SECONDS = 60


class Browser:
    """Somebody who is signed in. Raises ValueError where the house does not let him in."""

    def __init__(self, base: str, username: str) -> None:
        self.base, self.session = base, requests.Session()
        page = reverse("account_login")
        answer = self._post(page, login=username, password=PASSWORD)
        if answer.status_code != 200 or answer.url.removeprefix(base).startswith(page):
            raise ValueError(f"{username} cannot sign in")

    def get(self, name: str, *ids: UUID) -> tuple[int, str]:
        """Status and text of a page."""
        answer = self.session.get(self.base + reverse(name, args=ids), timeout=SECONDS)
        return answer.status_code, answer.text

    def search(self, text: str) -> str:
        """The answer of the search for people."""
        return self._post(reverse("registry.search"), text=text).text

    def _post(self, path: str, **fields: str) -> requests.Response:
        page = self.session.get(self.base + path, timeout=SECONDS)
        token = _TOKEN.search(page.text)
        assert token is not None, f"the page {path} has no form"
        data = {"csrfmiddlewaretoken": token.group(1), **fields}
        return self.session.post(
            self.base + path, data=data, headers={"Referer": self.base + path}, timeout=SECONDS
        )


def walk(base: str, played: Mapping[str, Outcome]) -> bool:
    """Check every promise, print a line for each; False when one is broken."""
    wait_for(base, seconds=SECONDS * 4)
    held = list(_restricted(base, with_mission="mepma" in played))
    if "mepma" in played:
        manch, mission = Browser(base, MANCH), Browser(base, MISSION)
        held += [
            *_apart(manch, mission, staff.ORGANISATION, "the mission"),
            *_apart(mission, manch, "mepma", staff.ORGANISATION_NAME),
        ]
        held.append(_other_rooms(mission))
    return all(held)


def _restricted(base: str, *, with_mission: bool) -> Iterator[bool]:
    """Level 2: its team reads the words on its page; for everybody else there is no such case."""
    cases = list(Case.objects.filter(level=RESTRICTED).order_by("id")[:CASES])
    senior = Browser(base, staff.address(staff.SENIOR))
    read = sum(_reads(senior, case) for case in cases)
    yield promise(
        read == len(cases) > 0,
        f"{read} of {len(cases)} restricted cases are read by their team, words and all",
    )
    for username in (*OUTSIDERS, *([MISSION] if with_mission else [])):
        outside = Browser(base, username)
        found = sum(outside.get("cases.case", case.id)[0] in (403, 404) for case in cases)
        listed = outside.get("cases.cases")[1]
        named = sum((case.number or "") in listed for case in cases)
        yield promise(
            found == len(cases) and not named, f"to {username} none of {len(cases)} restricted cases exists"
        )


def _reads(browser: Browser, case: Case) -> bool:
    status, text = browser.get("cases.case", case.id)
    return status == 200 and "brick kiln at milestone" in text


def _apart(own: Browser, other: Browser, organisation: str, others: str) -> Iterator[bool]:
    """People of one organisation: found by their own office, by nobody of the other."""
    whose = Organisation.objects.get(code=organisation)
    people: list[Any] = list(
        Person.objects.filter(organisation_id=whose.id, state="active", phone__isnull=False)
        .exclude(phone="")
        .order_by("id")[:SAMPLE]
    )
    found = sum(_finds(own, one) for one in people)
    yield promise(
        found == len(people) > 0,
        f"{found} of {len(people)} people of {whose.name} are found by their own office",
    )
    seen = sum(_finds(other, one) or other.get("registry.person", one.id)[0] != 404 for one in people)
    yield promise(
        seen == 0, f"{seen} of them are found by {others}, by search or by the address of their page"
    )


def _finds(browser: Browser, person: Person) -> bool:
    return reverse("registry.person", args=[person.id]) in browser.search((person.phone or "")[-10:])


def _other_rooms(mission: Browser) -> bool:
    """Neither camps nor campaigns of the other organisation."""
    whose = Organisation.objects.get(code=staff.ORGANISATION)
    campaign = Campaign.objects.filter(organisation_id=whose.id).first()
    assert campaign is not None
    status, _ = mission.get("outreach.campaign", campaign.id)
    listed = mission.get("outreach.campaigns")[1]
    hidden = status == 404 and reverse("outreach.campaign", args=[campaign.id]) not in listed
    return promise(hidden, "nor does the mission see the campaign")
