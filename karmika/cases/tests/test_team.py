"""Who may know of a case: at level 2 its team and the legal advisors of its place, nobody else."""

import pytest

from karmika.access.acts import DeactivateUser, EndRole
from karmika.access.models import RoleAssignment
from karmika.cases.acts import AddNote, AssignCase, JoinTeam, LeaveTeam
from karmika.cases.models import Case, CaseMember
from karmika.cases.tests import makers
from karmika.cases.words import Words
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import MEMBERS


def sees(viewer) -> bool:
    return Case.objects.visible_to(viewer).exists()


def test_a_wage_case_is_read_by_paralegals_and_managers_of_its_place_alone(cast, asha):
    makers.report(cast, cast.lakshmi)
    far = makers.viewer(makers.staff(cast, "far", "case_worker", area="251719"))
    union = makers.viewer(makers.staff(cast, "union", "case_worker", organisation=cast.other_org))
    assert sees(asha) and sees(cast.fatima)
    assert not any(map(sees, (far, union, cast.lakshmi, cast.ramesh, cast.auditor, cast.admin, cast.devi)))
    assert not sees(cast.operator)


def test_a_restricted_case_is_there_for_the_legal_advisor_and_for_whom_she_takes_in(cast, asha, bina, meena):
    act = makers.report(cast, cast.lakshmi, level=2)
    assert sees(meena)
    everybody = [getattr(cast, name) for name in MEMBERS]
    assert not any(map(sees, (*everybody, cast.operator, asha, bina)))
    perform(AssignCase(case=act.case, user=asha.id), meena)
    assert sees(asha) and not sees(bina)
    perform(JoinTeam(case=act.case, user=bina.id), meena)
    assert sees(bina)
    perform(LeaveTeam(case=act.case, user=asha.id, reason="handed_on"), meena)
    assert not sees(asha) and makers.row(act).assigned_to is None
    perform(JoinTeam(case=act.case, user=asha.id), meena)
    assert sees(asha) and CaseMember.objects.filter(user_id=asha.id).count() == 1


def test_a_member_who_loses_the_role_loses_the_case(cast, asha, meena):
    act = makers.report(cast, cast.lakshmi, level=2)
    perform(AssignCase(case=act.case, user=asha.id), meena)
    held = RoleAssignment.objects.get(user_id=asha.id)
    perform(EndRole(assignment=held.id), cast.operator)
    assert not sees(makers.viewer(asha.id))


def test_a_legal_advisor_who_stands_too_near_steps_out_when_somebody_else_is_there(
    cast, asha, meena, nothing_written
):
    act = makers.report(cast, cast.lakshmi, level=2)
    step_out = LeaveTeam(case=act.case, user=meena.id, reason="too_near")
    with nothing_written(), pytest.raises(Refused, match=r"cases\.last_of_team"):
        perform(step_out, meena)
    perform(JoinTeam(case=act.case, user=asha.id), meena)
    perform(step_out, meena)
    assert not sees(meena) and sees(asha)


def test_for_who_is_not_of_the_team_the_case_is_as_if_it_were_not(cast, asha, bina, meena, nothing_written):
    act = makers.report(cast, cast.lakshmi, level=2)
    for viewer in (bina, asha):
        with nothing_written(), pytest.raises(Refused) as there:
            perform(AddNote(case=act.case, note=uuid7(), words=Words(text="x")), viewer)
        with nothing_written(), pytest.raises(Refused) as nowhere:
            perform(AddNote(case=uuid7(), note=uuid7(), words=Words(text="x")), viewer)
        assert there.value.code == nowhere.value.code == "cases.unknown"


def test_a_manager_gives_wage_cases_and_no_restricted_ones(cast, asha, meena, nothing_written):
    wage = makers.report(cast, cast.lakshmi)
    perform(AssignCase(case=wage.case, user=asha.id), cast.fatima)
    assert makers.row(wage).assigned_to == asha.id
    grave = makers.report(cast, cast.lakshmi, level=2)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.unknown"):
        perform(AssignCase(case=grave.case, user=asha.id), cast.fatima)


def test_a_paralegal_of_the_team_takes_nobody_in(cast, asha, bina, meena, nothing_written):
    act = makers.report(cast, cast.lakshmi, level=2)
    perform(AssignCase(case=act.case, user=asha.id), meena)
    with nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
        perform(JoinTeam(case=act.case, user=bina.id), asha)
    with nothing_written(), pytest.raises(Refused, match=r"access\.not_yours"):
        perform(LeaveTeam(case=act.case, user=bina.id, reason="handed_on"), asha)


def test_nobody_comes_to_a_team_who_is_no_paralegal_of_the_place(cast, asha, meena, nothing_written):
    act = makers.report(cast, cast.lakshmi, level=2)
    far = makers.staff(cast, "far", "case_worker", area="251719")
    union = makers.staff(cast, "union", "case_worker", organisation=cast.other_org)
    for user in (far, union, cast.lakshmi.id):
        with nothing_written(), pytest.raises(Refused, match=r"cases\.not_a_paralegal"):
            perform(JoinTeam(case=act.case, user=user), meena)
    with nothing_written(), pytest.raises(Refused, match=r"cases\.not_in_team"):
        perform(LeaveTeam(case=act.case, user=asha.id, reason="handed_on"), meena)


def test_a_restricted_case_whose_only_paralegal_leaves_is_there_for_those_who_come_after_her(cast, asha):
    """Nobody else could see it for ever, nor know that somebody waits for an answer."""
    act = makers.report(cast, cast.lakshmi, level=2)
    assert sees(asha)
    perform(EndRole(assignment=RoleAssignment.objects.get(user_id=asha.id).id), cast.operator)
    bina = makers.viewer(makers.staff(cast, "bina", "case_worker"))
    far = makers.viewer(makers.staff(cast, "far", "case_worker", area="251719"))
    union = makers.viewer(makers.staff(cast, "union", "case_worker", organisation=cast.other_org))
    assert sees(bina)
    perform(AddNote(case=act.case, note=uuid7(), words=Words(text="x")), bina)
    everybody = [getattr(cast, name) for name in MEMBERS]
    assert not any(map(sees, (*everybody, cast.operator, far, union, makers.viewer(asha.id))))
    meena = makers.viewer(makers.staff(cast, "meena", "legal_advisor"))
    assert sees(meena) and not sees(bina)


def test_nobody_comes_to_a_restricted_case_while_one_of_its_team_is_there_nor_whoever_stepped_out(
    cast, asha, bina
):
    act = makers.report(cast, cast.lakshmi, level=2)
    chandra = makers.viewer(makers.staff(cast, "chandra", "case_worker"))
    perform(LeaveTeam(case=act.case, user=bina.id, reason="too_near"), bina)
    assert sees(asha) and not sees(bina) and not sees(chandra)
    perform(DeactivateUser(user=asha.id), cast.admin)
    assert sees(chandra) and not sees(bina)
