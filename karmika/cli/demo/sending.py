"""Phones of the demo: submissions sent over HTTP to the OpenRosa address, as survey apps send them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import click
import requests
from tqdm import tqdm

CONNECTIONS = 4
HEADERS = {"X-OpenRosa-Version": "1.0", "User-Agent": "org.odk.collect.android/demo"}


@dataclass(frozen=True)
class Letter:
    """One finished form on one phone."""

    token: str
    phone: int
    xml: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class Sent:
    """What the server answered."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def all_taken(self) -> bool:
        """Every letter was answered 201, which is all that a phone counts as success."""
        return set(self.answers) <= {201}


def wait_for(base: str, *, seconds: float = 60) -> None:
    """Return when the server answers. Raises click's error when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            requests.get(f"{base}/sign-in/", timeout=2)
            return
        except (requests.ConnectionError, requests.Timeout):  # not there yet, or there and busy starting
            time.sleep(0.2)
    raise click.ClickException(f"The server at {base} did not answer within {seconds:.0f} seconds.")


def send(base: str, project: int, letters: Sequence[Letter], *, label: str) -> Sent:
    """Send letters over a few connections at once, with a progress bar; each phone's letters in their own order."""
    lanes: list[list[Letter]] = [[] for _ in range(CONNECTIONS)]
    for letter in letters:
        lanes[letter.phone % CONNECTIONS].append(letter)
    sent, lock = Sent(), threading.Lock()
    with tqdm(total=len(letters), desc=label, unit=" forms", mininterval=1, disable=None) as bar:

        def drive(lane: list[Letter]) -> None:
            with requests.Session() as session:
                for letter in lane:
                    status = _post(
                        session, f"{base}/v1/key/{letter.token}/projects/{project}/submission", letter
                    )
                    with lock:
                        sent.answers[status] += 1
                        bar.update()

        began = time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            list(threads.map(drive, lanes))
        sent.seconds = time.monotonic() - began
    return sent


def _post(session: requests.Session, address: str, letter: Letter) -> int:
    parts = {"xml_submission_file": ("submission.xml", letter.xml, "text/xml")}
    parts |= {name: (name, content, "application/octet-stream") for name, content in letter.files.items()}
    return session.post(address, files=parts, headers=HEADERS, timeout=120).status_code
