"""The scene, small, in a database where another organisation's people are already: it plays, it proves, it keeps apart."""

from datetime import timedelta

import pytest

from karmika.access.models import Organisation
from karmika.cases.models import Case
from karmika.cli.demo import kaam_mango
from karmika.cli.demo.kaam_mango import proving
from karmika.cli.demo.kaam_mango.staff import DEPARTMENT, ORGANISATION, SENIOR
from karmika.cli.demo.promises import nothing_broke
from karmika.cli.demo.scenes import Claim
from karmika.entitlements.models import Application
from karmika.groups.tests import people
from karmika.journal.models import Entry
from karmika.kernel import guard
from karmika.kernel.dates import in_india, now
from karmika.outreach.models import Attendance, Camp, FollowUp
from karmika.referrals.models import Office, Referral
from karmika.registry.models import Person

SIZE = 40


@pytest.fixture
def played(fresh_database, cast, capsys):
    """The scene in a database that commits, beside three workers of the mission; its organisation, and what it printed."""
    people.make(cast, [1, 2, 3])
    outcome = kaam_mango.play(Claim({"kaam-mango": SIZE}, 1, now()))
    printed = capsys.readouterr().out
    assert outcome.held, printed
    return outcome.office, printed


def test_it_keeps_its_promises_and_two_organisations_apart(cast, played, capsys):
    manch, printed = played
    assert "BROKEN" not in printed and f"people: {SIZE}, as many" in printed
    ours = Person.objects.filter(organisation_id=manch.organisation)
    assert ours.count() == SIZE and Person.objects.filter(organisation_id=cast.mepma).count() >= 3
    assert set(Person.objects.visible_to(manch.viewer("coordinator"))) == set(ours)
    assert not set(Person.objects.visible_to(cast.devi)) & set(ours)
    _entries_were_recorded_when_things_happened()
    _some_of_everything_is_there(manch)
    _restricted_cases_are_of_their_team(manch)
    _late_answers_are_late()
    assert nothing_broke(), capsys.readouterr().out
    _a_wrong_figure_is_told(manch)


def _entries_were_recorded_when_things_happened():
    for camp in Camp.objects.filter(state="closed"):
        came = Attendance.objects.filter(camp=camp).first()
        assert came is not None
        recorded = Entry.objects.get(seq=came.entry_seq).recorded_at
        assert in_india(recorded) == camp.held_on
    assert Camp.objects.filter(held_on__gt=in_india(now()), state="planned").exists()
    assert Attendance.objects.filter(camp__held_on=in_india(now()), state="waiting").count() == 3


def _some_of_everything_is_there(manch):
    states = set(
        Application.objects.filter(organisation_id=manch.organisation).values_list("state", flat=True)
    )
    assert {"filed", "sanctioned", "received", "rejected"} <= states
    assert set(FollowUp.objects.values_list("after_days", flat=True)) == {7, 30, 90}
    department = Organisation.objects.get(code=DEPARTMENT)
    assert Referral.objects.exclude(state="sent").exists()
    offices = Office.objects.filter(organisation_id=manch.organisation)
    assert {one.officers_of for one in offices} == {None, department.id}
    closed = Case.objects.filter(state="closed")
    assert closed.exists() and all(one.closed_by != one.closing_by for one in closed)


def _restricted_cases_are_of_their_team(manch):
    restricted = Case.objects.filter(level=2)
    assert restricted.exists() and Organisation.objects.get(code=ORGANISATION).kind == "ngo"
    for name, sees in ((SENIOR, True), ("coordinator", False), ("viewer", False), ("officer", False)):
        seen = Case.objects.visible_to(manch.viewer(name)).filter(level=2)
        assert seen.exists() == sees, name


def _a_wrong_figure_is_told(manch):
    """The proof is no formality: one row that is changed behind its back is found."""
    assert all(proving._sums(manch))
    with guard.opened():
        some = Application.objects.filter(state="rejected")[:1]
        Application.objects.filter(id__in=[one.id for one in some]).update(state="filed")
    assert not all(proving._sums(manch))


def _late_answers_are_late():
    answered = Case.objects.filter(answered_at__isnull=False)
    assert answered.exists()
    for one in answered:
        assert one.in_time == (one.answered_at - one.received_at <= timedelta(hours=2))
