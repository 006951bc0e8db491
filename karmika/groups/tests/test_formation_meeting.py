"""The formation meeting: its place, its votes, each person's own word; on a page, and by a form from a phone."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from karmika.access.models import Device, Project
from karmika.access.viewer import device_access
from karmika.groups import meeting as meetings
from karmika.groups import terms
from karmika.groups.acts import Form
from karmika.groups.attachments import ATTACHMENTS
from karmika.groups.meeting import Voted, objection
from karmika.groups.models import FormationConsent, FormationMeeting, Group, ProposalRun
from karmika.groups.tests.people import (
    Someone,
    answers,
    approved,
    form,
    make,
    meeting,
    propose,
    worker_id,
)
from karmika.intake import senders
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, FormVersion, Submission
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.intake.xlsform import compile_form
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.rooms import INTERPRETERS

FORM = Path(__file__).parents[1] / "forms" / "formation_meeting.md"


def refused(cast, nothing_written, found, **changes):
    asked = {"name": "Autos", "formed_on": today(), "answers": answers(found), "meeting": meeting()}
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(Form(proposal=found.id, **asked | changes), cast.ramesh)
    assert "?" not in caught.value.sentence()
    return caught.value


def test_the_meeting_stands_with_everybodys_own_word(cast):
    found = approved(cast)
    first, second, *others = answers(found, refused=[worker_id(0)])
    said = tuple(
        msgspec.structs.replace(one, how="spoken", witness=first.worker)
        if one.worker == second.worker
        else one
        for one in (first, second, *others)
    )
    formed = form(cast, found, answers=said, meeting=meeting(4))
    held = FormationMeeting.objects.get()
    assert (held.group_id, held.held_on, held.place) == (formed.id, today(), "anganwadi")
    assert (held.meets_at, held.meets_hour, held.meets_every) == ("members_home", "18:30", "fortnightly")
    assert (held.votes_place, held.votes_hour, held.women_only) == (4, 4, False)
    consents = {one.worker_id: one for one in held.consents.all()}
    assert {one.worker_id for one in consents.values() if not one.given} == {worker_id(0)} and len(
        consents
    ) == 6
    assert (consents[second.worker].how, consents[second.worker].witness_id) == ("spoken", first.worker)


def test_without_a_meeting_there_is_no_group(cast, nothing_written):
    assert refused(cast, nothing_written, approved(cast), meeting=None).code == "groups.no_meeting"


@pytest.mark.parametrize("place", ["employers_gate", "employers_house", "contractors_house"])
@pytest.mark.parametrize("field", ["place", "meets_at"])
def test_nobody_meets_at_an_employers_place(cast, nothing_written, place, field):
    said = refused(cast, nothing_written, approved(cast), meeting=meeting(**{field: place}))
    assert said.code == "groups.meeting_employers_place"
    assert "anganwadi" in said.sentence()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": "moon"}, "unknown_place"),
        ({"meets_hour": "25:00"}, "hour"),
        ({"meets_hour": "noon"}, "hour"),
        ({"meets_every": "always"}, "every"),
        ({"votes_place": 7}, "votes"),
        ({"votes_hour": -1}, "votes"),
        ({"votes_hour": 3}, "no_majority"),
    ],
)
def test_what_the_meeting_lacks_is_said(cast, nothing_written, changes, code):
    found = approved(cast)
    assert refused(cast, nothing_written, found, meeting=meeting(**changes)).code == f"groups.meeting_{code}"


def test_where_women_asked_to_be_among_themselves_only_women_join(cast, nothing_written):
    make(cast, [Someone(number=n, metres=n, sex="male" if n == 3 else "female") for n in range(6)])
    from karmika.groups.acts import ApproveProposal
    from karmika.groups.models import GroupProposal

    found = GroupProposal.objects.get(id=propose(cast).groups[0].id)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    said = refused(cast, nothing_written, found, meeting=meeting(women_only=True))
    assert said.code == "groups.meeting_women_only" and "1 of those" in said.sentence()
    form(cast, found, answers=answers(found, refused=[worker_id(3)]), meeting=meeting(women_only=True))
    assert FormationMeeting.objects.get().women_only


def test_a_yes_is_the_persons_own_and_a_spoken_one_has_a_witness(cast, nothing_written):
    found = approved(cast)
    first, *others = answers(found)
    for changes, code in (
        ({"how": "phone"}, "groups.own_word"),
        ({"how": "in_person"}, "groups.own_word"),
        ({"how": "spoken"}, "groups.witness"),
        ({"how": "spoken", "witness": first.worker}, "groups.witness"),
        ({"how": "spoken", "witness": worker_id(99)}, "groups.witness"),
        ({"witness": others[0].worker}, "groups.witness"),
        ({"how": "signature_photo"}, "groups.photo"),
    ):
        said = (msgspec.structs.replace(first, **changes), *others)
        assert refused(cast, nothing_written, found, answers=said).code == code, changes


def test_nobody_says_yes_after_the_meeting(cast, nothing_written):
    found = approved(cast)
    with guard.opened():
        ProposalRun.objects.update(asked_on=today() - timedelta(days=3))
    held = today() - timedelta(days=1)
    assert refused(cast, nothing_written, found, formed_on=held).code == "groups.answer_later"
    form(cast, found, formed_on=held, answers=answers(found, on=held))


VOTED = st.builds(
    Voted,
    place=st.sampled_from(list(meetings.book().places)),
    meets_at=st.sampled_from(list(meetings.book().places)),
    meets_hour=st.just("18:30"),
    meets_every=st.sampled_from(list(meetings.book().every)),
    votes_place=st.integers(0, 12),
    votes_hour=st.integers(0, 12),
    women_only=st.booleans(),
    joining=st.integers(5, 10),
    women=st.integers(0, 5),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(VOTED)
def test_what_is_accepted_has_a_free_place_and_two_majorities(voted):
    if objection(voted) is not None:
        return
    places = meetings.book().places
    assert not places[voted.place].is_employers and not places[voted.meets_at].is_employers
    for votes in (voted.votes_place, voted.votes_hour):
        assert voted.joining < 2 * votes <= 2 * voted.joining
    assert not voted.women_only or voted.women == voted.joining


# the form


def test_the_form_knows_the_answers_that_the_code_knows_in_three_languages():
    compiled = compile_form(FORM.read_bytes(), FORM.name)
    choices = compiled.definition.choices
    assert list(choices["places"]) == list(meetings.book().places)
    assert list(choices["every"]) == list(meetings.book().every)
    assert list(choices["ways"]) == list(terms.FORMATION_WAYS)
    for question in compiled.definition.questions:
        if question.asked:
            assert set(question.labels) == {"en", "te", "hi"}, question.name
    for name, codes in choices.items():
        for code, labels in codes.items():
            assert set(labels) == {"en", "te", "hi"}, (name, code)
    fair = {"place": "stand", "meets_at": "stand", "meets_every": "weekly", "women_only": False}
    for hour in choices["hours"]:
        voted = Voted(meets_hour=hour, votes_place=5, votes_hour=5, joining=5, women=5, **fair)
        assert objection(voted) is None, hour


def said(found, *, refusing=(), **changes):
    """A filled-in form: everybody signs on a photo; who refuses says no."""
    people = list(found.candidacies.order_by("id").values_list("worker_id", flat=True))
    rows = []
    for n, one in enumerate(people):
        if one in refusing:
            rows.append({"member": one, "joins": "no"})
        elif n % 2:
            rows.append({"member": one, "joins": "yes", "how": "spoken", "witness": people[n - 1]})
        else:
            rows.append({"member": one, "joins": "yes", "how": "signature_photo", "sign_photo": f"{n}.jpg"})
    joining = len(people) - len(refusing)
    group = {"proposal": found.id, "group_name": "Sri Rama Autos", "held_on": today().isoformat()}
    votes = {"meets_at": "stand", "votes_place": joining, "meets_hour": "19:00", "votes_hour": joining}
    answered = {
        "meeting_uid": stable("test", "meeting", found.id),
        "group": {**group, "place": "anganwadi", "women_only": "no"},
        "votes": {**votes, "meets_every": "weekly"},
        "answer": rows,
    }
    for name, more in changes.items():
        answered[name] = {**answered[name], **more} if isinstance(more, dict) else more
    return answered


def put(parent, answered):
    for name, value in answered.items():
        for one in value if isinstance(value, list) else [value]:
            element = etree.SubElement(parent, name)
            if isinstance(one, dict):
                put(element, one)
            else:
                element.text = str(one)


def send(cast, answered, *, instance=7, edits=None, files=()):
    """From Lakshmi's phone, as ODK Collect sends it."""
    project = Project.objects.get(id=cast.project)
    if not FormVersion.objects.exists():
        publish(cast.devi, project, FORM.read_bytes(), FORM.name)
    root = etree.Element("data", id="formation_meeting", version=FormVersion.objects.get().version)
    put(root, answered)
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = f"uuid:{UUID(int=instance)}"
    if edits:
        etree.SubElement(meta, "deprecatedID").text = f"uuid:{UUID(int=edits)}"
    sender = senders.phone(device_access(cast.device_token), project)
    answer = receive(sender, etree.tostring(root), interpreters=INTERPRETERS, files=list(files))
    assert answer.status == 201
    found = Submission.objects.latest("received_at")
    return found.state, found.reason


def test_a_form_from_a_phone_forms_the_group_with_its_photos(cast):
    found = approved(cast)
    photo = File("0.jpg", b"\xff\xd8 signature", "image/jpeg")
    assert send(cast, said(found, refusing=[worker_id(0)]), files=[photo]) == ("applied", "")
    formed = Group.objects.get()
    assert (formed.name, formed.memberships.count()) == ("Sri Rama Autos", 5)
    held = formed.formation_meeting
    assert held.submission_id == Submission.objects.get().id
    assert set(held.consents.values_list("how", flat=True)) >= {"spoken", "signature_photo"}
    assert not FormationConsent.objects.get(worker=worker_id(0)).given
    assert Attachment.objects.get().submission_id == held.submission_id


def test_a_meeting_at_the_gate_waits_in_the_queue_with_its_reason(cast):
    found = approved(cast)
    state = send(cast, said(found, votes={"meets_at": "employers_gate"}))
    assert state == ("waiting", "groups.meeting_employers_place") and not Group.objects.exists()


def test_a_yes_without_its_photo_waits(cast):
    answered = said(approved(cast))
    del answered["answer"][0]["sign_photo"]
    assert send(cast, answered)[1] == "groups.photo_missing"


def test_an_edit_that_says_the_same_changes_nothing_and_another_waits(cast):
    found = approved(cast)
    answered = said(found)
    send(cast, answered)
    assert send(cast, answered, instance=8, edits=7) == ("applied", "")
    other = said(found, group={"group_name": "Another"})
    assert send(cast, other, instance=9, edits=8)[1] == "groups.meeting_changed"
    assert Group.objects.get().name == "Sri Rama Autos"


def test_a_form_from_a_phone_of_another_area_waits(cast):
    make(cast, range(40, 46), area="251746-W08", worksite="VJA-LC-003")
    from karmika.groups.acts import ApproveProposal
    from karmika.groups.models import GroupProposal

    asked = propose(cast, worksite=cast.worksite("VJA-LC-003"))
    found = GroupProposal.objects.get(id=asked.groups[0].id)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    assert send(cast, said(found))[1] == "access.not_yours"
    assert not Group.objects.exists()


def test_the_phone_gets_approved_proposals_and_their_people_without_names(cast):
    found = approved(cast)
    make(cast, range(20, 26))
    propose(cast)
    device = Device.objects.get(id=cast.device)
    lists = {one.name: one.content(cast.lakshmi, device).decode() for one in ATTACHMENTS}
    proposals, people = lists["formation_proposals.csv"], lists["formation_members.csv"]
    assert proposals.count("\n") == 2 and str(found.id) in proposals
    assert people.count("\n") == 7 and people.count(str(found.id)) == 6
    assert "Worker" not in people and "woman" in people
    names = {one.name: one.names_of for one in ATTACHMENTS}
    assert str(found.id) in names["formation_proposals.csv"]([str(found.id), "x"])
    assert str(worker_id(0)) in names["formation_members.csv"]([str(worker_id(0))])


def test_held_on_a_day_to_come_waits(cast):
    late = said(approved(cast), group={"held_on": date(2999, 1, 1).isoformat()})
    assert send(cast, late)[0] == "waiting"
