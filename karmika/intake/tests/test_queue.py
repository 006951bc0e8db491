"""What a person does about a waiting submission, and what that changes."""

from typing import Any

import pytest

from karmika.intake import queries, queue
from karmika.intake import waiting as waits
from karmika.intake.models import Submission, SubmissionVersion
from karmika.intake.tests.doorstep import INTERPRETERS, Form, figure, publish_doorstep, waiting
from karmika.intake.tests.test_receiving import send
from karmika.intake.waiting import Sought
from karmika.journal.follow import read
from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.usefixtures("survey")


def again(viewer: Any, submission: Submission, decision: str = "") -> Refused | None:
    return queue.try_again(viewer, submission, interpreters=INTERPRETERS, decision=decision).refused


def test_an_organiser_takes_in_in_his_own_right_what_the_phone_could_not(cast: Any) -> None:
    send(cast, Form(ward="251746-W08"))
    submission = Submission.objects.get()
    assert again(cast.ramesh, submission) is None
    submission.refresh_from_db()
    assert (submission.state, submission.reason, waiting()) == ("applied", "", 0)
    assert figure("households_listed") == 1


def test_what_still_cannot_be_taken_in_waits_on_with_the_newest_reason(cast: Any) -> None:
    send(cast, Form(head="refuse"))
    submission = Submission.objects.get()
    for _ in range(2):
        refused = again(cast.ramesh, submission)
        assert refused is not None
        assert refused.code == "registry.test_refusal"
    submission.refresh_from_db()
    assert (submission.state, waiting()) == ("waiting", 1)


def test_a_fault_when_tried_again_leaves_it_waiting(cast: Any) -> None:
    send(cast, Form(head="break"))
    refused = again(cast.ramesh, Submission.objects.get())
    assert refused is not None
    assert refused.code == "intake.interpreter_failed"
    assert waiting() == 1


def test_what_was_taken_in_is_not_tried_again(cast: Any) -> None:
    send(cast, Form())
    with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.not_waiting"):
        again(cast.ramesh, Submission.objects.get())


@pytest.mark.parametrize("who", ["stranger", "colleague", "lakshmi", "auditor", "admin"])
def test_nobody_else_works_on_it(cast: Any, who: str) -> None:
    send(cast, Form(ward="251746-W08"))
    submission, viewer = Submission.objects.get(), getattr(cast, who)
    with assert_nothing_written():
        with pytest.raises(Refused, match=r"access\.not_yours"):
            again(viewer, submission)
        with pytest.raises(Refused, match=r"access\.not_yours"):
            queue.correct(
                viewer, submission, {"/data/ward": "251746-W07"}, because="place", interpreters=INTERPRETERS
            )
        with pytest.raises(Refused, match=r"access\.not_yours"):
            queue.dismiss(viewer, submission, "duplicate", "")


def test_a_person_decides_about_members_who_are_missing(cast: Any) -> None:
    form = Form(members=(("a", "Sita"), ("b", "Ravi")))
    send(cast, form)
    send(cast, form.edited(members=(("a", "Sita"),)))
    submission = Submission.objects.get()
    with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.decision_unknown"):
        again(cast.ramesh, submission, "something_else")
    assert again(cast.ramesh, submission, "remove_vanished") is None
    submission.refresh_from_db()
    assert (submission.state, submission.applied_id, waiting()) == ("applied", submission.current_id, 0)


def test_a_correction_is_a_new_version_in_the_name_of_the_office(cast: Any) -> None:
    send(cast, Form(ward="251746-W08"))
    submission = Submission.objects.get()
    changes = {"/data/ward": "251746-W07", "/data/head": "Sita"}
    assert (
        queue.correct(cast.ramesh, submission, changes, because="slip", interpreters=INTERPRETERS).refused
        is None
    )
    submission.refresh_from_db()
    assert (submission.state, submission.versions, waiting()) == ("applied", 2, 0)
    version = SubmissionVersion.objects.get(id=submission.current_id)
    assert (version.user_id, version.device_id) == (cast.user_id("ramesh"), None)
    source = source_of(version.id)
    assert source is not None
    assert b"<ward>251746-W07</ward>" in source
    head, _acts = read(version.id)
    assert head.actor == cast.user_id("ramesh")
    assert figure("corrections") == 1


def test_a_member_of_a_repeat_and_an_answer_not_sent_can_be_corrected(cast: Any) -> None:
    form = Form(members=(("a", "Sita"), ("b", "Ravi")), head="refuse")
    send(cast, form.xml().replace(b"<own>yes</own>", b""))
    submission = Submission.objects.get()
    changes = {"/data/member[2]/name": "Ravi Kumar", "/data/own": "no", "/data/head": "Sita"}
    assert (
        queue.correct(cast.ramesh, submission, changes, because="slip", interpreters=INTERPRETERS).refused
        is None
    )
    submission.refresh_from_db()
    shown = {line.key: line.text for line in queries.opened(submission, "en").answers}
    assert shown["/data/member[2]/name"] == "Ravi Kumar"
    assert shown["/data/member[1]/name"] == "Sita"
    assert shown["/data/own"] == "No"


def test_a_correction_without_a_change_is_refused(cast: Any) -> None:
    send(cast, Form())
    submission = Submission.objects.get()
    with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.nothing_changed"):
        queue.correct(
            cast.ramesh, submission, {"/data/head": "Sita"}, because="slip", interpreters=INTERPRETERS
        )


def test_the_phones_edit_after_an_office_correction_is_kept_for_a_person(cast: Any) -> None:
    form = Form()
    send(cast, form)
    queue.correct(
        cast.ramesh,
        Submission.objects.get(),
        {"/data/head": "Gita"},
        because="slip",
        interpreters=INTERPRETERS,
    )
    assert send(cast, form.edited(head="Rita")).status == 409
    assert send(cast, form).status == 201


def test_a_held_conflict_can_be_taken_as_the_newest_version(cast: Any) -> None:
    form = Form()
    send(cast, form)
    other = Form(instance_id=form.instance_id, head="Gita")
    held = Submission.objects.get(id=send(cast, other).submission)
    assert queue.adopt(cast.ramesh, held, interpreters=INTERPRETERS).refused is None
    held.refresh_from_db()
    target = Submission.objects.get(state="applied")
    assert (held.state, held.related_id, target.versions, waiting()) == ("released", target.id, 2, 0)
    assert {line.key: line.text for line in queries.opened(target, "en").answers}["/data/head"] == "Gita"
    with assert_nothing_written():
        assert send(cast, other).status == 201


def test_what_was_held_is_taken_in_when_its_form_has_been_published(cast: Any) -> None:
    form = Form(version="2", head="Sita 2341 2341 2346")
    held = Submission.objects.get(id=send(cast, form).submission)
    refused = again(cast.ramesh, held)
    assert refused is not None
    assert refused.code == "intake.version_unknown"
    publish_doorstep(cast, "2")
    assert again(cast.ramesh, held) is None
    held.refresh_from_db()
    assert (held.state, waiting()) == ("released", 0)
    accepted = Submission.objects.get(state="applied")
    assert (accepted.device_id, accepted.user_id) == (cast.device, cast.user_id("lakshmi"))
    with assert_nothing_written():
        assert send(cast, form).status == 201


def test_dismissing_keeps_the_bytes_and_says_why(cast: Any) -> None:
    form = Form(ward="251746-W08")
    send(cast, form)
    submission = Submission.objects.get()
    for reason, note, code in (("nonsense", "", "dismissal_reason"), ("other", " ", "dismissal_note")):
        with assert_nothing_written(), pytest.raises(Refused, match=rf"intake\.{code}"):
            queue.dismiss(cast.ramesh, submission, reason, note)
    queue.dismiss(cast.ramesh, submission, "other", "Sita moved to Guntur")
    submission.refresh_from_db()
    assert (submission.state, waiting()) == ("dismissed", 0)
    assert source_of(submission.id) == form.xml()
    with assert_nothing_written():
        assert send(cast, form).status == 201
        with pytest.raises(Refused, match=r"intake\.not_waiting"):
            queue.dismiss(cast.ramesh, submission, "duplicate", "")


def test_an_edit_of_what_was_dismissed_waits_for_a_person(cast: Any) -> None:
    form = Form(ward="251746-W08")
    send(cast, form)
    queue.dismiss(cast.ramesh, Submission.objects.get(), "duplicate", "")
    assert send(cast, form.edited(ward="251746-W07")).status == 201
    assert Submission.objects.get().reason == "intake.edit_of_dismissed"
    assert waiting() == 1


def test_the_queue_is_seen_where_the_viewer_may_read(cast: Any) -> None:
    send(cast, Form(ward="251746-W08"))
    send(cast, Form(head="refuse"))
    counted = waits.counted(cast.ramesh, Sought())
    assert (counted.total, sorted(counted.reasons)) == (
        2,
        [("access.not_yours", 1), ("registry.test_refusal", 1)],
    )
    assert len(waits.found(cast.ramesh, Sought())) == 2
    assert len(waits.found(cast.devi, Sought(reason="access.not_yours"))) == 1
    for who in ("stranger", "colleague", "admin"):
        viewer = getattr(cast, who)
        assert not waits.found(viewer, Sought()).exists()
        assert waits.counted(viewer, Sought()).total == 0


def test_a_form_remembers_that_it_waited_and_one_taken_in_at_once_that_it_did_not(cast: Any) -> None:
    send(cast, Form())
    assert not Submission.objects.get().waited
    send(cast, Form(ward="251746-W08"))
    late = Submission.objects.get(state="waiting")
    again(cast.ramesh, late)
    late.refresh_from_db()
    assert (late.state, late.waited) == ("applied", True)


def test_a_correction_says_why_and_only_for_a_known_reason(cast: Any) -> None:
    send(cast, Form(ward="251746-W08"))
    submission = Submission.objects.get()
    changes = {"/data/ward": "251746-W07"}
    for because in ("", "no such reason"):
        with assert_nothing_written(), pytest.raises(Refused, match=r"intake\.correction_reason"):
            queue.correct(cast.ramesh, submission, changes, because=because, interpreters=INTERPRETERS)
    queue.correct(cast.ramesh, submission, changes, because="place", interpreters=INTERPRETERS)
    assert [v.because for v in submission.history.order_by("number")] == ["", "place"]
