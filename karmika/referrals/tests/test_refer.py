"""Sending somebody to an office: by consent, for one need, with what was ticked and nothing else."""

from datetime import timedelta

import pytest

from karmika.groups.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.referrals.acts import Refer, Revoke
from karmika.referrals.models import Referral
from karmika.referrals.queries.words import words_of
from karmika.referrals.tests.makers import SERVICE, holder, office, refer, referral
from karmika.registry.models import Person


@pytest.fixture
def person(cast):
    return people.make(cast, [60])[0]


@pytest.fixture
def there(cast):
    return office(cast)


def refused(nothing_written, cast, viewer=None, **asked):
    given = {"service": SERVICE, "consent_how": "in_person"} | asked
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(Refer(**given), viewer or cast.lakshmi)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_somebody_is_sent_with_nothing_shared_unless_it_is_ticked(cast, person, there):
    row = refer(cast, person, there)
    assert (row.state, row.shared, row.due_on, row.consent_by, row.consent_on) == (
        "sent",
        [],
        today() + timedelta(days=14),
        "self",
        today(),
    )
    assert row.number.startswith("R") and len(row.number) == 9
    sentence = history(person)[-1].sentence
    assert "Lakshmi Devi" in sentence and "Labour office" in sentence and row.number in sentence


def test_it_counts_once_with_sex_work_and_service(cast, person, there):
    refer(cast, person, there)
    one = Contribution.objects.get(measure="referrals_sent")
    assert (one.amount, one.sex, one.occupation, one.category) == (1, "female", "auto_driver", SERVICE)
    assert (one.area_id, one.organisation_id, one.programme_id) == (
        cast.area("251746-W07"),
        cast.mepma,
        cast.vog,
    )


def test_nobody_is_referred_without_consent(cast, person, there, nothing_written):
    asked = {"subject": person, "office": there}
    assert refused(nothing_written, cast, **asked, consent_how="") == "referrals.no_consent"
    assert refused(nothing_written, cast, **asked, consent_how="guessed") == "referrals.unknown_consent"
    assert refused(nothing_written, cast, **asked, consent_by="employer") == "referrals.unknown_consent"
    tomorrow = today() + timedelta(days=1)
    assert refused(nothing_written, cast, **asked, consent_on=tomorrow) == "referrals.future"
    long_ago = today() - timedelta(days=31)
    assert refused(nothing_written, cast, **asked, consent_on=long_ago) == "referrals.old_consent"


def test_there_is_no_second_open_referral_for_one_need(cast, person, there, nothing_written):
    first = refer(cast, person, there)
    other = office(cast, "LO-2")
    assert refused(nothing_written, cast, subject=person, office=other) == "referrals.already_open"
    refer(cast, person, there, service="wage_claim")
    perform(
        Revoke(referral=first.id, subject=person, reason="other_office"),
        cast.lakshmi,
    )
    assert refer(cast, person, other).state == "sent"


def test_the_office_must_be_open_give_the_service_and_serve_the_place(cast, person, there, nothing_written):
    asked = {"subject": person, "office": there}
    assert refused(nothing_written, cast, **asked, service="loan") == "referrals.not_given_there"
    assert refused(nothing_written, cast, **asked, service="magic") == "referrals.unknown_service"
    elsewhere = office(cast, "LO-8", area=cast.area("251746-W08"))
    assert refused(nothing_written, cast, subject=person, office=elsewhere) == "referrals.not_for_area"
    theirs = office(cast, "LO-9", organisation=cast.other_org)
    assert refused(nothing_written, cast, subject=person, office=theirs) == "referrals.unknown_office"
    around = office(cast, "LO-10", area=cast.area("749"), organisation=None)
    assert refer(cast, person, around).office_id == around


def test_only_known_fields_are_shared_and_a_day_lies_ahead(cast, person, there, nothing_written):
    asked = {"subject": person, "office": there}
    assert refused(nothing_written, cast, **asked, shared=("caste",)) == "referrals.unknown_field"
    assert refused(nothing_written, cast, **asked, due_on=today() - timedelta(days=1)) == "referrals.due"
    assert refused(nothing_written, cast, **asked, due_on=today() + timedelta(days=181)) == "referrals.due"
    assert refused(nothing_written, cast, **asked, note="x" * 501) == "referrals.text_too_long"


@pytest.mark.parametrize("who", ["stranger", "colleague", "admin", "auditor", "devi"])
def test_who_has_no_business_there_refers_nobody(cast, person, there, nothing_written, who):
    viewer = getattr(cast, who)
    assert refused(nothing_written, cast, viewer, subject=person, office=there) == "access.not_yours"


def test_the_note_stands_sealed_in_the_journal_and_in_no_table(cast, person, there):
    row = refer(cast, person, there, note="Her contractor keeps the card.")
    assert words_of([row.id])[row.id].note == "Her contractor keeps the card."
    entry = Entry.objects.get(seq=row.entry_seq)
    assert b"contractor" not in bytes(entry.acts)
    assert "contractor" not in str(Referral.objects.filter(id=row.id).values().get())


def test_who_is_restricted_cannot_be_referred_and_her_referrals_are_seen_by_nobody(cast, nothing_written):
    row = referral(cast)

    from karmika.kernel.ids import uuid7
    from karmika.registry.acts import Restrict

    home = Person.objects.get(id=row.subject_id).household_id
    paper = {"reason": "own_request", "authority": "Order 12/2026", "reference": "R-7"}
    act = Restrict(
        restriction=uuid7(),
        household=home,
        person=row.subject_id,
        due_on=today() + timedelta(days=30),
        **paper,
    )
    perform(act, cast.operator)
    assert not Referral.objects.visible_to(cast.lakshmi).exists()
    code = refused(nothing_written, cast, subject=row.subject_id, office=row.office_id, service="wage_claim")
    assert code == "referrals.unknown_subject"


def test_a_mistake_is_counted_out_of_the_day_it_was_counted_in(cast, person, there):
    row = refer(cast, person, there)
    act = Revoke(referral=row.id, subject=person, reason="entered_by_mistake")
    perform(act, holder(cast, "case_worker"))
    counted = Contribution.objects.filter(measure="referrals_sent")
    assert sum(one.amount for one in counted) == 0
    assert {one.happened_on for one in counted} == {row.sent_on}
