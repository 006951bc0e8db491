"""Random histories in which people are restricted and erased: live equals rebuilt, and their names are nowhere."""

from collections import Counter
from datetime import timedelta
from io import BytesIO
from random import Random
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from karmika import template_database, worker
from karmika.chain import sealing, verifying
from karmika.cli.synth.drawing import chance, generator
from karmika.intake import duties as intake
from karmika.intake import queue
from karmika.intake.models import Attachment, Submission, SubmissionVersion
from karmika.journal.models import Entry
from karmika.journal.queries import source_of
from karmika.kernel.dates import now, today
from karmika.kernel.scrubbing import scrub
from karmika.measures import tally
from karmika.reactions import REACTIONS
from karmika.rebuild import rebuild_and_compare
from karmika.registry import duties as registry
from karmika.registry.erasing import ERASED_COLUMNS, SCRUBBED
from karmika.registry.models import (
    Household,
    Identifier,
    OccupationSpell,
    Person,
    PersonPlace,
    Restriction,
    SearchToken,
)
from karmika.rooms import INTERPRETERS
from karmika.testing import written
from tests.simulation.households import Doorstep, sending_order
from tests.simulation.office import Office
from tests.simulation.organising import Organiser
from tests.simulation.phones import Letter
from tests.simulation.secrets import SecretPhones, folded, found_in, found_in_tables
from tests.test_erased_bytes import files_of

pytestmark = pytest.mark.slow

SEED, PARTS = 20261127, 2
# erasing writes tables and indexes of PostgreSQL anew: ten times as dear there
HISTORIES = 30 if template_database.engine() == "sqlite" else 12


class City:
    """Households, their office and its privacy officer: one history after the other."""

    def __init__(self, cast, part: int, officer: Client, ramesh: Client) -> None:
        self.cast, self.part, self.officer, self.ramesh = cast, part, officer, ramesh
        self.phones, self.office = SecretPhones(cast), Office(cast)
        self.organiser = Organiser(cast)
        self.done: Counter[str] = Counter()
        self.pages: list[bytes] = []
        self.anew: list[UUID] = []
        """Submissions about somebody erased that were taken in because she consented anew."""

    def live(self, number: int) -> None:
        """A household is surveyed, corrected, looked at, forgotten in part or whole; its phones go on sending."""
        rng = generator(SEED, "erased", self.part, number)
        door = Doorstep(self.phones, rng, SEED, self.part * 100_000 + number)
        letters = sending_order(door.chains(), rng)
        instances, home = [letter.instance for letter in letters], UUID(door.home.uid)
        late = [letters.pop() for _ in range(2) if len(letters) > 2]
        for letter in letters:
            self.send(letter, rng)
            if chance(0.3, rng):
                self.office.intervene(instances, home, rng)
            if chance(0.3, rng):
                self.office.work_queue(instances, rng)
        self.look(home)
        if number % 10 == 9:
            worker.run_once(REACTIONS)
            self.organiser.round(generator(SEED, "groups", self.part, number))
        if Person.objects.filter(household_id=home, erased_on=None).exists():
            self.forget(home, rng, lambda: [self.send(letter, rng) for letter in late[:1]])
        for letter in late:
            self.send(letter, rng)
        self.send(door.edit(rng.choice(letters)), rng)
        self.repeat(rng.choice(letters))
        self.office.work_queue(instances, rng)
        self.come_back(instances, rng)

    def send(self, letter: Letter, rng: Random) -> None:
        """By the phone, sometimes with a photo that shows what the form says."""
        self.phones.send(letter)
        if chance(0.3, rng):
            form, photo = BytesIO(letter.xml), BytesIO(b"\xff\xd8 photo " + letter.xml[-900:])
            form.name, photo.name = "submission.xml", f"{letter.instance}.jpg"
            parts = {"xml_submission_file": form, photo.name: photo}
            Client().post(self.phones.addresses[0], parts, headers={"X-OpenRosa-Version": "1.0"})
            self.done["photo"] += 1

    def look(self, home: UUID) -> None:
        """Staff search by name and phone, and open pages, the slip and the forms."""
        for person in Person.objects.filter(household_id=home, erased_on=None):
            for text in filter(None, (person.name, person.phone)):
                self.ramesh.post(reverse("registry.search"), {"text": text})
            self.ramesh.get(reverse("registry.person", args=[person.id]))
            if person.submission_id:
                self.ramesh.get(reverse("intake.submission", args=[person.submission_id]))
        for name in ("household", "slip"):
            self.ramesh.get(reverse(f"registry.{name}", args=[home]))

    def forget(self, home: UUID, rng: Random, meanwhile) -> None:
        """One person or everybody, by the pages of the privacy officer; sometimes lifted, then asked for again."""
        people = list(Person.objects.filter(household_id=home, erased_on=None).order_by("entry_seq", "id"))
        person = rng.choice(people) if chance(0.65, rng) else None
        for turn in range(1 + chance(0.2, rng)):
            if turn:
                request = Restriction.objects.get(household_id=home, state="open")
                self.officer.post(reverse("registry.lift", args=[request.id]), {"reason": "withdrawn"})
                self.done["lifted"] += 1
            self._restrict(home, person)
        meanwhile()
        request = Restriction.objects.get(household_id=home, state="open")
        assert request.due_on == today()
        if chance(0.5, rng):
            self.officer.post(reverse("registry.erase", args=[request.id]), {"sure": "yes"})
        else:
            registry.erase_due(now())
        request.refresh_from_db()
        assert request.state == "erased"
        self.done["a person" if person else "a household"] += 1
        self.pages.append(self.officer.get(reverse("registry.request", args=[request.id])).content)
        self.pages.append(self.officer.get(reverse("registry.requests")).content)

    def _restrict(self, home: UUID, person: Person | None) -> None:
        name, key = ("person", person.id) if person else ("household", home)
        asked = {
            "restriction": str(uuid4()), "reason": "own_request", "authority": "Order 12/2026", "reference": "R-7",
            "due_on": today().isoformat(),
        }  # fmt: skip
        answer = self.officer.post(reverse(f"registry.forget_{name}", args=[key]), asked)
        assert answer.status_code == 302, answer.content.decode()

    def repeat(self, letter: Letter) -> None:
        """What is known and is sent again: 201, and nothing changes."""
        if (letter.instance, letter.xml) in self.phones.accepted:
            before = written()
            assert self.phones.send(letter) == 201
            assert written() == before
            self.done["repeated"] += 1

    def come_back(self, instances: list[str], rng: Random) -> None:
        """Somebody erased consents anew, and the form that waited is taken in."""
        ids = SubmissionVersion.objects.filter(instance_id__in=[f"uuid:{one}" for one in instances])
        waiting = Submission.objects.filter(id__in=ids.values("submission_id"), reason="intake.person_erased")
        for submission in waiting.order_by("entry_seq"):
            self.done["late"] += 1
            if submission.state == "waiting" and chance(0.25, rng):
                tried = queue.try_again(
                    self.cast.fatima, submission, interpreters=INTERPRETERS, decision="consented_anew"
                )
                if tried.refused is None:
                    self.anew.append(submission.id)


def erased(city: City) -> set[bytes]:
    """Words and numbers of everybody erased, except those that somebody who is there has now (she came back anew)."""
    people = Person.objects.filter(erased_on__isnull=False).values_list("id", flat=True)
    homes = Household.objects.filter(erased_on__isnull=False).values_list("id", flat=True)
    gone = set().union(*(city.phones.of[str(one)] for one in (*people, *homes)))
    there = b"\n".join(
        f"{row}".encode()
        for model, owner in OWNERS.items()
        for row in model._base_manager.filter(**{f"{owner}erased_on": None}).values_list(
            *ERASED_COLUMNS[model]
        )
    )
    return gone - found_in(there) - came_back(city)


OWNERS = {
    Person: "", Household: "", OccupationSpell: "worker__person__", PersonPlace: "person__", Identifier: "person__",
}  # fmt: skip
"""Tables with identity -> the way to the person who may be erased; a row of somebody erased is never excused."""


def came_back(city: City) -> set[bytes]:
    """What the forms say that were taken in because somebody consented anew, and still can be read."""
    decided = {one for one, decisions in city.office.decided.items() if "consented_anew" in decisions}
    anew = Submission.objects.filter(id__in=decided | set(city.anew), secrecy="")
    found: set[bytes] = set()
    for version in SubmissionVersion.objects.filter(submission__in=anew).values_list("id", flat=True):
        found |= found_in(source_of(version) or b"")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_erased_live_equals_rebuilt_without_the_keys_and_the_names_are_nowhere(
    fresh_database,
    cast,
    client_for,
    caplog,
    privacy_officer,
    part,
):
    officer = Client()
    officer.force_login(privacy_officer)
    city = City(cast, part, officer, client_for("ramesh"))
    for number in range(HISTORIES):
        city.live(number)
        if number == HISTORIES // 2:
            compared = rebuild_and_compare()
            assert compared.differing == 0, compared.first
    worker.run_once(REACTIONS)
    intake.shred_old(now() + timedelta(days=31))
    sealing.seal(now())
    assert any(scrub(SCRUBBED) for _ in range(20)), "somebody looks at old rows all the time"

    compared = rebuild_and_compare()
    assert compared.differing == 0, compared.first
    report = verifying.verify()
    assert not report.faults and report.entries == Entry.objects.count()
    assert tally.verify() == []
    gone = erased(city)
    assert len(gone) > HISTORIES, "nothing proves nothing"
    assert found_in_tables(gone) == set()
    assert not SearchToken.objects.filter(token__in=folded(gone)).exists()
    assert readable(gone) == []
    said = "\n".join(record.getMessage() for record in caplog.records).encode()
    assert found_in(said) == set()
    assert set().union(*map(found_in, city.pages)) & gone == set()
    leftover = {
        (path.name, secret)
        for path in files_of(fresh_database)
        for secret in found_in(path.read_bytes()) & gone
    }
    assert leftover == set()
    assert shredded_too_late() == []
    for what in ("a person", "a household", "lifted", "photo", "late", "repeated"):
        assert city.done[what] >= HISTORIES // 12, (what, city.done)
    assert city.anew or came_back(city), "nobody came back"


def readable(gone: set[bytes]) -> list[str]:
    """Kept bytes of forms and files that can still be opened and hold one of these."""
    found = []
    for model in (SubmissionVersion, Attachment):
        for entry in model._base_manager.values_list("id", flat=True):
            source = source_of(entry)
            if source is not None and found_in(source) & gone:
                found.append(f"{model.__name__} {entry}")
    return found


def shredded_too_late() -> list[str]:
    """Forms that waited about somebody erased for more than thirty days and can still be read."""
    waited = Submission.objects.filter(secrecy="erased")
    versions = SubmissionVersion.objects.filter(submission__in=waited)
    return [str(one) for one in versions.values_list("id", flat=True) if source_of(one) is not None]
