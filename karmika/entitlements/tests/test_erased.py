"""Of a person who is restricted nobody sees anything; of one who is erased nothing sealed can be read again."""

from datetime import timedelta

import pytest

from karmika.entitlements.acts import FileApplication, NoteGap, RecordDocument, TellFacts
from karmika.entitlements.acts.parts import Told
from karmika.entitlements.listings import LISTS
from karmika.entitlements.models import Application, DocumentGap
from karmika.entitlements.queries.applications import application_list, application_view, gap_list
from karmika.entitlements.queries.persons import person_view
from karmika.entitlements.sealed import said_of
from karmika.entitlements.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.registry.acts import Erase, Restrict


@pytest.fixture
def person(cast):
    person = people.make(cast)[0]
    paper = RecordDocument(document=uuid7(), person=person.id, document_kind="aadhaar", last_digits="7Q4Z")
    gap = NoteGap(gap=uuid7(), person=person.id, reason="lost", due_on=today(), note="A note")
    for act in (paper, gap):
        perform(act, cast.lakshmi)
    people.file(cast, people.prepare(cast, person), number="ESH-778812")
    return person


def restrict(cast, person, days=30):
    act = Restrict(
        restriction=uuid7(), household=person.household_id, person=person.id, reason="own_request",
        authority="Order 12/2026", reference="R-7", due_on=today() + timedelta(days=days),
    )  # fmt: skip
    perform(act, cast.operator)
    return act.restriction


def test_a_restricted_person_is_in_no_list_and_on_no_page(cast, person):
    application = Application.objects.get()
    restrict(cast, person)
    for viewer in (cast.lakshmi, cast.ramesh, cast.devi):
        assert person_view(viewer, person.id) is None
        assert application_view(viewer, application.id) is None
        assert application_list(viewer, {}, 0) == ([], False)
        assert gap_list(viewer, {}, 0) == ([], False)
        assert not any(listing.rows(viewer, {}).exists() for listing in LISTS)


def test_nothing_is_written_about_a_restricted_person(cast, person, nothing_written):
    application, gap = Application.objects.get(), DocumentGap.objects.get()
    restrict(cast, person)
    for act in (
        TellFacts(person=person.id, facts_told=(Told(fact="epfo_member", value=False),)),
        FileApplication(application=application.id, filed_on=today()),
        NoteGap(gap=uuid7(), person=person.id, reason="lost", due_on=today()),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(act, cast.lakshmi)
        assert caught.value.code == "intake.person_restricted"
    assert gap.closed_on is None


def test_what_was_sealed_ends_with_the_key_and_the_figures_stay(cast, person):
    application = Application.objects.get()
    perform(Erase(restriction=restrict(cast, person, days=0)), cast.operator)
    acts = [
        act
        for found in said_of([application.id, person.id], (FileApplication, RecordDocument, NoteGap)).values()
        for _, act in found
    ]
    assert acts
    assert all(getattr(act, name) is None for act in acts for name in act.identity)
    assert people.counted("applications_filed") == 1
    assert application_view(cast.ramesh, application.id) is None
