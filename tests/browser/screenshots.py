"""Pictures of the console from a small demo: `make screenshots`.

The best go to docs/images, for the README and docs/for-office. With --all every page that a role finds from its menu is
taken at 360 and 1280 px in three languages, into build/screenshots/pages, for somebody to look at.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, executable, free_port, served, sign_in, speak

PASSWORD = "karmika-demo"
PHONE, DESK = (360, 740), (1280, 800)
LANGUAGES = ("en", "te", "hi")
CITY, CAMPS = "city", "camps"
HOUSES = {CITY: ("--workers", "1200"), CAMPS: ("--scene", "kaam-mango", "--workers", "60")}
"""The demos that are shown: what `karmika demo` is asked for."""
ROLES = {
    CITY: tuple(
        f"{one}@demo.example" for one in ("state", "city", "organiser", "rp.251746-w07", "auditor", "admin")
    ),
    CAMPS: tuple(f"{one}@manch.example" for one in ("coordinator", "rp.lucknow.a", "paralegal.1", "officer")),
}
DEEP = 3
"""Pages of one kind (one room, as many steps in the path) that are taken for a role."""


@dataclass(frozen=True)
class Shot:
    """One picture: `clicks` are followed from `path`, each the first link that matches."""

    name: str
    login: str
    """Before the @; of the city unless `house` says otherwise."""
    path: str
    language: str = "en"
    size: tuple[int, int] = DESK
    clicks: tuple[str, ...] = ()
    house: str = CITY

    @property
    def user(self) -> str:
        """The whole user name."""
        return f"{self.login}@{'manch' if self.house == CAMPS else 'demo'}.example"


SHOTS = (
    Shot("home", "state", "/"),
    Shot("home-te", "rp.251746-w07", "/", "te", PHONE),
    Shot("brief-hi", "state", "/brief/", "hi"),
    Shot("figures", "city", "/figures/"),
    Shot("groups", "organiser", "/groups/"),
    Shot("workers", "city", "/workers/"),
    Shot("person-te", "city", "/workers/", "te", PHONE, ("main tbody th a",)),
    Shot("queue", "city", "/queue/"),
    Shot("form", "city", "/queue/", clicks=("main a[href^='/submissions/']",)),
    Shot("visits-hi", "rp.251746-w07", "/visits/", "hi", PHONE),
    Shot("worksites", "organiser", "/worksites/"),
    Shot("devices", "admin", "/devices/"),
    Shot("users", "admin", "/users/"),
    Shot("log", "auditor", "/log/"),
    Shot("components-te", "state", "/components/", "te"),
    Shot("camp", "coordinator", "/camps/", clicks=("main tbody tr:has-text('Held') th a",), house=CAMPS),
    Shot(
        "owed-hi",
        "rp.lucknow.a",
        "/applications/",
        "hi",
        PHONE,
        ("main tbody th a", "main a[href^='/schemes/persons/']"),
        CAMPS,
    ),
    Shot("cases", "paralegal.state", "/cases/?state=", house=CAMPS),
)


def main() -> None:
    """Make the demo in --data unless it is there, and one PNG per picture in --out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("build/screenshots/data"))
    arguments.add_argument("--out", type=Path, default=Path("docs/images"))
    arguments.add_argument("--all", action="store_true", help="every page, into build/screenshots/pages")
    asked = arguments.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for house in HOUSES:
        with served(_demo(asked.data, house)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
            for shot in SHOTS:
                if shot.house == house:
                    with_login(browser, address, shot, asked.out)
            if asked.all:
                for login in ROLES[house]:
                    every_page(browser, address, login, Path("build/screenshots/pages"))
            browser.close()


def _demo(data: Path, house: str) -> Path:
    """The directory of a demo, which is made unless it is there."""
    found = data / house
    if not (found / "karmika.db").exists():
        demo = [sys.executable, "-m", "karmika.cli", "demo", "--no-serve", *HOUSES[house]]
        subprocess.run([*demo, "--port", str(free_port()), "--data", str(found)], check=True)
    return found


def opened(browser: Browser, address: str, login: str, language: str, size: tuple[int, int]) -> Page:
    """A window of that size in which somebody is signed in."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    window = context.new_page()
    window.set_default_timeout(20_000)
    sign_in(window, address, login, PASSWORD)
    speak(window, language)
    return window


def with_login(browser: Browser, address: str, shot: Shot, out: Path) -> None:
    """One picture for the documents: what a window shows, no more."""
    window = opened(browser, address, shot.user, shot.language, shot.size)
    window.goto(address + shot.path)
    for selector in shot.clicks:
        window.locator(selector).first.click()
        window.wait_for_load_state()
    window.screenshot(path=out / f"{shot.name}.png")
    window.context.close()


def every_page(browser: Browser, address: str, login: str, out: Path) -> None:
    """Each page that this role finds from its menu, whole, in every language and size."""
    window = opened(browser, address, login, "en", DESK)
    paths = list(_found(window, address))
    window.context.close()
    for language in LANGUAGES:
        for size in (PHONE, DESK):
            window = opened(browser, address, login, language, size)
            folder = out / f"{language}-{size[0]}"
            folder.mkdir(parents=True, exist_ok=True)
            for path in paths:
                window.goto(address + path)
                name = path.strip("/").replace("/", "_")[:60] or "home"
                window.screenshot(path=folder / f"{login.partition('@')[0]}-{name}.png", full_page=True)
            window.context.close()


def _found(window: Page, address: str) -> Iterator[str]:
    """The menu's pages, and a few of each kind behind them."""
    menu = window.eval_on_selector_all("nav.rooms a", "all => all.map(one => one.pathname)")
    kinds: dict[tuple[str, int], int] = {}
    taken: set[str] = set()
    waiting = [*menu, "/about/", "/own/", "/components/"]
    while waiting:
        path = waiting.pop(0)
        kind = (path.split("/")[1], path.count("/"))
        if path in taken or (path not in menu and kinds.get(kind, 0) >= DEEP):
            continue
        try:
            answer = window.goto(address + path)
        except Error:  # a file, which is downloaded
            continue
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        taken.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        yield path
        waiting += window.eval_on_selector_all(
            "main a:not([download])",
            "all => all.filter(a => a.origin === location.origin).map(a => a.pathname)",
        )


if __name__ == "__main__":
    main()
