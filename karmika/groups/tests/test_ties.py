"""Who is to be with whom; and who is kept apart, which shows to nobody who need not know."""

import pytest

from karmika.groups.acts import AdjustProposal, LiftTie, ProposeAnew, RecordTie
from karmika.groups.models import Candidacy, Tie
from karmika.groups.tests.people import Someone, make, propose, worker_id
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.monitoring.log import log


def tie(a, b, kind, reason="", viewer=None, cast=None):
    act = RecordTie(worker=worker_id(a), other=worker_id(b), tie=kind, reason=reason)
    return perform(act, viewer or cast.ramesh).acts[0]


def together(act, a, b):
    return any({worker_id(a), worker_id(b)} <= {seat.worker for seat in group.seats} for group in act.groups)


@pytest.fixture
def two_camps(cast):
    """Ten at the stand and ten a kilometre away: two groups of ten."""
    make(cast, [Someone(number=n, metres=n if n < 10 else 1000 + n) for n in range(20)])


def test_a_wish_and_people_who_stay_together_are_honoured(cast, two_camps):
    tie(0, 19, "together", cast=cast)
    tie(1, 18, "wants", cast=cast)
    act = propose(cast)
    assert together(act, 0, 19)
    assert together(act, 1, 18)


def test_people_who_are_kept_apart_are_never_in_one_group(cast, two_camps):
    tie(0, 1, "apart", "violence", cast=cast)
    act = propose(cast)
    assert not any(together(one, 0, 1) for one in [act])
    for plan in (act.plan, *act.others):
        for group in plan.groups:
            assert not {worker_id(0), worker_id(1)} <= {seat.worker for seat in group.seats}


def test_nor_are_they_put_together_by_hand_and_the_refusal_says_no_more(cast):
    make(cast, range(12))
    tie(0, 1, "apart", "debt", cast=cast)
    act = propose(cast)
    where = {one.worker_id: one.proposal_id for one in Candidacy.objects.filter(run=act.run)}
    with pytest.raises(Refused) as refused:
        move = AdjustProposal(
            run=act.run, worker=worker_id(0), to=where[worker_id(1)], reason="knows_the_people"
        )
        perform(move, cast.lakshmi)
    assert refused.value.code == "groups.no_fit"
    assert "seat" in refused.value.sentence()


def test_a_resource_person_can_neither_record_nor_lift_it(cast, nothing_written):
    make(cast, range(3))
    kept = tie(0, 1, "apart", "violence", cast=cast)
    with nothing_written():
        with pytest.raises(Refused) as refused:
            tie(0, 2, "apart", "other", viewer=cast.lakshmi)
        assert refused.value.code == "access.not_yours"
        with pytest.raises(Refused) as refused:
            perform(LiftTie(id=kept.id), cast.lakshmi)
        assert refused.value.code == "groups.tie_unknown"
    assert perform(LiftTie(id=kept.id), cast.fatima).state == "done"


def test_it_is_in_nobodys_history_and_in_no_log(cast):
    make(cast, range(3))
    before = Entry.objects.count()
    kept = tie(0, 1, "apart", "caste_harassment", cast=cast)
    perform(LiftTie(id=kept.id), cast.fatima)
    tie(0, 2, "wants", cast=cast)
    assert Entry.objects.count() == before + 3
    said = " ".join(line for one in log(cast.auditor).lines for line in one.sentences)
    assert "wants to be with" in said
    assert "apart" not in said.casefold()
    from karmika.journal.queries import history

    for n in (0, 1):
        assert all("apart" not in act.sentence.casefold() for act in history(worker_id(n)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tie": "friends"}, "groups.tie_kind"),
        ({"tie": "apart"}, "groups.unknown_reason"),
        ({"tie": "wants", "reason": "debt"}, "groups.unknown_reason"),
        ({"tie": "wants", "other": worker_id(0)}, "groups.tie_same"),
        ({"tie": "wants", "other": worker_id(99)}, "groups.unknown_worker"),
        ({"tie": "together"}, "groups.tie_known"),
    ],
)
def test_bad_input_is_refused(cast, nothing_written, change, code):
    make(cast, range(3))
    tie(1, 0, "together", cast=cast)
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(RecordTie(**{"worker": worker_id(0), "other": worker_id(1)} | change), cast.ramesh)
    assert refused.value.code == code


def test_ties_hold_when_the_rest_is_proposed_anew(cast, two_camps):
    act = propose(cast)
    assert together(act, 0, 1)
    tie(0, 1, "apart", "other", cast=cast)
    perform(ProposeAnew(run=act.run), cast.ramesh)
    where = {one.worker_id: one.proposal_id for one in Candidacy.objects.filter(run=act.run)}
    assert where[worker_id(0)] != where[worker_id(1)] or where[worker_id(0)] is None
    assert Tie.objects.get().reason == "other"
