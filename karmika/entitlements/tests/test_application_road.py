"""An application from the day it is prepared to the day the money arrives, or to the office's no."""

from datetime import date, timedelta

import pytest

from karmika.entitlements import terms
from karmika.entitlements.acts import (
    AnswerQuery,
    FileApplication,
    NoteFirstBenefit,
    NoteQuery,
    NoteRenewal,
    PrepareApplication,
    Reject,
    Sanction,
    Withdraw,
)
from karmika.entitlements.kinds import known_scheme
from karmika.entitlements.models import Application
from karmika.entitlements.queries.applications import application_view
from karmika.entitlements.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


@pytest.fixture
def person(cast):
    return people.make(cast)[0]


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_a_prepared_application_has_a_number_and_keeps_the_version_of_its_rule(cast, person):
    found = people.prepare(cast, person)
    assert found.state == terms.PREPARED and len(found.number) == 10
    assert found.rule_version == known_scheme("eshram").version
    assert found.verdict in ("eligible", "not_eligible", "unknown")
    assert (found.occupation, found.sex) == ("construction_helper", "female")
    assert people.counted("applications_prepared", category="eshram", sex="female") == 1


def test_the_whole_road_is_counted_step_by_step_in_the_cell_of_its_first_day(cast, person):
    found = people.received(cast, people.prepare(cast, person), paise=2_500_50)
    assert found.state == terms.RECEIVED and found.received_paise == 2_500_50
    for measure in (
        "applications_prepared",
        "applications_filed",
        "applications_sanctioned",
        "first_benefits",
    ):
        assert people.counted(measure, category="eshram", occupation="construction_helper") == 1
    assert people.counted("benefit_paise") == 2_500_50


def test_the_number_of_the_office_is_sealed_and_read_back(cast, person):
    found = people.file(cast, people.prepare(cast, person), number="ESH-778812")
    assert application_view(cast.ramesh, found.id).external_number == "ESH-778812"
    columns = {name: getattr(found, name) for name in (field.attname for field in Application._meta.fields)}
    assert "ESH-778812" not in map(str, columns.values())
    assert all(b"ESH-778812" not in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))


def test_there_is_one_open_application_of_a_person_for_a_scheme(cast, person, nothing_written):
    first = people.prepare(cast, person)
    act = PrepareApplication(application=uuid7(), person=person.id, scheme="eshram")
    refused(act, cast.lakshmi, "entitlements.application_open_already", nothing_written)
    people.prepare(cast, person, "pmsby")
    perform(Withdraw(application=first.id, reason="own_wish", on=today()), cast.lakshmi)
    assert people.prepare(cast, person).state == terms.PREPARED


def test_the_same_entry_again_changes_nothing(cast, person):
    act = PrepareApplication(application=uuid7(), person=person.id, scheme="eshram")
    entry = uuid7()
    assert perform(act, cast.lakshmi, entry_id=entry).state == "done"
    assert perform(act, cast.lakshmi, entry_id=entry).state == "same"
    assert Application.objects.count() == 1 == people.counted("applications_prepared")


def test_an_id_that_came_with_another_entry_is_not_prepared_twice(cast, person, nothing_written):
    first = people.prepare(cast, person)
    act = PrepareApplication(application=first.id, person=person.id, scheme="pmsby")
    refused(act, cast.lakshmi, "entitlements.application_exists", nothing_written)


def test_steps_come_in_their_order(cast, person, nothing_written):
    found = people.prepare(cast, person)
    for act in (
        Sanction(application=found.id, on=today()),
        NoteQuery(application=found.id, query="Photo", on=today()),
        NoteFirstBenefit(application=found.id, amount_paise=1, on=today()),
        NoteRenewal(application=found.id, renew_on=today()),
        AnswerQuery(application=found.id, on=today()),
    ):
        refused(act, cast.lakshmi, "entitlements.not_so_far", nothing_written)
    people.received(cast, found)
    act = Withdraw(application=found.id, reason="own_wish", on=today())
    refused(act, cast.lakshmi, "entitlements.not_so_far", nothing_written)


def test_days_lie_in_the_past_and_after_what_came_before(cast, person, nothing_written):
    found = people.prepare(cast, person, prepared_on=today() - timedelta(days=3))
    later = FileApplication(application=found.id, filed_on=today() + timedelta(days=1))
    refused(later, cast.lakshmi, "entitlements.future", nothing_written)
    earlier = FileApplication(application=found.id, filed_on=today() - timedelta(days=4))
    refused(earlier, cast.lakshmi, "entitlements.too_early", nothing_written)


def test_an_office_asks_and_is_answered(cast, person):
    found = people.file(cast, people.prepare(cast, person))
    due = today() + timedelta(days=10)
    perform(
        NoteQuery(application=found.id, query="Which Ration card?", on=today(), answer_due_on=due),
        cast.ramesh,
    )
    found.refresh_from_db()
    assert (found.state, found.answer_due_on) == (terms.QUERIED, due)
    assert application_view(cast.ramesh, found.id).query == "Which Ration card?"
    perform(AnswerQuery(application=found.id, on=today()), cast.lakshmi)
    found.refresh_from_db()
    assert (found.state, found.answer_due_on) == (terms.FILED, None)


def test_a_rejection_keeps_the_offices_reason_in_its_own_words(cast, person):
    found = people.file(cast, people.prepare(cast, person))
    perform(Reject(application=found.id, reason="mismatch", words="Name differs", on=today()), cast.ramesh)
    view = application_view(cast.ramesh, found.id)
    assert (view.row.state, view.row.reason, view.words) == (terms.REJECTED, "mismatch", "Name differs")
    assert people.counted("applications_rejected") == 1


def test_a_yes_that_is_taken_back_is_taken_out_of_the_figures(cast, person):
    found = people.sanctioned(cast, people.prepare(cast, person))
    perform(Reject(application=found.id, reason="no_funds", on=today()), cast.ramesh)
    assert people.counted("applications_sanctioned") == 0
    assert people.counted("applications_rejected") == 1


def test_what_was_entered_by_mistake_never_counted(cast, person):
    found = people.sanctioned(cast, people.prepare(cast, person))
    perform(Withdraw(application=found.id, reason="entered_by_mistake", on=today()), cast.ramesh)
    for step in ("prepared", "filed", "sanctioned"):
        assert people.counted(f"applications_{step}") == 0


def test_a_benefit_without_a_letter_counts_as_sanctioned_too(cast, person):
    found = people.file(cast, people.prepare(cast, person))
    perform(NoteFirstBenefit(application=found.id, amount_paise=0, on=today()), cast.ramesh)
    assert people.counted("applications_sanctioned") == people.counted("first_benefits") == 1
    assert people.counted("benefit_paise") == 0


def test_a_renewal_moves_the_day_and_is_counted_when_it_happened(cast, person):
    found = people.received(cast, people.prepare(cast, person, "bocw_registration"))
    perform(NoteRenewal(application=found.id, renew_on=date(2027, 11, 1)), cast.ramesh)
    assert people.counted("renewals") == 0
    act = NoteRenewal(application=found.id, renew_on=date(2028, 11, 1), renewed_on=today())
    perform(act, cast.ramesh)
    found.refresh_from_db()
    assert found.renew_on == date(2028, 11, 1) and people.counted("renewals") == 1


@pytest.mark.parametrize("paise", [-1, 10_000_000_00 + 1])
def test_an_amount_that_cannot_be_is_refused(cast, person, nothing_written, paise):
    found = people.file(cast, people.prepare(cast, person))
    act = NoteFirstBenefit(application=found.id, amount_paise=paise, on=today())
    refused(act, cast.ramesh, "entitlements.amount", nothing_written)


@pytest.mark.parametrize("scheme", ["", "no_such_scheme"])
def test_a_scheme_that_is_not_in_the_files_is_refused(cast, person, nothing_written, scheme):
    act = PrepareApplication(application=uuid7(), person=person.id, scheme=scheme)
    refused(act, cast.lakshmi, "entitlements.unknown_scheme", nothing_written)


def test_an_aadhaar_number_is_not_taken_for_a_number_of_the_office(cast, person, nothing_written):
    found = people.prepare(cast, person, "pmsby")
    act = FileApplication(application=found.id, external_number="2345 6789 0124", filed_on=today())
    refused(act, cast.lakshmi, "entitlements.aadhaar", nothing_written)


def test_a_rule_that_says_no_does_not_keep_anybody_from_applying(cast):
    (old,) = people.make(cast, people.Someone(number=2, born_on=date(1930, 1, 1)))
    assert people.prepare(cast, old, "pm_sym").verdict == "not_eligible"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "admin", "devi"])
def test_nobody_else_may_prepare_one(cast, person, nothing_written, who):
    act = PrepareApplication(application=uuid7(), person=person.id, scheme="eshram")
    refused(act, getattr(cast, who), "access.not_yours", nothing_written)


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_another_city_and_another_organisation_cannot_move_or_see_it(cast, person, nothing_written, who):
    found = people.prepare(cast, person)
    viewer = getattr(cast, who)
    refused(
        FileApplication(application=found.id, filed_on=today()), viewer, "access.not_yours", nothing_written
    )
    assert application_view(viewer, found.id) is None
    assert not Application.objects.visible_to(viewer).exists()
