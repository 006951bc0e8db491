"""A camp without internet: a laptop with two desks and two phones, 120 people; in the evening all of it goes to the state.

Two real houses with real servers. Forwarding is killed in the middle, done twice, and one phone sends its forms itself too.
"""

import subprocess
import threading
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import requests

from karmika import template_database
from karmika.cli.demo.sending import HEADERS
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.testing import Cast
from tests.anomaly.houses import House, on_sqlite
from tests.house import HOUSE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="two data directories of their own, as on a laptop"
    ),
]

PEOPLE = 120
LAPTOP = stable("test", "laptop")


@pytest.fixture
def houses(tmp_path, django_db_setup, django_db_blocker):
    """The laptop and the state: each with the form published and the camp K12 planned by itself."""
    from karmika.access.acts import RegisterDevice
    from karmika.outreach.tests import makers

    found = []
    for name in ("laptop", "state"):
        data = tmp_path / name
        data.mkdir()
        house = on_sqlite(data, django_db_blocker.unblock)
        (data / "secret.key").write_text(f"a key of the {name}")
        with house.inside():
            cast = Cast()
            makers.published(cast)
            makers.camp(cast, held_on=date(2026, 11, 20))
            perform(
                RegisterDevice(
                    device=LAPTOP,
                    name="Laptop of the camp",
                    holder=cast.user_id("lakshmi"),
                    organisation=cast.mepma,
                    programme=cast.vog,
                    area=cast.area(makers.WARD),
                ),
                cast.operator,
            )
        found.append(house)
    return found


def forms():
    """What 120 people said: four desks of thirty; every tenth did not agree, two left."""
    from karmika.outreach.tests import makers

    found = {}
    for n in range(PEOPLE):
        desk, number = n % 4 + 1, n // 4 + 1
        make = makers.who_left if n in (50, 51) else makers.without_consent if n % 10 == 9 else makers.said
        found[n] = make(number, desk=desk, name=f"Worker {n}")
    return found


def key_of(house: House, device) -> tuple[str, int]:
    from karmika.access.device_keys import token_of

    with house.inside():
        return token_of(device), Cast().project_number


def by_phone(base: str, key: tuple[str, int], answers) -> int:
    from karmika.outreach.tests import makers

    address = f"{base}/v1/key/{key[0]}/projects/{key[1]}/submission"
    files = {"xml_submission_file": ("form.xml", makers.xml(answers), "text/xml")}
    return requests.post(address, files=files, headers=HEADERS, timeout=60).status_code


def tokens(house: House):
    """What the house holds of the camp."""
    from karmika.intake.models import Submission
    from karmika.measures.models import Contribution
    from karmika.outreach.models import Attendance, FollowUp
    from karmika.registry.models import Household, Person

    with house.inside():
        sums = Counter()
        for measure, amount in Contribution.objects.values_list("measure", "amount"):
            if measure != "phones_active":  # to the state the laptop is one phone more
                sums[measure] += amount
        return {
            "submissions": Counter(Submission.objects.values_list("state", flat=True)),
            "tokens": sorted(Attendance.objects.values_list("token", "outcome", "receipt", "person_id")),
            "ids": sorted(Attendance.objects.values_list("id", flat=True)),
            "persons": sorted(Person.objects.values_list("id", "name")),
            "households": Household.objects.count(),
            "follow_ups": FollowUp.objects.count(),
            "figures": {name: total for name, total in sums.items() if total},
        }


def command(laptop: House, base: str, key_file: Path, number: int) -> list[str]:
    return laptop.command(
        "forward",
        "--to",
        base,
        "--key-file",
        str(key_file),
        "--to-project",
        str(number),
        "--project",
        str(number),
    )


def killed_in_the_middle(laptop: House, state: House, line: list[str]) -> int:
    """Start forwarding, kill it when the state has some of it; how many it had."""
    from karmika.intake.models import Submission

    process = subprocess.Popen(line, env=laptop.environment, cwd=HOUSE, stdout=subprocess.DEVNULL)
    had = 0
    pause = threading.Event()
    while process.poll() is None and had < 5:
        with state.inside():
            had = Submission.objects.count()
        pause.wait(0.02)
    process.kill()
    process.wait(timeout=60)
    return had


def test_after_forwarding_each_person_has_one_token_and_nothing_is_lost_or_doubled(houses, tmp_path):
    laptop, state = houses
    said = forms()
    key_file = tmp_path / "key"
    token, number = key_of(state, LAPTOP)
    key_file.write_text(token)
    phone_at_laptop, phone_at_state = (key_of(one, Cast.device) for one in houses)
    with laptop.served() as served:
        assert {by_phone(served.base, phone_at_laptop, said[n]) for n in said if n % 4 < 2} == {201}
    _at_the_desks(laptop, [said[n] for n in said if n % 4 >= 2])
    held = tokens(laptop)
    assert held["submissions"] == {"applied": PEOPLE}
    assert len({one[0] for one in held["tokens"]}) == len(held["tokens"]) == PEOPLE
    with state.served() as served:
        line = command(laptop, served.base, key_file, number)
        assert 0 < killed_in_the_middle(laptop, state, line) < PEOPLE, "the kill came too late"
        assert {by_phone(served.base, phone_at_state, said[n]) for n in said if n % 4 == 0} == {201}
        first = _run(laptop, line)
        assert tokens(state) == held
        assert {by_phone(served.base, phone_at_state, said[n]) for n in said if n % 4 == 1} == {201}
        assert "0 forms to send" in _run(laptop, line)
        with laptop.inside():
            _forget()
        assert f"{PEOPLE} forms and 0 files were acknowledged" in _run(laptop, line)
        assert tokens(state) == held
    assert token not in first
    assert " 0 differ; tally: 0 differ" in state.run("rebuild", "--check")


def _at_the_desks(laptop: House, answers) -> None:
    """Handed in at the laptop's own pages, as they do it."""
    from uuid import UUID

    from karmika.outreach.handing_in import hand_in
    from karmika.outreach.models import Camp

    with laptop.inside():
        viewer, camp = Cast().lakshmi, Camp.objects.get()
        for one in answers:
            assert hand_in(viewer, camp, UUID(one["attendance_uid"]), one).status == 201


def _forget() -> None:
    from karmika.outreach.models import Forwarded

    Forwarded.objects.all().delete()


def _run(laptop: House, line: list[str]) -> str:
    done = subprocess.run(
        line, env=laptop.environment, cwd=HOUSE, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
