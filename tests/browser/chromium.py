"""A real Chromium on pages of a real server, for the slow tests and the pictures of the README."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The installed Chromium. Raises RuntimeError when there is none."""
    found = next((path for name in EXECUTABLES if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no Chromium is installed: apt-get install chromium")
    return found


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, **more: str) -> Iterator[str]:
    """`karmika serve` on a data directory, `more` in its environment; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KARMIKA_")}
    more = {"KARMIKA_SECOND_FACTOR": "offered", **more}
    command = [sys.executable, "-m", "karmika.cli", "serve", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, env=environment | {"KARMIKA_URL": address, **more})
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=120)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it began"
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer within five minutes")


@contextmanager
def page(*, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """A page of a new browser, which fails the test when a script or a resource of ours breaks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        opened = browser.new_page(viewport={"width": width, "height": height})
        opened.set_default_timeout(15_000)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield opened
        browser.close()
        assert not faults, faults


def speak(opened: Page, language: str) -> None:
    """Choose a language, as a person does: at the end of the menu, which a phone unfolds first."""
    if opened.locator("html").get_attribute("lang") == language:
        return
    if opened.locator("a.menu-link").is_visible():
        opened.click("a.menu-link")
    opened.click(f"button[name=language][value={language}]")
    opened.wait_for_selector(f"html[lang={language}]")


def sign_in(opened: Page, address: str, login: str, password: str) -> None:
    """Through the sign-in page, as a person does."""
    opened.goto(f"{address}/sign-in/")
    opened.fill("input[name=login]", login)
    opened.fill("input[name=password]", password)
    opened.click("main form button")
    opened.wait_for_url(f"{address}/")
