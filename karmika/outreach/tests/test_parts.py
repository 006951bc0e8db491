"""One part of a form that cannot be taken in waits alone: token, person and consent stand, and it is put right later."""

from datetime import date

import pytest

from karmika.entitlements.models import Application, DocumentGap
from karmika.intake import queue
from karmika.intake.models import Submission
from karmika.journal.queries import history
from karmika.kernel.ids import stable
from karmika.outreach.models import Attendance
from karmika.outreach.tests import makers
from karmika.outreach.tests.test_desk_form import figures
from karmika.registry.models import Consent, Person, Worker
from karmika.rooms import INTERPRETERS

CLOSED_ON = date(2025, 3, 3)
"""SVANidhi took nobody from January 2025 until it was prolonged (schemes/pm_svanidhi.yaml)."""


@pytest.fixture
def desk(cast):
    makers.published(cast)
    return makers.camp(cast, of=makers.campaign(cast, starts_on=date(2025, 1, 1)), held_on=CLOSED_ON)


def applied_for(scheme="pm_svanidhi", *, uid="one", number=1):
    said = makers.said(number, start="2025-03-03T11:00:00.000+05:30", end="2025-03-03T11:09:00.000+05:30")
    row = {"application_uid": str(stable("test", uid)), "scheme": scheme, "stage": "prepared"}
    return {**said, "result": {**said["result"], "application": [row]}}


def waiting():
    return figures("submissions_waiting")["submissions_waiting"]


def test_a_scheme_that_takes_nobody_does_not_keep_the_person_waiting(cast, desk):
    assert makers.send(cast, applied_for()).status == 201
    held = Submission.objects.get()
    assert (held.state, held.reason) == ("waiting", "entitlements.scheme_closed")
    assert held.pending == [f"application {stable('test', 'one')}"] and held.applied_id == held.current_id
    came = Attendance.objects.get()
    assert (came.state, came.receipt, came.outcome) == ("seen", "R-K12-2-1", "prepared")
    assert Person.objects.get().id == came.person_id and Worker.objects.exists()
    assert Consent.objects.count() == 2 and DocumentGap.objects.count() == 1
    assert not Application.objects.exists() and waiting() == 1
    assert "the rest was taken in" in history(held.id)[-1].sentence


def test_sent_again_it_changes_nothing(cast, desk):
    makers.send(cast, applied_for())
    before = len(history(Submission.objects.get().id))
    assert makers.send(cast, applied_for()).status == 201
    assert len(history(Submission.objects.get().id)) == before and waiting() == 1


def test_tried_again_only_what_waited_is_tried(cast, desk, monkeypatch):
    makers.send(cast, applied_for())
    gaps = figures("people_told", "camp_told")
    again = queue.try_again(cast.fatima, Submission.objects.get(), interpreters=INTERPRETERS)
    assert again.refused is not None and again.refused.code == "entitlements.scheme_closed"
    assert (Submission.objects.get().state, waiting()) == ("waiting", 1)
    monkeypatch.setattr("karmika.entitlements.acts.applications.open_scheme", _open)
    again = queue.try_again(cast.fatima, Submission.objects.get(), interpreters=INTERPRETERS)
    assert again.refused is None
    assert (Submission.objects.get().state, Submission.objects.get().pending, waiting()) == ("applied", [], 0)
    assert Application.objects.get().scheme == "pm_svanidhi"
    assert figures("people_told", "camp_told") == gaps and DocumentGap.objects.count() == 1
    assert Attendance.objects.get().applications == [str(Application.objects.get().id)]


def _open(code, on):
    from karmika.entitlements.kinds import known_scheme

    return known_scheme(code)


def test_an_answer_that_this_server_does_not_know_keeps_only_its_part_waiting_and_is_corrected(cast, desk):
    makers.send(cast, applied_for("scheme_of_next_year"))
    held = Submission.objects.get()
    assert (held.state, held.reason) == ("waiting", "registry.unknown_answer")
    assert Attendance.objects.get().outcome == "gap"
    makers.send(
        cast,
        applied_for("pm_sym"),
        instance=f"uuid:{stable('test', 'edit')}",
        edits=held.instance_id,
    )
    held.refresh_from_db()
    assert (held.state, held.pending, waiting()) == ("applied", [], 0)
    assert Application.objects.get().scheme == "pm_sym"
    assert Attendance.objects.get().outcome == "prepared"


def test_an_edit_of_something_else_does_not_forget_what_waited(cast, desk):
    makers.send(cast, applied_for())
    held = Submission.objects.get()
    changed = applied_for()
    changed["person"] = {**changed["person"], "member_name": "Sunita D"}
    makers.send(cast, changed, instance=f"uuid:{stable('test', 'edit')}", edits=held.instance_id)
    held.refresh_from_db()
    assert Person.objects.get().name == "Sunita D"
    assert (held.state, held.reason, waiting()) == ("waiting", "entitlements.scheme_closed", 1)


def test_what_is_dismissed_is_the_part_alone(cast, desk):
    makers.send(cast, applied_for())
    queue.dismiss(cast.fatima, Submission.objects.get(), "other", "closed, she was told")
    assert (Submission.objects.get().state, waiting()) == ("applied", 0)
    assert Attendance.objects.get().state == "seen"


def test_where_the_form_waits_as_a_whole_no_part_of_it_is_taken_in(cast, desk):
    makers.send(cast, applied_for("pm_sym"))
    other = applied_for("pm_sym", uid="two")
    other["attendance_uid"] = str(stable("test", "same token"))
    other["person_uid"], other["household_uid"] = (str(stable("test", one)) for one in ("p2", "h2"))
    other["result"]["gap"] = []
    makers.send(cast, other)
    held = Submission.objects.order_by("entry_seq").last()
    assert (held.state, held.reason, held.pending) == ("waiting", "outreach.token_taken", [])
    assert Application.objects.count() == 1 and Person.objects.count() == 1


def test_answers_that_cannot_be_read_leave_the_application_alone(cast, desk):
    odd = applied_for("pm_sym")
    odd["asked"] = {**odd["asked"], "bank_account": "perhaps"}
    makers.send(cast, odd)
    assert Submission.objects.get().pending == ["answers"]
    assert Application.objects.count() == 1 and not Worker.objects.exists()
    held = Submission.objects.get()
    edit = {"instance": f"uuid:{stable('test', 'edit')}", "edits": held.instance_id}
    makers.send(cast, applied_for("pm_sym"), **edit)
    assert Worker.objects.get().occupation == "construction_helper"
    assert Submission.objects.get().state == "applied"
