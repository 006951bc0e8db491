"""Two people at one moment: one application, one paper of a kind, one closing."""

import pytest

from karmika import testing
from karmika.entitlements.acts import CloseGap, NoteGap, PrepareApplication, RecordDocument, ShowScreening
from karmika.entitlements.models import Application, PersonDocument
from karmika.entitlements.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


@pytest.fixture
def person(fresh_database, cast):
    return people.make(cast)[0]


def codes(results):
    return sorted(one.code for one in results if isinstance(one, Refused))


def test_two_desks_prepare_one_application(cast, person):
    def prepare(viewer):
        act = PrepareApplication(application=uuid7(), person=person.id, scheme="eshram")
        return lambda: perform(act, viewer)

    results = testing.at_once(prepare(cast.lakshmi), prepare(cast.ramesh))
    assert codes(results) == ["entitlements.application_open_already"]
    assert Application.objects.count() == people.counted("applications_prepared") == 1


def test_the_same_submission_from_phone_and_laptop_is_one(cast, person):
    act, entry = PrepareApplication(application=uuid7(), person=person.id, scheme="eshram"), uuid7()
    results = testing.at_once(*[lambda: perform(act, cast.lakshmi, entry_id=entry)] * 2)
    assert sorted(one.state for one in results) == ["done", "same"]
    assert Application.objects.count() == 1


def test_one_paper_of_a_kind_stands_at_the_end(cast, person):
    def see():
        act = RecordDocument(document=uuid7(), person=person.id, document_kind="aadhaar")
        return perform(act, cast.lakshmi)

    assert codes(testing.at_once(see, see)) == []
    assert PersonDocument.objects.filter(ended_on__isnull=True).count() == 1


def test_a_gap_is_closed_and_counted_once(cast, person):
    gap = NoteGap(gap=uuid7(), person=person.id, reason="lost", due_on=today())
    perform(gap, cast.lakshmi)

    def close():
        return perform(CloseGap(gap=gap.gap, outcome="completed", on=today()), cast.lakshmi)

    assert codes(testing.at_once(close, close)) == ["entitlements.gap_closed"]
    assert people.counted("documents_completed") == 1


def test_a_person_is_counted_as_told_once(cast, person):
    def tell():
        return perform(ShowScreening(person=person.id, owed=("eshram",)), cast.lakshmi)

    assert codes(testing.at_once(tell, tell)) == []
    assert people.counted("people_told") == 1
