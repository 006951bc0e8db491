"""`karmika synth --load`: a whole city by the road of the phones, hundreds of forms a transaction, in several processes.

Each process hands in for wards of its own. What was received before is passed over, so a load that was cut off goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from karmika.cli.synth.city import SyntheticSubmission
    from karmika.intake.senders import Sender

FORMS_A_BATCH = {"sqlite": 1000, "postgresql": 250}
"""Many save a commit. PostgreSQL locks about 1,700 ids for 250: two such batches at once fit into its table of locks
(kernel/gate.py).
"""
FORMS_A_COLLECTION = 1000
"""What is read of a form refers to itself, and is kept until it is collected: about half a megabyte each ten forms."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class City:
    """Which city is loaded, and for which project; the same one is the same bytes."""

    seed: int
    workers: int
    duplicates: float
    project: int


@dataclass
class Loaded:
    """What came of it: forms by how they were answered, forms that were there before, workers in all of them."""

    answers: Counter[int] = field(default_factory=Counter)
    there: int = 0
    workers: int = 0

    def add(self, other: Loaded) -> None:
        """Count it in."""
        self.answers += other.answers
        self.there += other.there
        self.workers += other.workers


def load(city: City, processes: int) -> Loaded:
    """Hand in the whole city. Shows progress on a terminal. Raises click's error when a process fails."""
    from tqdm import tqdm

    wards = sorted(Phones(city.project).tokens)
    parts = [wards[number::processes] for number in range(min(processes, len(wards)))]
    done = Loaded()
    with tqdm(total=city.workers, unit=" workers", disable=None, file=sys.stderr) as bar:

        def tell(step: Loaded) -> None:
            done.add(step)
            bar.update(step.workers)

        if len(parts) == 1:
            hand_in(city, parts[0], tell)
        else:
            _side_by_side(city, parts, tell)
    return done


def hand_in(city: City, wards: list[str], tell: Callable[[Loaded], None]) -> None:
    """Hand in what the phones of these wards send, and tell of each batch."""
    from django.db import connection

    from karmika.cli.synth.city import Habits
    from karmika.cli.synth.city import city as letters_of
    from karmika.cli.synth.people import Map
    from karmika.cli.synth.sources import read_sites, survey_form
    from karmika.kernel import collector

    phones = Phones(city.project)
    letters = letters_of(
        city.seed,
        city.workers,
        where=Map(sorted(phones.tokens), read_sites()),
        form=survey_form(),
        habits=Habits(duplicates=city.duplicates),
        only=frozenset(wards),
    )
    forms = 0
    with collector.asleep():
        for batch in _batches(letters, FORMS_A_BATCH[connection.vendor]):
            tell(_receive(phones, batch))
            forms += len(batch)
            if forms >= FORMS_A_COLLECTION:
                collector.collect()
                forms = 0


def _receive(phones: Phones, batch: list[SyntheticSubmission]) -> Loaded:
    from karmika.intake.acts.lookups import versions_of
    from karmika.intake.batch import Sent, receive_many
    from karmika.rooms import INTERPRETERS

    workers = sum(letter.workers for letter in batch)
    if all(versions_of([f"uuid:{letter.instance_id}" for letter in batch]).values()):
        return Loaded(there=len(batch), workers=workers)
    senders = phones.senders({letter.ward for letter in batch})
    sent = [Sent(senders[letter.ward], letter.xml) for letter in batch]
    answers = Counter(answer.status for answer in receive_many(sent, interpreters=INTERPRETERS))
    return Loaded(answers=answers, workers=workers)


class Phones:
    """The phones of a project's wards. Their holders' rights are read anew for each batch, as for each call of a phone."""

    def __init__(self, number: int) -> None:
        from karmika.access.device_keys import token_of
        from karmika.access.models import Device
        from karmika.cli.foundations import project_numbered

        self._project = project_numbered(number)
        devices = Device.objects.filter(
            project=self._project, revoked_at__isnull=True, area__level__in=("ward", "village")
        )
        self.tokens = {
            device.area.code: token_of(device.id) for device in devices.select_related("area").order_by("id")
        }
        if not self.tokens:
            raise click.ClickException(
                f"Project {number} has no phone in any ward. Register phones first, or run `karmika demo`."
            )

    def senders(self, wards: Iterable[str]) -> dict[str, Sender]:
        """Who hands in, by ward."""
        from karmika.access.viewer import device_access
        from karmika.intake.senders import phone

        return {ward: phone(device_access(self.tokens[ward]), self._project) for ward in wards}


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _side_by_side(city: City, parts: list[list[str]], tell: Callable[[Loaded], None]) -> None:
    """A process for each part; none of them outlives this one."""
    start = multiprocessing.get_context("spawn")  # a forked process would share this one's connection
    told = start.SimpleQueue()
    family = [
        start.Process(target=_process, args=(city, part, told, os.getpid()), daemon=True) for part in parts
    ]
    for process in family:
        process.start()
    left = len(family)
    while left:
        step = told.get()
        if isinstance(step, Loaded):
            tell(step)
        elif step:
            raise click.ClickException(
                f"A loading process failed: {step}. Run the same command again to go on."
            )
        else:
            left -= 1
    for process in family:
        process.join()


def _process(city: City, wards: list[str], told: Any, parent: int) -> None:
    """One of the processes: batches are told as they are done, then "" at the end, or what stopped it."""
    from karmika.cli.house import open_house

    open_house(Path(os.environ["KARMIKA_DATA"]), makes_keys=False, needs_database=True)

    def tell(step: Loaded) -> None:
        if os.getppid() != parent:
            sys.exit(1)
        told.put(step)

    ended = "it ended early"
    try:
        hand_in(city, wards, tell)
        ended = ""
    finally:
        told.put(ended)
