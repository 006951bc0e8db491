"""What becomes of a referral: the office answers, the staff note its answer, or it is taken back."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals import terms
from karmika.referrals.acts import deciding
from karmika.referrals.acts.counting import count
from karmika.referrals.models import Link, Referral
from karmika.referrals.parts import Kept
from karmika.referrals.roles import ANSWERS, REFERRERS


class Answer(Act, frozen=True, kw_only=True):
    """The office itself answers: an officer with an account, or whoever holds its link.

    A link lives on when the office takes it up, until the day it is due: then it says by the same link what came of it.
    By the link the act is done on the ground of who sent the referral, by an account on the ground of the office.
    """

    kind: ClassVar[str] = "referrals.answer"
    roles: ClassVar[frozenset[str]] = ANSWERS
    says: ClassVar[str | Promise] = _("{actor} answered the referral {number}: {answer} {why}")
    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "subject"

    referral: UUID
    subject: UUID
    answer: str
    why: str = ""
    """The reason of a no (terms.DECLINE_REASONS), or what came of it (terms.OUTCOMES)."""
    words: str | None = None
    link: UUID | None = None
    number: str = ""
    on: date | None = None
    ends: UUID | None = None
    keeps: Kept | None = None

    def place(self) -> Place:
        """The referral's for a link, else the office's. Raises Refused("referrals.unknown")."""
        found = deciding.referral(self.referral)
        if self.link is not None:
            return Place(found.area_id, found.organisation_id, found.programme_id)
        return Place(found.office.area_id, found.office.officers_of, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        """The referral: of two answers at once one is the first."""
        return (self.referral,)

    def subjects(self) -> Iterable[UUID]:
        """The referral and whom it is about."""
        return (self.referral, self.subject)

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.unknown, referrals.closed, referrals.unknown_answer."""
        found = _to_answer(self, context)
        _refuse_answer(found, self.answer, self.why)
        ends, keeps = deciding.link_after(found, self.answer, context)
        return msgspec.structs.replace(
            self,
            words=deciding.words(self.words),
            number=found.number,
            on=context.today,
            ends=ends,
            keeps=keeps,
        )

    def facts(self) -> dict[str, Any]:
        """The answer and its reason in words."""
        return _shown(self)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The state, what becomes of the link, and what counts."""
        assert self.on is not None
        how = "account" if self.link is None else "link"
        _write_answer(entry, rows, self, on=self.on, how=how)
        if self.ends is not None:
            rows.update(Link, self.ends, ended="answered" if self.ends == self.link else "closed")


class _OfReferral(Act, frozen=True, kw_only=True):
    """What acts of the staff about one referral have in common."""

    referral: UUID
    subject: UUID

    def place(self) -> Place:
        """The referral's."""
        return deciding.referral_place(self.referral)

    def locks(self) -> Iterable[UUID]:
        """The referral."""
        return (self.referral,)

    def subjects(self) -> Iterable[UUID]:
        """The referral and whom it is about."""
        return (self.referral, self.subject)


class NoteAnswer(_OfReferral, frozen=True, kw_only=True):
    """The staff note what an office said by phone, in a letter or at its desk; or that it never answered."""

    kind: ClassVar[str] = "referrals.note_answer"
    roles: ClassVar[frozenset[str]] = REFERRERS
    says: ClassVar[str | Promise] = _("{actor} noted of the referral {number}: {answer} {why}")
    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "subject"

    answer: str
    why: str = ""
    how: str = ""
    on: date | None = None
    words: str | None = None
    number: str = ""
    ends: UUID | None = None
    keeps: Kept | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.closed, referrals.not_over, referrals.unknown_answer, referrals.future and others."""
        found = deciding.seen_referral(context.viewer, self.referral, self.subject)
        on = self.on or context.today
        if self.answer == terms.NO_ANSWER:
            deciding.refuse_closed(found)
            if found.due_on >= context.today:
                raise Refused("referrals.not_over", due_on=found.due_on.isoformat())
            if self.why or self.how:
                raise Refused("referrals.unknown_answer")
        else:
            _refuse_answer(found, self.answer, self.why)
            deciding.one_of(self.how, terms.ANSWERED_WAYS, "referrals.unknown_answer")
        deciding.refuse_day(on, found, context.today)
        ends, keeps = deciding.link_after(found, self.answer, context)
        return msgspec.structs.replace(
            self,
            on=on,
            words=deciding.words(self.words),
            number=found.number,
            ends=ends,
            keeps=keeps,
        )

    def facts(self) -> dict[str, Any]:
        """The answer and its reason in words."""
        return _shown(self)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The state, the end of a link, and what counts."""
        assert self.on is not None
        _write_answer(entry, rows, self, on=self.on, how=self.how)
        if self.ends is not None:
            rows.update(Link, self.ends, ended="closed")


class Revoke(_OfReferral, frozen=True, kw_only=True):
    """A referral is taken back: the person no longer agrees, or it is not needed. The office reads nothing from then on.

    One that was entered by mistake is counted out again; any other stays counted as sent.
    """

    kind: ClassVar[str] = "referrals.revoke"
    roles: ClassVar[frozenset[str]] = REFERRERS
    says: ClassVar[str | Promise] = _("{actor} took the referral {number} back ({reason})")

    reason: str
    number: str = ""
    on: date | None = None
    ends: UUID | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.closed, referrals.unknown_reason, referrals.unknown."""
        found = deciding.seen_referral(context.viewer, self.referral, self.subject)
        deciding.refuse_closed(found)
        deciding.one_of(self.reason, terms.REVOKE_REASONS, "referrals.unknown_reason")
        return msgspec.structs.replace(
            self, number=found.number, on=context.today, ends=deciding.open_link(self.referral)
        )

    def facts(self) -> dict[str, Any]:
        """The reason in words."""
        return terms.shown(Act.facts(self), reason=terms.REVOKE_REASONS)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the referral and of its link."""
        assert self.on is not None
        row = rows.get(Referral, self.referral)
        rows.update(Referral, self.referral, state=terms.REVOKED, reason=self.reason, closed_on=self.on)
        if self.reason == "entered_by_mistake":
            count(rows, entry, row, "referrals_sent", on=row["sent_on"], amount=-1)
            if row["accepted_on"] is not None:
                count(rows, entry, row, "referrals_accepted", on=row["accepted_on"], amount=-1)
        if self.ends is not None:
            rows.update(Link, self.ends, ended="revoked")


def _to_answer(act: Answer, context: Context) -> Referral:
    """The referral, if this viewer may answer it. What is not there, not his and over look the same."""
    living = Referral.objects.filter(id=act.referral, subject_id=act.subject)
    if act.link is None:
        found = living.for_officer(context.viewer).select_related("office").first()
        if found is None:
            raise Refused("referrals.unknown")
        return found
    found = living.living().select_related("office").first()
    stands = Link.objects.filter(
        id=act.link, referral_id=act.referral, ended="", expires_at__gt=context.now
    ).exists()
    if found is None or not stands or context.viewer.id != act.link:
        raise Refused("referrals.unknown")
    return found


def _refuse_answer(found: Referral, answer: str, why: str) -> None:
    deciding.refuse_closed(found)
    deciding.one_of(answer, terms.ANSWERS, "referrals.unknown_answer")
    if answer == terms.ACCEPTED:
        if found.state == terms.ACCEPTED:
            raise Refused("referrals.already_accepted")
        if why:
            raise Refused("referrals.unknown_answer")
        return
    known = terms.DECLINE_REASONS if answer == terms.DECLINED else terms.OUTCOMES
    deciding.one_of(why, known, "referrals.unknown_answer")


def _shown(act: Answer | NoteAnswer) -> dict[str, Any]:
    reasons = {**terms.DECLINE_REASONS, **terms.OUTCOMES}
    facts = terms.shown(Act.facts(act), answer=terms.STATES, why=reasons)
    return {**facts, "why": f"({facts['why']})" if act.why else ""}


def _write_answer(entry: Header, rows: Rows, act: Answer | NoteAnswer, *, on: date, how: str) -> None:
    row = rows.get(Referral, act.referral)
    changes: dict[str, Any] = {"state": act.answer, "answered_on": on, "answered_how": how}
    if act.answer == terms.NO_ANSWER:
        changes = {"state": act.answer}
    if act.answer == terms.ACCEPTED:
        changes["accepted_on"] = on
    else:
        changes["closed_on"] = on
    if act.answer == terms.DECLINED:
        changes["reason"] = act.why
    if act.answer == terms.DONE:
        changes["outcome"] = act.why
    rows.update(Referral, act.referral, **changes)
    if act.keeps is not None:
        rows.update(Link, act.keeps.link, expires_at=act.keeps.until)
    if act.answer == terms.ACCEPTED or (act.answer == terms.DONE and row["accepted_on"] is None):
        count(rows, entry, row, "referrals_accepted", on=on)
    if act.answer == terms.DONE:
        count(rows, entry, row, "referrals_done", on=on)
        if on <= row["due_on"]:
            count(rows, entry, row, "referrals_in_time", on=on)
