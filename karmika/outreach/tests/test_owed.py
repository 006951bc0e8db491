"""What the ten questions say to the rules, and what the entitlements room keeps of a form."""

from uuid import uuid4

import pytest

from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.entitlements.acts import RemovePhoto
from karmika.entitlements.kinds import schemes
from karmika.entitlements.loading import installed
from karmika.entitlements.models import (
    Application,
    DocumentGap,
    DocumentPhoto,
    PersonDocument,
    Screening,
    ToldFact,
)
from karmika.entitlements.photos import picture
from karmika.intake import senders
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Submission
from karmika.intake.receiving import receive
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.outreach import terms
from karmika.outreach.owed import facts_told, screened
from karmika.outreach.tests import makers
from karmika.registry.models import Person
from karmika.rooms import INTERPRETERS


@pytest.fixture
def desk(cast):
    makers.published(cast)
    return makers.camp(cast)


def sent(cast, answers, **how):
    answer = makers.send(cast, answers, **how)
    found = Submission.objects.order_by("received_at").last()
    assert (found.state, found.reason) == ("applied", ""), found.reason_facts
    return answer


def test_the_desk_and_the_rules_know_the_same_schemes_and_papers():
    assert set(terms.SCHEMES) - {"other"} == set(schemes())
    assert set(terms.DOCUMENTS) - {"other"} <= set(installed().documents)


def test_what_is_not_known_or_refused_is_never_told_as_no():
    assert facts_told({"eshram": "not_known", "ration_card": "not_known", "bank_account": "refused"}) == {}
    assert facts_told({"eshram": "no", "epf_esi": "none"}) == {
        "eshram_registered": False,
        "epfo_member": False,
        "esic_member": False,
    }


def test_a_form_tells_facts_notes_the_gap_and_files_the_application_under_the_ids_of_the_form(cast, desk):
    answers = makers.said()
    sent(cast, answers)
    told = dict(ToldFact.objects.values_list("fact", "value"))
    assert told["construction_days_12m"] == 120
    assert told["eshram_registered"] is False
    assert told["has_bank_account"] is True
    assert Screening.objects.get().owed == ["eshram", "bocw_registration"]
    gap, application = DocumentGap.objects.get(), Application.objects.get()
    assert str(gap.id) == answers["result"]["gap"][0]["gap_uid"]
    assert (gap.document_kind, gap.reason) == ("ninety_day_certificate", "no_90_day_certificate")
    assert str(application.id) == answers["result"]["application"][0]["application_uid"]
    assert (application.scheme, application.state) == ("eshram", "filed")


def test_without_consent_to_be_checked_no_answer_is_told(cast, desk):
    answers = makers.said(consent={"consent_schemes": "no"})
    del answers["asked"]
    answers["result"] = {}
    sent(cast, answers)
    assert not ToldFact.objects.exists()
    assert not Screening.objects.exists()


def test_a_second_camp_files_what_was_prepared_at_the_first_and_doubles_nothing(cast, desk):
    first = makers.said(1)
    first["result"]["application"][0]["stage"] = "prepared"
    del first["result"]["application"][0]["external_number"]
    sent(cast, first)
    known = Person.objects.get()
    sent(cast, makers.said(2, person={"known_person": str(known.id)}))
    assert (Application.objects.count(), DocumentGap.objects.count(), Person.objects.count()) == (1, 1, 1)
    assert Application.objects.get().state == "filed"


def test_an_edit_that_adds_an_application_adds_it_once(cast, desk):
    sent(cast, makers.said())
    again = makers.said()
    again["result"]["application"].append(
        {
            "application_uid": "00000000-0000-4000-8000-0000000000aa",
            "scheme": "pmsby",
            "stage": "prepared",
        }
    )
    old = Submission.objects.get().instance_id
    sent(cast, again, instance="uuid:00000000-0000-4000-8000-00000000000c", edits=old)
    assert sorted(Application.objects.values_list("scheme", "state")) == [
        ("eshram", "filed"),
        ("pmsby", "prepared"),
    ]


def test_from_the_answers_at_the_desk_follows_at_least_three_concrete_things(cast):
    answers = {
        "sex": "female",
        "age_years": 40,
        "occupation": "mason",
        "construction_days": 120,
        "income_usual": 9000,
        "eshram": "no",
        "bocw": "no",
        "epf_esi": "none",
        "ration_card": "phh",
        "bank_account": "active",
        "mobile_linked": "yes",
        "income_tax": "no",
    }
    found = screened(answers, cast.area("UP-V1"), language="hi")
    assert len(found) >= 3
    assert {"eshram", "bocw_registration"} <= {one.scheme for one in found if one.how == "eligible"}
    assert all(one.sentence and one.name for one in found)


def test_nothing_is_called_owed_on_no_answers_at_all(cast):
    assert not [one for one in screened({}, cast.area("UP-V1")) if one.how == "eligible"]


def with_paper(kind="bank_passbook", **more):
    answers = makers.said()
    paper = {"paper_uid": str(uuid4()), "photo_uid": str(uuid4()), "paper_seen": kind, "last_digits": "12A4"}
    answers["result"]["paper"] = [paper | more]
    return answers


def test_a_paper_that_was_seen_comes_with_its_photo_which_may_come_later(cast, desk):
    answers = with_paper(paper_photo="1700.jpg", valid_until="2030-01-31")
    sent(cast, answers)
    found = DocumentPhoto.objects.get()
    assert (found.document.document_kind, str(found.document.expires_on)) == ("bank_passbook", "2030-01-31")
    assert picture(found) is None  # not arrived
    files = [
        File.arrived("1700.jpg", b"\xff\xd8\xff a photo", "image/jpeg"),
        File.arrived("other.jpg", b"\xff\xd8\xff another", "image/jpeg"),
    ]
    sender = senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))
    receive(sender, makers.xml(answers), interpreters=INTERPRETERS, files=files)
    assert picture(found) == (b"\xff\xd8\xff a photo", "image/jpeg")
    assert PersonDocument.objects.count() == DocumentPhoto.objects.count() == 1


def test_a_photo_of_a_form_ends_when_it_is_taken_away(cast, desk):
    answers = with_paper(paper_photo="1700.jpg")
    sender = senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))
    files = [File.arrived("1700.jpg", b"\xff\xd8\xff a photo", "image/jpeg")]
    receive(sender, makers.xml(answers), interpreters=INTERPRETERS, files=files)
    found = DocumentPhoto.objects.get()
    perform(RemovePhoto(photo=found.id), cast.lakshmi)
    kept = Attachment.objects.get()
    assert kept.shredded and source_of(kept.id) is None


def test_an_aadhaar_card_is_noted_and_its_photo_is_not(cast, desk):
    sent(cast, with_paper("aadhaar", paper_photo="1700.jpg"))
    assert PersonDocument.objects.get().document_kind == "aadhaar"
    assert not DocumentPhoto.objects.exists()


def test_the_same_form_again_and_its_edit_note_a_paper_once(cast, desk):
    answers = with_paper()
    sent(cast, answers, instance=f"uuid:{uuid4()}")
    first = Submission.objects.get().instance_id
    answers["person"]["member_name"] = "Sunita D."
    sent(cast, answers, instance=f"uuid:{uuid4()}", edits=first)
    assert Person.objects.get().name == "Sunita D."
    assert PersonDocument.objects.count() == 1


def test_who_says_no_to_schemes_at_the_desk_is_not_applied_for(cast, desk):
    answers = makers.said(consent={"consent_schemes": "no"})
    del answers["asked"]
    makers.send(cast, answers)
    assert not Application.objects.exists()
    waiting = Submission.objects.get()
    assert (waiting.state, waiting.reason) == ("waiting", "entitlements.not_agreed")
