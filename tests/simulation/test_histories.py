"""Five hundred households' forms, sent and corrected at random: nothing is lost or doubled, figures and replay agree."""

import unicodedata
from random import Random
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from karmika import worker
from karmika.cli.synth.drawing import chance, generator
from karmika.groups.models import Group, Membership
from karmika.intake.models import Submission
from karmika.journal.queries import source_of
from karmika.measures import tally
from karmika.reactions import REACTIONS
from karmika.rebuild import rebuild_and_compare
from karmika.registry.choices import ENDING
from karmika.registry.models import Consent, Household, Person, Visit, Worker
from tests.journeys.test_home_figures import COUNTS, VIEWERS, counted, tiles
from tests.simulation.households import Doorstep, sending_order
from tests.simulation.office import Office
from tests.simulation.organising import Organiser
from tests.simulation.phones import (
    Letter,
    Phones,
    accepted_but_not_once,
    refused_but_not_kept,
    versions_out_of_order,
)

pytestmark = pytest.mark.slow

SEED = 20261121
PARTS, HISTORIES = 2, 250
"""Databases, so that both processors have one, and households in each."""
HOUSEHOLDS_A_GROUP_ROUND = 25
MISTAKEN = " AND v.dissolve_reason <> 'entered_by_mistake'"
FIGURES = COUNTS | {"Groups formed": COUNTS["Groups formed"] + MISTAKEN}


class City:
    """Everybody who does something, and one history after the other."""

    def __init__(self, cast, part: int) -> None:
        self.cast, self.part = cast, part
        self.phones, self.office, self.organiser = Phones(cast), Office(cast), Organiser(cast)

    def live(self, number: int) -> None:
        """The whole history of one household."""
        rng = generator(SEED, "history", self.part, number)
        door = Doorstep(self.phones, rng, SEED, self.part * 100_000 + number)
        letters = sending_order(door.chains(), rng)
        instances, home = [letter.instance for letter in letters], UUID(door.home.uid)
        refused = []
        for letter in letters:
            if self._send(letter, door, rng) != 201:
                refused.append(letter)
            if chance(0.25, rng):
                self.office.intervene(instances, home, rng)
            if chance(0.2, rng):
                self.office.work_queue(instances, rng)
        for _ in range(2):
            refused = [letter for letter in refused if self.phones.send(letter) != 201]
            self.office.work_queue(instances, rng)

    def _send(self, letter: Letter, door: Doorstep, rng: Random) -> int:
        phone = int(chance(0.07, rng))
        status = self.phones.send(letter, phone)
        if chance(0.2, rng):
            assert self.phones.send(letter, phone) == status, (
                "the same form, sent again at once, is told otherwise"
            )
        if chance(0.05, rng):
            self.phones.send(door.conflicting(letter), phone)
        return status


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_or_doubled_and_figures_and_replay_agree(
    fresh_database, cast, client_for, caplog, part
):
    city = City(cast, part)
    for number in range(HISTORIES):
        city.live(number)
        if number % HOUSEHOLDS_A_GROUP_ROUND == HOUSEHOLDS_A_GROUP_ROUND - 1:
            city.organiser.round(generator(SEED, "groups", part, number))
            worker.run_once(REACTIONS)
        if number == HISTORIES // 2:
            compared = rebuild_and_compare()
            assert compared.differing == 0, compared.first
    worker.run_once(REACTIONS)

    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert not Submission.objects.filter(reason="intake.interpreter_failed").exists()
    assert accepted_but_not_once(city.phones) == []
    assert refused_but_not_kept(city.phones) == []
    assert versions_out_of_order() == []
    assert people_unlike_their_forms(city.office) == []
    assert households_unlike_their_visits() == []
    assert away_from_home() == []
    assert groups_that_cannot_be() == []
    assert tally.verify() == []
    for who in ("devi", "ramesh", "colleague"):
        (grant,) = getattr(cast, who).grants
        shown = {name: figure for name, (figure, _) in tiles(client_for(who)).items()}
        expected = {
            name: counted(cast, sql, VIEWERS[who], grant.organisation) for name, sql in FIGURES.items()
        }
        assert shown == expected, who
        assert who == "colleague" or all(expected.values()), "nothing proves nothing"
    compared = rebuild_and_compare()
    assert compared.differing == 0, compared.first
    assert_much_happened(city)


def assert_much_happened(city: City) -> None:
    """A simulation in which nothing happens proves nothing."""
    done = city.office.done
    for what in ("dismissed", "remove_vanished", "keep_vanished", "adopted", "corrected", "tried again"):
        assert done[what] >= 3, (what, done)
    for what in ("give_consent", "withdraw_consent", "remove_person"):
        assert done[f"registry.{what}"] >= 3, (what, done)
    statuses = set(city.phones.kept.values())
    assert statuses == {404, 409} and len(city.phones.accepted) > HISTORIES
    formed = city.organiser.done
    for what in ("propose", "adjust_proposal", "approve_proposal", "form", "add_member", "end_membership"):
        assert formed[f"groups.{what}"] >= 1, (what, formed, city.organiser.refused)


def people_unlike_their_forms(office: Office) -> list[str]:
    """Members in the register who are not as the form says that was last taken in, by reading its XML anew."""
    wrong = []
    for submission in Submission.objects.exclude(applied_id=None).order_by("entry_seq"):
        source = source_of(submission.applied_id)
        said = {} if source is None else _members(source)
        people = {str(one.id): one for one in Person.objects.filter(submission_id=submission.id)}
        workers = Worker.objects.filter(id__in=list(people), state="active")
        working = {str(one) for one in workers.values_list("id", flat=True)}
        kept = "keep_vanished" in office.decided.get(submission.id, ())
        for uid, person in people.items():
            if person.state == "removed":
                known = person.id in office.taken_out or "remove_vanished" in office.decided.get(
                    submission.id, ()
                )
                wrong += [] if known else [f"{uid} was taken out by nobody"]
            elif uid not in said:
                wrong += [] if kept else [f"{uid} is in no form"]
            elif said[uid] != (person.name, person.sex or "not_said", "yes" if uid in working else "no"):
                wrong.append(f"{uid}: {said[uid]} became {(person.name, person.sex, uid in working)}")
        wrong += [
            f"{uid} is missing" for uid in said.keys() - people.keys() if not Person.objects.filter(id=uid)
        ]
    return wrong


def _members(source: bytes) -> dict[str, tuple[str, str, str]]:
    root = etree.fromstring(source)
    if root.findtext("consent/consent_survey") != "yes":
        return {}
    return {
        member.findtext("member_uid", ""): (
            unicodedata.normalize("NFC", " ".join(member.findtext("member_name", "").split())),
            member.findtext("sex", ""),
            member.findtext("works", ""),
        )
        for member in root.findall("member")
    }


def households_unlike_their_visits() -> list[str]:
    """What a household says of its visits is what the visits say."""
    wrong = []
    for home in Household.objects.order_by("entry_seq"):
        outcomes = [visit.outcome for visit in Visit.objects.filter(household=home).order_by("attempt")]
        said = (home.visits_count, home.ended, home.last_outcome)
        if said != (len(outcomes), bool(ENDING & set(outcomes)), outcomes[-1] if outcomes else ""):
            wrong.append(f"{home.id}: {said}, but {outcomes}")
    return wrong


def away_from_home() -> list[str]:
    """Persons, workers, visits and standing consents in another ward than their household."""
    homes = dict(Household.objects.values_list("id", "area_id"))
    rows: dict[str, Any] = {
        "person": Person.objects.filter(state="active"),
        "worker": Worker.objects.filter(state="active"),
        "visit": Visit.objects.exclude(household=None),
        "consent": Consent.objects.filter(given=True, withdrawn_on=None),
    }
    return [
        f"{name} {row}"
        for name, found in rows.items()
        for row, home, area in found.order_by("entry_seq").values_list("id", "household_id", "area_id")
        if homes[home] != area
    ]


def groups_that_cannot_be() -> list[str]:
    """Nobody is in two groups of a type at once, and nobody in one that has ended."""
    open_ones = Membership.objects.filter(left_on__isnull=True)
    seats = list(open_ones.values_list("worker_id", "group_type"))
    wrong = [f"{seat} twice" for seat in set(seats) if seats.count(seat) > 1]
    ended = Group.objects.filter(dissolved_on__isnull=False, id__in=open_ones.values("group_id"))
    return wrong + [f"{group.id} has ended" for group in ended]
