"""Two people at the same time: the same meeting, the same members, the same groups."""

from karmika.groups.acts import AddMember, Grade, Merge, NoteDormant, Split
from karmika.groups.acts.grading import GroupAnswer
from karmika.groups.acts.life_parts import Moving
from karmika.groups.models import Group, Meeting, Membership
from karmika.groups.tests.gatherings import meeting_of
from karmika.groups.tests.people import counted, group, make, worker_id
from karmika.groups.tests.test_at_once import outcomes
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.testing import at_once


def words(numbers, refusing=()):
    return tuple(
        Moving(worker=worker_id(n), given=n not in refusing, how="thumb", on=today()) for n in numbers
    )


def twice(cast, first, second):
    ramesh, fatima = cast.ramesh, cast.fatima
    return outcomes(at_once(lambda: perform(first, ramesh), lambda: perform(second, fatima)))


def test_one_meeting_of_a_day_is_recorded_once(fresh_database, cast):
    found = group(cast)
    assert twice(cast, meeting_of(found), meeting_of(found)) == ["done", "groups.meeting_there"]
    assert (Meeting.objects.count(), counted("meetings_held")) == (1, 1)


def test_a_group_goes_over_to_one_other_only(fresh_database, cast):
    ends, one, two = (
        group(cast, range(6)),
        group(cast, range(10, 16), name="B"),
        group(cast, range(20, 26), name="C"),
    )
    acts = [Merge(group=ends.id, into=to.id, on=today(), answers=words(range(6))) for to in (one, two)]
    assert twice(cast, *acts) == ["done", "groups.dissolved"]
    assert Membership.objects.filter(left_on__isnull=True).count() == 18 == counted("members")


def test_two_groups_that_would_go_over_to_each_other_do_not_both_end(fresh_database, cast):
    one, two = group(cast, range(6)), group(cast, range(10, 16), name="B")
    acts = [
        Merge(group=one.id, into=two.id, on=today(), answers=words(range(6))),
        Merge(group=two.id, into=one.id, on=today(), answers=words(range(10, 16))),
    ]
    assert twice(cast, *acts) == ["done", "groups.dissolved"]
    assert Group.objects.filter(dissolved_on__isnull=True).count() == 1 == counted("groups_formed")
    assert counted("members") == 12


def test_a_group_is_split_once(fresh_database, cast):
    found = group(cast, range(12))
    acts = [
        Split(group=found.id, name=name, on=today(), answers=words(range(12), refusing=range(6, 12)))
        for name in ("North", "South")
    ]
    assert twice(cast, *acts) == ["done", "groups.each_asked"]
    assert sorted(Group.objects.values_list("sequence", flat=True)) == [1, 2]


def test_a_worker_joins_either_by_hand_or_is_counted_with_the_merged(fresh_database, cast):
    ends, stays = group(cast, range(6)), group(cast, range(10, 24), name="B")
    make(cast, [30])
    joins = AddMember(
        group=stays.id, worker=worker_id(30), joined_on=today(), how="phone", consent_on=today()
    )
    merges = Merge(group=ends.id, into=stays.id, on=today(), answers=words(range(6)))
    assert twice(cast, joins, merges) == ["done", "groups.too_many_members"]
    now = Membership.objects.filter(group=stays, left_on__isnull=True).count()
    assert now in (15, 20)


def test_the_same_worker_added_to_two_groups_is_in_one(fresh_database, cast):
    one, two = group(cast, range(6)), group(cast, range(10, 16), name="B")
    make(cast, [30])
    acts = [
        AddMember(group=to.id, worker=worker_id(30), joined_on=today(), how="phone", consent_on=today())
        for to in (one, two)
    ]
    assert twice(cast, *acts) == ["done", "groups.already_member"]


def test_a_group_falls_asleep_once_and_is_graded_once_a_day(fresh_database, cast):
    found = group(cast)
    said = {"rules_known": "all", "who_speaks": "all", "book_written": "always"}
    answers = tuple(GroupAnswer(question=q, answer=a) for q, a in said.items())
    grades = Grade(group=found.id, sheet="first-steps-1", on=today(), answers=answers)
    assert twice(cast, grades, grades) == ["done", "groups.graded_there"]
    sleeps = NoteDormant(group=found.id, reason="not_known", on=today())
    assert twice(cast, sleeps, sleeps) == ["done", "groups.dormant"]
    assert counted("groups_dormant") == 1
