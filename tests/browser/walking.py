"""People who walk through the house in a real browser, each in a window of a small phone; who is refused on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import requests
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright

from karmika import template_database, testing
from karmika.access.acts import AddUser, AssignRole
from karmika.journal.perform import perform
from tests.browser.chromium import ARGUMENTS, executable, served, sign_in, speak

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOK = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
WAIT_MS = 300_000
"""A guard against waiting for ever; a busy machine takes its time."""
PHONE = {"width": 360, "height": 740}
LANGUAGES = ("en", "te", "hi")
PICTURES = os.environ.get("KARMIKA_PICTURES", "")
"""A folder into which every page that is looked at is drawn, for somebody to read; nothing by itself."""


@contextmanager
def house(data: Path, blocker: Any, furnish: Any) -> Iterator[str]:
    """The cast's house with what `furnish(cast)` puts in it, served; its address."""
    with blocker.unblock():
        database = str(data / "karmika.db")
        template_database.copy(template_database.build_template(), database)
        with template_database.named(database):
            furnish(testing.Cast())
    (data / "secret.key").write_text("a key of this test alone")
    (data / "master.key").write_text(template_database.MASTER_KEY)
    with served(data) as address:
        yield address


def staff(
    cast: Any, name: str, roles: Iterable[str], *, area: str = "251746", organisation: Any = None
) -> UUID:
    """Somebody new with these roles at one place, who signs in with the cast's password."""
    user, place = uuid4(), {"area": cast.area(area), "organisation": organisation or cast.mepma}
    acts: list[Any] = [AddUser(user=user, username=name, name=name.title(), **place)]
    acts += [
        AssignRole(
            assignment=uuid4(), user=user, role=role, programme=cast.vog, valid_from=testing.SINCE, **place
        )
        for role in roles
    ]
    perform(acts, cast.operator)
    from karmika.access.models import Account

    hashed = PBKDF2PasswordHasher().encode(testing.PASSWORD, "cast", iterations=1)
    Account(id=user, username=name, password=hashed).save(force_insert=True)
    return user


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for all walks of a file."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield opened
        opened.close()


@dataclass
class Walk:
    """One language, and the windows of the people who walk; `wrong` is what was seen to be wrong on the way."""

    browser: Browser
    address: str
    language: str
    wrong: list[str] = field(default_factory=list)
    windows: dict[str, Page] = field(default_factory=dict)
    shown: int = 0

    def window(self, name: str) -> Page:
        """Where this person is signed in, on a phone, in the language of the walk."""
        if name not in self.windows:
            opened = self._new(name)
            sign_in(opened, self.address, name, testing.PASSWORD)
            speak(opened, self.language)
            self.windows[name] = opened
        return self.windows[name]

    def stranger(self) -> Page:
        """Where nobody is signed in, and the browser says its language."""
        return self._new("nobody")

    def _new(self, name: str) -> Page:
        opened = self.browser.new_context(viewport=PHONE, locale=self.language).new_page()
        opened.set_default_timeout(WAIT_MS)
        opened.on("pageerror", lambda error: self.wrong.append(f"{name}: {error}"))
        opened.on("console", lambda said: self._said(name, said))
        return opened

    def _said(self, name: str, said: Any) -> None:
        if said.type == "error":
            self.wrong.append(f"{name}: {said.text}")

    def go(self, name: str, path: str) -> Page:
        """The window of this person, at an address."""
        opened = self.window(name)
        opened.goto(self.address + path)
        return opened

    def path(self, opened: Page) -> str:
        """Where this window is, without what is asked of the page."""
        return opened.url.removeprefix(self.address).partition("#")[0].partition("?")[0]

    def risen(self, opened: Page, figure: str, by: int) -> None:
        """Wait until the worker has counted: a figure is at least this."""
        for _ in range(200):
            digits = re.sub(r"\D", "", opened.locator(figure).inner_text())
            if int(digits or 0) >= by:
                return
            opened.reload()
        raise AssertionError(f"{figure} does not rise")

    def menu(self, opened: Page, path: str) -> None:
        """Unfold the menu of a phone and follow one of its links."""
        opened.click("a.menu-link")
        opened.click(f"nav.rooms a[href='{path}']")
        opened.wait_for_url(f"**{path}")

    def look(self, opened: Page, what: str) -> None:
        """Note what is wrong with the page: findings of axe, too wide, another language, English left over."""
        opened.evaluate(AXE.read_text())  # not as a script of the page: its policy lets none in
        found = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in opened.evaluate(LOOK)]
        width = opened.evaluate("document.scrollingElement.scrollWidth")
        found += [f"{width} px wide"] if width > PHONE["width"] else []
        spoken = opened.locator("html").get_attribute("lang")
        found += [f"speaks {spoken}"] if spoken != self.language else []
        if self.language != "en":
            left = [one for one in opened.evaluate(ENGLISH) if not any(name in one for name in NAMES)]
            found += [f"English: {one}" for one in left]
        self.wrong += [f"{what}: {one}" for one in found]
        self.shown += 1
        if PICTURES:
            path = Path(PICTURES) / f"{self.language}-{self.shown:02}-{what}.png"
            opened.screenshot(path=path, full_page=True)

    def refused(self, path: str, *names: str, **form: str) -> None:
        """To none of these people is this address there, to look at or to send something to."""
        for name in names:
            session = signed_in(self.address, name)
            sent = {**form, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
            own = {"headers": {"Referer": self.address}, "allow_redirects": False, "timeout": WAIT_MS / 1000}
            answers = {
                "GET": session.get(self.address + path, **own),
                "POST": session.post(self.address + path, data=sent, **own),
            }
            self.wrong += [
                f"{method} {path} by {name}: {one.status_code}"
                for method, one in answers.items()
                if one.status_code != 404 and not (method == "GET" and one.status_code == 405)
            ]


@cache
def signed_in(address: str, name: str) -> requests.Session:
    """Somebody signed in without a window; who is refused needs none."""
    session = requests.Session()
    session.get(f"{address}/sign-in/", timeout=WAIT_MS / 1000)
    typed = {"login": name, "password": testing.PASSWORD, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    answer = session.post(
        f"{address}/sign-in/", data=typed, headers={"Referer": address}, timeout=WAIT_MS / 1000
    )
    assert answer.status_code == 200 and answer.url == f"{address}/", (name, answer.url)
    return session


NAMES = ("Ask for work", "Vulnerable occupational groups", "Desk of a camp")
"""Of a campaign, a programme and a form: they have one name, as the office gave it."""
ENGLISH = r"""() => {
  const found = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const others = `script, style, textarea, [dir=auto], main [lang]:not([lang="${document.documentElement.lang}"])`;
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (walker.currentNode.parentElement.closest(others)) continue;
    if (/[A-Za-z]+ [a-z]+ [a-z]+/.test(text)) found.push(text.slice(0, 80));
  }
  return found; }"""
"""Sentences of three words and more in Latin letters; what people typed stands in boxes of its own."""


@contextmanager
def walk(browser: Browser, address: str, language: str) -> Iterator[Walk]:
    """A walk in one language; at its end everything that was seen to be wrong is told at once."""
    walked = Walk(browser, address, language)
    yield walked
    for opened in walked.windows.values():
        opened.context.close()
    assert not walked.wrong, "\n".join(walked.wrong)
