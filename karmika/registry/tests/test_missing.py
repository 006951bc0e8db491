"""What is missing and what comes next: plain facts in, sentences out."""

import itertools
from dataclasses import replace

import pytest

from karmika.registry.missing import GAPS, NO, UNASKED, YES, Known, gaps, next_step

READY = Known(
    works=True, has_phone=True, has_age=True, has_worksite=True, account="active", consent=YES, has_uan=True
)


def test_nothing_is_missing_of_somebody_who_answered_everything():
    assert gaps(READY) == []


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"consent": UNASKED}, ["consent"]),
        ({"consent": NO}, []),
        ({"has_worksite": False}, ["worksite"]),
        ({"has_phone": False}, ["phone"]),
        ({"has_age": False}, ["age"]),
        ({"account": ""}, ["account_unasked"]),
        ({"account": "none"}, ["account_none"]),
        ({"account": "dormant"}, ["account_dormant"]),
        ({"account": "refused"}, []),
        ({"account": None}, []),
        ({"has_uan": False}, ["uan"]),
        ({"has_uan": None}, []),
        ({"works": False, "has_phone": False, "has_age": False, "consent": UNASKED}, ["age"]),
        ({"active": False, "has_phone": False, "consent": UNASKED}, []),
        ({"has_phone": False, "consent": UNASKED, "has_age": False}, ["consent", "phone", "age"]),
    ],
)
def test_what_is_missing_is_named_in_the_order_in_which_it_holds_up(changed, codes):
    assert [gap.code for gap in gaps(replace(READY, **changed))] == codes


def test_each_gap_says_what_why_and_what_to_do():
    for gap in GAPS.values():
        assert all(str(text).strip() for text in (gap.what, gap.why, gap.act))


@pytest.mark.parametrize(
    ("changed", "records", "proposes", "piece", "way"),
    [
        ({}, True, True, "propose one at the worksite", "propose"),
        ({}, True, False, "organiser proposes", ""),
        ({}, False, False, "organiser proposes", ""),
        ({"consent": UNASKED}, True, True, "Ask about joining", "consents"),
        ({"consent": UNASKED}, False, False, "Whoever visits next", ""),
        ({"consent": NO}, True, True, "Said no", ""),
        ({"has_worksite": False}, True, True, "Ask where this worker works", "form"),
        ({"has_worksite": False}, False, True, "Whoever visits next", ""),
        ({"in_group": True, "consent": NO}, False, False, "In a group", "group"),
        ({"proposed": True}, True, True, "decided next", "group"),
        ({"works": False}, True, True, "none of the programme's work", ""),
        ({"active": False}, True, True, "Taken out", ""),
    ],
)
def test_the_next_step_is_one_sentence_for_the_role(changed, records, proposes, piece, way):
    step = next_step(replace(READY, **changed), records=records, proposes=proposes)
    assert piece in str(step.sentence) and step.way == way


def test_there_is_a_next_step_whatever_is_known():
    flags = [(False, True)] * 7
    for active, works, site, member, proposed, records, proposes in itertools.product(*flags):
        for consent in (YES, NO, UNASKED):
            known = replace(
                READY,
                active=active,
                works=works,
                has_worksite=site,
                in_group=member,
                proposed=proposed,
                consent=consent,
            )
            assert str(next_step(known, records=records, proposes=proposes).sentence)
