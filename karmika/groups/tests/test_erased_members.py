"""A member is erased: what this room kept of her stays as facts without a name, her photos and forms go."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from karmika import worker
from karmika.groups.acts import ApproveProposal
from karmika.groups.models import FinancialEvent, FormationConsent, Group
from karmika.groups.tests.people import make, proposal, worker_id
from karmika.groups.tests.test_formation_meeting import said, send
from karmika.groups.tests.test_onboarding import record, step
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Submission
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.reactions import REACTIONS
from karmika.registry.acts import Erase, Restrict
from karmika.registry.models import Person
from karmika.registry.tests.test_erasing import Home


def erase(cast, person):
    act = Restrict(
        restriction=uuid7(), household=Person.objects.get(id=person).household_id, person=person,
        reason="own_request", authority="Order 12/2026 of the city office", reference="RTBF-7",
        due_on=today() + timedelta(days=0),
    )  # fmt: skip
    perform(act, cast.operator)
    perform(Erase(restriction=act.restriction), cast.operator)
    worker.run_once(REACTIONS)


def test_with_a_member_the_form_and_the_photos_of_her_formation_meeting_go(cast, client_for):
    found = proposal(cast)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    photo = File("0.jpg", b"\xff\xd8 signature", "image/jpeg")
    assert send(cast, said(found), files=[photo])[0] == "applied"
    formed = Group.objects.get()
    form, signature = Submission.objects.get(), Attachment.objects.get()
    assert source_of(form.current_id) is not None and source_of(signature.id) is not None
    erase(cast, worker_id(0))
    assert source_of(form.current_id) is None and source_of(signature.id) is None
    assert Attachment.objects.get().shredded
    assert FormationConsent.objects.get(worker=worker_id(0)).given and formed.memberships.count() == 6
    for name in ("groups.group", "groups.checks", "groups.follow_up"):
        page = client_for("ramesh").get(reverse(name, args=[formed.id])).content.decode()
        assert "Worker 1" in page and "Worker 0" not in page, name


def test_no_table_of_this_room_holds_a_name_or_a_telephone(cast):
    found = proposal(cast)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    assert send(cast, said(found))[0] == "applied"
    record(cast, worker_id(0), step="account_verified", evidence="test_payment", account="31445566778")
    for model in apps.get_app_config("groups").get_models():
        for row in model._default_manager.values():
            assert "Worker 0" not in str(row) and "31445566778" not in str(row), model


def test_the_photo_of_a_passbook_is_of_a_form_about_her_and_goes_with_her(cast):
    home = Home(cast)
    make(cast, [1])
    passbook = {"evidence": "passbook_photo", "evidence_file": Attachment.objects.get().id}
    with pytest.raises(Refused) as caught:
        perform(step(worker_id(1), **passbook), cast.ramesh)
    assert caught.value.code == "groups.evidence_file"
    record(cast, home.person.id, **passbook)
    home.erase()
    assert FinancialEvent.objects.get().evidence_file == passbook["evidence_file"]
    assert source_of(passbook["evidence_file"]) is None
