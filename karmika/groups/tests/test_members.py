"""Members who come and go."""

from datetime import timedelta

import pytest

from karmika.groups.acts import AddMember, EndMembership
from karmika.groups.models import Membership, OfficeBearer
from karmika.groups.tests.people import JOINED, counted, entering, group, make, self_formed, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution

DAY = timedelta(days=1)


def joins(found, number, **changes):
    asked = {"joined_on": today(), "how": "phone", "consent_on": today()}
    return AddMember(group=found.id, worker=worker_id(number), **asked | changes)


def leaves(found, number, **changes):
    return EndMembership(
        group=found.id, worker=worker_id(number), **{"reason": "moved_away", "on": today()} | changes
    )


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_a_member_joins_and_counts(cast):
    found = group(cast)
    make(cast, [9])
    perform(joins(found, 9, joined_on=today() - DAY), cast.lakshmi)
    row = Membership.objects.get(worker_id=worker_id(9))
    assert (row.joined_on, row.consent_how, row.left_on, counted("members")) == (
        today() - DAY,
        "phone",
        None,
        7,
    )


def test_a_member_leaves_and_is_counted_out_of_the_same_cell(cast):
    found = group(cast)
    perform(leaves(found, 0, on=today() - DAY), cast.lakshmi)
    row = Membership.objects.get(worker_id=worker_id(0))
    assert (row.left_on, row.exit_reason, counted("members")) == (today() - DAY, "moved_away", 5)
    joined, left = Contribution.objects.filter(measure="members", subject=worker_id(0)).order_by("entry_seq")
    same = ("sex", "occupation", "cohort", "area_id", "organisation_id", "programme_id")
    assert [getattr(joined, name) for name in same] == [getattr(left, name) for name in same]
    assert (joined.happened_on, left.happened_on, left.amount) == (JOINED, today() - DAY, -1)
    assert history(worker_id(0))[
        -1
    ].sentence == "Ramesh Babu recorded that a member left the group (Moved away)".replace(
        "Ramesh Babu", "Lakshmi Devi"
    )


def test_an_office_ends_with_the_membership(cast):
    make(cast, range(6))
    people = (*entering(0, office="president"), *entering(1, 2, 3, 4, 5))
    perform(self_formed(cast, entering=people), cast.ramesh)
    office = OfficeBearer.objects.get()
    perform(leaves(office.group, 0), cast.ramesh)
    office.refresh_from_db()
    assert office.to_on == today()


def test_one_who_left_may_join_another_group_from_that_day(cast, nothing_written):
    first, second = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(leaves(first, 0), cast.ramesh)
    early = joins(second, 0, joined_on=today() - DAY)
    assert refused(nothing_written, early, cast.ramesh) == "groups.already_member"
    perform(joins(second, 0), cast.ramesh)
    assert Membership.objects.filter(worker_id=worker_id(0)).count() == 2


def test_one_entered_by_mistake_never_was_a_member(cast):
    first, second = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(leaves(first, 0, reason="entered_by_mistake"), cast.ramesh)
    assert Membership.objects.get(worker_id=worker_id(0)).left_on == JOINED
    perform(joins(second, 0, joined_on=JOINED + DAY), cast.ramesh)


def test_leaving_below_the_minimum_is_recorded_as_it_is(cast):
    found = group(cast, range(5))
    perform(leaves(found, 0, reason="died"), cast.ramesh)
    assert found.memberships.filter(left_on__isnull=True).count() == 4


def test_who_cannot_join(cast, nothing_written):
    found, other = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    make(cast, [30], viewer=cast.colleague, organisation=cast.other_org)
    make(cast, [31])
    for act, code in (
        (joins(found, 0), "groups.already_member"),
        (joins(other, 0), "groups.already_member"),
        (joins(found, 30), "groups.unknown_worker"),
        (joins(found, 99), "groups.unknown_worker"),
        (joins(found, 31, how="by_husband"), "groups.unknown_way"),
        (joins(found, 31, joined_on=today() + DAY), "groups.future"),
        (joins(found, 31, consent_on=today() + DAY), "groups.future"),
        (joins(found, 31, joined_on=JOINED - DAY), "groups.too_early"),
    ):
        assert refused(nothing_written, act, cast.ramesh) == code


def test_a_full_group_takes_nobody(cast, nothing_written):
    found = group(cast, range(20))
    make(cast, [30])
    assert refused(nothing_written, joins(found, 30), cast.ramesh) == "groups.too_many_members"


def test_who_cannot_leave(cast, nothing_written):
    found = group(cast)
    make(cast, [30])
    for act, code in (
        (leaves(found, 30), "groups.not_member"),
        (leaves(found, 0, reason=""), "groups.unknown_reason"),
        (leaves(found, 0, reason="group_dissolved"), "groups.unknown_reason"),
        (leaves(found, 0, on=today() + DAY), "groups.future"),
        (leaves(found, 0, on=JOINED - DAY), "groups.too_early"),
    ):
        assert refused(nothing_written, act, cast.ramesh) == code


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_change_members(cast, who, nothing_written):
    found = group(cast)
    make(cast, [30])
    for act in (joins(found, 30), leaves(found, 0)):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"
