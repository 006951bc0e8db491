"""What becomes of a referral: answers of the office, of the staff for it, and what is taken back."""

from datetime import timedelta

import pytest

from karmika.journal.perform import perform
from karmika.kernel import dates
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.referrals.acts import Answer, NoteAnswer, Revoke
from karmika.referrals.models import Link, Referral
from karmika.referrals.queries.words import words_of
from karmika.referrals.tests.makers import answer, at_department, link, officer, referral
from karmika.registry.acts import GiveConsent, WithdrawConsent
from karmika.registry.models import Person


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def counted(measure):
    return sum(Contribution.objects.filter(measure=measure).values_list("amount", flat=True))


def said(row, **changes):
    asked = {"answer": "done", "why": "registered", "how": "phone"}
    return NoteAnswer(referral=row.id, subject=row.subject_id, **asked | changes)


def test_an_officer_takes_it_up_and_says_later_what_came_of_it(cast):
    row = at_department(cast)
    perform(answer(row), officer(cast, cast.mepma))
    row.refresh_from_db()
    assert (row.state, row.accepted_on, row.answered_how) == ("accepted", today(), "account")
    done = answer(row, answer="done", why="registered", words="Card given.")
    perform(done, officer(cast, cast.mepma))
    row.refresh_from_db()
    assert (row.state, row.outcome, row.closed_on) == ("done", "registered", today())
    assert words_of([row.id])[row.id].answers == ("Card given.",)
    for measure in ("sent", "accepted", "done", "in_time"):
        assert counted(f"referrals_{measure}") == 1, measure
    done = Contribution.objects.get(measure="referrals_done")
    assert (done.organisation_id, done.programme_id) == (cast.other_org, cast.vog)


def test_a_no_has_a_reason(cast, nothing_written):
    row, viewer = at_department(cast), officer(cast, cast.mepma)
    assert refused(nothing_written, answer(row, answer="declined"), viewer) == "referrals.unknown_answer"
    perform(answer(row, answer="declined", why="papers_missing"), viewer)
    row.refresh_from_db()
    assert (row.state, row.reason, counted("referrals_done")) == ("declined", "papers_missing", 0)
    assert refused(nothing_written, answer(row), viewer) == "referrals.closed"


@pytest.mark.parametrize(
    ("organisation", "area"), [("other_org", "251746-W07"), ("mepma", "251746-W08"), ("mepma", "251719-W01")]
)
def test_an_officer_of_another_organisation_or_area_answers_nothing(
    cast, nothing_written, organisation, area
):
    row = at_department(cast)
    stranger = officer(cast, getattr(cast, organisation), area)
    assert refused(nothing_written, answer(row), stranger) == "access.not_yours"
    assert not Referral.objects.for_officer(stranger).exists()


def test_staff_do_not_answer_as_the_office_and_an_officer_does_not_note_as_staff(cast, nothing_written):
    row = at_department(cast)
    assert refused(nothing_written, answer(row), cast.colleague) == "access.not_yours"
    assert refused(nothing_written, said(row), officer(cast, cast.mepma)) == "access.not_yours"


def test_an_officer_cannot_pass_for_a_link(cast, nothing_written):
    row = referral(cast)
    link(cast, row)
    given = Link.objects.get()
    act = answer(row, link=given.id)
    assert refused(nothing_written, act, officer(cast, cast.mepma)) == "referrals.unknown"


def test_staff_note_what_an_office_said_on_the_phone(cast, nothing_written):
    row = referral(cast)
    assert refused(nothing_written, said(row, how=""), cast.lakshmi) == "referrals.unknown_answer"
    late = said(row, on=today() + timedelta(days=1))
    assert refused(nothing_written, late, cast.lakshmi) == "referrals.future"
    early = said(row, on=today() - timedelta(days=1))
    assert refused(nothing_written, early, cast.lakshmi) == "referrals.too_early"
    perform(said(row, words="Number 12."), cast.lakshmi)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.answered_how) == ("done", "registered", "phone")
    # done without having been accepted before: accepted counts too
    assert (counted("referrals_accepted"), counted("referrals_in_time")) == (1, 1)


def test_no_answer_is_noted_only_when_the_day_is_over(cast, nothing_written, monkeypatch):
    row = referral(cast)
    nothing = said(row, answer="no_answer", why="", how="")
    assert refused(nothing_written, nothing, cast.lakshmi) == "referrals.not_over"
    later = dates.now() + timedelta(days=15)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    perform(nothing, cast.lakshmi)
    row.refresh_from_db()
    assert (row.state, row.answered_on, counted("referrals_in_time")) == ("no_answer", None, 0)


def test_what_is_done_too_late_is_not_in_time(cast, monkeypatch):
    row = referral(cast)
    later = dates.now() + timedelta(days=15)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    perform(said(row), cast.lakshmi)
    assert (counted("referrals_done"), counted("referrals_in_time")) == (1, 0)


def test_what_is_taken_back_cannot_be_answered(cast, nothing_written):
    row = at_department(cast)
    perform(Revoke(referral=row.id, subject=row.subject_id, reason="consent_withdrawn"), cast.colleague)
    assert refused(nothing_written, answer(row), officer(cast, cast.mepma)) == "referrals.closed"
    again = Revoke(referral=row.id, subject=row.subject_id, reason="no_longer_needed")
    assert refused(nothing_written, again, cast.colleague) == "referrals.closed"


def test_who_withdraws_the_consent_to_share_is_shown_to_no_office_any_more(cast, nothing_written):
    row = at_department(cast)
    home = Person.objects.get(id=row.subject_id).household_id
    share = {"household": home, "purpose": "share_department"}
    perform(GiveConsent(**share, notice_version="1", language="te"), cast.colleague)
    assert Referral.objects.for_officer(officer(cast, cast.mepma)).exists()
    perform(WithdrawConsent(**share), cast.colleague)
    assert not Referral.objects.for_officer(officer(cast, cast.mepma)).exists()
    assert refused(nothing_written, answer(row), officer(cast, cast.mepma)) == "referrals.unknown"
    assert Referral.objects.visible_to(cast.colleague).exists()


def test_an_answer_about_another_person_is_refused(cast, nothing_written):
    row = at_department(cast)
    act = Answer(referral=row.id, subject=referral(cast).subject_id, answer="accepted")
    assert refused(nothing_written, act, officer(cast, cast.mepma)) == "referrals.unknown"
