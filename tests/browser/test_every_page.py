"""Every page of the house in a real Chromium, in three languages: accessible, within a phone's width, usable at 200 %."""

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from karmika import template_database, testing
from karmika.rooms import HELP
from tests.browser.chromium import ARGUMENTS, executable, sign_in, speak
from tests.browser.house import served_house

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
ZOOMED = {"width": 640, "height": 400}
"""A desk of 1280 by 800 at 200 %: browsers zoom by giving the page so many points."""
LOOK = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture(scope="module")
def house(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with served_house(data, django_db_blocker) as served:
        yield served
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield opened
        opened.close()


ADDRESS_SAYS_TELUGU = {
    "monitoring.brief_paper",
    "entitlements.receipt",
    "entitlements.slip",
    "groups.charter_sheet",
}
"""Papers in the language of who takes them along, whatever the office reads."""


def each_page(house, browser, language, size):
    """Every page with its name, in the window of the person who may read it."""
    by_person = defaultdict(list)
    for name, (person, path) in house.pages.items():
        by_person[person].append((name, path))
    for person, pages in by_person.items():
        context = browser.new_context(viewport=size)
        opened = context.new_page()
        sign_in(opened, house.address, person, testing.PASSWORD)
        speak(opened, language)
        for name, path in pages:
            opened.goto(house.address + path)
            yield name, opened
        context.close()


def findings(opened: Page) -> list[str]:
    """What axe finds wrong, of any level: the rule and the first place."""
    opened.evaluate(AXE.read_text())  # not as a script of the page: its policy lets none in
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}" for one in opened.evaluate(LOOK)
    ]


CUT_OFF = """() => [...document.querySelectorAll('main :is(a, button, th, td, dt, dd, h1, h2, h3, p, label, .tag)')]
  .filter(one => one.checkVisibility() && !one.closest('.scroll, .visually-hidden, .about') && !one.querySelector('.about')
    && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
  .map(one => one.textContent.trim().slice(0, 60))"""


WIDTH = "document.scrollingElement.scrollWidth"
PERSONAL = ("Lakshmi", "Ravi", "98480")


def faults(name: str, opened: Page, language: str, size: dict[str, int]) -> list[str]:
    """What is wrong with a page.

    Findings of axe, wider than its window or than one at 200 %, words wider than their box, the wrong language, and
    somebody's name in its address or title.
    """
    wrong = findings(opened)
    wrong += [f"cut off: {text}" for text in opened.evaluate(CUT_OFF)]
    wrong += [f"{width} px wide"] if (width := opened.evaluate(WIDTH)) > size["width"] else []
    told = opened.title() + opened.url
    wrong += [f"{one} in its address or title" for one in PERSONAL if one in told]
    opened.set_viewport_size(ZOOMED)
    wrong += [f"{width} px wide at 200 %"] if (width := opened.evaluate(WIDTH)) > ZOOMED["width"] else []
    opened.set_viewport_size(size)
    spoken = "te" if name in ADDRESS_SAYS_TELUGU else language
    wrong += [] if opened.locator("html").get_attribute("lang") == spoken else ["another language"]
    return wrong


@pytest.mark.parametrize(
    ("language", "size"), [("en", PHONE), ("te", PHONE), ("hi", PHONE), ("te", DESK)], ids=str
)
def test_every_page_is_accessible_fits_its_window_and_names_nobody(house, browser, language, size):
    wrong = [
        f"{name}: {fault}"
        for name, opened in each_page(house, browser, language, size)
        for fault in faults(name, opened, language, size)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_page_says_what_it_is(house):
    own = {name for name in house.pages if not name.startswith(("account", "mfa"))}
    assert own - HELP.keys() == set()
    short = [name for name, text in HELP.items() if len(re.findall(r"[.:;,]", str(text))) < 1]
    assert short == []
