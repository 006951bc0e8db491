"""The form of a meeting: it says everything in three languages, knows what the code knows, and works from a phone."""

from functools import cache
from uuid import uuid4

from lxml import etree

from karmika.access.models import Device, Project
from karmika.access.viewer import device_access
from karmika.groups import life_terms
from karmika.groups.attachments.group_meeting import ATTACHMENTS
from karmika.groups.interpreters.group_meeting import FORM_TITLE, FORMS
from karmika.groups.interventions import interventions
from karmika.groups.models import Attendance, GroupSession, Meeting, Membership, Resolution
from karmika.groups.tests.people import counted, group, worker_id
from karmika.intake import senders
from karmika.intake.models import Submission
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.intake.xlsform import compile_form
from karmika.kernel.dates import today
from karmika.rooms import INTERPRETERS

FORM = FORMS[0]


@cache
def form():
    return compile_form(FORM.read_bytes(), FORM.name)


def came(found, numbers):
    keys = Membership.objects.filter(group=found, worker_id__in=[worker_id(n) for n in numbers])
    return " ".join(str(key) for key in keys.values_list("id", flat=True))


def said(found, numbers=range(4), **changes):
    return {
        "meeting_uid": str(uuid4()), "session_uid": str(uuid4()), "group": found.number,
        "held_on": today().isoformat(), "came": came(found, numbers), "hour": "18:30:00.000+05:30",
        "place": "open_place", "topic": "road_safety", "minutes": "25",
        "resolution": [{"decided": "saving_amount", "rupees": "100"}, {"decided": "open_account"}],
        "words": "All went well.",
    } | changes  # fmt: skip


def send(cast, answers, *, instance=None, edits=None):
    project = Project.objects.get(id=cast.project)
    root = etree.Element("data", id=form().form_id, version=form().version)
    for name, value in answers.items():
        for one in value if isinstance(value, list) else [value]:
            element = etree.SubElement(root, name)
            for inner, text in one.items() if isinstance(one, dict) else ():
                etree.SubElement(element, inner).text = text
            if not isinstance(one, dict):
                element.text = one
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance or f"uuid:{uuid4()}"
    if edits:
        etree.SubElement(meta, "deprecatedID").text = edits
    sender = senders.phone(device_access(cast.device_token), project)
    receive(sender, etree.tostring(root), interpreters=INTERPRETERS)
    return Submission.objects.latest("entry_seq")


def published(cast):
    publish(cast.devi, Project.objects.get(id=cast.project), FORM.read_bytes(), FORM.name)


def test_the_form_and_the_code_know_the_same_answers():
    lists = form().definition.choices
    assert form().title == FORM_TITLE
    assert list(lists["places"]) == list(life_terms.MEETING_PLACES)
    assert list(lists["resolutions"]) == list(life_terms.RESOLUTIONS)
    assert list(lists["topics"]) == [one.code for one in interventions()]
    assert set(form().attachments) == {"groups.csv", "group_members.csv"}


def test_everything_is_said_in_three_languages():
    definition = form().definition
    assert set(form().languages) == {"en", "te", "hi"}
    for question in definition.questions:
        if question.asked:
            assert set(question.labels) == {"en", "te", "hi"}, question.name
        if question.constraint_expr:
            assert set(question.constraint_messages) == {"en", "te", "hi"}, question.name
    assert all(
        set(labels) == {"en", "te", "hi"}
        for codes in definition.choices.values()
        for labels in codes.values()
    )


def test_the_lists_of_the_phone_hold_no_name_of_anybody(cast):
    found = group(cast)
    other = group(
        cast, range(10, 16), name="Far", area=cast.area("251746-W08"), worksite=cast.worksite("VJA-LC-003")
    )
    device = Device.objects.get(id=cast.device)
    texts = [one.content(cast.lakshmi, device).decode() for one in ATTACHMENTS]
    assert texts[0].splitlines() == ["name,label", f"{found.number},{found.number} · Sri Durga"]
    assert sorted(line.split(",")[1] for line in texts[1].splitlines()[1:]) == list("123456")
    assert not any("Worker" in text or other.number in text for text in texts)


def test_a_sent_form_is_a_meeting_and_a_session(cast):
    published(cast)
    found = group(cast)
    answers = said(found)
    submission = send(cast, answers)
    assert submission.state == "applied", submission.reason
    meeting = Meeting.objects.get()
    assert (str(meeting.id), meeting.present, meeting.hour, meeting.place) == (
        answers["meeting_uid"], 4, "18:30", "open_place",
    )  # fmt: skip
    assert meeting.submission_id == submission.id and meeting.words == "All went well."
    assert list(Resolution.objects.order_by("number").values_list("code", "value")) == [
        ("saving_amount", 10_000),
        ("open_account", None),
    ]
    assert GroupSession.objects.get().minutes == 25
    assert (counted("meeting_attendances"), counted("session_attendances")) == (4, 4)


def test_an_edited_form_corrects_who_came(cast):
    published(cast)
    found = group(cast)
    answers, first, second = said(found), f"uuid:{uuid4()}", f"uuid:{uuid4()}"
    send(cast, answers, instance=first)
    edited = answers | {"came": came(found, range(5))}
    submission = send(cast, edited, instance=second, edits=first)
    assert submission.state == "applied", submission.reason
    assert Attendance.objects.filter(came=True).count() == 5 and Meeting.objects.count() == 1


def test_what_cannot_be_waits_for_a_person(cast):
    published(cast)
    found, other = group(cast), group(cast, range(10, 16), name="Other")
    for changes in ({"came": came(other, [10])}, {"came": "nonsense"}, {"group": "251746-CIG-0999"}):
        assert send(cast, said(found, **changes)).state == "waiting"
    assert not Meeting.objects.exists()
