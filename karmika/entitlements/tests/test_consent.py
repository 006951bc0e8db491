"""Nobody is applied for without having agreed; offices, papers and people of elsewhere are not taken."""

from datetime import timedelta

import pytest

from karmika import testing
from karmika.entitlements.acts import (
    EndDocument,
    FileApplication,
    NoteGap,
    PrepareApplication,
    RecordDocument,
    Reject,
)
from karmika.entitlements.known import facts_of
from karmika.entitlements.models import Application, PersonDocument
from karmika.entitlements.queries.persons import person_view
from karmika.entitlements.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.referrals.acts import CloseOffice
from karmika.referrals.tests import makers
from karmika.registry.acts import GiveConsent, WithdrawConsent


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code
    assert "?" not in caught.value.sentence() and code not in caught.value.sentence()


def application(person, scheme="eshram"):
    return PrepareApplication(application=uuid7(), person=person.id, scheme=scheme)


@pytest.mark.parametrize("agreed", [None, False])
def test_who_did_not_agree_is_not_applied_for(cast, nothing_written, agreed):
    person = people.make(cast, people.Someone(number=3, agreed=agreed))[0]
    refused(application(person), cast.lakshmi, "entitlements.not_agreed", nothing_written)


def test_her_own_word_goes_before_that_of_the_household(cast, nothing_written):
    person = people.make(cast, people.Someone(number=3, agreed=False))[0]
    own = {"household": person.household_id, "person": person.id, "purpose": "schemes"}
    perform(GiveConsent(**own, notice_version="1", language="te"), cast.lakshmi)
    assert people.prepare(cast, person).state == "prepared"
    perform(WithdrawConsent(**own), cast.lakshmi)
    refused(application(person, "pmsby"), cast.lakshmi, "entitlements.not_agreed", nothing_written)


def test_what_was_agreed_for_another_purpose_is_not_enough(cast, nothing_written):
    person = people.make(cast, people.Someone(number=3, agreed=None))[0]
    for purpose in ("survey", "share_department", "groups"):
        given = GiveConsent(household=person.household_id, purpose=purpose, notice_version="1", language="te")
        perform(given, cast.lakshmi)
    refused(application(person), cast.lakshmi, "entitlements.not_agreed", nothing_written)


def test_nothing_is_handed_in_after_consent_was_taken_back_and_it_can_be_withdrawn(cast, nothing_written):
    person = people.make(cast)[0]
    found = people.prepare(cast, person)
    perform(WithdrawConsent(household=person.household_id, purpose="schemes"), cast.lakshmi)
    act = FileApplication(application=found.id, filed_on=today())
    refused(act, cast.lakshmi, "entitlements.not_agreed", nothing_written)


def test_consent_taken_back_at_the_same_moment_is_before_or_after_never_between(fresh_database, cast):
    person = people.make(cast)[0]
    back = WithdrawConsent(household=person.household_id, purpose="schemes")
    found = testing.at_once(
        lambda: perform(application(person), cast.lakshmi), lambda: perform(back, cast.ramesh)
    )
    codes = {one.code for one in found if isinstance(one, Refused)}
    assert codes <= {"entitlements.not_agreed"}
    assert Application.objects.count() == (0 if codes else 1)


@pytest.fixture
def prepared(cast):
    return people.prepare(cast, people.make(cast)[0])


def filed(found, office):
    return FileApplication(application=found.id, filed_on=today(), office=office)


def test_an_application_is_handed_in_at_an_office_of_the_list(cast, prepared, client_for):
    office = makers.office(cast, name_en="Labour office, ward 7")
    perform(filed(prepared, office), cast.lakshmi)
    page = client_for("lakshmi").get(f"/applications/{prepared.id}/").content.decode()
    assert "Labour office, ward 7" in page


def test_an_office_that_is_not_there_or_not_ours_is_refused(cast, prepared, nothing_written):
    theirs = makers.office(cast, "D-1", organisation=cast.other_org)
    for office in (uuid7(), theirs, prepared.person_id):
        refused(filed(prepared, office), cast.lakshmi, "entitlements.unknown_office", nothing_written)


def test_an_office_that_serves_another_place_is_refused(cast, prepared, nothing_written):
    elsewhere = makers.office(cast, "LO-8", area=cast.area("251746-W08"))
    refused(filed(prepared, elsewhere), cast.lakshmi, "entitlements.office_not_for_area", nothing_written)


def test_an_office_that_was_closed_before_is_refused_and_one_closed_since_is_not(cast, nothing_written):
    earlier = today() - timedelta(days=3)
    found = people.prepare(cast, people.make(cast)[0], prepared_on=earlier)
    office = makers.office(cast)
    perform(CloseOffice(office=office, on=None), makers.holder(cast, "state_programme_manager", "28"))
    late = FileApplication(application=found.id, filed_on=earlier, office=office)
    assert perform(late, cast.lakshmi).state == "done"


def test_the_page_offers_the_offices_that_serve_the_place(cast, prepared, client_for):
    makers.office(cast, name_en="Near office")
    makers.office(cast, "LO-8", area=cast.area("251746-W08"), name_en="Far office")
    makers.office(cast, "D-1", organisation=cast.other_org, name_en="Their office")
    page = client_for("lakshmi").get(f"/applications/{prepared.id}/").content.decode()
    assert "Near office" in page and "Far office" not in page and "Their office" not in page


def test_an_older_look_that_comes_late_does_not_replace_a_newer_one(cast, nothing_written):
    person = people.make(cast)[0]
    seen = {"person": person.id, "document_kind": "ration_card"}
    perform(RecordDocument(document=uuid7(), **seen, last_digits="2222"), cast.lakshmi)
    late = RecordDocument(document=uuid7(), **seen, seen_on=today() - timedelta(days=2))
    refused(late, cast.lakshmi, "entitlements.newer_document", nothing_written)


def test_a_paper_that_ran_out_proves_nothing_and_is_still_to_be_seen(cast):
    person = people.make(cast)[0]
    act = RecordDocument(
        document=uuid7(), person=person.id, document_kind="bocw_card", seen_on=today() - timedelta(days=9),
        expires_on=today() - timedelta(days=1),
    )  # fmt: skip
    perform(act, cast.lakshmi)
    assert "bocw_registered" not in facts_of(person)
    assert facts_of(person, today() - timedelta(days=1))["bocw_registered"].value is True
    assert "bocw_registered" not in facts_of(person, today() - timedelta(days=10))
    view = person_view(cast.lakshmi, person.id)
    assert view.papers[0].expired and "bocw_card" not in view.kinds


def test_the_page_of_one_person_does_not_end_the_paper_of_another(cast, nothing_written):
    one, other = people.make(cast, 1, 2)
    paper = RecordDocument(document=uuid7(), person=one.id, document_kind="ration_card")
    perform(paper, cast.lakshmi)
    act = EndDocument(document=paper.document, person=other.id, reason="lost", on=today())
    refused(act, cast.lakshmi, "entitlements.unknown_document", nothing_written)


def test_a_paper_that_is_replaced_and_ended_at_the_same_moment_ends_once(fresh_database, cast):
    person = people.make(cast)[0]
    first = RecordDocument(document=uuid7(), person=person.id, document_kind="ration_card")
    perform(first, cast.lakshmi)
    newer = RecordDocument(document=uuid7(), person=person.id, document_kind="ration_card")
    end = EndDocument(document=first.document, reason="lost", on=today())
    testing.at_once(lambda: perform(newer, cast.ramesh), lambda: perform(end, cast.lakshmi))
    ended = PersonDocument.objects.get(id=first.document)
    assert ended.end_reason in ("lost", "replaced") and ended.ended_on == today()
    assert PersonDocument.objects.get(id=newer.document).ended_on is None


def test_a_task_is_given_to_a_colleague_and_to_nobody_of_elsewhere(cast, nothing_written):
    person = people.make(cast)[0]
    task = {"gap": uuid7(), "person": person.id, "reason": "lost", "due_on": today()}
    for somebody in (uuid7(), cast.user_id("colleague")):
        act = NoteGap(**task, assignee=somebody)
        refused(act, cast.lakshmi, "entitlements.unknown_assignee", nothing_written)
    assert perform(NoteGap(**task, assignee=cast.user_id("ramesh")), cast.lakshmi).state == "done"


def test_a_no_is_not_dated_before_the_yes_that_it_takes_back(cast, nothing_written):
    found = people.sanctioned(cast, people.prepare(cast, people.make(cast)[0]))
    early = Reject(application=found.id, reason="income", on=today() - timedelta(days=1))
    refused(early, cast.lakshmi, "entitlements.too_early", nothing_written)
