"""Papers that a person has, and what is in the way: noted, followed up, closed with what was done."""

from datetime import timedelta

import pytest

from karmika.entitlements.acts import CloseGap, EndDocument, NoteGap, RecordDocument
from karmika.entitlements.models import DocumentGap, PersonDocument
from karmika.entitlements.queries.applications import gap_list, work
from karmika.entitlements.queries.persons import person_view
from karmika.entitlements.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.counting import counted
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused


@pytest.fixture
def person(cast):
    return people.make(cast)[0]


def paper(person, kind="aadhaar", **changes):
    return RecordDocument(**{"document": uuid7(), "person": person.id, "document_kind": kind} | changes)


def gap(person, **changes):
    asked = {"gap": uuid7(), "person": person.id, "reason": "mobile_not_linked", "due_on": today()}
    return NoteGap(**asked | {"document_kind": "aadhaar"} | changes)


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_the_last_digits_of_a_card_are_sealed_and_read_back(cast, person):
    perform(paper(person, last_digits="7Q4Z"), cast.lakshmi)
    (shown,) = person_view(cast.ramesh, person.id).papers
    assert (shown.row.document_kind, shown.last_digits) == ("aadhaar", "7Q4Z")
    assert all(b"7Q4Z" not in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))


@pytest.mark.parametrize("digits", ["123456789012", "12345", "12 4", ""])
def test_more_than_the_last_four_digits_are_not_taken(cast, person, nothing_written, digits):
    refused(paper(person, last_digits=digits), cast.lakshmi, "entitlements.digits", nothing_written)


def test_a_newer_paper_of_a_kind_replaces_the_one_before(cast, person):
    perform(paper(person), cast.lakshmi)
    perform(paper(person, last_digits="1111"), cast.ramesh)
    perform(paper(person, "bank_passbook"), cast.ramesh)
    assert PersonDocument.objects.filter(ended_on__isnull=True).count() == 2
    assert PersonDocument.objects.get(ended_on__isnull=False).end_reason == "replaced"


def test_a_paper_that_is_lost_is_there_no_longer(cast, person, nothing_written):
    act = paper(person)
    perform(act, cast.lakshmi)
    end = EndDocument(document=act.document, reason="lost", on=today())
    perform(end, cast.lakshmi)
    assert person_view(cast.ramesh, person.id).papers == []
    refused(end, cast.lakshmi, "entitlements.unknown_document", nothing_written)


def test_a_kind_of_paper_that_is_not_in_the_files_is_refused(cast, person, nothing_written):
    refused(
        paper(person, "library_card"), cast.lakshmi, "entitlements.unknown_document_kind", nothing_written
    )


def test_what_is_in_the_way_is_a_task_of_somebody_with_a_day(cast, person):
    perform(gap(person, note="Ask the contractor", due_on=today() + timedelta(days=3)), cast.lakshmi)
    (line,), more = gap_list(cast.ramesh, {}, 0)
    assert not more and line.note == "Ask the contractor"
    assert line.row.assignee_id == cast.user_id("lakshmi") and line.assignee == "Lakshmi Devi"
    assert gap_list(cast.ramesh, {"mine": "yes"}, 0)[0] == []
    assert gap_list(cast.lakshmi, {"mine": "yes", "due": "today"}, 0)[0] == []
    asked = {"papers": work(cast.lakshmi, today() + timedelta(days=3))}
    assert counted(asked)["papers"]["due"] == 1


def test_closing_it_says_what_was_done_and_counts_when_the_paper_is_there(cast, person):
    first, second = gap(person), gap(person, reason="name_mismatch")
    for act in (first, second):
        perform(act, cast.lakshmi)
    done = {"person": person.id, "what_was_done": "Went to the centre together", "on": today()}
    perform(CloseGap(gap=first.gap, outcome="completed", **done), cast.ramesh)
    perform(CloseGap(gap=second.gap, outcome="could_not", on=today()), cast.ramesh)
    assert people.counted("documents_completed", category="aadhaar", sex="female") == 1
    view = person_view(cast.ramesh, person.id)
    assert view.open_gaps == []
    assert {one.what_was_done for one in view.closed_gaps} == {"", "Went to the centre together"}


def test_a_gap_is_closed_once(cast, person, nothing_written):
    act = gap(person)
    perform(act, cast.lakshmi)
    close = CloseGap(gap=act.gap, outcome="completed", on=today())
    perform(close, cast.lakshmi)
    refused(close, cast.lakshmi, "entitlements.gap_closed", nothing_written)


def test_the_same_gap_is_not_noted_twice_while_it_is_open(cast, person, nothing_written):
    act = gap(person)
    perform(act, cast.lakshmi)
    refused(gap(person), cast.lakshmi, "entitlements.gap_open_already", nothing_written)
    refused(gap(person, gap=act.gap, reason="lost"), cast.lakshmi, "entitlements.gap_exists", nothing_written)


def test_an_aadhaar_number_in_a_note_is_refused(cast, person, nothing_written):
    act = gap(person, note="His number is 2345 6789 0124")
    refused(act, cast.lakshmi, "entitlements.aadhaar", nothing_written)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "bad luck"}, "entitlements.unknown_reason"),
        ({"due_on": today() - timedelta(days=1)}, "entitlements.due_in_the_past"),
        ({"scheme": "no_such"}, "entitlements.unknown_scheme"),
        ({"note": "x" * 301}, "entitlements.too_long"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, person, nothing_written, changes, code):
    refused(gap(person, **changes), cast.lakshmi, code, nothing_written)


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "admin"])
def test_nobody_else_notes_or_closes_anything(cast, person, nothing_written, who):
    act = gap(person)
    perform(act, cast.lakshmi)
    viewer = getattr(cast, who)
    for other in (
        paper(person),
        gap(person, reason="lost"),
        CloseGap(gap=act.gap, outcome="completed", on=today()),
    ):
        refused(other, viewer, "access.not_yours", nothing_written)
    if who in ("stranger", "colleague"):
        assert not DocumentGap.objects.visible_to(viewer).exists()
        assert person_view(viewer, person.id) is None
