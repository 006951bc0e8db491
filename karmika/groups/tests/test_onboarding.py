"""Steps into banking: recorded with evidence, taken back with a reason; who counts as onboarded follows from them."""

import random
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from karmika.groups import onboarding
from karmika.groups.acts import RecordFinancialEvent, TakeBackFinancialEvent
from karmika.groups.acts.onboarding import account_mark
from karmika.groups.models import FinancialEvent, Onboarded
from karmika.groups.onboarding import Reached, book, plain_account, reached
from karmika.groups.terms import STEP_MISTAKES
from karmika.groups.tests.people import JOINED, counted, group, make, worker_id
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.rebuild import rebuild_and_compare

ACCOUNT = "0031 4455 6677 881"
AADHAAR = "2341 2341 2346"
"""Not given to anybody; its check digit is right."""
VERIFIED = {"step": "account_verified", "evidence": "test_payment", "account": ACCOUNT}
SAVINGS = {"step": "savings_begun", "evidence": "group_register", "amount_paise": 10_000}


def step(worker, **changes):
    asked = {"worker": worker, "step": "account_found", "happened_on": today(), "evidence": "passbook_seen"}
    return RecordFinancialEvent(**asked | changes)


def record(cast, worker, **changes) -> FinancialEvent:
    done = perform(step(worker, **changes), cast.ramesh).acts[0]
    return FinancialEvent.objects.get(id=done.event)


def test_a_step_stands_with_its_evidence_and_counts(cast):
    formed = group(cast)
    found = record(cast, worker_id(1), **SAVINGS, happened_on=today())
    assert (found.kind, found.evidence, found.amount_paise) == ("savings_begun", "group_register", 10_000)
    assert (found.group_id, found.membership.worker_id) == (formed.id, worker_id(1))
    assert (found.recorded_by, found.area_id) == (cast.user_id("ramesh"), cast.area("251746-W07"))
    row = Contribution.objects.get(measure="financial_steps")
    assert (row.category, row.sex, row.occupation) == ("savings_begun", "female", "auto_driver")
    assert history(found.id)[0].sentence == f"Ramesh Babu recorded for {today():%-d %B %Y}: Savings begun"


def test_a_worker_in_no_group_has_steps_too(cast):
    (alone,) = make(cast, [1])
    found = record(cast, alone)
    assert (found.group_id, found.membership_id) == (None, None)


def test_the_account_is_known_again_and_its_number_kept_nowhere(cast):
    one, other = make(cast, [1, 2])
    first = record(cast, one, **VERIFIED)
    second = record(cast, other, **VERIFIED | {"account": "314455-667788-1"})
    third = record(cast, one, step="account_opened", account="314455667789")
    assert first.account_mark == second.account_mark != third.account_mark
    plain = "31445566778"
    for entry in Entry.objects.all():
        assert plain.encode() not in bytes(entry.acts)
    for row in (*FinancialEvent.objects.values(), *Contribution.objects.values()):
        assert plain not in str(row)
    done = perform(step(one, step="account_opened", account="998877665544"), cast.ramesh).acts[0]
    assert (done.account, done.account_tail) == (None, "5544")
    stored = bytes(Entry.objects.latest("seq").acts).replace(done.account_mark.encode(), b"")
    # four digits meet by chance in ids and among sealed bytes
    assert b"5544" not in re.sub(rb'"sealed":"[^"]*"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', b"", stored)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"step": "lottery_won"}, "groups.unknown_step"),
        ({"evidence": "test_payment"}, "groups.evidence"),
        ({"evidence": "passbook_photo"}, "groups.evidence_file"),
        ({"evidence": "passbook_photo", "evidence_file": uuid4()}, "groups.evidence_file"),
        ({"evidence_file": uuid4()}, "groups.no_file"),
        ({"happened_on": date(2999, 1, 1)}, "groups.future"),
        (VERIFIED | {"account": None}, "groups.account"),
        (VERIFIED | {"account": "in the bank"}, "groups.account"),
        (VERIFIED | {"account": "123"}, "groups.account"),
        (VERIFIED | {"account": "1" * 40}, "groups.account"),
        (VERIFIED | {"account": "౧౨౩"}, "groups.account"),
        (VERIFIED | {"account": AADHAAR}, "groups.account_aadhaar"),
        (VERIFIED | {"account": "౨౩౪౧ ౨౩౪౧ ౨౩౪౬"}, "groups.account_aadhaar"),
        ({"step": "account_opened", "account": "2341-2341-\u200b2346"}, "groups.account_aadhaar"),
        ({"happened_on": date(1900, 1, 1)}, "groups.too_early"),
        ({"happened_on": date(1, 1, 1)}, "groups.too_early"),
        (SAVINGS | {"account": ACCOUNT}, "groups.no_account"),
        (SAVINGS | {"amount_paise": 0}, "groups.amount"),
        ({"amount_paise": 5}, "groups.unasked_amount"),
        ({"step": "credit_disbursed", "evidence": "statement"}, "groups.amount"),
        ({"minutes": 30}, "groups.no_session"),
        ({"step": "scheme_information", "evidence": "staff_present"}, "groups.session"),
        ({"group": uuid4()}, "groups.not_member"),
        ({"worker": uuid4()}, None),
    ],
)
def test_what_does_not_belong_to_a_step_is_refused_with_what_to_do(cast, nothing_written, changes, code):
    make(cast, [1])
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(step(**{"worker": worker_id(1)} | changes), cast.ramesh)
    assert code is None or caught.value.code == code
    assert "?" not in caught.value.sentence()


def test_the_same_step_of_the_same_day_is_recorded_once(cast, nothing_written):
    (one,) = make(cast, [1])
    record(cast, one)
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(step(one), cast.ramesh)
    assert caught.value.code == "groups.step_exists"


def test_information_has_a_session_a_topic_and_minutes(cast):
    (one,) = make(cast, [1])
    session = uuid4()
    found = record(
        cast,
        one,
        step="scheme_information",
        evidence="attendance_sheet",
        session=session,
        topic="fraud",
        minutes=45,
    )
    assert (found.session, found.topic, found.minutes) == (session, "fraud", 45)


def test_who_has_both_steps_is_onboarded_on_the_later_day_and_no_longer_when_one_is_taken_back(cast):
    (one,) = make(cast, [1])
    earlier = today() - timedelta(days=9)
    record(cast, one, **VERIFIED, happened_on=today() - timedelta(days=3))
    assert counted("onboarded_banked") == 0
    saved = record(cast, one, **SAVINGS, happened_on=earlier)
    row = Onboarded.objects.get()
    assert (row.reading, row.version, row.since_on) == ("banked", 1, today() - timedelta(days=3))
    assert counted("onboarded_banked") == 1
    perform(TakeBackFinancialEvent(event=saved.id, reason="evidence_not_genuine"), cast.ramesh)
    assert (counted("onboarded_banked"), counted("financial_steps")) == (0, 1)
    assert Onboarded.objects.get().ended_on == today()
    with pytest.raises(Refused) as caught:
        perform(TakeBackFinancialEvent(event=saved.id, reason="entered_by_mistake"), cast.ramesh)
    assert caught.value.code == "groups.taken_back"
    record(cast, one, **SAVINGS, happened_on=today())
    assert (counted("onboarded_banked"), Onboarded.objects.filter(ended_on=None).get().since_on) == (
        1,
        today(),
    )


def test_a_step_that_comes_late_moves_the_day_and_not_the_number(cast):
    (one,) = make(cast, [1])
    record(cast, one, **VERIFIED, happened_on=today() - timedelta(days=40))
    record(cast, one, **SAVINGS, happened_on=today())
    record(cast, one, **SAVINGS, happened_on=today() - timedelta(days=30))
    assert Onboarded.objects.get(ended_on=None).since_on == today() - timedelta(days=30)
    by_day = Contribution.objects.filter(measure="onboarded_banked").values_list("happened_on")
    sums = dict(by_day.annotate(Sum("amount")))
    assert sums == {today(): 0, today() - timedelta(days=30): 1}


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_neither_record_nor_take_back(cast, who, nothing_written):
    (one,) = make(cast, [1])
    found = record(cast, one)
    for act in (step(one, **SAVINGS), TakeBackFinancialEvent(event=found.id, reason="another_person")):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(act, getattr(cast, who))
        assert caught.value.code == "access.not_yours"


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_steps_figures_and_replay_agree(fresh_database, cast, seed):
    chance = random.Random(seed)
    people = [worker_id(n) for n in range(6)]
    group(cast, range(6))
    for _ in range(60):
        standing = list(
            FinancialEvent.objects.filter(taken_back_on=None)
            .order_by("entry_seq")
            .values_list("id", flat=True)
        )
        if standing and chance.random() < 0.35:
            act = TakeBackFinancialEvent(
                event=chance.choice(standing), reason=chance.choice(list(STEP_MISTAKES))
            )
        else:
            day = today() - timedelta(days=chance.randrange(30))
            act = step(chance.choice(people), **chance.choice([VERIFIED, SAVINGS, {}]), happened_on=day)
        try:
            perform(act, cast.ramesh)
        except Refused as refused:
            assert refused.code == "groups.step_exists"
    assert counted("financial_steps") == FinancialEvent.objects.filter(taken_back_on=None).count()
    assert counted("onboarded_banked") == Onboarded.objects.filter(ended_on=None).count()
    for one in people:
        steps = FinancialEvent.objects.filter(worker=one, taken_back_on=None).values_list(
            "kind", "happened_on"
        )
        met = reached(book().readings["banked"], steps)
        row = Onboarded.objects.filter(worker=one, ended_on=None).first()
        assert (row and Reached(row.version, row.since_on)) == met
    compared = rebuild_and_compare()
    assert not compared.differing, compared.first


KINDS = st.sampled_from(["account_found", "account_verified", "savings_begun", "credit_applied"])
STEPS = st.lists(st.tuples(KINDS, st.dates(JOINED, date(2027, 1, 1))), max_size=8)


@given(STEPS, st.randoms())
def test_a_reading_is_met_exactly_by_its_steps_in_whatever_order_they_come(steps, chance):
    reading = book().readings["banked"]
    met = reached(reading, steps)
    kinds = {kind for kind, _ in steps}
    assert (met is not None) == ({"account_verified", "savings_begun"} <= kinds)
    if met is not None:
        assert met.on in {day for _, day in steps}
    mixed = list(steps)
    chance.shuffle(mixed)
    assert reached(reading, mixed) == met


def test_a_new_version_of_a_reading_leaves_those_counted_who_reached_the_old_one():
    text = onboarding.FILE.read_text(encoding="utf-8")
    old = "        valid_to:\n        all_of: [account_verified, savings_begun]"
    new = (
        "        valid_to: 2026-05-31\n        all_of: [account_verified, savings_begun]\n        source: x\n"
        "      - version: 2\n        valid_from: 2026-06-01\n        valid_to:\n"
        "        all_of: [account_verified, savings_begun, credit_applied]"
    )
    assert old in text
    reading = onboarding.read(text.replace(old, new)).readings["banked"]
    may, july = date(2026, 5, 2), date(2026, 7, 2)
    assert reached(reading, [("account_verified", may), ("savings_begun", may)]) == Reached(1, may)
    assert reached(reading, [("account_verified", may), ("savings_begun", july)]) is None
    steps = [("account_verified", may), ("savings_begun", july), ("credit_applied", july)]
    assert reached(reading, steps) == Reached(2, july)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("0031 4455 6677", "3144556677"),
        ("31-4455-6677", "3144556677"),
        ("ab123456", "AB123456"),
        ("12345", None),
        ("account 1", None),
        ("000000000", None),
    ],
)
def test_a_number_is_compared_without_spaces_and_zeros_before_it(typed, plain):
    assert plain_account(typed) == plain


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("evidence: [test_payment,", "evidence: [dream,"),
        ("account: required", "account: perhaps"),
        ("all_of: [account_verified,", "all_of: [account_blessed,"),
    ],
)
def test_a_book_with_mistakes_is_not_read(old, new):
    text = onboarding.FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises((ValueError, KeyError)):
        onboarding.read(text.replace(old, new))


def test_a_number_typed_in_other_digits_or_with_unseen_signs_is_the_same_account(cast):
    one, other, third = make(cast, [1, 2, 3])
    marks = {
        record(cast, worker, **VERIFIED | {"account": typed}).account_mark
        for worker, typed in (
            (one, "31445566778"),
            (other, "౩౧౪౪౫౫౬౬౭౭౮"),
            (third, "\u200e3144\u00a05566\t778"),
        )
    }
    assert len(marks) == 1


def test_an_account_that_looks_like_an_aadhaar_number_is_taken_with_a_0_before_it(cast):
    (one,) = make(cast, [1])
    found = record(cast, one, **VERIFIED | {"account": f"0{AADHAAR}"})
    assert found.account_mark == account_mark("234123412346")
