"""Tasks, rupees, papers, the claim of a gang, and closure by two."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karmika.cases.acts import (
    AddNote,
    AddTask,
    AskClosure,
    ConfirmClosure,
    DeclineClosure,
    FinishTask,
    ForgetCase,
    RecordMoney,
    RecordPaper,
    RemoveClaimLine,
    ReopenCase,
    SetClaimLine,
)
from karmika.cases.acts.claims import owed
from karmika.cases.models import CaseMoney, CaseTask, ClaimLine
from karmika.cases.queries import case_view
from karmika.cases.tests import makers
from karmika.cases.words import Words, file_of
from karmika.groups.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.testing import at_once


def total(measure: str) -> int:
    return sum(Contribution.objects.filter(measure=measure).values_list("amount", flat=True))


def money(case, what, paise, **more):
    return RecordMoney(case=case, money=uuid4(), what=what, amount_paise=paise, **{"on_day": today(), **more})


def line(case, **more):
    said = {"half_days": 25, "rate_paise": 450_00, "paid_paise": 1_000_00, "words": Words(name="Zqworker")}
    return SetClaimLine(case=case, **{"line": uuid4(), **said, **more})


@pytest.fixture
def case(cast, asha):
    return makers.report(cast, cast.lakshmi).case


def test_what_is_claimed_is_said_anew_and_payments_add_up(cast, asha, case):
    for act in (
        money(case, "disputed", 10_000_00),
        money(case, "disputed", 12_000_00),
        money(case, "offered", 5_000_00),
        money(case, "received", 2_000_00),
        money(case, "received", 4_000_50),
    ):
        perform(act, asha)
    sums = case_view(asha, case).sums
    assert (sums.disputed, sums.offered, sums.received) == (12_000_00, 5_000_00, 6_000_50)
    assert (total("case_disputed_paise"), total("case_offered_paise"), total("case_received_paise")) == (
        12_000_00,
        5_000_00,
        6_000_50,
    )
    assert CaseMoney.objects.count() == 5, "each is a fact of its own"


def test_amounts_that_cannot_be_are_refused(cast, asha, case, nothing_written):
    for wrong, code in (
        (money(case, "received", 0), "cases.amount"),
        (money(case, "disputed", 10**13), "cases.amount"),
        (money(case, "promised", 1), "cases.choose"),
        (money(case, "offered", 1, on_day=today() + timedelta(days=1)), "cases.future"),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(wrong, asha)
        assert caught.value.code == code
    act = money(case, "received", 5)
    perform(act, asha)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.noted_already"):
        perform(act, asha)


@given(st.integers(1, 2000), st.integers(0, 100_000_00), st.integers(0, 10**10))
def test_what_is_due_is_exact_and_never_below_nothing(half_days, rate, paid):
    exact_twice = max(half_days * rate - 2 * paid, 0)
    assert owed(half_days, rate, paid) * 2 - exact_twice in (0, 1)


def test_a_gangs_claim_has_a_line_for_each_worker_and_its_sum_is_exact(cast, asha, case):
    (known,) = people.make(cast, [1])
    perform(line(case), asha)
    perform(line(case, words=None, person=known, half_days=20, paid_paise=0), asha)
    wrong = line(case)
    perform(wrong, asha)
    perform(line(case, line=wrong.line, half_days=24, paid_paise=500_00), asha)
    gone = line(case)
    perform(gone, asha)
    perform(RemoveClaimLine(case=case, line=gone.line), asha)
    view = case_view(asha, case)
    assert [one.due_paise for one in view.lines] == [4_625_00, 4_500_00, 4_900_00]
    assert [one.position for one in view.lines] == [1, 2, 3]
    assert view.sums.due == 14_025_00
    assert view.people[known].name == "Worker 1"
    assert all(b"Zqworker" not in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))


def test_lines_that_cannot_be_are_refused(cast, asha, case, nothing_written):
    other = makers.report(cast, cast.lakshmi).case
    held = line(other)
    perform(held, asha)
    for wrong, code in (
        (line(case, half_days=0), "cases.days"),
        (line(case, rate_paise=-1), "cases.amount"),
        (line(case, words=None), "cases.name"),
        (line(case, words=None, person=uuid4()), "cases.unknown_person"),
        (line(case, line=held.line), "cases.no_such_line"),
        (RemoveClaimLine(case=case, line=held.line), "cases.no_such_line"),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(wrong, asha)
        assert caught.value.code == code
    assert ClaimLine.objects.count() == 1


def test_tasks_have_a_day_and_are_done_once(cast, asha, case, nothing_written):
    task = AddTask(case=case, task=uuid4(), what="file", due_on=today(), words=Words(text="Zqtask"))
    perform(task, asha)
    assert file_of(case).by_id[task.task].text == "Zqtask"
    perform(FinishTask(case=case, task=task.task), asha)
    assert CaseTask.objects.get().done_on == today()
    for wrong, code in (
        (FinishTask(case=case, task=task.task), "cases.noted_already"),
        (FinishTask(case=case, task=uuid4()), "cases.no_such_task"),
        (AddTask(case=case, task=uuid4(), what="file", due_on=today() - timedelta(days=1)), "cases.due"),
        (AddTask(case=case, task=uuid4(), what="dance", due_on=today()), "cases.choose"),
        (
            AddTask(case=case, task=uuid4(), what="file", due_on=today(), user=cast.lakshmi.id),
            "cases.not_a_paralegal",
        ),
        (task, "cases.noted_already"),
        (AddNote(case=case, note=uuid4(), words=Words()), "cases.say_it"),
        (RecordPaper(case=case, paper=uuid4(), what="fir", on_day=today()), "cases.say_it"),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(wrong, asha)
        assert caught.value.code == code


def test_one_asks_to_close_and_another_closes(cast, asha, bina, case, nothing_written):
    perform(AskClosure(case=case, result="part"), asha)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.same_person"):
        perform(ConfirmClosure(case=case), asha)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.closing"):
        perform(AskClosure(case=case, result="full"), bina)
    perform(DeclineClosure(case=case), bina)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.nobody_asked"):
        perform(ConfirmClosure(case=case), bina)
    perform(AskClosure(case=case, result="full"), asha)
    perform(ConfirmClosure(case=case), bina)
    view = case_view(asha, case)
    assert (view.case.state, view.case.result, view.case.closed_by) == ("closed", "full", bina.id)
    assert total("cases_closed") == 1
    with nothing_written(), pytest.raises(Refused, match=r"cases\.closed"):
        perform(money(case, "offered", 1), asha)
    perform(money(case, "received", 100), asha)  # money may come after the end
    perform(ReopenCase(case=case, reason="not_paid"), asha)
    assert case_view(asha, case).case.state == "open" and total("cases_closed") == 0
    with nothing_written(), pytest.raises(Refused, match=r"cases\.not_closed"):
        perform(ReopenCase(case=case, reason="again"), asha)


def test_of_two_who_close_at_once_one_does(fresh_database, cast, asha, bina):
    meena = makers.viewer(makers.staff(cast, "meena", "legal_advisor"))
    case = makers.report(cast, cast.lakshmi).case
    perform(AskClosure(case=case, result="full"), asha)
    found = at_once(
        lambda: perform(ConfirmClosure(case=case), bina), lambda: perform(ConfirmClosure(case=case), meena)
    )
    assert sorted(type(one).__name__ for one in found) == ["Outcome", "Refused"]
    assert total("cases_closed") == 1


def test_a_restricted_case_counts_nowhere_whatever_happens_in_it(cast, asha, meena):
    act = makers.report(cast, asha, level=2)
    for one in (
        money(act.case, "received", 100),
        line(act.case),
        AskClosure(case=act.case, result="full"),
    ):
        perform(one, asha)
    perform(ConfirmClosure(case=act.case), meena)
    perform(ReopenCase(case=act.case, reason="again"), asha)
    assert not Contribution.objects.exists()


def test_after_it_was_forgotten_nobody_reads_what_was_told(cast, asha, meena, case, nothing_written):
    perform(AddNote(case=case, note=uuid4(), words=Words(text="Zqnote")), asha)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.not_closed"):
        perform(ForgetCase(case=case), meena)
    perform(AskClosure(case=case, result="full"), asha)
    perform(ConfirmClosure(case=case), meena)
    perform(ForgetCase(case=case), meena)
    told = file_of(case)
    assert told.report == Words() and not told.by_id
    with nothing_written(), pytest.raises(Refused, match=r"cases\.forgotten"):
        perform(AddNote(case=case, note=uuid4(), words=Words(text="x")), asha)
