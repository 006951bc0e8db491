"""The pure core of ghost groups: each kind is found, honest patterns are not, and reviews silence what was looked at."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from karmika.groups import ghost_rules
from karmika.groups.ghost_rules import ghost_rule
from karmika.groups.ghosts import GroupFacts, MemberFacts, find, review_order, silenced, totals

TODAY = date(2026, 11, 28)
RULE = ghost_rule(TODAY)
NINE = datetime(2026, 3, 1, 9)


def member(group, number, **facts):
    """An honest member: own house, phone, account and picture, met by two of the staff at the pace of a survey."""
    name = f"{group}.{number}"
    honest = {
        "household": f"h{name}",
        "phone": f"p{name}",
        "account": f"a{name}",
        "photos": (f"f{name}",),
        "first_met_at": NINE + timedelta(minutes=40 * number),
        "first_met_with": "phone-1",
        "seen_by": frozenset({"lakshmi", "ramesh"}),
    }
    return MemberFacts(id=name, **honest | facts)


def group(name="g", size=6, every=None, **facts):
    """An honest group; `every`: what all of its members have instead."""
    members = tuple(member(name, n, **(every(n) if every else {})) for n in range(size))
    base = {"formed_on": date(2026, 3, 10), "entered_on": date(2026, 3, 10), "place": name}
    return GroupFacts(id=name, **base | {"entered_with": f"phone-{name}", "members": members} | facts)


def kinds(*groups):
    return {(one.group, one.kind) for one in find(groups, RULE, TODAY)}


def to_review(*groups):
    return review_order(find(groups, RULE, TODAY), RULE)


def test_honest_groups_have_no_findings():
    assert not kinds(group("a"), group("b"), group("c", 12))


def test_one_card_in_groups_at_two_places_is_a_signal_with_its_evidence():
    def phones(n):
        return {"phone": "sim"} if n < 4 else {}

    one, two = group("a", every=phones), group("b", every=phones)
    (found, _) = find([one, two], RULE, TODAY)
    assert found.kind == "shared_phone" and found.groups == ("b",)
    assert found.numbers == {"members": 4, "of": 6, "marks": 1, "households": 8, "groups": 1}
    assert set(found.items) == {"group:b", *(f"member:a.{n}" for n in range(4))}
    assert to_review(one, two) == ["a", "b"]


def test_husband_and_wife_with_one_phone_and_a_joint_account_are_one_house():
    def couple(n):
        return {
            "household": f"h{n // 2}",
            "phone": f"p{n // 2}",
            "account": f"a{n // 2}",
            "photos": (f"d{n // 2}",),
        }

    assert not kinds(group("a", 8, couple))


def test_a_house_of_four_with_one_phone_is_one_voice():
    def house(n):
        return {"household": "h", "phone": "p", "account": "a"} if n < 4 else {}

    assert not kinds(group("a", every=house))


def test_the_leaders_phone_in_one_group_is_a_weak_sign_and_no_review():
    lent = group("a", every=lambda n: {"phone": "leader"} if n < 3 else {})
    assert kinds(lent) == {("a", "shared_phone")}
    assert not to_review(lent)


def test_unknown_phones_accounts_and_pictures_speak_against_nobody():
    blank = {"phone": "", "account": "", "photos": (), "first_met_at": None, "first_met_with": None}
    assert not kinds(group("a", every=lambda n: blank), group("b", every=lambda n: blank))


def test_one_account_for_most_members_is_a_signal_and_a_line_copied_twice_is_not():
    assert to_review(group("a", every=lambda n: {"account": "x"} if n < 4 else {})) == ["a"]
    assert not to_review(group("a", every=lambda n: {"account": "x"} if n < 2 else {}))


def test_one_picture_for_many_members_or_for_groups_at_two_places():
    assert to_review(group("a", every=lambda n: {"photos": ("same",)} if n < 4 else {})) == ["a"]
    far = [group("a", photos=("m",)), group("b", photos=("m",))]
    assert to_review(*far) == ["a", "b"]


def test_two_groups_of_one_evening_at_one_stand_may_have_one_picture():
    evening = [group(name, place="stand", photos=("m",), entered_with="phone-1") for name in "ab"]
    assert not kinds(*evening)


def test_one_phone_that_founds_five_groups_at_five_places_in_a_day():
    many = [group(name, entered_with="phone-1") for name in "abcde"]
    assert kinds(*many) == {(name, "one_device") for name in "abcde"}
    assert to_review(*many) == list("abcde")
    assert not to_review(*many[:4])


def test_a_camp_evening_and_a_desks_stack_of_paper_are_honest():
    camp = [group(name, place="stand", entered_with="phone-1") for name in "abcde"]
    assert not kinds(*camp)
    desk = [group(name, entered_with="desk") for name in "abcdefgh"]
    assert not kinds(*desk)
    late = [group(name, entered_with="phone-1", entered_on=date(2026, 4, 20)) for name in "abcdefgh"]
    assert not kinds(*late)


def test_houses_taken_down_in_a_minute_each():
    hasty = group("a", every=lambda n: {"first_met_at": NINE + timedelta(seconds=60 * n)})
    (found,) = find([hasty], RULE, TODAY)
    assert (found.kind, found.score, found.numbers["seconds"]) == ("within_minutes", 40, 60)
    desks = group(
        "a",
        every=lambda n: {
            "first_met_at": NINE + timedelta(seconds=100 * n),
            "first_met_with": f"phone-{n % 3}",
        },
    )
    assert not kinds(desks)


def test_a_pause_between_two_sittings_does_not_make_haste_look_slow():
    hasty = group("a", every=lambda n: {"first_met_at": NINE + timedelta(seconds=60 * n, days=n // 3)})
    assert to_review(hasty) == ["a"]


def test_members_whom_one_of_the_staff_alone_ever_met():
    alone = {"seen_by": frozenset({"lakshmi"})}
    assert to_review(group("a", every=lambda n: alone)) == ["a"]
    assert not kinds(group("a", every=lambda n: alone, entered_on=TODAY - timedelta(days=60)))
    assert not kinds(group("a", every=lambda n: {} if n < 2 else alone))


def test_who_says_not_to_be_a_member_brings_the_group_into_the_review_at_once():
    assert to_review(group("a", every=lambda n: {"denied": n == 0})) == ["a"]
    assert to_review(group("a", not_found=True)) == ["a"]


def test_the_order_of_review_is_by_points_and_the_same_for_any_order_of_groups():
    weak = group("a", every=lambda n: {"denied": n == 0})
    strong = group("b", every=lambda n: {"denied": n < 2, "account": "x"})
    findings = find([weak, strong], RULE, TODAY)
    assert totals(findings)["b"] > totals(findings)["a"]
    assert to_review(weak, strong) == to_review(strong, weak) == ["b", "a"]


def test_a_review_silences_what_it_looked_at_and_a_new_member_opens_it_again():
    one = group("a", every=lambda n: {"account": "x"} if n < 3 else {})
    (first,) = find([one], RULE, TODAY)
    assert silenced(first.items, [first.items])
    grown = replace(
        one, members=tuple(replace(m, account="x") if i < 4 else m for i, m in enumerate(one.members))
    )
    (second,) = find([grown], RULE, TODAY)
    assert not silenced(second.items, [first.items])
    assert silenced(first.items, [second.items])


def test_the_rules_of_the_data_file_are_read_and_a_broken_one_is_refused():
    text = ghost_rules.FILE.read_text(encoding="utf-8")
    assert ghost_rule(date(2020, 1, 1)) is None and RULE.review_from > 0
    with pytest.raises(ValueError, match="every kind"):
        ghost_rules.read(text.replace("contradicted:", "contradict:"))
    with pytest.raises(ValueError, match="needs these limits"):
        ghost_rules.read(text.replace("after_days: 90", "after_days: 0"))
