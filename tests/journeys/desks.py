"""Desks of a camp that work at the same time: a browser's window at the laptop, and a phone with its survey app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from karmika import testing
from karmika.cli.demo.sending import HEADERS
from karmika.outreach.tests import makers

WAIT_S = 120
"""A guard against waiting for ever."""
YES = {
    "consent_survey": "yes",
    "consent_schemes": "yes",
    "consent_share_department": "no",
    "sex": "female",
    "age_precision": "estimated",
    "age_years": "40",
    "phone": "9848012399",
    "may_call": "yes",
    "social_category": "sc",
    "occupation": "construction_helper",
    "construction_days": "120",
    "eshram": "no",
    "told": ["eshram", "bocw_registration"],
    "document_0": "ninety_day_certificate",
    "reason_0": "no_90_day_certificate",
    "scheme_0": "eshram",
    "stage_0": "filed",
}
"""What somebody says who agrees; the name and the number of the office are her own."""


@dataclass
class Window:
    """A desk at the laptop: somebody signed in, who works with the pages as a browser without scripts does."""

    base: str
    camp: str
    desk: int
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        page = self.see("/sign-in/")
        self.send("/sign-in/", page, login="lakshmi", password=testing.PASSWORD)

    def see(self, path: str) -> str:
        """A page that must be there."""
        answer = self.session.get(self.base + path, timeout=WAIT_S)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(self, path: str, page: str, **typed: Any) -> requests.Response:
        """Send a form of this page; what comes then must be there."""
        (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        answer = self.session.post(
            self.base + path,
            data={**typed, "csrfmiddlewaretoken": token},
            headers={"Referer": self.base + path},
            timeout=WAIT_S,
        )
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer

    def serve(self, person: Mapping[str, Any]) -> None:
        """Give a token, call whoever waits longest, hand in what this person says; every button is pressed twice."""
        here = f"/camps/{self.camp}/desk/{self.desk}/"
        page = self.see(here)
        for what in ("give", "call"):
            entry = _entry(page, what)
            found = [self.send(f"{here}{what}/", page, entry=entry) for _ in range(2)]
        path = found[0].history[0].headers["Location"]
        page = self.see(path)
        if person.get("left"):
            self.send(path.replace("/?", "/left/?"), page)
            return
        hours = {name: _hidden(page, name) for name in ("started", "ended")}
        for _ in range(2):
            saved = self.send(path, page, do="save", **hours, **person)
            assert saved.url.endswith("/receipt/"), saved.text


def says(n: int) -> dict[str, Any]:
    """What the n-th person says at a window: every tenth does not agree, one leaves before her turn."""
    if n == LEAVES:
        return {"left": True}
    if n % 10 == 9:
        return {"consent_survey": "no"}
    return {**YES, "member_name": f"Worker {n}", "filed_number_0": f"ACK-{n}"}


LEAVES = 50
"""The person who does not wait."""


def serve_all(window: Window, people: Iterable[int]) -> int:
    """One after the other; how many."""
    return len([window.serve(says(n)) for n in people])


def by_phone(base: str, key: tuple[str, int], answers: Mapping[str, Any]) -> int:
    """What a survey app is told when it sends a finished form."""
    address = f"{base}/v1/key/{key[0]}/projects/{key[1]}/submission"
    files = {"xml_submission_file": ("form.xml", makers.xml(answers), "text/xml")}
    return requests.post(address, files=files, headers=HEADERS, timeout=WAIT_S).status_code


def _entry(page: str, action: str) -> str:
    found = re.search(rf'action="[^"]*{action}/".*?name="entry" value="([^"]+)"', page, re.S)
    assert found is not None, action
    return found[1]


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1].replace("&#x27;", "'")
