"""Two groups become one, one becomes two, and groups that sleep: counts stay right, members keep their history."""

from datetime import timedelta

import pytest

from karmika.groups.acts import AddMember, Dissolve, Elect, Merge, NoteDormant, Revive, Split
from karmika.groups.acts.life_parts import Moving
from karmika.groups.models import Dormancy, Group, Membership, Move, OfficeBearer, Succession
from karmika.groups.tests.gatherings import meet, meeting_of, nowhere
from karmika.groups.tests.people import JOINED, counted, group, make, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused

DAY = timedelta(days=1)


def words(numbers, refusing=()):
    return tuple(
        Moving(worker=worker_id(n), given=n not in refusing, how="in_person", on=today()) for n in numbers
    )


def merges(ends, stays, answers, **changes):
    return Merge(**{"group": ends.id, "into": stays.id, "on": today(), "answers": answers} | changes)


def splits(found, answers, **changes):
    return Split(**{"group": found.id, "name": "New Durga", "on": today(), "answers": answers} | changes)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def now(found):
    return set(found.memberships.filter(left_on__isnull=True).values_list("worker_id", flat=True))


def test_two_groups_become_one_and_count_once(cast):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(Elect(group=ends.id, worker=worker_id(0), office="president", on=JOINED), cast.ramesh)
    perform(merges(ends, stays, words(range(6), refusing=[5])), cast.ramesh)
    ends.refresh_from_db()
    assert (ends.dissolved_on, ends.dissolve_reason) == (today(), "group_merged")
    assert now(stays) == {worker_id(n) for n in (*range(5), *range(10, 16))} and not now(ends)
    assert (counted("groups_formed"), counted("members")) == (1, 11)
    assert OfficeBearer.objects.get().to_on == today()
    reasons = dict(ends.memberships.values_list("worker_id", "exit_reason"))
    assert reasons[worker_id(0)] == "group_merged" and reasons[worker_id(5)] == "group_dissolved"
    assert Move.objects.filter(to__isnull=True).count() == 1 and Move.objects.count() == 6
    assert Succession.objects.get().kind == "merge"


def test_who_went_over_keeps_history_and_the_day_of_consent(cast):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(merges(ends, stays, words(range(6))), cast.ramesh)
    old, new = Membership.objects.filter(worker_id=worker_id(0)).order_by("joined_on")
    assert (old.joined_on, old.left_on, new.joined_on) == (JOINED, today(), today())
    assert (new.consent_how, new.consent_on) == (old.consent_how, old.consent_on) == ("thumb", JOINED)
    assert (old.moves.get().how, old.moves.get().on, new.moved.source_id) == ("in_person", today(), old.id)
    assert "two groups became one" in history(worker_id(0))[-1].sentence


def test_what_cannot_merge(cast, nothing_written):
    ends, stays = group(cast, range(6)), group(cast, range(10, 26), name="Second")
    other = group(cast, range(30, 42), name="Helpers", group_type="shg")
    for act, code in (
        (merges(ends, ends, words(range(6))), "groups.same_group"),
        (merges(ends, other, words(range(6))), "groups.not_alike"),
        (merges(ends, stays, words(range(5))), "groups.each_asked"),
        (merges(ends, stays, words((*range(5), 10))), "groups.each_asked"),
        (merges(ends, stays, words((*range(6), 5))), "groups.each_asked"),
        (merges(ends, stays, words(range(6))), "groups.too_many_members"),
        (merges(ends, stays, words(range(6)), on=today() + DAY), "groups.future"),
        (merges(ends, stays, words(range(6)), on=JOINED - DAY), "groups.too_early"),
        (merges(ends, stays, words(range(6)), into=nowhere()), "groups.unknown"),
    ):
        assert refused(nothing_written, act, cast.ramesh) == code
    perform(merges(ends, stays, words(range(6), refusing=[0, 1])), cast.ramesh)
    assert refused(nothing_written, merges(ends, stays, words(range(6))), cast.ramesh) == "groups.dissolved"
    assert refused(nothing_written, merges(stays, ends, ()), cast.ramesh) == "groups.dissolved"


def test_a_group_of_another_ground_is_not_merged_into(cast, nothing_written):
    ends = group(cast, range(6))
    make(cast, range(10, 16), viewer=cast.colleague, organisation=cast.other_org)
    from karmika.groups.tests.people import self_formed

    act = self_formed(cast, range(10, 16), organisation=cast.other_org)
    made = perform(act, cast.colleague).acts[0].group
    theirs = Group.objects.get(id=made)
    assert refused(nothing_written, merges(ends, theirs, words(range(6))), cast.ramesh) == "access.not_yours"


def test_one_group_becomes_two_with_a_number_of_its_own(cast):
    found = group(cast, range(12))
    perform(Elect(group=found.id, worker=worker_id(0), office="president", on=JOINED), cast.ramesh)
    perform(splits(found, words(range(12), refusing=range(5, 12))), cast.ramesh)
    new = Group.objects.get(name="New Durga")
    assert (found.number, new.number) == ("251746-CIG-0001", "251746-CIG-0002")
    assert now(new) == {worker_id(n) for n in range(5)}
    assert now(found) == {worker_id(n) for n in range(5, 12)}
    assert (counted("groups_formed"), counted("members")) == (2, 12)
    assert OfficeBearer.objects.get().to_on == today()
    assert (new.area_id, new.worksite_id, new.occupation, new.formed_on) == (
        found.area_id, found.worksite_id, found.occupation, today(),
    )  # fmt: skip
    perform(Dissolve(group=new.id, reason="entered_by_mistake", on=today()), cast.ramesh)
    make(cast, range(40, 45))
    assert group(cast, range(50, 55), name="Third").number == "251746-CIG-0003"


def test_what_cannot_split(cast, nothing_written):
    found = group(cast, range(12))
    for answers, changes, code in (
        (words(range(12), refusing=range(4, 12)), {}, "groups.too_few"),
        (words(range(12), refusing=range(8, 12)), {}, "groups.too_few"),
        (words(range(11), refusing=range(5, 11)), {}, "groups.each_asked"),
        (words(range(12), refusing=range(5, 12)), {"name": ""}, "groups.name"),
        (words(range(12), refusing=range(5, 12)), {"group": nowhere()}, "groups.unknown"),
        (words(range(12), refusing=range(5, 12)), {"on": today() + DAY}, "groups.future"),
    ):
        assert refused(nothing_written, splits(found, answers, **changes), cast.ramesh) == code


@pytest.mark.parametrize("who", ["lakshmi", "stranger", "colleague", "auditor", "devi", "admin"])
def test_a_resource_person_and_others_neither_merge_nor_split(cast, who, nothing_written):
    found, other = group(cast, range(12)), group(cast, range(20, 26), name="Second")
    for act in (
        merges(other, found, words(range(20, 26))),
        splits(found, words(range(12), refusing=range(5, 12))),
    ):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"


def test_a_group_sleeps_and_wakes_up_and_counts(cast, nothing_written):
    found = group(cast)
    meet(cast, found, on=today() - 9 * DAY)
    sleeps = NoteDormant(group=found.id, reason="away_for_work", on=today() - 5 * DAY)
    for changes, code in (
        ({"on": today() - 10 * DAY}, "groups.too_early"),
        ({"on": today() + DAY}, "groups.future"),
        ({"reason": "lazy"}, "groups.unknown_reason"),
    ):
        asked = {"group": found.id, "reason": "quarrel", "on": today()}
        assert refused(nothing_written, NoteDormant(**asked | changes), cast.ramesh) == code
    wakes = Revive(group=found.id, how="met_again", on=today() - DAY)
    assert refused(nothing_written, wakes, cast.ramesh) == "groups.not_dormant"
    perform(sleeps, cast.lakshmi)
    assert (counted("groups_dormant"), counted("groups_formed"), counted("members")) == (1, 1, 6)
    assert refused(nothing_written, sleeps, cast.ramesh) == "groups.dormant"
    assert refused(nothing_written, meeting_of(found), cast.ramesh) == "groups.dormant"
    early = Revive(group=found.id, how="met_again", on=today() - 6 * DAY)
    assert refused(nothing_written, early, cast.ramesh) == "groups.too_early"
    perform(wakes, cast.lakshmi)
    assert counted("groups_dormant") == 0
    row = Dormancy.objects.get()
    assert (row.from_on, row.to_on, row.ended_by) == (today() - 5 * DAY, today() - DAY, "met_again")
    meet(cast, found)


@pytest.mark.parametrize("reason", ["never_met", "entered_by_mistake"])
def test_a_sleep_ends_with_the_group(cast, reason):
    found = group(cast)
    perform(NoteDormant(group=found.id, reason="not_known", on=today() - DAY), cast.lakshmi)
    perform(Dissolve(group=found.id, reason=reason, on=today()), cast.ramesh)
    assert (Dormancy.objects.get().to_on, counted("groups_dormant")) == (today(), 0)


def test_a_sleeping_group_may_go_over_to_another(cast):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(NoteDormant(group=ends.id, reason="not_known", on=today()), cast.lakshmi)
    perform(merges(ends, stays, words(range(6))), cast.ramesh)
    assert (Dormancy.objects.get().ended_by, counted("groups_dormant")) == ("group_ended", 0)


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_put_no_group_to_sleep(cast, who, nothing_written):
    found, asleep = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(NoteDormant(group=asleep.id, reason="not_known", on=today()), cast.lakshmi)
    for act in (
        NoteDormant(group=found.id, reason="not_known", on=today()),
        Revive(group=asleep.id, how="visited", on=today()),
    ):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"


def test_who_went_over_is_free_again_by_nobodys_hand(cast, nothing_written):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    perform(merges(ends, stays, words(range(6))), cast.ramesh)
    again = AddMember(group=stays.id, worker=worker_id(0), joined_on=today(), how="phone", consent_on=today())
    assert refused(nothing_written, again, cast.ramesh) == "groups.already_member"
