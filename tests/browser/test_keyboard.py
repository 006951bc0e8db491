"""The house without a mouse: what is reached, in which order, is seen while it is reached, and does what it says."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from karmika import template_database, testing
from tests.browser.chromium import page
from tests.browser.house import served_house

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
SEEN = """() => { const one = document.activeElement, style = getComputedStyle(one);
  const box = one.closest('.tile, .person') ?? one;
  return style.outlineStyle !== 'none' || getComputedStyle(box).outlineStyle !== 'none'; }"""
HERE = "() => document.activeElement.outerHTML.slice(0, 200)"


@pytest.fixture(scope="module")
def house(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with served_house(data, django_db_blocker) as served:
        yield served
    shutil.rmtree(data, ignore_errors=True)


def tab_to(opened: Page, selector: str, *, most: int = 120) -> None:
    """Press Tab until the focus is on what `selector` names; every stop on the way must be seen."""
    for _ in range(most):
        opened.keyboard.press("Tab")
        if opened.evaluate("() => document.activeElement === document.body"):
            continue
        assert opened.evaluate(SEEN), opened.evaluate(HERE)
        if opened.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} tabs")


def signed_in(opened: Page, address: str, login: str) -> None:
    opened.goto(f"{address}/sign-in/")
    tab_to(opened, "input[name=login]") if not opened.evaluate(
        "() => document.activeElement.matches('input[name=login]')"
    ) else None
    opened.keyboard.type(login)
    tab_to(opened, "input[name=password]")
    opened.keyboard.type(testing.PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"{address}/")


def test_devi_goes_from_sign_in_to_a_doorstep_form_by_keyboard_alone(house):
    with page() as opened:
        signed_in(opened, house.address, "devi")
        opened.keyboard.press("Tab")
        assert opened.evaluate("() => document.activeElement.matches('a.skip')"), (
            "the first stop skips the menu"
        )
        opened.keyboard.press("Enter")
        tab_to(opened, ".tile dd a[href*='/workers/']")
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/workers/")
        tab_to(opened, "a[href^='/submissions/']")
        opened.keyboard.press("Enter")
        opened.wait_for_selector("table.answers")


def test_fatima_finds_a_worker_and_opens_her_page_by_keyboard_alone(house):
    with page() as opened:
        signed_in(opened, house.address, "fatima")
        tab_to(opened, "a.bar-link[href='/search/']")
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/search/")
        if not opened.evaluate("() => document.activeElement.matches('input[name=text]')"):
            tab_to(opened, "input[name=text]")
        opened.keyboard.type("venkata")
        opened.wait_for_selector("#found a[href^='/persons/']")
        tab_to(opened, "#found a[href^='/persons/']")
        assert "venkata" not in opened.url.lower()
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/persons/*/")


def test_a_phone_s_menu_unfolds_and_folds_by_keyboard(house):
    with page(width=360, height=740) as opened:
        signed_in(opened, house.address, "fatima")
        tab_to(opened, "a.menu-link")
        opened.keyboard.press("Enter")
        assert opened.locator("nav.rooms").is_visible()
        tab_to(opened, "a.menu-close")
        opened.keyboard.press("Enter")
        assert not opened.locator("nav.rooms").is_visible()


def test_columns_are_chosen_by_keyboard_and_stay_chosen(house):
    with page() as opened:
        signed_in(opened, house.address, "devi")
        opened.goto(f"{house.address}/components/")
        tab_to(opened, ".columns summary")
        opened.keyboard.press("Enter")
        tab_to(opened, ".columns input")
        opened.keyboard.press("Space")
        assert not opened.locator("[data-columns=example] thead th").nth(1).is_visible()
        opened.reload()
        assert not opened.locator("[data-columns=example] thead th").nth(1).is_visible()
        assert opened.locator("[data-columns=example] thead th").nth(2).is_visible()
