"""The master key is replaced: kill -9 at any point loses nothing, the house goes on, and the old key opens nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from karmika import template_database
from karmika.access import rotation
from karmika.access.device_keys import token_of
from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.intake import senders
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.journal.keys import read_keys
from karmika.journal.models import Key
from karmika.kernel import master, sealing
from karmika.registry.models import Person
from karmika.registry.tests import doorstep
from karmika.registry.tests.test_erasing import Home
from karmika.rooms import INTERPRETERS
from karmika.testing import assert_nothing_written, at_once
from tests.house import HOUSE
from tests.simulation.rotation_killed import POINTS
from tests.test_erased_bytes import files_of


class House:
    """This process as the running server: it reads the key file that the command changes."""

    def __init__(self, database: str, cast, folder: Path) -> None:
        self.database, self.cast, self.folder = database, cast, folder
        self.file = folder / "master.key"
        clean = {name: value for name, value in os.environ.items() if name != "KARMIKA_MASTER_KEY"}
        url = (
            f"sqlite:///{database}"
            if connection.vendor == "sqlite"
            else template_database.postgres_url(database)
        )
        self.environment = clean | {
            "KARMIKA_DATA": str(folder),
            "KARMIKA_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "karmika.settings",
        }

    def rotate(self, point: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """The command, as its own process."""
        connections.close_all()
        return subprocess.run(
            [sys.executable, "-m", "tests.simulation.rotation_killed", point],
            env=self.environment | environment,
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def keys(self) -> dict:
        """Every key, opened."""
        return read_keys(Key.objects.values_list("owner", flat=True))


@pytest.fixture
def house(fresh_database, cast, tmp_path, settings):
    (tmp_path / "master.key").write_text(template_database.MASTER_KEY + "\n")
    (tmp_path / "secret.key").write_text("a key of this test alone")
    settings.KARMIKA_MASTER_KEY_FILE = tmp_path / "master.key"
    return House(fresh_database, cast, tmp_path)


def old_ring_opens() -> list:
    """Owners of the keys that the master key of before opens."""
    old = master.parsed(template_database.MASTER_KEY).sub_key(1, "wrap")
    found = []
    for owner, wrapped in Key.objects.filter(wrapped__isnull=False).values_list("owner", "wrapped"):
        try:
            sealing.decrypt(old, bytes(wrapped), owner.bytes)
        except sealing.InvalidTag:
            continue
        found.append(owner)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("point", list(POINTS)[:: 1 if template_database.engine() == "sqlite" else 3])
def test_killed_anywhere_it_goes_on_and_nothing_is_lost(house, cast, point):
    home = Home(cast)
    home.erase("his")
    before = house.keys()
    wraps = [
        bytes(one) for one in Key.objects.filter(wrapped__isnull=False).values_list("wrapped", flat=True)
    ]
    token = cast.device_token

    killed = house.rotate(point)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    assert house.keys() == before, "the house goes on reading"
    assert token_of(cast.device) == token
    with assert_nothing_written():
        assert home.send(home.xml, home.photo).submission == home.submission.id, "the MACs are the same"
    answer = home.send(
        doorstep.xml(doorstep.survey(doorstep.member(name="Rehana")), instance=f"uuid:{uuid4()}")
    )
    assert answer.status == 201 and Person.objects.filter(name="Rehana").exists()
    before = house.keys()

    ended = house.rotate()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (newest,) = rotation.counted()
    assert newest >= 2 and house.keys() == before
    assert old_ring_opens() == []
    assert [line.split(":")[0] for line in house.file.read_text().split()] == [str(newest)]
    assert house.file.stat().st_mode & 0o777 == 0o600
    left = {path.name for path in house.folder.iterdir() if "master" in path.name}
    assert left == {"master.key", "master.key-rotation"}
    assert token_of(cast.device) == token and device_access(token) is not None
    for path in files_of(house.database):
        content = path.read_bytes()
        assert not any(wrap in content for wrap in wraps), f"{path.name} holds a wrap of before"


def test_the_house_works_while_the_key_is_replaced(house, cast):
    publish(cast.devi, Project.objects.get(id=cast.project), doorstep.FORM.read_bytes(), doorstep.FORM.name)
    names = [f"Person {word}" for word in ("one", "two", "three", "four", "five", "six", "seven", "eight")]
    letters = [
        doorstep.xml(doorstep.survey(doorstep.member(name=name)), instance=f"uuid:{uuid4()}")
        for name in names
    ]
    project, access = Project.objects.get(id=cast.project), device_access(cast.device_token)

    def send() -> int:
        for letter in letters:
            answer = receive(senders.phone(access, project), letter, interpreters=INTERPRETERS)
            assert answer.status == 201
        return len(letters)

    ended, sent = at_once(house.rotate, send)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert sent == len(letters)
    assert list(rotation.counted()) == [2]
    assert set(names) <= set(Person.objects.values_list("name", flat=True))
    assert None not in house.keys().values() and old_ring_opens() == []


def test_two_rotations_at_once_are_one(house):
    with rotation.one_rotation(house.folder):
        refused = house.rotate()
    assert refused.returncode == 1 and "Another `karmika keys rotate` is at work" in refused.stderr
    assert list(rotation.counted()) == [1]


def test_a_rotation_of_another_machine_is_not_trampled_on(house, tmp_path):
    """Its file holds the key of before; the database was wrapped anew from elsewhere."""
    old = house.file.read_text()
    assert house.rotate().returncode == 0
    house.file.write_text(old)
    refused = house.rotate()
    assert refused.returncode == 1
    assert "wrapped by master key 2" in refused.stderr and "as a line 2:KEY" in refused.stderr
    assert house.file.read_text() == old and list(rotation.counted()) == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1:" + "A" * 43 + "=", "does not open this database. Put back the one"),
        ("3:" + template_database.MASTER_KEY, "wrapped by master key 1, but"),
        ("not a key", "cannot be read: it must hold 32 bytes in base64"),
        ("c2hvcnQ=", "cannot be read: it must hold 32 bytes in base64"),
        ("", "KARMIKA_MASTER_KEY is not set"),
    ],
    ids=["another", "another number", "words", "too short", "empty"],
)
def test_a_wrong_key_is_told_in_a_sentence_and_changes_nothing(house, cast, text, said):
    Home(cast)
    house.file.write_text(text)
    refused = house.rotate()
    assert refused.returncode == 1 and said in refused.stderr and "Traceback" not in refused.stderr
    assert list(rotation.counted()) == [1]
    assert house.file.read_text() == text


def test_a_key_in_the_environment_is_replaced_by_hand_in_two_steps(house, cast):
    home = Home(cast)
    first = house.rotate(KARMIKA_MASTER_KEY=template_database.MASTER_KEY)
    assert first.returncode == 1 and list(rotation.counted()) == [1], "nothing was done yet"
    (both,) = [line.strip() for line in first.stdout.splitlines() if line.startswith("  2:")]
    second = house.rotate(KARMIKA_MASTER_KEY=both)
    assert second.returncode == 0 and "begins with 2:" in second.stdout, second.stdout + second.stderr
    assert list(rotation.counted()) == [2] and old_ring_opens() == []
    house.file.write_text(both.split()[0])
    assert home.send(home.xml, home.photo).submission == home.submission.id


def test_keys_of_an_old_backup_are_wrapped_anew_when_the_old_key_is_put_back(house, cast):
    home = Home(cast)
    before = house.keys()
    house.file.write_text(f"5:{'B' * 43}=\n1:{template_database.MASTER_KEY}\n")
    assert house.rotate().returncode == 0
    assert list(rotation.counted()) == [5] and house.keys() == before
    assert home.send(home.xml, home.photo).submission == home.submission.id


def test_the_page_of_a_person_opens_with_the_new_key(house, cast, client_for):
    home = Home(cast)
    assert house.rotate().returncode == 0
    client: Client = client_for("ramesh")
    page = client.get(reverse("registry.person", args=[home.person.id])).content.decode()
    assert "Zulekha Quraishi" in page
