"""Office bearers, and the end of a group."""

from datetime import timedelta

import pytest
from django.utils import formats

from karmika.groups.acts import AddMember, Dissolve, Elect, EndMembership
from karmika.groups.models import Membership, OfficeBearer
from karmika.groups.tests.people import JOINED, counted, group, make, propose, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused

DAY = timedelta(days=1)


def elect(found, number, office="president", on=JOINED):
    return Elect(group=found.id, worker=worker_id(number), office=office, on=on)


def dissolve(found, **changes):
    return Dissolve(group=found.id, **{"reason": "members_decided", "on": today()} | changes)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_a_new_president_ends_the_term_of_the_former(cast):
    found = group(cast)
    perform(elect(found, 0), cast.lakshmi)
    perform(elect(found, 1, on=today()), cast.ramesh)
    terms = list(OfficeBearer.objects.order_by("from_on").values_list("worker_id", "from_on", "to_on"))
    assert terms == [(worker_id(0), JOINED, today()), (worker_id(1), today(), None)]
    assert history(found.id)[-1].sentence == (
        f"Ramesh Babu recorded the election of a new office bearer (President) on {formats.date_format(today(), 'j F Y')}"
    )


def test_one_who_is_elected_again_begins_a_new_term(cast):
    found = group(cast)
    perform(elect(found, 0), cast.ramesh)
    perform(elect(found, 0, on=today()), cast.ramesh)
    assert OfficeBearer.objects.filter(to_on__isnull=True).get().from_on == today()


def test_who_cannot_be_elected(cast, nothing_written):
    found = group(cast)
    perform(elect(found, 0, on=JOINED + DAY), cast.ramesh)
    for act, code in (
        (elect(found, 1, "king"), "groups.unknown_office"),
        (elect(found, 99), "groups.not_member"),
        (elect(found, 0, "treasurer"), "groups.has_office"),
        (elect(found, 1, on=JOINED), "groups.too_early"),
        (elect(found, 1, on=JOINED - DAY), "groups.too_early"),
        (elect(found, 1, on=today() + DAY), "groups.future"),
    ):
        assert refused(nothing_written, act, cast.ramesh) == code


def test_a_dissolved_group_stays_counted_as_formed_and_its_members_are_free(cast):
    found = group(cast)
    perform(elect(found, 0), cast.ramesh)
    perform(dissolve(found), cast.fatima)
    found.refresh_from_db()
    assert (found.dissolved_on, found.dissolve_reason) == (today(), "members_decided")
    assert (counted("groups_formed"), counted("members")) == (1, 0)
    assert set(Membership.objects.values_list("left_on", "exit_reason")) == {(today(), "group_dissolved")}
    assert OfficeBearer.objects.get().to_on == today()
    assert propose(cast).proposed == 1


def test_a_group_entered_by_mistake_never_was(cast):
    found = group(cast)
    perform(dissolve(found, reason="entered_by_mistake"), cast.ramesh)
    found.refresh_from_db()
    assert (found.dissolved_on, counted("groups_formed"), counted("members")) == (JOINED, 0, 0)
    assert set(Membership.objects.values_list("left_on", "exit_reason")) == {(JOINED, "entered_by_mistake")}


def test_nothing_happens_to_a_dissolved_group(cast, nothing_written):
    found = group(cast)
    perform(dissolve(found), cast.ramesh)
    make(cast, [30])
    for act in (
        dissolve(found),
        elect(found, 0),
        EndMembership(group=found.id, worker=worker_id(0), reason="died", on=today()),
        AddMember(group=found.id, worker=worker_id(30), joined_on=today(), how="phone", consent_on=today()),
    ):
        assert refused(nothing_written, act, cast.ramesh) == "groups.dissolved"


def test_a_group_cannot_end_before_its_last_member_joined_nor_tomorrow(cast, nothing_written):
    found = group(cast)
    make(cast, [30])
    perform(
        AddMember(group=found.id, worker=worker_id(30), joined_on=today(), how="phone", consent_on=today()),
        cast.ramesh,
    )
    for changes, code in (
        ({"on": today() - DAY}, "groups.too_early"),
        ({"on": today() + DAY}, "groups.future"),
        ({"reason": "because"}, "groups.unknown_reason"),
    ):
        assert refused(nothing_written, dissolve(found, **changes), cast.ramesh) == code


@pytest.mark.parametrize("who", ["lakshmi", "stranger", "colleague", "auditor", "devi", "admin"])
def test_a_resource_person_and_others_may_not_dissolve_it(cast, who, nothing_written):
    assert refused(nothing_written, dissolve(group(cast)), getattr(cast, who)) == "access.not_yours"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_elect(cast, who, nothing_written):
    assert refused(nothing_written, elect(group(cast), 0), getattr(cast, who)) == "access.not_yours"
