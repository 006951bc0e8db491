"""The proposal of groups, by example and by property."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.groups.formation import Candidate, Formation, Reason, SizeRule, distance_m, propose

STAND = (16_506_200, 80_648_000)  # Vijayawada
METRE = 9  # micro-degrees of latitude, nearly
CIG = SizeRule(minimum=5, maximum=10, radius_m=500)


def person(number: int, metres_north: int = 0, *, sex: str = "") -> Candidate:
    return Candidate(UUID(int=number), STAND[0] + metres_north * METRE, STAND[1], sex)


def nowhere(number: int) -> Candidate:
    return Candidate(UUID(int=number), None, None)


def reasons(formation: Formation) -> dict[int, str]:
    return {left.worker_id.int: left.reason.value for left in formation.left_out}


def members(formation: Formation) -> list[set[int]]:
    return [{seat.worker_id.int for seat in group.seats} for group in formation.groups]


def test_nobody_gives_no_group():
    assert propose([], CIG) == Formation((), ())


def test_four_people_are_too_few():
    assert reasons(propose([person(n) for n in range(4)], CIG)) == dict.fromkeys(range(4), "too_few_near")


def test_two_clusters_become_two_groups():
    here, there = [person(n, n) for n in range(6)], [person(n, 3000 + n) for n in range(6, 11)]
    assert sorted(map(sorted, members(propose(here + there, CIG)))) == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]


def test_the_host_sits_in_the_middle_and_comes_first():
    (group,) = propose([person(n, 100 * n) for n in range(5)], CIG).groups
    assert (group.host_id.int, group.seats[0].worker_id.int, group.seats[0].distance_m) == (2, 2, 0)
    assert [seat.distance_m for seat in group.seats] == sorted(seat.distance_m for seat in group.seats)
    assert (group.farthest_m, group.mean_m) == (200, 120)


def test_people_of_one_point_are_spread_evenly():
    assert sorted(map(len, members(propose([person(n) for n in range(23)], CIG)))) == [5, 6, 6, 6]


def test_full_groups_leave_the_next_person_without_room():
    formation = propose([person(n) for n in range(8)], SizeRule(5, 7, 500))
    assert len(members(formation)[0]) == 7
    assert list(reasons(formation).values()) == ["no_room"]


def test_a_person_whose_neighbours_are_nearer_to_others_is_told_so():
    line = [person(n, 10 * n) for n in range(5)] + [person(5, 500)]
    formation = propose(line, SizeRule(5, 10, 475))
    assert (members(formation), reasons(formation)) == ([{0, 1, 2, 3, 4}], {5: "too_few_near"})
    wide = propose([*line, person(6, 960), person(7, 970), person(8, 975)], SizeRule(5, 10, 475))
    assert reasons(wide)[5] == "too_far"


def test_without_a_point_there_is_no_place_in_a_group():
    assert reasons(propose([*(person(n) for n in range(5)), nowhere(9)], CIG)) == {9: "no_place"}


def test_groups_of_women_leave_the_others_out_with_that_reason():
    rule = SizeRule(5, 10, 500, women_only=True)
    people = [person(n, sex="female") for n in range(5)] + [
        person(5, sex="male"),
        person(6, sex="transgender"),
        person(7),
    ]
    formation = propose(people, rule)
    assert (members(formation), reasons(formation)) == (
        [{0, 1, 2, 3, 4}],
        dict.fromkeys((5, 6, 7), "women_only"),
    )


def test_a_person_cannot_come_twice():
    with pytest.raises(ValueError, match="only once"):
        propose([person(1), person(1, 5)], CIG)


@pytest.mark.parametrize("sizes", [(1, 10), (6, 5), (0, 0)])
def test_a_rule_that_no_group_can_keep_is_an_error(sizes):
    with pytest.raises(ValueError, match="minimum"):
        SizeRule(*sizes, 500)
    with pytest.raises(ValueError, match="radius"):
        SizeRule(5, 10, -1)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    a, b = Candidate(UUID(int=1), 16_000_000, 80_000_000), Candidate(UUID(int=2), 17_000_000, 80_000_000)
    assert distance_m(a, b) == 111_195
    east = Candidate(UUID(int=3), 16_000_000, 80_010_000)
    assert distance_m(a, east) == distance_m(east, a) == 1069


offsets = st.integers(
    -12_000, 12_000
)  # some 1.3 km each way: dense enough to group, wide enough to leave people out
places = st.one_of(st.none(), st.tuples(offsets, offsets), st.sampled_from([(0, 0), (3_000, 3_000)]))
people = st.lists(st.tuples(places, st.sampled_from(["female", "male", "transgender", ""])), max_size=60)
rules = st.builds(
    lambda minimum, extra, radius, women: SizeRule(minimum, minimum + extra, radius, women),
    st.integers(2, 6), st.integers(0, 6), st.integers(0, 1500), st.booleans(),
)  # fmt: skip


def built(drawn) -> list[Candidate]:
    return [
        Candidate(UUID(int=n), *((None, None) if at is None else (STAND[0] + at[0], STAND[1] + at[1])), sex)
        for n, (at, sex) in enumerate(drawn)
    ]


@settings(max_examples=150, deadline=None)
@given(people, rules)
def test_everybody_is_once_in_a_group_of_right_size_and_reach_or_left_out(drawn, rule):
    by_id = {one.worker_id: one for one in built(drawn)}
    formation = propose(by_id.values(), rule)
    seen = [seat.worker_id for group in formation.groups for seat in group.seats]
    seen += [left.worker_id for left in formation.left_out]
    assert sorted(seen) == sorted(by_id)
    for group in formation.groups:
        assert rule.minimum <= len(group.seats) <= rule.maximum
        assert group.seats[0].worker_id == group.host_id
        for seat in group.seats:
            assert seat.distance_m == distance_m(by_id[seat.worker_id], by_id[group.host_id]) <= rule.radius_m
            assert not rule.women_only or by_id[seat.worker_id].sex == "female"


@settings(max_examples=100, deadline=None)
@given(people, rules, st.randoms(use_true_random=False))
def test_the_order_in_which_people_come_changes_nothing(drawn, rule, random):
    candidates = built(drawn)
    shuffled = random.sample(candidates, len(candidates))
    assert propose(candidates, rule) == propose(shuffled, rule)


@settings(max_examples=150, deadline=None)
@given(people, rules)
def test_every_reason_is_true(drawn, rule):
    candidates = built(drawn)
    by_id = {one.worker_id: one for one in candidates}
    formation = propose(candidates, rule)
    free = {
        left.worker_id
        for left in formation.left_out
        if left.reason in (Reason.TOO_FAR, Reason.TOO_FEW_NEAR, Reason.NO_ROOM)
    }
    fit = free | {seat.worker_id for group in formation.groups for seat in group.seats}
    for left in formation.left_out:
        one = by_id[left.worker_id]
        if left.reason is Reason.NO_PLACE:
            assert one.lat_e6 is None
            continue
        if left.reason is Reason.WOMEN_ONLY:
            assert rule.women_only and one.sex != "female"
            continue
        near = {other for other in fit - {one.worker_id} if distance_m(one, by_id[other]) <= rule.radius_m}
        hosts = [group for group in formation.groups if group.host_id in near]
        assert all(len(group.seats) == rule.maximum for group in hosts), "a seat was free"
        assert len(near & free) < rule.minimum - 1, "a group could still be made"
        assert bool(hosts) == (left.reason is Reason.NO_ROOM)
        assert (len(near) < rule.minimum - 1) == (left.reason is Reason.TOO_FEW_NEAR) or hosts
