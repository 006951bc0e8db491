"""Newcomers are offered the free seats of groups that exist; whoever is in a group stays where she is."""

import pytest

from karmika.groups.acts import AddMember, AdjustProposal, Propose
from karmika.groups.models import Candidacy, GroupProposal, Membership
from karmika.groups.queries.people import waiting
from karmika.groups.tests.people import Someone, approved, form, make, propose, self_formed, worker_id
from karmika.journal import encoding
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused


def test_a_newcomer_is_offered_the_free_seat_and_nobody_is_moved(cast):
    group = form(cast, approved(cast, range(6)))
    members = set(Membership.objects.filter(group=group).values_list("worker_id", flat=True))
    make(cast, [20])
    act = propose(cast)
    assert act.proposed == 0
    assert [(one.worker, one.group) for one in act.plan.offers] == [(worker_id(20), group.id)]
    seat = Candidacy.objects.get(run=act.run)
    assert (seat.reason, seat.offered_group_id, seat.distance_m) == ("offered", group.id, 17)
    assert set(Membership.objects.filter(group=group).values_list("worker_id", flat=True)) == members
    assert waiting(cast.ramesh, "cig") == []


def test_she_joins_with_her_own_word_or_says_no(cast):
    group = form(cast, approved(cast, range(6)))
    make(cast, [20, 21])
    act = propose(cast)
    assert len(act.plan.offers) == 2
    word = {"group": group.id, "joined_on": today(), "how": "in_person", "consent_on": today()}
    perform(AddMember(worker=worker_id(20), **word), cast.ramesh)
    assert Membership.objects.filter(group=group, worker=worker_id(20)).exists()
    no = AdjustProposal(run=act.run, worker=worker_id(21), reason="refused_to_join")
    perform(no, cast.ramesh)
    seat = Candidacy.objects.get(run=act.run, worker=worker_id(21))
    assert (seat.reason, seat.offered_group_id) == ("refused_to_join", None)


def test_free_seats_first_the_others_make_a_new_group(cast):
    group = form(cast, approved(cast, range(6)))
    make(cast, range(20, 32))
    act = propose(cast)
    assert len(act.plan.offers) == 4
    assert {one.group for one in act.plan.offers} == {group.id}
    assert [len(one.seats) for one in act.groups] == [8]


def test_nobody_is_put_into_a_group_that_formed_itself(cast):
    make(cast, range(6))
    perform(self_formed(cast), cast.ramesh)
    make(cast, [20])
    with pytest.raises(Refused) as refused:
        propose(cast)
    assert refused.value.code == "groups.nobody_to_propose"


def test_the_seed_and_the_ways_are_in_the_journal_and_the_bound_where_it_was_asked_for(cast):
    make(cast, [Someone(number=n, metres=37 * n * n % 1900) for n in range(40)])
    act = propose(cast, seed=7, certified=True)
    assert (act.seed, act.plan.code, act.plan.largest, act.plan.no_language_m) == (7, "shared", 10, 400)
    assert {"larger"} <= {one.code for one in act.others}
    assert all(
        one.within_permille is not None and one.within_permille < 1000 for one in (act.plan, *act.others)
    )
    assert all(len(group.seats) >= 8 for one in act.others if one.code == "larger" for group in one.groups)
    assert propose_again(act).plan == act.plan


def propose_again(act):
    """The same act as it is read from the journal."""
    return encoding.decode(encoding.encode([act], act.run, {}), act.run, {})[0]


def test_version_1_is_read_as_one_way_without_others():
    run, host = stable("t", "run"), stable("t", "host")
    seat = {"worker": str(host), "distance_m": 12}
    fields = {"groups": [{"id": str(run), "host": str(host), "seats": [seat]}], "left_out": []}
    read = Propose.upcasts[1](fields)
    assert read["plan"] == {
        "groups": [{"host": str(host), "seats": [seat]}],
        "left_out": [],
        "walk_m": 12,
        "farthest_m": 12,
    }
    assert read["proposals"] == [str(run)]


def test_people_who_share_a_language_sit_together(cast):
    from karmika.groups.alternatives import found
    from karmika.groups.formation import Candidate, How, SizeRule, Wishes

    people = [
        Candidate(worker_id(n), 16_500_000 + 90 * n, 80_656_600, languages=1 << (n % 2)) for n in range(10)
    ]
    plans = {one.code: one for one in found(people, SizeRule(5, 5, 1500), Wishes(), (), How())}
    tongues = {one.worker_id: one.languages for one in people}
    mixed = {
        code: sum(
            len({tongues[seat.worker_id] for seat in group.seats}) > 1 for group in one.formation.groups
        )
        for code, one in plans.items()
    }
    assert mixed["shared"] == 0 < mixed["shortest"]
    assert plans["shared"].walk_m > plans["shortest"].walk_m
    assert GroupProposal.objects.count() == 0
