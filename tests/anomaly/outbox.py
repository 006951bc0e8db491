"""What phones have still to send and what was acknowledged, while the house behind them is struck by faults."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

import requests

from karmika.cli.demo.sending import HEADERS
from karmika.cli.synth import Map, city
from karmika.registry.tests import doorstep
from tests.simulation.households import SITES, WARD

CLIENTS = 4
SECONDS = 60
"""After so long it is said that something hangs."""
RESENT, PHOTOS = 0.15, 0.3
PAUSE_S = 0.1
"""Before a form that failed is sent again."""


@dataclass(frozen=True)
class Envelope:
    """One form as one phone holds it, with its files."""

    instance: str
    xml: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    again: bool = False
    """Sent although it was acknowledged."""


@dataclass
class Outbox:
    """Four phones' forms; those of one chain of corrections leave in their order."""

    lanes: list[list[Envelope]]
    acknowledged: dict[str, Envelope] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    """Calls that ended without an answer."""
    enough: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    target: int = 0

    def wait_for(self, more: int) -> None:
        """Return when so many more forms were acknowledged. Fails when it takes too long or something odd is said."""
        self.target = len(self.acknowledged) + more
        self.enough.clear()
        if len(self.acknowledged) < self.target:
            assert self.enough.wait(SECONDS), f"the house hangs: {self.answers}, {self.unanswered} unanswered"
        odd = {status for status in self.answers if status != 201 and status < 500}
        assert not odd, self.answers

    def wait_for_refusals(self, more: int) -> None:
        """Return when so many more calls were answered that something failed, or not at all."""
        before, until = self.refusals(), time.monotonic() + SECONDS
        while self.refusals() < before + more:
            assert time.monotonic() < until, f"nothing fails: {self.answers}"
            self.stop.wait(PAUSE_S)

    def refusals(self) -> int:
        """Calls that were answered that something failed, or not at all."""
        return self.answers[500] + self.answers[503] + self.unanswered

    def figures(self) -> str:
        """How it went, for the end of a test that passed."""
        told = f"{len(self.acknowledged)} forms acknowledged ({self.answers[201]} times 201)"
        return f"{told}, 0 lost, 0 doubled; {self.refusals()} calls failed or were cut off"

    def drive(self, number: int, address: str) -> None:
        """One client: sends its letters one after the other, each until it is acknowledged or `stop` is set."""
        with requests.Session() as session:
            while self.lanes[number] and not self.stop.is_set():
                letter = self.lanes[number][0]
                status = self._post(session, address, letter)
                if status != 201:
                    self.stop.wait(PAUSE_S)
                    continue
                self.acknowledged[letter.instance] = letter
                self.lanes[number].pop(0)
                if len(self.acknowledged) >= self.target:
                    self.enough.set()
        self.enough.set()

    def _post(self, session: requests.Session, address: str, letter: Envelope) -> int | None:
        parts = {"xml_submission_file": ("submission.xml", letter.xml, "text/xml")}
        parts |= {name: (name, content, "image/jpeg") for name, content in letter.files.items()}
        try:
            status = session.post(address, files=parts, headers=HEADERS, timeout=SECONDS).status_code
        except requests.RequestException:
            self.unanswered += 1
            return None
        self.answers[status] += 1
        return status


def filled(seed: int, workers: int) -> Outbox:
    """The survey of one ward as four phones hold it: some forms with photos, some sent again after their answer."""
    found = city(seed, workers, where=Map([WARD], SITES), form=doorstep.form().definition)
    rng = Random(seed)
    lanes: list[list[Envelope]] = [[] for _ in range(CLIENTS)]
    chain_of: dict[str, int] = {}
    sent: dict[str, Envelope] = {}
    for letter in found:
        start = chain_of.setdefault(letter.instance_id, chain_of.get(letter.follows, len(chain_of)))
        lane = lanes[start % CLIENTS]
        if letter.instance_id not in sent:
            files = {"door.jpg": rng.randbytes(rng.randint(1, 40_000))} if rng.random() < PHOTOS else {}
            sent[letter.instance_id] = Envelope(letter.instance_id, letter.xml, files)
            lane.append(sent[letter.instance_id])
        else:
            lane.append(replace(sent[letter.instance_id], again=True))
        if rng.random() < RESENT:
            lane.append(replace(sent[letter.instance_id], again=True))
    return Outbox(lanes)
