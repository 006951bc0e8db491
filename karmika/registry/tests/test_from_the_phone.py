"""The whole way: the real form published, sent by a phone, edited, put right by a person; and found by a search."""

from uuid import uuid4

from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.intake import senders
from karmika.intake.findings import findings
from karmika.intake.instances import read_instance
from karmika.intake.models import Submission
from karmika.intake.publishing import publish
from karmika.intake.queue import try_again
from karmika.intake.receiving import receive
from karmika.journal.perform import perform
from karmika.registry.acts.person import RemovePerson
from karmika.registry.interpreters import INTERPRETERS
from karmika.registry.models import Household, Person, SearchToken, Visit, Worker
from karmika.registry.reactions import REACTIONS
from karmika.registry.searching import search
from karmika.registry.tests.doorstep import (
    FORM,
    changed,
    form,
    member,
    nobody,
    refused,
    revisit,
    survey,
    take_in,
    uid,
    xml,
)
from karmika.worker import run_once


def publish_survey(cast):
    project = Project.objects.get(id=cast.project)
    publish(cast.devi, project, FORM.read_bytes(), FORM.name)
    return senders.phone(device_access(cast.device_token), project)


def send(sender, said, instance, deprecated=""):
    sent = xml(said, instance)
    if deprecated:
        sent = sent.replace(
            b"</instanceID>", f"</instanceID><deprecatedID>{deprecated}</deprecatedID>".encode()
        )
    return receive(sender, sent, interpreters=INTERPRETERS)


def instance_id() -> str:
    return f"uuid:{uuid4()}"


def test_ordinary_surveys_have_nothing_odd_about_them():
    for said in (survey(), nobody(), refused(), revisit("1234567890")):
        assert list(findings(read_instance(xml(said)), form().definition)) == []


def test_a_survey_from_the_phone_is_taken_in_once_and_its_edit_corrects_it(cast):
    sender, said, first, second = publish_survey(cast), survey(), instance_id(), instance_id()
    assert send(sender, said, first).status == send(sender, said, first).status == 201
    assert Submission.objects.get().state == "applied"
    assert (Household.objects.count(), Person.objects.count(), Worker.objects.count()) == (1, 4, 2)
    edit = changed(said, member__0__member_name="Venkateswara Rao")
    assert send(sender, edit, second, first).status == 201
    assert Submission.objects.get().state == "applied"
    assert Person.objects.get(id=uid(said, 0)).name == "Venkateswara Rao"


def test_a_ward_that_is_not_the_phones_waits_in_the_queue(cast):
    assert send(publish_survey(cast), survey(ward="251746-W08"), instance_id()).status == 201
    submission = Submission.objects.get()
    assert (submission.state, submission.reason) == ("waiting", "access.not_yours")
    assert not Household.objects.exists() and not Person.objects.exists()
    assert try_again(cast.ramesh, submission, interpreters=INTERPRETERS)
    assert Submission.objects.get().state == "applied"
    assert Household.objects.get().area_id == cast.area("251746-W08")
    assert Visit.objects.get().user_id == cast.user_id("lakshmi")


def test_vanished_members_wait_until_a_person_decides(cast):
    sender, said, first = publish_survey(cast), survey(), instance_id()
    send(sender, said, first)
    send(sender, {**said, "member": said["member"][1:]}, instance_id(), first)
    submission = Submission.objects.get()
    assert (submission.state, submission.reason) == ("waiting", "registry.member_vanished")
    try_again(cast.ramesh, submission, interpreters=INTERPRETERS, decision="remove_vanished")
    assert Submission.objects.get().state == "applied"
    assert Person.objects.get(id=uid(said, 0)).state == "removed"


def test_search_words_follow_the_person(cast):
    said = survey(member("శ్రీనివాస్", phone="9848022222"))
    take_in(cast, said)
    run_once(REACTIONS)
    assert [one.id for one in search(cast.ramesh, "శ్రీనివాస్").persons] == [uid(said, 0)]
    assert [one.id for one in search(cast.ramesh, "22222").persons] == [uid(said, 0)]
    run_once(REACTIONS)
    perform(RemovePerson(person=uid(said, 0), reason="twice"), cast.ramesh)
    run_once(REACTIONS)
    assert not SearchToken.objects.exists()
