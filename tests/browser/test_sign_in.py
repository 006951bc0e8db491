"""Signing in with a real browser, on the cast's own database."""

import shutil
from pathlib import Path

import pytest

from karmika import template_database, testing
from tests.browser.chromium import page, served, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with django_db_blocker.unblock():
        shutil.copyfile(template_database.build_template(), data / "karmika.db")
    (data / "secret.key").write_text("a key of this test alone")
    (data / "master.key").write_text(template_database.MASTER_KEY)
    with served(data) as address:
        yield address


def test_devi_signs_in_and_finds_her_figures(address):
    with page() as opened:
        sign_in(opened, address, "devi", testing.PASSWORD)
        assert opened.locator("h1").count() == 1
        assert "Devi" in opened.content()


def test_ramesh_signs_in_with_his_phone_number(address):
    with page() as opened:
        sign_in(opened, address, "9848012302", testing.PASSWORD)
        assert opened.url == f"{address}/"


def test_every_entry_of_the_navigation_opens(address):
    with page() as opened:
        sign_in(opened, address, "fatima", testing.PASSWORD)
        links = opened.eval_on_selector_all("nav.rooms a", "all => all.map(one => one.getAttribute('href'))")
        assert links
        for link in links:
            answer = opened.goto(address + link)
            assert answer is not None and answer.ok, link


def test_a_small_screen_has_no_sideways_scrolling(address):
    with page(width=360, height=740) as opened:
        sign_in(opened, address, "devi", testing.PASSWORD)
        assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
