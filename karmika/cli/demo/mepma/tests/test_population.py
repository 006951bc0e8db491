"""The population of the scene: as many people as the groups need, near to one another, the same for the same seed."""

import math
from collections import Counter
from uuid import UUID

import pytest

from karmika.cli.demo.mepma.cities import STAFF, TEAMS, sites
from karmika.cli.demo.mepma.doors import survey
from karmika.cli.demo.mepma.plan import CATEGORIES, HOMES_WITHIN_M, SIZE, near_the_middle, plan
from karmika.cli.synth import survey_form
from karmika.cli.synth.drawing import generator
from karmika.groups.formation import Candidate, propose
from karmika.groups.types import group_type
from karmika.intake.findings import answers, findings
from karmika.intake.instances import read_instance
from karmika.kernel.dates import today

FORM = survey_form()


def forms(seed, groups):
    """The answers of every form, without those sent twice."""
    once = dict.fromkeys(one.xml for one in survey(seed, plan(seed, groups, sites()), FORM))
    return [answers(read_instance(xml), FORM) for xml in once]


def willing(found):
    """How many agreed to be proposed, by worksite and occupation."""
    workers = (m["work"] for form in found for m in form.get("member", ()) if m["works"] == "yes")
    agreed = (work for work in workers if work.get("consent_groups") == "yes" and work.get("worksite"))
    return Counter((work["worksite"], work["occupation"]) for work in agreed)


@pytest.mark.parametrize(("seed", "groups"), [(1, 1), (1, 20), (2, 20), (3, 137)])
def test_so_many_groups_of_five_can_be_formed_and_nobody_waits_for_another(seed, groups):
    found = willing(forms(seed, groups))
    assert sum(number // SIZE for number in found.values()) == groups
    assert all(number % SIZE < SIZE for number in found.values())


def test_the_survey_brings_in_exactly_the_plan():
    wards = plan(5, 40, sites())
    planned = Counter()
    for ward in wards:
        for slot, number in ward.slots.items():
            planned[slot.site, slot.trade.code] += number * slot.willing
    assert willing(forms(5, 40)) == +planned


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    first, again, other = (list(survey(s, plan(s, 6, sites()), FORM)) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_form_is_a_filled_in_survey_without_findings():
    for one in survey(1, plan(1, 12, sites()), FORM):
        instance = read_instance(one.xml)
        assert (instance.form_id, instance.version) == (FORM.form_id, FORM.version)
        assert findings(instance, FORM) == []


@pytest.mark.parametrize("groups", [2, 20, 818])
def test_groups_are_spread_over_wards_cities_and_the_vulnerable_occupations(groups):
    wards = plan(1, groups, sites())
    assert len({ward.code for ward in wards}) == len(wards) <= groups
    cities = {ward.code.partition("-")[0] for ward in wards}
    trades = {slot.trade.group for ward in wards for slot in ward.slots}
    assert trades <= set(CATEGORIES)
    if groups == 818:
        assert cities == STAFF.keys() and trades == set(CATEGORIES)


def test_people_of_one_ward_are_within_reach_of_one_another_wherever_they_live():
    """Formation then finds a seat for everybody: proved on the real method."""
    rule = group_type("cig").rule_on(today()).proposal_rule()
    for ward in plan(1, 818, sites()):
        rng = generator(1, "homes", ward.code)
        homes = [near_the_middle(ward, rng) for _ in range(60)] + [
            (site.lat, site.lon) for site in ward.sites
        ]
        people = [Candidate(UUID(int=n), *(round(x * 1e6) for x in home)) for n, home in enumerate(homes)]
        formed = propose(people, rule)
        assert not formed.left_out
        assert len(formed.groups) >= len(people) // rule.maximum


def test_a_home_lies_near_the_middle_of_its_ward():
    for ward in plan(3, 60, sites()):
        lat, lon = ward.middle
        for number in range(50):
            north, east = near_the_middle(ward, generator(number, ward.code))
            metres = math.hypot((north - lat) * 111_195, (east - lon) * 111_195 * math.cos(math.radians(lat)))
            assert metres <= HOMES_WITHIN_M + 1


def test_in_each_city_two_people_ask_and_approve():
    assert len(TEAMS) == len(STAFF)
    assert all(organiser != manager for organiser, manager in TEAMS)
