"""Pages of the console: server time, queries, weight, and the first paint on a slow phone.

Promise: p95 home 150 ms, search as you type 60 ms, list 150 ms, profile 80 ms, with 100,000 workers on SQLite and
1,000,000 on PostgreSQL; at most 15 queries and 150 kB (gzip, fonts cached) a page; first contentful paint under 2 s at
a quarter of the processor and 1.6 Mbps. Peer, same run: the home figures counted from the tables of facts at each look.
The million are 100,000 that went the whole road and copies of their rows (bench/multiply.py).
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.load import House, houses, kept_folder
from bench.multiply import multiply
from bench.report import Figure, publish

WORKERS, TIMES = 100_000, 10
AIMS_MS = {"home": 150.0, "search": 60.0, "list": 150.0, "profile": 80.0}
QUERIES, WEIGHT_KB, PAINT_MS = 15, 150.0, 2_000.0
LOOKS = 60
"""Looks at each kind of page by each person; the first two of each are not counted."""
PEOPLE = ("state@demo.example", "city@demo.example", "organiser@demo.example")
TYPED = (
    "l",
    "la",
    "lak",
    "laksh",
    "lakshmi",
    "r",
    "ra",
    "ram",
    "rames",
    "ramesh",
    "s",
    "su",
    "sun",
    "v",
    "ve",
    "venk",
    "98480",
    "4321",
)
STYLES = (
    "ui/tokens.css",
    "ui/base.css",
    "ui/components.css",
    "ui/print.css",
    "ui/karmika.js",
    "django_htmx/htmx-2.min.js",
)


def look(data: Path) -> dict[str, dict[str, float]]:
    """Page -> p95 in milliseconds, most queries, and kilobytes (gzip) of the heaviest answer with styles and scripts."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.conf import settings
    from django.test import Client

    settings.KARMIKA_SECOND_FACTOR = "off"  # nobody is there to type the code
    from karmika.access.models import Account

    found: dict[str, dict[str, float]] = {}
    for login in PEOPLE:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        for page, addresses in _addresses(login).items():
            one = _timed(client, page, addresses)
            held = found.setdefault(page, dict.fromkeys(one, 0.0))
            found[page] = {name: max(value, held[name]) for name, value in one.items()}
    return found


def _addresses(login: str) -> dict[str, list[str]]:
    """What is asked for on each kind of page; the same in each run."""
    from karmika.access.models import Account
    from karmika.access.models import User as Colleague
    from karmika.access.viewer import viewer_for
    from karmika.areas.queries import children
    from karmika.monitoring.queries import own_areas
    from karmika.registry.models import Worker

    viewer = viewer_for(Colleague.objects.get(id=Account.objects.get(username=login).pk))
    dice = random.Random(4)
    own = own_areas(viewer)[0]
    near = [own.id, *(area.id for area in children(own.id)[:20])]
    newest = list(
        Worker.objects.visible_to(viewer).order_by("-entry_seq").values_list("id", flat=True)[:2000]
    )
    works = ("", "goods_vendor", "auto_driver", "waste_picker", "transport")
    return {
        "home": ["/"] * LOOKS,
        "search": [dice.choice(TYPED) for _ in range(LOOKS)],
        "list": [f"/workers/?area={dice.choice(near)}&work={dice.choice(works)}" for _ in range(LOOKS)],
        "profile": [f"/persons/{one}/" for one in dice.sample(newest, min(LOOKS, len(newest)))],
        "figures": [f"/figures/{dice.choice(near)}/" for _ in range(LOOKS // 2)],
    }


def _timed(client: Any, page: str, asked: Iterable[str]) -> dict[str, float]:
    spent, most_queries, heaviest = [], 0, b""
    client.get("/")  # the first page of a session writes where somebody is signed in
    for address in asked:
        counter = _Counter()
        began = time.perf_counter()
        with counter.counting():
            if page == "search":
                answer = client.post("/search/", {"text": address}, headers={"HX-Request": "true"})
            else:
                answer = client.get(address)
        spent.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        most_queries = max(most_queries, counter.queries)
        heaviest = max(heaviest, answer.content, key=len)
    counted = sorted(spent[2:])
    return {
        "p95": counted[int(len(counted) * 0.95)],
        "p50": counted[len(counted) // 2],
        "queries": float(most_queries),
        "kb": (len(gzip.compress(heaviest)) + _styles_bytes()) / 1000,
    }


class _Counter:
    """Counts questions that a page asks, those of kernel/asking.py too; those of transactions are none."""

    def __init__(self) -> None:
        self.queries = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what is asked in this block."""
        from django.db import connection

        from karmika.kernel import asking

        def counted(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                self.queries += 1
                return function(*given)

            return call

        direct = [
            patch.object(asking, name, counted(getattr(asking, name))) for name in ("execute", "select_any")
        ]
        with connection.execute_wrapper(self), direct[0], direct[1]:
            yield

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.queries += 1
        return execute(sql, *rest)


def _styles_bytes() -> int:
    from django.contrib.staticfiles import finders

    return sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in STYLES)


def peer(data: Path) -> float:
    """Milliseconds (the middle of five) in which the home figures are counted from persons, consents and groups."""
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from karmika.access.models import Account
    from karmika.access.models import User as Colleague
    from karmika.access.viewer import viewer_for
    from karmika.groups.models import Group
    from karmika.registry.models import Consent, Household, Person, Visit, Worker

    viewer = viewer_for(Colleague.objects.get(id=Account.objects.get(username=PEOPLE[0]).pk))
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        for model in (Household, Visit, Person, Worker, Consent, Group):
            model.objects.visible_to(viewer).count()
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[2]


def paint(data: Path) -> dict[str, float]:
    """First contentful paint (ms) of home and of the list, on a phone with a quarter of this processor, 1.6 Mbps, 150 ms."""
    import os

    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGUMENTS, executable, served, sign_in

    more = {name: os.environ[name] for name in ("KARMIKA_DATABASE_URL",) if name in os.environ} | {
        "KARMIKA_SECOND_FACTOR": "off"
    }
    found = {}
    with served(data, **more) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        opened = browser.new_page(viewport={"width": 360, "height": 740})
        opened.set_default_timeout(60_000)
        sign_in(opened, address, PEOPLE[1], "karmika-demo")
        slow = opened.context.new_cdp_session(opened)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        kilobytes = 1.6e6 / 8
        slow.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 150,
                "downloadThroughput": kilobytes,
                "uploadThroughput": kilobytes,
            },
        )
        for name, path in (("home", "/"), ("list", "/workers/")):
            times = []
            for _ in range(5):
                opened.goto(address + path)
                times.append(opened.evaluate(_PAINTED))
            found[name] = sorted(times)[2]
        browser.close()
    return found


_PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (one.name === 'first-contentful-paint') done(one.startTime);
}).observe({type: 'paint', buffered: true}))"""
PARTS: dict[str, Callable[[Path], Any]] = {"look": look, "peer": peer, "paint": paint}


def measure(name: str, house: House) -> list[Figure]:
    """All figures of one loaded house."""
    looked, counted, painted = (house.part(part, "bench.console") for part in ("look", "peer", "paint"))
    figures = []
    for page, values in looked.items():
        aim = AIMS_MS.get(page)
        other = counted if page == "home" else None
        figures.append(
            Figure(
                f"{name}: {page}, p95",
                *(values["p95"], "ms", other, None if other is None else values["p95"] / other),
                *("none" if aim is None else f"<= {aim:g}", aim is None or values["p95"] <= aim),
            )
        )
        figures.append(_bound(f"{name}: {page}, most queries", values["queries"], "queries", QUERIES))
        figures.append(_bound(f"{name}: {page}, weight", values["kb"], "kB", WEIGHT_KB))
    figures += [
        _bound(f"{name}: {page}, first contentful paint", ms, "ms", PAINT_MS) for page, ms in painted.items()
    ]
    return figures


def _bound(what: str, value: float, unit: str, most: float) -> Figure:
    return Figure(what, value, unit, None, None, f"<= {most:g}", value <= most)


def main() -> None:
    """Measure, publish, exit 1 when a promise does not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=WORKERS)
    asked.add_argument("--times", type=int, default=TIMES, help="so many times the workers on PostgreSQL")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked.add_argument("--folder", type=Path, help="where `bench.load --folder` kept loaded houses")
    asked.add_argument("--part", help=argparse.SUPPRESS)
    asked.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        name, _, times = given.part.partition(".")
        if name == "copies":
            multiply(given.data, int(times))
        found = PARTS[name](given.data) if name in PARTS else None
        print(json.dumps(found))
        return
    sys.exit(0 if publish("console", figures(given)) else 1)


def figures(given: argparse.Namespace) -> list[Figure]:
    """Of each database that was asked for."""
    found: list[Figure] = []
    with kept_folder(given.folder, made=given.folder is None) as folder:
        for name, house in houses(folder, given.database):
            _load(house, given.workers, 1 if house.postmaster is None else given.times)
            found += measure(name, house)
    return found


def _load(house: House, workers: int, times: int) -> None:
    """Unless the folder has it already: the workers, everything that follows the journal, and the copies."""
    if not (house.data / "master.key").exists():
        house.part("prepare")
        house.load(workers, 2)
        house.part("follow")
        if times > 1:
            house.part(f"copies.{times}", "bench.console")


if __name__ == "__main__":
    main()
