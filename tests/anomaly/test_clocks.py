"""Clocks that are wrong: the server's leaps by hours and years, also within a write; a phone's is days off."""

from datetime import timedelta
from uuid import UUID

import pytest

from karmika import worker
from karmika.chain.models import Link
from karmika.chain.sealing import seal_due
from karmika.cli.synth.drawing import chance, generator
from karmika.duties import DUTIES
from karmika.intake.models import Attachment, SubmissionVersion
from karmika.journal.models import Entry
from karmika.kernel.dates import now
from karmika.reactions import REACTIONS
from karmika.testing import assert_nothing_written
from tests.anomaly.invariants import faults
from tests.anomaly.outbox import Envelope
from tests.simulation.households import Doorstep, sending_order
from tests.simulation.office import Office
from tests.simulation.phones import Letter, Phones, accepted_but_not_once, versions_out_of_order

pytestmark = pytest.mark.slow

SEED, HOUSEHOLDS = 20261127, 12
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
LEAPS = (-YEAR, -30 * DAY, -DAY, -HOUR, timedelta(), timedelta(), HOUR, DAY, 40 * DAY, YEAR, 4 * YEAR)
"""Four years ahead every form's retention has ended, and every request to be forgotten is due."""


def duties() -> None:
    """One round of everything that the worker does."""
    worker.run_once(REACTIONS)
    for duty in (worker.BEAT, *DUTIES):
        assert worker._attempt(duty.name, lambda due=duty: worker.do_if_due(due)) in (0, 1)


def test_a_leaping_clock_changes_no_order_breaks_no_link_and_destroys_nothing(
    fresh_database, cast, clock, caplog
):
    phones, office = Phones(cast), Office(cast)
    accepted: list[Letter] = []
    duties()
    clock.leaps = LEAPS
    for number in range(HOUSEHOLDS):
        rng = generator(SEED, "clock", number)
        door = Doorstep(phones, rng, SEED, number)
        letters = sending_order(door.chains(), rng)
        for letter in letters:
            clock.leap()
            status = phones.send(letter)
            clock.leap()
            assert phones.send(letter) == status, "under another clock the same form is told otherwise"
            accepted += [letter] if status == 201 else []
            if chance(0.3, rng):
                office.intervene([one.instance for one in letters], UUID(door.home.uid), rng)
        office.work_queue([one.instance for one in letters], rng)
        duties()
    clock.leaps = ()

    assert clock.jumps > 100
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert accepted_but_not_once(phones) == [] and versions_out_of_order() == []
    assert not SubmissionVersion.objects.filter(shredded=True).exists()
    letters = [Envelope(one.instance, one.xml) for one in accepted]
    assert faults(letters, whole=True) == []
    recorded = list(Entry.objects.order_by("seq").values_list("recorded_at", flat=True))
    assert recorded != sorted(recorded), "the clock never went back while something was written"
    assert Link.objects.count() > 3


def test_a_link_is_made_each_minute_of_whatever_clock(fresh_database, cast, clock):
    for leap in (timedelta(), -YEAR, -YEAR + HOUR, YEAR, timedelta()):
        clock.offset = leap
        before = Link.objects.count()
        Phones(cast) if not before else office_writes(cast)
        seal_due(now())
        assert Link.objects.count() == before + 1


def office_writes(cast) -> None:
    """Any act will do."""
    from karmika.access.acts import RegisterDevice
    from karmika.journal.perform import perform
    from karmika.kernel.ids import uuid7

    perform(
        RegisterDevice(
            device=uuid7(), name="Another", holder=cast.user_id("ramesh"), organisation=cast.mepma,
            programme=cast.vog, area=cast.area("251746"),
        ),
        cast.operator,
    )  # fmt: skip


def test_at_a_clock_before_anybody_had_a_role_nothing_is_taken_and_later_everything(
    fresh_database, cast, clock
):
    phones = Phones(cast)
    rng = generator(SEED, "long ago")
    letters = [letter for chain in Doorstep(phones, rng, SEED, 3).chains() for letter in chain]
    clock.offset = -30 * YEAR
    from django.test import Client

    for letter in letters:
        with assert_nothing_written():
            answer = Client().post(
                phones.addresses[0],
                {"xml_submission_file": _file(letter.xml)},
                headers={"X-OpenRosa-Version": "1.0"},
            )
        assert answer.status_code == 403 and b"<message" in answer.content
    clock.offset = timedelta()
    assert [phones.send(letter) for letter in letters] == [201] * len(letters)
    assert faults([Envelope(one.instance, one.xml) for one in letters], whole=True) == []


def _file(content: bytes):
    from io import BytesIO

    found = BytesIO(content)
    found.name = "submission.xml"
    return found


@pytest.mark.django_db
def test_people_who_are_signed_in_get_a_page_or_the_sign_in_whatever_the_clock_says(cast, clock, client_for):
    client = client_for("ramesh")
    for leap in (-HOUR, -30 * DAY, HOUR, timedelta(), 13 * HOUR, -YEAR, 4 * YEAR, timedelta()):
        clock.offset = leap
        for page in ("/", "/queue/", "/worksites/"):
            assert client.get(page).status_code in (200, 302), (leap, page)
    assert client_for("ramesh").get("/").status_code == 200


def test_what_destroys_waits_a_day_after_the_clock_leapt_and_is_then_done(fresh_database, cast, clock):
    phones = Phones(cast)
    rng = generator(SEED, "retention")
    letters = [letter for chain in Doorstep(phones, rng, SEED, 3).chains() for letter in chain]
    assert [phones.send(letter) for letter in letters] == [201] * len(letters)

    def shredded() -> int:
        models = (SubmissionVersion, Attachment)
        return sum(model.objects.filter(shredded=True).count() for model in models)

    duties()
    clock.offset = 4 * YEAR
    duties()
    assert not shredded(), "a wrong clock has destroyed what was sent"
    for hours in range(1, 23):
        clock.offset = 4 * YEAR + hours * HOUR
        duties()
    assert not shredded()
    clock.offset = timedelta()
    duties()
    for days in range(1, 1500, 20):
        clock.offset = days * DAY
        duties()
    assert not shredded(), "each of these was a leap"
    for hours in range(25):
        clock.offset = 4 * YEAR + 40 * DAY + hours * HOUR
        duties()
    assert shredded() >= len(letters) or not SubmissionVersion.objects.filter(submission__state="applied")
