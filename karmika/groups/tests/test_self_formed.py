"""A group that formed itself, entered in one sitting."""

from datetime import date, timedelta

import pytest

from karmika.groups.models import OfficeBearer
from karmika.groups.tests.people import (
    JOINED,
    Someone,
    counted,
    entering,
    group,
    make,
    self_formed,
    worker_id,
)
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_it_has_its_members_office_bearers_and_its_day_in_the_past(cast):
    make(cast, range(6))
    people = (*entering(0, office="president"), *entering(1, office="treasurer"), *entering(2, 3, 4))
    late = entering(5, joined_on=JOINED + timedelta(days=30))
    perform(self_formed(cast, entering=(*people, *late)), cast.ramesh)
    found = OfficeBearer.objects.select_related("group").get(office="president").group
    assert (found.number, found.formed_on, found.proposal_id) == ("251746-CIG-0001", JOINED, None)
    assert found.memberships.get(worker_id=worker_id(5)).joined_on == JOINED + timedelta(days=30)
    assert found.memberships.get(worker_id=worker_id(0)).consent_how == "thumb"
    assert OfficeBearer.objects.get(office="treasurer").from_on == JOINED
    assert (counted("groups_formed"), counted("members")) == (1, 6)
    assert Contribution.objects.get(measure="groups_formed").happened_on == JOINED


def test_it_needs_no_consent_to_be_proposed_because_the_members_joined_themselves(cast):
    make(cast, [Someone(number=n, consent=False) for n in range(20, 25)])
    assert perform(self_formed(cast, range(20, 25)), cast.ramesh).state == "done"


def test_what_cannot_be_is_refused(cast, nothing_written):
    make(cast, range(6))
    make(cast, [30], viewer=cast.colleague, organisation=cast.other_org)
    for changes, code in (
        ({"name": ""}, "groups.name"),
        ({"group_type": "bank"}, "groups.unknown_type"),
        ({"formed_on": today() + timedelta(days=1)}, "groups.future"),
        ({"formed_on": date(2019, 10, 1)}, "groups.no_rule"),
        ({"entering": entering(0, 1, 2, 3)}, "groups.too_few"),
        ({"entering": entering(*range(21))}, "groups.too_many_members"),
        ({"entering": entering(0, 1, 2, 3, 3)}, "groups.twice"),
        ({"entering": entering(0, 1, 2, 3, 30)}, "groups.unknown_worker"),
        ({"entering": entering(0, 1, 2, 3, 99)}, "groups.unknown_worker"),
        ({"entering": entering(*range(5), how="by_husband")}, "groups.unknown_way"),
        ({"entering": entering(*range(5), consent_on=today() + timedelta(days=1))}, "groups.future"),
        ({"entering": entering(*range(5), joined_on=JOINED - timedelta(days=1))}, "groups.too_early"),
        ({"entering": entering(*range(5), office="king")}, "groups.has_office"),
        ({"entering": (*entering(0, office="king"), *entering(1, 2, 3, 4))}, "groups.unknown_office"),
        ({"worksite": cast.worksite("VJA-LC-003")}, "groups.unknown"),
        ({"worksite": worker_id(1)}, "groups.unknown"),
    ):
        assert refused(nothing_written, self_formed(cast, **changes), cast.ramesh) == code, changes


def test_nobody_is_in_two_groups_of_one_type_but_may_be_in_one_of_another(cast, nothing_written):
    group(cast, range(10))
    make(cast, range(20, 24))
    again = self_formed(cast, entering=entering(0, 20, 21, 22, 23), name="Again")
    assert refused(nothing_written, again, cast.ramesh) == "groups.already_member"
    assert perform(self_formed(cast, range(10), group_type="shg"), cast.ramesh).state == "done"


@pytest.mark.parametrize("who", ["lakshmi", "stranger", "colleague", "auditor", "devi", "admin"])
def test_a_resource_person_and_others_may_not_enter_it(cast, who, nothing_written):
    make(cast, range(6))
    assert refused(nothing_written, self_formed(cast), getattr(cast, who)) == "access.not_yours"


def test_an_area_that_does_not_exist_is_nobodys(cast, nothing_written):
    make(cast, range(6))
    code = refused(nothing_written, self_formed(cast, area=worker_id(1), worksite=None), cast.ramesh)
    assert code == "access.not_yours"
