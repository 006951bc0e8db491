"""Two people at the same time."""

from karmika.chain import sealing
from karmika.groups.acts import DrawVisits, Form
from karmika.groups.models import FinancialEvent, Group, Membership, VisitDraw
from karmika.groups.tests.people import (
    answers,
    approved,
    counted,
    entering,
    group,
    make,
    meeting,
    proposal,
    propose,
    self_formed,
    worker_id,
)
from karmika.groups.tests.test_onboarding import SAVINGS, VERIFIED, step
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.testing import at_once


def outcomes(results):
    return sorted(result.code if isinstance(result, Refused) else result.state for result in results)


def test_of_two_groups_with_the_same_worker_one_is_refused(fresh_database, cast):
    found = approved(cast)
    make(cast, range(10, 15))
    form = Form(
        proposal=found.id, name="Proposed", formed_on=today(), answers=answers(found), meeting=meeting()
    )
    own = self_formed(cast, entering=entering(0, *range(10, 15)), formed_on=today(), name="Own")
    ramesh, fatima = cast.ramesh, cast.fatima
    results = at_once(lambda: perform(form, ramesh), lambda: perform(own, fatima))
    assert outcomes(results) == ["done", "groups.already_member"]
    assert Membership.objects.filter(worker_id=worker_id(0)).count() == Group.objects.count() == 1


def test_two_groups_formed_at_once_get_two_numbers(fresh_database, cast):
    make(cast, range(20))
    acts = [self_formed(cast, range(5 * n, 5 * n + 5), name=f"Group {n}") for n in range(4)]
    ramesh = cast.ramesh
    results = at_once(*(lambda act=act: perform(act, ramesh) for act in acts))
    assert outcomes(results) == ["done"] * 4
    assert sorted(Group.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]


def test_two_who_ask_for_the_same_worksite_do_not_propose_anybody_twice(fresh_database, cast):
    make(cast, range(6))
    ramesh, lakshmi = cast.ramesh, cast.lakshmi
    results = at_once(lambda: propose(cast, ramesh), lambda: propose(cast, lakshmi))
    codes = [result.code for result in results if isinstance(result, Refused)]
    assert codes == ["groups.nobody_to_propose"]


def test_one_proposal_is_formed_once(fresh_database, cast):
    found = proposal(cast)
    from karmika.groups.acts import ApproveProposal

    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    form = Form(
        proposal=found.id, name="Proposed", formed_on=today(), answers=answers(found), meeting=meeting()
    )
    ramesh, fatima = cast.ramesh, cast.fatima
    results = at_once(lambda: perform(form, ramesh), lambda: perform(form, fatima))
    assert outcomes(results) == ["done", "groups.not_open"]


def test_two_who_record_the_same_step_record_it_once(fresh_database, cast):
    (one,) = make(cast, [1])
    ramesh, fatima = cast.ramesh, cast.fatima
    results = at_once(
        lambda: perform(step(one, **VERIFIED), ramesh), lambda: perform(step(one, **VERIFIED), fatima)
    )
    assert outcomes(results) == ["done", "groups.step_exists"]
    results = at_once(
        lambda: perform(step(one, **SAVINGS), ramesh), lambda: perform(step(one, **SAVINGS), fatima)
    )
    assert outcomes(results) == ["done", "groups.step_exists"]
    assert (FinancialEvent.objects.count(), counted("onboarded_banked")) == (2, 1)


def test_two_who_draw_visits_draw_them_once(fresh_database, cast):
    group(cast)
    sealing.seal(now())
    draw = DrawVisits(area=cast.area("251746"), organisation=cast.mepma, programme=cast.vog)
    fatima, devi = cast.fatima, cast.devi
    results = at_once(lambda: perform(draw, fatima), lambda: perform(draw, devi))
    assert outcomes(results) == ["done", "groups.drawn_already"]
    assert VisitDraw.objects.count() == 1
