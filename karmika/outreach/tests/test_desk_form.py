"""From a form of the desk to the tables: token, person, consent, what was done; twice is once; corrections; what waits."""

from uuid import uuid4

import pytest

from karmika.intake.models import Submission
from karmika.measures.models import Contribution
from karmika.outreach.models import Attendance, FollowUp
from karmika.outreach.tests import makers
from karmika.registry.models import Consent, Household, Person, Visit, Worker
from karmika.registry.numbers import household_number
from karmika.registry.tests import doorstep


@pytest.fixture
def desk(cast):
    makers.published(cast)
    return makers.camp(cast)


def state():
    found = Submission.objects.order_by("received_at").last()
    return found.state, found.reason


def figures(*measures):
    sums = dict.fromkeys(measures, 0)
    for measure, amount in Contribution.objects.filter(measure__in=measures).values_list("measure", "amount"):
        sums[measure] += amount
    return sums


def test_a_new_person_leaves_with_a_token_a_receipt_and_three_days_to_ask_again(cast, desk):
    answer = makers.send(cast, makers.said())
    assert (answer.status, state()) == (201, ("applied", ""))
    came = Attendance.objects.get()
    assert (came.token, came.receipt, came.outcome, came.state) == ("K12-2-1", "R-K12-2-1", "filed", "seen")
    assert (came.told, came.filed, came.gaps) == (
        ["eshram", "bocw_registration"],
        ["eshram"],
        ["no_90_day_certificate"],
    )
    person = Person.objects.get(id=came.person_id)
    assert (person.name, person.phone, person.area_id) == ("Sunita Devi", "+919848012399", desk.area_id)
    assert Worker.objects.get().occupation == "construction_helper"
    assert sorted(FollowUp.objects.values_list("after_days", flat=True)) == [7, 30, 90]
    assert (came.sex, came.occupation, came.category) == ("female", "construction_helper", "sc")


def test_she_is_known_from_the_camp_and_no_visit_to_a_door_is_counted(cast, desk):
    makers.send(cast, makers.said())
    home = Household.objects.get()
    assert (home.met_at, home.visits_count, home.ended) == ("camp", 0, False)
    assert not Visit.objects.exists()
    assert figures("households_listed", "visit_outcomes", "visits_ended", "persons") == {
        "households_listed": 0,
        "visit_outcomes": 0,
        "visits_ended": 0,
        "persons": 1,
    }


def test_the_first_visit_to_her_door_lists_the_household_then(cast, desk):
    makers.send(cast, makers.said())
    home = Household.objects.get()
    doorstep.take_in(cast, doorstep.revisit(home.number))
    home.refresh_from_db()
    assert (home.met_at, home.visits_count) == ("door", 1)
    assert figures("households_listed", "visits_ended") == {"households_listed": 1, "visits_ended": 1}


def test_consent_is_kept_by_purpose(cast, desk):
    makers.send(cast, makers.said())
    assert set(Consent.objects.values_list("purpose", "given")) == {("survey", True), ("schemes", True)}
    assert Consent.objects.filter(person__isnull=False).count() == 2


def test_without_consent_nothing_is_kept_but_the_token(cast, desk):
    makers.send(cast, makers.without_consent())
    came = Attendance.objects.get()
    assert (came.token, came.outcome, came.person_id, came.told) == ("K12-2-1", "no_consent", None, [])
    assert not Person.objects.exists()
    assert not Household.objects.exists()
    assert not Consent.objects.exists()
    assert not FollowUp.objects.exists()
    assert figures("camp_met", "people_helped") == {"camp_met": 1, "people_helped": 0}


def test_who_left_is_not_counted_as_met(cast, desk):
    makers.send(cast, makers.who_left())
    came = Attendance.objects.get()
    assert (came.state, came.outcome, came.receipt) == ("left", "left", "")
    assert figures("camp_met") == {"camp_met": 0}


def test_the_same_form_again_changes_nothing(cast, desk, nothing_written):
    makers.send(cast, makers.said())
    with nothing_written():
        assert makers.send(cast, makers.said()).status == 201


def test_two_people_with_one_token_are_both_kept_and_one_waits(cast, desk):
    makers.send(cast, makers.said(1))
    makers.send(cast, makers.said(1, seed="another phone", name="Rekha"))
    assert state() == ("waiting", "outreach.token_taken")
    assert Attendance.objects.count() == Person.objects.count() == 1


def test_a_form_of_a_camp_that_is_not_known_waits(cast, desk):
    makers.send(cast, makers.said(camp="K99"))
    assert state() == ("waiting", "outreach.unknown_camp")


def test_a_form_that_comes_after_the_camp_was_closed_is_taken_in(cast, desk):
    from karmika.journal.perform import perform
    from karmika.outreach.acts import CloseCamp

    perform(CloseCamp(camp=desk.id, tokens_given=0), cast.fatima)
    makers.send(cast, makers.said())
    assert state() == ("applied", "")


def test_a_household_number_finds_the_member_of_that_name(cast, desk):
    survey = doorstep.survey(doorstep.member("Sunita  Devi", sex="female", work=doorstep.worker_answers()))
    doorstep.take_in(cast, survey)
    home, known = Household.objects.get(), Person.objects.get()
    makers.send(cast, makers.said(person={"household_number": home.number}))
    assert state() == ("applied", "")
    assert Attendance.objects.get().person_id == known.id
    assert Person.objects.count() == 1
    assert Worker.objects.get().occupation == "auto_driver", "what she said at the door stays"


def test_another_name_in_a_known_household_is_a_new_member(cast, desk):
    doorstep.take_in(cast, doorstep.survey(doorstep.member()))
    home = Household.objects.get()
    makers.send(cast, makers.said(person={"household_number": home.number}))
    assert Household.objects.count() == 1
    assert set(Person.objects.values_list("household_id", flat=True)) == {home.id}


def test_a_household_number_that_is_not_known_here_makes_a_household_known_from_the_camp(cast, desk):
    makers.send(cast, makers.said(person={"household_number": household_number(uuid4())}))
    assert state() == ("applied", "")
    assert Household.objects.get().met_at == "camp"


def test_a_number_with_a_slip_in_it_waits(cast, desk):
    makers.send(cast, makers.said(person={"household_number": "1234567890"}))
    assert state() == ("waiting", "registry.unknown_household")


def test_a_correction_counts_as_if_it_had_been_right_at_once(cast, desk):
    first = makers.said()
    makers.send(cast, first)
    again = makers.said(person={"member_name": "Sunita Rani"})
    again["result"] = {"told": "eshram"}
    old = Submission.objects.get().instance_id
    assert (
        makers.send(cast, again, instance="uuid:00000000-0000-4000-8000-00000000000a", edits=old).status
        == 201
    )
    assert state() == ("applied", "")
    came = Attendance.objects.get()
    assert (came.outcome, came.filed, Person.objects.get().name) == ("told", [], "Sunita Rani")
    assert figures("camp_met", "camp_applied", "camp_told", "people_helped") == {
        "camp_met": 1,
        "camp_applied": 0,
        "camp_told": 1,
        "people_helped": 1,
    }


def test_an_edit_that_names_another_token_waits(cast, desk):
    makers.send(cast, makers.said())
    old = Submission.objects.get().instance_id
    again = makers.said(token={"number": 5})
    makers.send(cast, again, instance="uuid:00000000-0000-4000-8000-00000000000b", edits=old)
    assert state() == ("waiting", "outreach.person_changed")
