"""Stages: never past what is evidenced; the same in SQL and in Python; visits due by stage, stalls, who brought whom."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karmika.groups import stages
from karmika.groups.acts import (
    AddMember,
    Dissolve,
    EndMembership,
    NoteStall,
    RecordIntroduction,
    RecordVisit,
    TakeBackFinancialEvent,
    TakeBackIntroduction,
    TakeBackVisit,
)
from karmika.groups.models import FinancialEvent, Group, GroupVisit, Introduction, Membership, Stall, VisitMet
from karmika.groups.queries.stages import (
    by_area_and_stage,
    group_at,
    groups_overdue,
    groups_staged,
    people_staged,
    proposals_overdue,
    proposals_staged,
)
from karmika.groups.stages import At, book, day_of_enough, due_on, enough, stage_at
from karmika.groups.tests.people import JOINED, counted, group, make, proposal, worker_id
from karmika.groups.tests.test_onboarding import SAVINGS, VERIFIED, record
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.rebuild import rebuild_and_compare

DATES = st.dictionaries(
    st.sampled_from([*stages.book().stages, "nonsense"]), st.dates(JOINED, date(2027, 1, 1))
)


@given(DATES)
def test_a_stage_never_goes_past_what_is_evidenced(dates):
    found = stage_at(dates)
    possible = [
        code for code, stage in book().stages.items() if code in dates and set(stage.needs) <= dates.keys()
    ]
    assert (found.stage if found else None) == (possible[-1] if possible else None)
    if found:
        assert found.since >= dates[found.stage] and found.since in dates.values()


@given(DATES, st.sampled_from(list(stages.book().stages)))
def test_taking_a_fact_away_never_moves_anybody_forward(dates, less):
    order = [None, *book().stages]
    before, after = stage_at(dates), stage_at({code: day for code, day in dates.items() if code != less})
    assert order.index(after and after.stage) <= order.index(before and before.stage)


@given(st.lists(st.none() | st.dates(JOINED, date(2027, 1, 1)), max_size=12))
def test_a_step_of_the_group_is_the_day_on_which_enough_members_had_it(days):
    found, known = day_of_enough(days), [day for day in days if day]
    assert (found is not None) == (len(known) >= enough(len(days)))
    if found is not None:
        assert sum(day <= found for day in known) >= enough(len(days))
        assert sum(day < found for day in known) < enough(len(days))


def test_the_next_visit_falls_due_by_the_stage():
    days = book().stages["formed"].follow_up_days
    assert due_on("formed", date(2026, 1, 1)) == date(2026, 1, 1) + timedelta(days=days)
    assert due_on("identified", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("needs: [identified]", "needs: [active]"),
        ("follow_up_days: 14", "follow_up_days: -1"),
        ("share_percent: 50", "share_percent: 0"),
    ],
)
def test_a_book_with_mistakes_is_not_read(old, new):
    text = stages.FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=r"needs what|1 to 100"):
        stages.read(text.replace(old, new))


def test_a_group_moves_on_with_the_steps_of_half_of_its_members(cast):
    formed = group(cast)
    assert group_at(formed.id) == At("formed", JOINED)
    for n in range(2):
        record(cast, worker_id(n), **VERIFIED, happened_on=today() - timedelta(days=5))
    assert group_at(formed.id).stage == "formed"
    last = record(cast, worker_id(2), **VERIFIED, happened_on=today() - timedelta(days=3))
    assert group_at(formed.id) == At("account_opened", today() - timedelta(days=3))
    for n in range(3):
        record(cast, worker_id(n), **SAVINGS)
    assert group_at(formed.id) == At("active", today())
    perform(TakeBackFinancialEvent(event=last.id, reason="account_not_live"), cast.ramesh)
    assert group_at(formed.id).stage == "formed"


def test_people_are_counted_where_they_stand(cast):
    group(cast, range(5))
    record(cast, worker_id(0), **VERIFIED)
    record(cast, worker_id(0), **SAVINGS)
    record(cast, worker_id(1), **VERIFIED)
    record(cast, worker_id(2), **SAVINGS)
    proposal(cast, range(10, 16))
    from karmika.groups.tests.people import Someone

    make(cast, [Someone(number=30, consent=False), Someone(number=31)])
    counts = by_area_and_stage(people_staged(cast.ramesh))[cast.area("251746-W07")]
    assert counts == {
        "active": 1, "account_opened": 1, "formed": 3, "proposed": 6, "interested": 1, "identified": 1,
    }  # fmt: skip
    assert not by_area_and_stage(people_staged(cast.colleague))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_and_python_agree_on_every_group_and_replay_makes_the_same_rows(fresh_database, cast, seed):
    chance = random.Random(seed)
    numbers = [range(5), range(10, 16), range(20, 29)]
    groups = [group(cast, some, name=f"Group {some[0]}") for some in numbers]
    for _ in range(40):
        some = chance.choice(numbers)
        acts = [
            lambda some=some: record(cast, worker_id(chance.choice(some)), **chance.choice([VERIFIED, SAVINGS])),
            lambda some=some: visit(cast, chance.choice(groups), met=[worker_id(chance.choice(some))]),
            lambda some=some: perform(
                EndMembership(
                    group=groups[numbers.index(some)].id, worker=worker_id(chance.choice(some)),
                    reason="moved_away", on=today(),
                ),
                cast.ramesh,
            ),
            lambda: take_back(cast, chance),
            lambda some=some: perform(
                NoteStall(group=chance.choice(groups).id, reason="no_trust"), cast.ramesh
            ),
            lambda some=some: perform(
                RecordIntroduction(
                    worker=worker_id(chance.choice(some)), brought_by=worker_id(chance.choice(some)), happened_on=today()
                ),
                cast.ramesh,
            ),
        ]  # fmt: skip
        weights = [10, 3, 1, 2, 1, 1]
        try:
            chance.choices(acts, weights)[0]()
        except Refused as refused:
            assert "?" not in refused.sentence()
    for one in groups_staged(cast.ramesh):
        assert one.stage == group_at(one.id).stage
        last = GroupVisit.objects.filter(group=one, taken_back_on=None).order_by("-visited_on").first()
        assert one.last_on == (last.visited_on if last else one.formed_on)
        assert all(is_late(one, day) == due_before(one, day) for day in days_to_come(one))
    assert counted("group_visits") == GroupVisit.objects.filter(taken_back_on=None).count()
    compared = rebuild_and_compare()
    assert not compared.differing, compared.first


def days_to_come(one) -> list:
    return [one.last_on + timedelta(days=days) for days in (0, 1, 15, 16, 30, 31, 32, 90, 91, 92, 400)]


def is_late(one, day) -> bool:
    return groups_overdue(Group.objects.filter(id=one.id), day).exists()


def due_before(one, day) -> bool:
    due = due_on(one.stage, one.last_on)
    return due is not None and due < day


def take_back(cast, chance):
    standing = list(
        FinancialEvent.objects.filter(taken_back_on=None).order_by("entry_seq").values_list("id", flat=True)
    )
    if standing:
        perform(TakeBackFinancialEvent(event=chance.choice(standing), reason="another_person"), cast.ramesh)
    visits = list(
        GroupVisit.objects.filter(taken_back_on=None).order_by("entry_seq").values_list("id", flat=True)
    )
    if visits:
        perform(TakeBackVisit(visit=chance.choice(visits), reason="another_day"), cast.ramesh)


def visit(cast, found: Group, viewer=None, **changes) -> GroupVisit:
    asked = {"group": found.id, "visited_on": today(), "outcome": "goes_well", "met": (worker_id(0),)}
    asked |= changes
    asked["met"] = tuple(asked["met"])
    done = perform(RecordVisit(**asked), viewer or cast.lakshmi).acts[0]
    return GroupVisit.objects.get(id=done.visit)


def test_a_visit_says_who_met_whom_on_which_day(cast):
    formed = group(cast)
    found = visit(cast, formed, met=(worker_id(1), worker_id(2)))
    assert (found.met_by, found.visited_on, found.outcome) == (cast.user_id("lakshmi"), today(), "goes_well")
    assert set(found.met.values_list("worker_id", flat=True)) == {worker_id(1), worker_id(2)}
    assert (
        "went there on" in history(worker_id(1))[-1].sentence
        and "met 2: It goes well" in history(formed.id)[-1].sentence
    )
    perform(TakeBackVisit(visit=found.id, reason="another_group"), cast.ramesh)
    assert counted("group_visits") == 0 and VisitMet.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "dream"}, "groups.unknown_outcome"),
        ({"met": ()}, "groups.met"),
        ({"outcome": "nobody_there"}, "groups.nobody_met"),
        ({"met": (worker_id(0), worker_id(0))}, "groups.twice"),
        ({"met": (worker_id(50),)}, "groups.not_member"),
        ({"visited_on": date(2999, 1, 1)}, "groups.future"),
        ({"visited_on": JOINED - timedelta(days=1)}, "groups.too_early"),
        ({"group": None}, "groups.unknown"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(cast, nothing_written, changes, code):
    formed = group(cast)
    with nothing_written(), pytest.raises(Refused) as caught:
        visit(cast, formed, **changes)
    assert caught.value.code == code and "?" not in caught.value.sentence()


def test_a_visit_of_one_day_is_recorded_once_by_one_person(cast):
    formed = group(cast)
    visit(cast, formed)
    with pytest.raises(Refused) as caught:
        visit(cast, formed)
    assert caught.value.code == "groups.visit_exists"
    assert visit(cast, formed, viewer=cast.ramesh).met_by == cast.user_id("ramesh")


def test_a_group_whose_visit_is_late_is_overdue_until_somebody_went(cast):
    formed = group(cast)
    days = book().stages["formed"].follow_up_days
    groups = groups_staged(cast.lakshmi)
    assert formed.id in set(groups_overdue(groups, today()).values_list("id", flat=True))
    visit(cast, formed, visited_on=today() - timedelta(days=days))
    assert not groups_overdue(groups, today()).exists()
    assert groups_overdue(groups, today() + timedelta(days=1)).exists()
    perform(Dissolve(group=formed.id, reason="never_met", on=today()), cast.ramesh)
    assert not groups_overdue(groups, today() + timedelta(days=99)).exists()


def test_people_of_a_proposal_are_visited_too(cast):
    found = proposal(cast)
    late = proposals_overdue(cast.lakshmi, today() + timedelta(days=8))
    assert late.get().stage == "proposed"
    perform(
        RecordVisit(proposal=found.id, visited_on=today(), outcome="help_given", met=(worker_id(1),)),
        cast.lakshmi,
    )
    assert not proposals_overdue(cast.lakshmi, today() + timedelta(days=7)).exists()
    assert not proposals_staged(cast.colleague).exists()


def test_what_stands_in_the_way_is_noted_with_the_stage(cast, nothing_written):
    formed = group(cast)
    perform(NoteStall(group=formed.id, reason="bank_refuses"), cast.lakshmi)
    row = Stall.objects.get()
    assert (row.stage, row.reason, row.noted_on) == ("formed", "bank_refuses", today())
    assert history(formed.id)[-1].sentence.endswith("The bank does not open the account")
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(NoteStall(group=formed.id, reason="weather"), cast.lakshmi)
    assert caught.value.code == "groups.unknown_reason"


def joins(number):
    found = Group.objects.get().id
    return AddMember(
        group=found, worker=worker_id(number), joined_on=today(), how="in_person", consent_on=today()
    )


def test_who_brought_whom_is_recorded_once_and_taken_back(cast, nothing_written):
    group(cast)
    make(cast, [9])

    def bring(**changes):
        asked = {"worker": worker_id(9), "brought_by": worker_id(1), "happened_on": today()}
        return perform(RecordIntroduction(**asked | changes), cast.lakshmi).acts[0]

    for changes, code in (
        ({"brought_by": worker_id(9)}, "groups.brought_herself"),
        ({"worker": worker_id(1), "brought_by": worker_id(9)}, "groups.not_member"),
        ({"happened_on": date(2999, 1, 1)}, "groups.future"),
        ({"happened_on": date(1900, 1, 1)}, "groups.too_early"),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            bring(**changes)
        assert caught.value.code == code
    done = bring()
    with nothing_written(), pytest.raises(Refused) as caught:
        bring(brought_by=worker_id(2))
    assert caught.value.code == "groups.brought_already"
    perform(joins(9), cast.ramesh)
    with nothing_written(), pytest.raises(Refused) as caught:
        bring(worker=worker_id(1), brought_by=worker_id(9))
    assert caught.value.code == "groups.brought_each_other"
    perform(TakeBackIntroduction(introduction=done.introduction, reason="another_group"), cast.lakshmi)
    bring(brought_by=worker_id(2))
    assert Introduction.objects.filter(taken_back_on=None).get().brought_by_id == worker_id(2)


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not(cast, who, nothing_written):
    formed = group(cast)
    found = visit(cast, formed)
    viewer = getattr(cast, who)
    for act in (
        RecordVisit(group=formed.id, visited_on=today(), outcome="nobody_there"),
        TakeBackVisit(visit=found.id, reason="another_day"),
        NoteStall(group=formed.id, reason="no_trust"),
        RecordIntroduction(worker=worker_id(0), brought_by=worker_id(1), happened_on=today()),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(act, viewer)
        assert caught.value.code == "access.not_yours"


def test_one_who_left_is_met_no_more(cast, nothing_written):
    formed = group(cast)
    perform(
        EndMembership(
            group=formed.id, worker=worker_id(1), reason="moved_away", on=today() - timedelta(days=2)
        ),
        cast.ramesh,
    )
    assert Membership.objects.filter(left_on__isnull=False).count() == 1
    with nothing_written(), pytest.raises(Refused) as caught:
        visit(cast, formed, met=(worker_id(1),))
    assert caught.value.code == "groups.not_member"
