"""After the camps: applications go their way, papers are completed, people are sent to offices and asked again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from karmika.cli.demo.kaam_mango.desk import Desks
from karmika.cli.demo.kaam_mango.diary import Diary, india
from karmika.cli.demo.kaam_mango.plan import Application, Step, Visitor
from karmika.cli.synth.drawing import chance, generator, weighted
from karmika.entitlements.acts import (
    AnswerQuery,
    CloseGap,
    FileApplication,
    NoteFirstBenefit,
    NoteQuery,
    Reject,
    Sanction,
    Withdraw,
)
from karmika.journal.act import Act
from karmika.outreach.acts import RecordFollowUp
from karmika.outreach.models import FollowUp
from karmika.outreach.terms import TRY_AGAIN_DAYS
from karmika.referrals.acts import Answer, NoteAnswer, Refer
from karmika.referrals.models import Referral

BENEFITS = {
    "up_old_age_pension": 1_000_00, "up_widow_pension": 1_000_00, "pm_svanidhi": 10_000_00, "pm_sym": 0, "apy": 0,
}  # fmt: skip
"""Paise that arrive first; a card, a registration or a cover is 0."""
WORDS = (
    "The name on the bank book differs.",
    "Asked for a photo and the ration card.",
    "The form lacks a signature.",
)
ASKED = {"done": 0.86, "not_reached": 0.08, "open": 0.06}
REFERRED = 0.1
ANSWERED = {"done": 0.45, "accepted": 0.15, "declined": 0.15, "no_answer": 0.1, "open": 0.15}
DECLINED = {"papers_missing": 0.5, "did_not_come": 0.2, "not_our_work": 0.15, "not_eligible": 0.15}
_SERVICES = {
    "eshram": ("CSC", "eshram_registration"), "bocw_registration": ("LO", "bocw_registration"),
    "ration_card": ("CSC", "ration_card"), "pmjay": ("CSC", "health_card"), "pmsby": ("CSC", "insurance"),
    "up_old_age_pension": ("SW", "pension"), "up_widow_pension": ("SW", "pension"),
    "mobile_not_linked": ("CSC", "aadhaar_update"),
}  # fmt: skip


class Afterwards:
    """What resource persons and offices do for everybody who came."""

    def __init__(self, desks: Desks, diary: Diary) -> None:
        self.desks, self.diary = desks, diary
        self.manch, self.seed = desks.manch, desks.plan.seed

    def note(self) -> None:
        """All of it."""
        for one in self.desks.plan.people:
            who = self.manch.resource_person(one.camp.district, one.desk)
            rng = generator(self.seed, "kaam-mango", "later", one.camp.number, one.desk, one.number)
            for application in one.applications:
                for step in application.steps:
                    self._step(one, application, step, who)
            self._completed(one, who, rng)
            self._asked_again(one, who, rng)
            if one.shares and chance(REFERRED, rng):
                self._referred(one, who, rng)

    def _at(self, one: Visitor, days: int, hour: int, minute: int = 0) -> dt.datetime:
        return india(one.camp.held_on + dt.timedelta(days=days), hour, minute)

    def _step(self, one: Visitor, application: Application, step: Step, who: str) -> None:
        at = self._at(one, step.days, 17)
        key = ("application", application.number, step.what)
        self.diary.note(at, who, key, lambda: [self._act(application, step, at.date())])

    def _act(self, application: Application, step: Step, on: dt.date) -> Act:
        key = application.key
        if step.what == "file":
            return FileApplication(application=key, external_number=application.external, filed_on=on)
        if step.what == "query":
            return NoteQuery(application=key, query=WORDS[application.number % len(WORDS)], on=on)
        if step.what == "answer":
            return AnswerQuery(application=key, on=on)
        if step.what == "sanction":
            return Sanction(application=key, on=on)
        if step.what == "reject":
            return Reject(application=key, reason=step.detail, on=on)
        if step.what == "withdraw":
            return Withdraw(application=key, reason=step.detail, on=on)
        assert step.what == "benefit"
        paise = BENEFITS.get(self.desks.schemes[key], 0)
        return NoteFirstBenefit(application=key, amount_paise=paise, on=on)

    def _completed(self, one: Visitor, who: str, rng: Random) -> None:
        """Most papers are there after some weeks; some cannot be had."""
        if one.gap is None or chance(0.3, rng):
            return
        at = self._at(one, rng.randint(6, 45), 16)
        done = "completed" if chance(0.85, rng) else "could_not"
        closed = CloseGap(gap=one.id("gap"), outcome=done, on=at.date())
        self.diary.note(at, who, ("gap", str(one.id("gap"))), [closed])

    def _asked_again(self, one: Visitor, who: str, rng: Random) -> None:
        """On each day that the camp set; who is not reached is tried again, and some days pass unused."""
        for after in (7, 30, 90):
            how = weighted(ASKED, rng)
            days = after + rng.randint(0, 2)
            if how == "open":
                continue
            said = self._said(one, days, rng)
            if how == "not_reached":
                self._record(one, who, (after, days), "not_reached")
                days += TRY_AGAIN_DAYS
            self._record(one, who, (after, days), said)

    def _record(self, one: Visitor, who: str, when: tuple[int, int], said: str) -> None:
        after, days = when

        def acts() -> Sequence[Act]:
            asked = FollowUp.objects.filter(attendance_id=one.id("attendance"), after_days=after).first()
            return [] if asked is None else [RecordFollowUp(follow_up=asked.id, outcome=said)]

        self.diary.note(self._at(one, days, 11), who, ("asked", str(one.id("attendance")), after, days), acts)

    def _said(self, one: Visitor, days: int, rng: Random) -> str:
        """As the applications stand by then."""
        if not one.applications:
            if one.gap is not None:
                return "paper_missing" if days < 30 else "filed_now"
            return weighted({"in_progress": 0.4, "filed_now": 0.3, "gave_up": 0.2, "moved_away": 0.1}, rng)
        past = {step.what for one in one.applications for step in one.steps if step.days <= days}
        if "benefit" in past:
            return "received"
        if "withdraw" in past:
            return "gave_up"
        if "reject" in past:
            return weighted({"trouble": 0.6, "gave_up": 0.4}, rng)
        return "filed_now" if "file" in past and days < 20 else "in_progress"

    def _referred(self, one: Visitor, who: str, rng: Random) -> None:
        """The evening of the camp; the office answers, or does not."""
        person = one.id("person")
        answer = weighted(ANSWERED, rng)
        days = 16 + rng.randint(0, 6) if answer == "no_answer" else rng.randint(2, 20)
        reasons = {
            "done": rng.choice(("given", "registered", "paper_given")),
            "declined": weighted(DECLINED, rng),
        }
        why = reasons.get(answer, "")

        scheme = next((self.desks.schemes[made.key] for made in one.applications), "")
        office, service = _SERVICES.get(one.gap[1] if one.gap else scheme, ("CSC", "certificate"))
        shared = ("name", "phone", "occupation", "area")
        to = self.manch.office(one.camp.district, office)
        refer = Refer(subject=person, service=service, office=to, consent_how="in_person", shared=shared)
        self.diary.note(self._at(one, 0, 18), who, ("referred", str(person)), [refer])
        if answer == "open":
            return
        by_officer = office == "LO" and answer != "no_answer"
        how = "" if answer == "no_answer" else rng.choice(("phone", "visit", "person"))

        def answered() -> Sequence[Act]:
            row = Referral.objects.get(subject_id=person, service=service)
            if by_officer:
                return [Answer(referral=row.id, subject=person, answer=answer, why=why)]
            return [NoteAnswer(referral=row.id, subject=person, answer=answer, why=why, how=how)]

        at = self._at(one, days, 15)
        self.diary.note(at, "officer" if by_officer else who, ("answered", str(person)), answered)
