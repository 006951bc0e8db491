"""The draw of visits: anybody gets the same list, nobody can choose it, and risk decides how many of each stratum."""

import random
from collections import Counter
from hashlib import sha256

from karmika.groups.visit_draw import RULES, draw

RULE = RULES[1]
HEAD = "7-" + "ab" * 32


def risks(high, some, none):
    names = [(f"h{n}", 60) for n in range(high)] + [(f"s{n}", 10) for n in range(some)]
    return names + [(f"n{n}", 0) for n in range(none)]


def strata(found):
    return Counter(one.stratum for one in found)


def test_the_same_head_and_groups_give_the_same_draw_in_any_order():
    given = risks(30, 60, 210)
    found = draw(HEAD, given, RULE)
    mixed = list(given)
    random.Random(1).shuffle(mixed)
    assert draw(HEAD, mixed, RULE) == found
    assert draw("8-" + "cd" * 32, given, RULE) != found
    # as docs/decisions/0026-visit-draw.md says it, by hand
    by_hand = min(
        (sha256(f"karmika visit draw\n{HEAD}\nh{n}".encode()).hexdigest(), f"h{n}") for n in range(30)
    )
    assert found[0].group == by_hand[1]


def test_half_of_the_visits_go_to_those_at_high_risk_and_some_to_those_at_none():
    assert strata(draw(HEAD, risks(30, 60, 210), RULE)) == {"high": 15, "some": 8, "none": 7}


def test_what_a_stratum_lacks_goes_on_and_comes_back():
    assert strata(draw(HEAD, risks(2, 60, 238), RULE)) == {"high": 2, "some": 21, "none": 7}
    assert strata(draw(HEAD, risks(290, 0, 10), RULE))["high"] == 20
    assert len(draw(HEAD, risks(300, 0, 0), RULE)) == 30


def test_few_groups_are_all_visited_and_none_gives_none():
    assert len(draw(HEAD, risks(0, 0, 2), RULE)) == 2
    assert draw(HEAD, [], RULE) == []
    assert len(draw(HEAD, risks(500, 500, 500), RULE)) == RULE.maximum


def test_everybody_of_a_stratum_is_drawn_equally_often():
    drawn = Counter()
    for number in range(400):
        drawn.update(one.group for one in draw(f"{number}-head", risks(0, 0, 50), RULE))
    assert len(drawn) == 50 and max(drawn.values()) < 2 * min(drawn.values())
