"""Who is to be with whom; and who is kept apart, which shows to nobody who need not know."""

import pytest

from karmika.groups.acts import (
    AddMember,
    AdjustProposal,
    EndMembership,
    LiftTie,
    Merge,
    ProposeAnew,
    RecordTie,
)
from karmika.groups.models import Candidacy, Tie
from karmika.groups.tests.people import (
    Someone,
    approved,
    form,
    group,
    make,
    meeting,
    propose,
    self_formed,
    worker_id,
)
from karmika.groups.tests.test_moving import words
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import today
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
        for one in plan.groups:
            assert not {worker_id(0), worker_id(1)} <= {seat.worker for seat in one.seats}


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


def joins(found, number, **changes):
    asked = {"joined_on": today(), "how": "in_person", "consent_on": today()}
    return AddMember(group=found.id, worker=worker_id(number), **asked | changes)


def test_who_is_kept_apart_does_not_join_a_group_either_and_the_refusal_names_nobody(cast, nothing_written):
    found = group(cast)
    make(cast, [9])
    tie(0, 9, "apart", "violence", cast=cast)
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(joins(found, 9), cast.lakshmi)
    said = refused.value.sentence()
    assert refused.value.code == "groups.no_fit" and refused.value.facts == {}
    assert said == "There is a seat, but not one that suits. Choose another group."
    leave = EndMembership(group=found.id, worker=worker_id(0), reason="own_wish", on=today())
    perform(leave, cast.ramesh)
    perform(joins(found, 9), cast.lakshmi)


def test_a_man_is_refused_in_the_same_words_where_women_asked_to_be_among_themselves(cast):
    found = form(cast, approved(cast), meeting=meeting(6, women_only=True))
    make(cast, [Someone(number=9, sex="male"), 10])
    with pytest.raises(Refused) as refused:
        perform(joins(found, 9), cast.lakshmi)
    assert refused.value.code == "groups.no_fit"
    perform(joins(found, 10), cast.lakshmi)


def test_two_groups_with_people_who_are_kept_apart_do_not_merge(cast, nothing_written):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="Second")
    tie(2, 12, "apart", "debt", cast=cast)
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(Merge(group=ends.id, into=stays.id, on=today(), answers=words(range(6))), cast.ramesh)
    assert refused.value.code == "groups.no_fit"
    answers = words(range(6), refusing=[2])
    perform(Merge(group=ends.id, into=stays.id, on=today(), answers=answers), cast.ramesh)


def test_a_group_that_formed_itself_is_recorded_as_it_is(cast):
    make(cast, range(6))
    tie(0, 1, "apart", "debt", cast=cast)
    assert perform(self_formed(cast), cast.ramesh).acts[0].joined == 6
