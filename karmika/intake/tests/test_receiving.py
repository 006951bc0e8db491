"""A submission is received once, whatever the phone does."""

import re
from typing import Any

import pytest

from karmika.intake.enclosures import File
from karmika.intake.instances import mask_source
from karmika.intake.models import Attachment, FormVersion, Submission
from karmika.intake.receiving import Answer, receive
from karmika.intake.tests.doorstep import (
    INTERPRETERS,
    Form,
    figure,
    lakshmis_phone,
    publish_doorstep,
    waiting,
)
from karmika.journal.follow import read
from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.usefixtures("survey")


def send(cast: Any, form: Form | bytes, **given: Any) -> Answer:
    xml = form if isinstance(form, bytes) else form.xml()
    return receive(lakshmis_phone(cast), xml, interpreters=INTERPRETERS, **given)


def test_a_first_submission_is_kept_and_taken_in(cast: Any) -> None:
    form = Form()
    answer = send(cast, form)
    assert answer.status == 201
    submission = Submission.objects.get()
    assert str(submission.id) == form.instance_id.removeprefix("uuid:")
    assert (submission.state, submission.reason, submission.versions) == ("applied", "", 1)
    assert (submission.area_id, submission.organisation_id) == (cast.area("251746-W07"), cast.mepma)
    assert submission.device_id == cast.device
    assert submission.user_id == cast.user_id("lakshmi")
    assert submission.occurred_at.isoformat() == "2026-10-01T03:42:00+00:00"
    assert source_of(submission.id) == form.xml()
    assert (figure("households_listed"), figure("phones_active"), waiting()) == (1, 1, 0)
    head, acts = read(submission.id)
    assert [act.kind for act in acts] == ["intake.receive"]
    assert (head.device, head.role) == (cast.device, "resource_person")


def test_sent_again_and_again_changes_nothing(cast: Any) -> None:
    form = Form()
    send(cast, form)
    with assert_nothing_written():
        for _ in range(100):
            assert send(cast, form).status == 201


def test_the_same_form_by_two_ways_is_the_same_although_one_way_masked_an_aadhaar_number(cast: Any) -> None:
    form = Form(head="Ravi 2345 6789 0124")
    masked = mask_source(form.xml())
    assert masked != form.xml()
    for first, second in ((form.xml(), masked), (masked, form.xml())):
        form = Form(head="Ravi 2345 6789 0124")
        instance = form.instance_id.encode()
        old = re.search(rb"uuid:[0-9a-f-]{36}", first)
        assert old is not None
        send(cast, first.replace(old.group(), instance))
        with assert_nothing_written():
            assert send(cast, second.replace(old.group(), instance)).status == 201


def test_the_same_id_with_other_answers_is_refused_and_kept_once(cast: Any) -> None:
    form = Form()
    send(cast, form)
    other = Form(instance_id=form.instance_id, head="Gita")
    answer = send(cast, other)
    assert (answer.status, answer.code) == (409, "intake.same_id_other_content")
    held = Submission.objects.get(state="held")
    assert source_of(held.id) == other.xml()
    assert str(held.related_id) == form.instance_id.removeprefix("uuid:")
    assert waiting() == 1
    with assert_nothing_written():
        assert send(cast, other).status == 409
        assert send(cast, form).status == 201
    assert figure("households_listed") == 1


def test_an_edit_is_a_new_version_of_the_same_submission(cast: Any) -> None:
    form = Form()
    send(cast, form)
    edit = form.edited(head="Gita")
    assert send(cast, edit).status == 201
    submission = Submission.objects.get()
    assert (submission.versions, submission.instance_id, submission.state) == (2, edit.instance_id, "applied")
    assert figure("households_listed") == 1
    assert figure("corrections") == 1
    with assert_nothing_written():
        assert send(cast, edit).status == 201


def test_the_original_sent_again_after_its_edit_is_known(cast: Any) -> None:
    form = Form()
    send(cast, form)
    send(cast, form.edited(head="Gita"))
    with assert_nothing_written():
        assert send(cast, form).status == 201


def test_an_edit_of_an_old_version_is_refused_and_kept(cast: Any) -> None:
    form = Form()
    send(cast, form)
    send(cast, form.edited(head="Gita"))
    stale = form.edited(head="Rita")
    answer = send(cast, stale)
    assert (answer.status, answer.code) == (409, "intake.edit_of_old_version")
    assert source_of(answer.submission) == stale.xml()
    assert waiting() == 1
    with assert_nothing_written():
        assert send(cast, stale).status == 409


def test_an_edit_that_comes_before_its_original_is_kept_and_taken_when_sent_again(cast: Any) -> None:
    form = Form()
    edit = form.edited(head="Gita")
    early = send(cast, edit)
    assert (early.status, early.code) == (404, "intake.edit_of_unknown")
    assert source_of(early.submission) == edit.xml()
    assert waiting() == 1
    send(cast, form)
    assert send(cast, edit).status == 201
    assert waiting() == 0
    assert Submission.objects.get(id=early.submission).state == "released"
    assert Submission.objects.get(instance_id=edit.instance_id, state="applied").versions == 2
    with assert_nothing_written():
        assert send(cast, edit).status == 201
        assert send(cast, form).status == 201


@pytest.mark.parametrize(
    ("form", "code"),
    [(Form(form_id="other"), "intake.form_unknown"), (Form(version="99"), "intake.version_unknown")],
)
def test_an_unknown_form_is_refused_and_its_bytes_are_kept(cast: Any, form: Form, code: str) -> None:
    answer = send(cast, form)
    assert (answer.status, answer.code) == (404, code)
    assert source_of(answer.submission) == form.xml()
    with assert_nothing_written():
        assert send(cast, form).status == 404


def test_a_version_published_later_lets_the_phone_succeed(cast: Any) -> None:
    form = Form(version="2")
    assert send(cast, form).status == 404
    publish_doorstep(cast, "2")
    assert send(cast, form).status == 201
    assert waiting() == 0


def test_without_an_instance_id_the_bytes_decide(cast: Any) -> None:
    form = Form(instance_id=None)
    first = send(cast, form)
    assert first.status == 201
    with assert_nothing_written():
        assert send(cast, form) == first
    assert send(cast, Form(instance_id=None, head="Gita")).status == 201
    assert Submission.objects.count() == 2


def test_an_instance_id_that_is_no_uuid_is_as_good(cast: Any) -> None:
    form = Form(instance_id="household-17")
    assert send(cast, form).status == 201
    with assert_nothing_written():
        assert send(cast, form).status == 201
    assert send(cast, Form(instance_id="household-17", head="Gita")).status == 409


def test_ids_and_names_of_any_length_do_no_harm(cast: Any) -> None:
    form = Form(instance_id="x" * 5000)
    assert send(cast, form).status == 201
    assert len(Submission.objects.get().instance_id) < 100
    assert send(cast, form).status == 201
    assert send(cast, Form(form_id="y" * 5000)).status == 404


def test_an_id_that_the_journal_uses_for_something_else_is_kept_apart(cast: Any) -> None:
    form = Form(instance_id=f"uuid:{FormVersion.objects.get().id}")
    assert send(cast, form).status == 409
    with assert_nothing_written():
        assert send(cast, form).status == 409


@pytest.mark.parametrize(
    "xml", [b"", b"not xml", b"<data/>", b"\xff\xfe", b'<?xml version="1.0"?><data id="doorstep"']
)
def test_what_is_not_xml_is_refused_and_nothing_is_written(cast: Any, xml: bytes) -> None:
    with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.not_xml"):
        send(cast, xml)


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><data id="doorstep" version="1">&e;</data>',
        b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><data id="doorstep">&b;</data>',
        b'<data id="doorstep">' + b"<a>" * 5000 + b"</a>" * 5000 + b"</data>",
        b'<data id="doorstep" version="1">' + b"x" * 5_000_000 + b"</data>",
    ],
)
def test_hostile_xml_is_refused_without_harm(cast: Any, xml: bytes) -> None:
    with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.(hostile_xml|not_xml)"):
        send(cast, xml)


def test_answers_against_the_rules_of_the_form_are_received_with_findings(cast: Any) -> None:
    assert send(cast, Form(rooms="77")).status == 201
    assert [finding["code"] for finding in Submission.objects.get().findings] == ["constraint"]


def test_an_aadhaar_number_is_masked_in_what_is_kept_and_a_resend_is_still_known(cast: Any) -> None:
    form = Form(head="Sita 2341 2341 2346")
    assert send(cast, form).status == 201
    kept = source_of(Submission.objects.get().id)
    assert kept is not None
    assert b"2341 2341" not in kept
    assert b"XXXXXXXX2346" in kept
    with assert_nothing_written():
        assert send(cast, form).status == 201


def test_a_phone_counts_as_active_once_a_day(cast: Any) -> None:
    send(cast, Form())
    send(cast, Form())
    assert figure("phones_active") == 1


def test_a_clock_in_the_future_is_noted_and_not_believed(cast: Any) -> None:
    xml = Form().xml().replace(b"<end>2026", b"<end>2046")
    assert send(cast, xml).status == 201
    submission = Submission.objects.get()
    assert "clock_ahead" in [finding["code"] for finding in submission.findings]
    assert submission.occurred_at == submission.received_at


def test_a_file_called_by_an_aadhaar_number_is_kept_under_a_masked_name(cast: Any) -> None:
    name, masked = "2341 2341 2346.jpg", "XXXXXXXX2346.jpg"
    form = Form(photo=name)
    send(cast, form, files=[File.arrived(name, b"photo", "image/jpeg")])
    kept = Attachment.objects.get()
    assert (kept.name, kept.expected) == (masked, True)
    _head, (act,) = read(kept.id)
    assert act.name == masked  # type: ignore[attr-defined]
