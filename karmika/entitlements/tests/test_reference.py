"""Outcomes against a second, naive evaluator that reads the YAML files itself; and what must hold for any answers."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.entitlements.facts import Span, compared
from karmika.entitlements.loading import installed
from karmika.entitlements.schemes import Outcome
from karmika.entitlements.tests.packs import DAY, DAYS, random_facts, rule_pack, thresholds
from karmika.entitlements.tests.reference import SCHEMES, outcome

SEEDS = st.integers(0, 2**32)


def certain(facts: dict, chance: random.Random) -> dict:
    """The same answers without doubt: one of the values that each may have."""
    sure = {}
    for name, value in facts.items():
        if isinstance(value, list):
            value = chance.choice(value) if isinstance(value[0], str) else chance.randint(*value)
        sure[name] = value
    return sure


def complete(facts: dict, chance: random.Random) -> dict:
    """The same answers with something possible in every place."""
    pack = installed()
    full = certain(facts, chance)
    for name in pack.asked():
        if full.get(name) is None:
            fact = pack.facts[name]
            near = thresholds(pack).get(name)
            full[name] = (
                chance.choice((True, False))
                if fact.kind == "bool"
                else chance.choice(list(fact.values))
                if fact.kind == "enum"
                else chance.choice(near or [0])
            )
    return full


def test_no_outcome_differs_from_the_naive_evaluator_with_an_eighth_of_the_facts_missing():
    pack, chance = installed(), random.Random(12)
    near, found = thresholds(pack), dict.fromkeys(Outcome, 0)
    for _ in range(2500):
        facts, day = certain(random_facts(pack, chance, near), chance), chance.choice(DAYS)
        for answer in pack.screen(facts, day):
            assert answer.outcome == outcome(answer.scheme, facts, day), (answer.scheme, facts, day)
            found[answer.outcome] += 1
    assert min(found.values()) > 500
    assert [scheme.id for scheme in pack.schemes] == SCHEMES


@pytest.mark.parametrize("scheme", SCHEMES)
def test_one_missing_or_changed_fact_at_a_time_gives_the_naive_outcome(scheme):
    pack, chance = installed(), random.Random(scheme)
    near = thresholds(pack)
    for _ in range(6):
        ground = certain(random_facts(pack, chance, near, 0), chance)
        for name in pack.asked():
            fact = pack.facts[name]
            values = [
                None,
                *near.get(name, []),
                *fact.values,
                *((True, False) if fact.kind == "bool" else ()),
            ]
            for value in values:
                facts = {**ground, name: value}
                found = next(one for one in pack.screen(facts, DAY) if one.scheme == scheme)
                assert found.outcome == outcome(scheme, facts, DAY), (name, value)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_was_decided_stays_decided_whatever_is_learnt(seed):
    pack, chance = installed(), random.Random(seed)
    facts = random_facts(pack, chance, thresholds(pack), 0.5)
    before = pack.screen(facts, DAY)
    after = pack.screen(complete(facts, chance), DAY)
    for early, late in zip(before, after, strict=True):
        assert late.outcome is not Outcome.UNKNOWN
        assert early.outcome in (Outcome.UNKNOWN, late.outcome)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_facts_that_are_not_missing_change_nothing(seed):
    pack, chance = installed(), random.Random(seed)
    facts = random_facts(pack, chance, thresholds(pack), 0.5)
    full = complete(facts, chance)
    for number, early in enumerate(pack.screen(facts, DAY)):
        if early.outcome is Outcome.UNKNOWN:
            more = {**full, **{name: facts.get(name) for name in early.missing}}
            late = pack.screen(more, DAY)[number]
            assert (late.outcome, late.missing) == (Outcome.UNKNOWN, early.missing)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_asking_the_next_question_again_and_again_decides_everything(seed):
    pack, chance = installed(), random.Random(seed)
    facts: dict = {}
    truth, asked = complete({}, chance), 0
    while (name := pack.next_question(pack.screen(facts, DAY))) is not None:
        assert name not in facts
        facts[name], asked = truth[name], asked + 1
    assert all(answer.outcome is not Outcome.UNKNOWN for answer in pack.screen(facts, DAY))
    assert asked <= len(pack.asked())
    assert [one.outcome for one in pack.screen(facts, DAY)] == [
        one.outcome for one in pack.screen(truth, DAY)
    ]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_every_reason_is_true_of_what_is_known(seed):
    pack, chance = installed(), random.Random(seed)
    facts = random_facts(pack, chance, thresholds(pack))
    known = {name: pack.facts[name].known(facts.get(name)) for name in pack.facts}
    for answer in pack.screen(facts, DAY):
        assert all(compared(known[one.fact], one.op, one.value) is False for one in answer.failing)
        assert all(compared(known[one.fact], one.op, one.value) is True for one in answer.supporting)
        assert bool(answer.failing) == (
            answer.outcome is Outcome.NOT_ELIGIBLE and answer.status.value != "closed"
        )
        assert bool(answer.supporting) == (answer.outcome is Outcome.ELIGIBLE)
        assert bool(answer.missing) == (answer.outcome is Outcome.UNKNOWN)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 60), st.integers(0, 12), st.integers(0, 60),
    st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "in", "nin"]), st.sets(st.integers(0, 60), min_size=1, max_size=4),
)  # fmt: skip
def test_a_span_decides_exactly_when_each_of_its_numbers_agrees(low, width, bound, op, several):
    operand = tuple(sorted(several)) if op in ("in", "nin") else bound
    each = {compared(Span(number, number), op, operand) for number in range(low, low + width + 1)}
    assert None not in each
    assert compared(Span(low, low + width), op, operand) is (each.pop() if len(each) == 1 else None)


T, F, U = True, False, None


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        ("{all: [%s, %s]}", {(T, T): T, (T, F): F, (T, U): U, (F, F): F, (F, U): F, (U, U): U}),
        ("{any: [%s, %s]}", {(T, T): T, (T, F): T, (T, U): T, (F, F): F, (F, U): U, (U, U): U}),
        ("{not: {all: [%s, %s]}}", {(T, T): F, (T, F): T, (T, U): U, (F, F): T, (F, U): T, (U, U): U}),
        ("{not: {any: [%s, %s]}}", {(T, T): F, (T, F): F, (T, U): F, (F, F): T, (F, U): U, (U, U): U}),
    ],
)
def test_rules_follow_the_tables_of_three_values(rule, table):
    pack = rule_pack(rule % ("{fact: minority, eq: true}", "{not: {fact: has_aadhaar, eq: false}}"))
    said = {T: Outcome.ELIGIBLE, F: Outcome.NOT_ELIGIBLE, U: Outcome.UNKNOWN}
    for (first, second), verdict in table.items():
        for one, other in ((first, second), (second, first)):
            (answer,) = pack.screen({"minority": one, "has_aadhaar": other}, DAY)
            assert answer.outcome is said[verdict], (rule, one, other)


def test_answers_do_not_hang_on_the_order_in_which_facts_are_given():
    pack, chance = installed(), random.Random(5)
    facts = random_facts(pack, chance, thresholds(pack))
    turned = dict(reversed(facts.items()))
    assert pack.screen(facts, date(2026, 11, 21)) == pack.screen(turned, date(2026, 11, 21))
