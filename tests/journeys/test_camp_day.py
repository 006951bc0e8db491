"""A camp without internet: a laptop with two desks and two phones, 120 people; in the evening all of it goes to the state.

Two real houses with real servers. The four desks work at the same time, the laptop's by their pages, the phones by
OpenRosa. Forwarding is killed in the middle and done twice, and both phones send their forms to the state themselves too.
"""

import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from karmika import template_database
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.testing import Cast
from tests.anomaly.houses import House, on_sqlite
from tests.house import HOUSE
from tests.journeys.desks import Window, by_phone, serve_all

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="two data directories of their own, as on a laptop"
    ),
]

PEOPLE = 120
LAPTOP, PHONE = stable("test", "laptop"), stable("test", "second phone")


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
            for device, called in ((LAPTOP, "Laptop of the camp"), (PHONE, "Second phone of the camp")):
                register = RegisterDevice(
                    device=device,
                    name=called,
                    holder=cast.user_id("lakshmi"),
                    organisation=cast.mepma,
                    programme=cast.vog,
                    area=cast.area(makers.WARD),
                )
                perform(register, cast.operator)
        found.append(house)
        KEYS.update({(name, device): key_of(house, device) for device in (Cast.device, PHONE)})
    return found


def on_phones():
    """What sixty people said at the desks 3 and 4, which are phones: some did not agree, one left."""
    from karmika.outreach.tests import makers

    found = {}
    for n in range(PEOPLE // 2, PEOPLE):
        desk, number = n % 2 + 3, n // 2 + 1
        make = makers.who_left if n == 75 else makers.without_consent if n % 10 == 9 else makers.said
        found[n] = make(number, desk=desk, name=f"Worker {n}")
    return found


KEYS: dict[tuple[str, object], tuple[str, int]] = {}
"""House and device -> its key there and the number of the project."""


def key_of(house: House, device) -> tuple[str, int]:
    from karmika.access.device_keys import token_of

    with house.inside():
        return token_of(device), Cast().project_number


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
    said = on_phones()
    key_file = tmp_path / "key"
    token, number = key_of(state, LAPTOP)
    key_file.write_text(token)
    a_camp_day(laptop, said)
    held = tokens(laptop)
    assert held["submissions"] == {"applied": PEOPLE}
    assert len({one[0] for one in held["tokens"]}) == len(held["tokens"]) == PEOPLE
    assert Counter(outcome for _token, outcome, *_ in held["tokens"]) == {
        "filed": 106,
        "no_consent": 12,
        "left": 2,
    }
    assert [name for _id, name in held["persons"]] != [] and len(
        {name for _id, name in held["persons"]}
    ) == 106
    with state.served() as served:
        line = command(laptop, served.base, key_file, number)
        assert 0 < killed_in_the_middle(laptop, state, line) < PEOPLE, "the kill came too late"
        assert by_phones(served.base, state, said, Cast.device) == {201}
        first = _run(laptop, line)
        assert tokens(state) == held
        assert by_phones(served.base, state, said, PHONE) == {201}
        assert "0 forms to send" in _run(laptop, line)
        with laptop.inside():
            _forget()
        assert f"{PEOPLE} forms and 0 files were acknowledged" in _run(laptop, line)
        assert tokens(state) == held
    assert token not in first
    assert " 0 differ; tally: 0 differ" in state.run("rebuild", "--check")


def a_camp_day(laptop: House, said) -> None:
    """Two windows at the laptop with thirty people each, and two phones that send to it, all at the same time."""
    from karmika.outreach.models import Camp

    with laptop.inside():
        camp = str(Camp.objects.get().id)
    with laptop.served() as served, ThreadPoolExecutor(4) as desks:
        windows = [Window(served.base, camp, desk) for desk in (1, 2)]
        served_people = [
            desks.submit(serve_all, window, range(one, PEOPLE // 2, 2)) for one, window in enumerate(windows)
        ]
        sent = [desks.submit(by_phones, served.base, laptop, said, device) for device in (Cast.device, PHONE)]
        assert [one.result() for one in served_people] == [PEOPLE // 4, PEOPLE // 4]
        assert [one.result() for one in sent] == [{201}, {201}]


def by_phones(base: str, house: House, said, device) -> set[int]:
    """What one of the two phones is told when it sends each of its forms twice."""
    key = KEYS[house.data.name, device]
    desk = 3 if device == Cast.device else 4
    own = [one for one in said.values() if one["token"]["desk"] == desk]
    assert len(own) == PEOPLE // 4
    return {by_phone(base, key, one) for one in own for _ in range(2)}


def _forget() -> None:
    from karmika.outreach.models import Forwarded

    Forwarded.objects.all().delete()


def _run(laptop: House, line: list[str]) -> str:
    done = subprocess.run(
        line, env=laptop.environment, cwd=HOUSE, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
