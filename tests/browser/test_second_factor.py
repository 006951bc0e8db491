"""The second factor and shared computers in a real browser, with Karmika as it is installed: required."""

import re
import shutil
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from karmika import template_database, testing
from tests.browser.chromium import page, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with django_db_blocker.unblock():
        shutil.copyfile(template_database.build_template(), data / "karmika.db")
    (data / "secret.key").write_text("a key of this test alone")
    (data / "master.key").write_text(template_database.MASTER_KEY)
    with served(data, KARMIKA_SECOND_FACTOR="required") as address:
        yield address


def password(opened, address, login):
    opened.goto(f"{address}/sign-in/")
    opened.fill("input[name=login]", login)
    opened.fill("input[name=password]", testing.PASSWORD)
    opened.click("main form button")
    opened.wait_for_load_state()


def set_up(opened, address):
    """What the first sign-in leads to; the app's key and the recovery codes."""
    assert opened.url == f"{address}/own/second-factor/"
    secret = opened.inner_text("main ol code").replace(" ", "")
    opened.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    opened.click("main form button")
    opened.wait_for_selector("ul.codes")
    return secret, opened.locator("ul.codes code").all_inner_texts()


def fits(opened):
    return opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("login", "size"), [("fatima", PHONE), ("devi", {"width": 1280, "height": 800})])
def test_it_is_set_up_at_the_first_sign_in_and_a_recovery_code_lets_in_later(address, login, size):
    with page(**size) as opened:
        password(opened, address, login)
        picture = opened.locator("img.qr")
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0"), "the policy lets it through"
        assert fits(opened)
        _, codes = set_up(opened, address)
        assert len(codes) == 10 and fits(opened)
        opened.click("main a.button")
        opened.wait_for_url(f"{address}/")
        opened.goto(f"{address}/own/")
        assert "Chrome" in opened.inner_text("table") and fits(opened)
        opened.goto(f"{address}/own/second-factor/")
        assert "10 unused recovery codes" in opened.inner_text("main") and fits(opened)
        opened.context.clear_cookies()
        password(opened, address, login)
        assert opened.url == f"{address}/sign-in/code/" and fits(opened)
        opened.fill("input[name=code]", codes[0])
        opened.click("main form button")
        opened.wait_for_url(f"{address}/")


def test_after_signing_out_the_back_button_shows_nothing(address):
    with page() as opened:
        password(opened, address, "ramesh")
        opened.goto(f"{address}/groups/")
        opened.goto(f"{address}/own/")
        assert "Ramesh Babu" in opened.content()
        opened.click(".self form[action='/sign-out/'] button")
        opened.wait_for_url("**/sign-in/")
        for _ in range(3):
            opened.go_back()
            opened.wait_for_load_state()
            assert "Ramesh" not in opened.content() and re.search(r"/sign-in/|about:blank", opened.url)


def test_a_wrong_password_too_often_is_told_with_the_time(address):
    with page(**PHONE) as opened:
        opened.goto(f"{address}/sign-in/")
        for _ in range(5):
            opened.fill("input[name=login]", "colleague")
            opened.fill("input[name=password]", "wrong")
            with opened.expect_navigation():
                opened.click("main form button")
        assert "is wrong" in opened.inner_text("main")
        assert fits(opened)
