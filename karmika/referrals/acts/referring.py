"""Somebody is sent to an office: for one service, by her own consent, with what she lets the office read."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals import subjects, terms
from karmika.referrals.acts import deciding
from karmika.referrals.acts.counting import count
from karmika.referrals.models import Referral
from karmika.referrals.parts import Whose
from karmika.referrals.roles import REFERRERS
from karmika.referrals.service_list import services

DUE_DAYS, DUE_DAYS_MAXIMUM = 14, 180
"""How long an office has where nobody says a day, and at most."""

CONSENT_DAYS = 30
"""A consent for this referral was given lately; an older one was given for something else."""


def need(subject: UUID, service: str) -> UUID:
    """The id to lock while a need is referred: one subject, one service, one open referral."""
    return stable("referrals", "need", subject, service)


class Refer(Act, frozen=True, kw_only=True):
    """Sends a person (or a case) to an office for one service, by consent for this referral (DPDP Act 2023, s. 6).

    The office reads the number, the service, who sends and until when, and of `shared` what was ticked; nothing else.
    """

    kind: ClassVar[str] = "referrals.refer"
    roles: ClassVar[frozenset[str]] = REFERRERS
    says: ClassVar[str | Promise] = _("{actor} made the referral {number} to {office_names}: {service}")
    identity: ClassVar[tuple[str, ...]] = ("note",)
    owner: ClassVar[str] = "subject"

    subject: UUID
    about: str = "person"
    service: str
    office: UUID
    consent_how: str
    consent_by: str = "self"
    consent_on: date | None = None
    shared: tuple[str, ...] = ()
    note: str | None = None
    due_on: date | None = None
    referral: UUID | None = None
    number: str = ""
    whose: Whose | None = None
    office_names: tuple[str, str, str] = ("", "", "")

    def place(self) -> Place:
        """Where the subject is and whose it is. Raises Refused: referrals.unknown_about, referrals.unknown_subject."""
        found = subjects.kind_of(self.about).place(self.subject)
        if found is None:
            raise Refused("referrals.unknown_subject")
        return found

    def locks(self) -> Iterable[UUID]:
        """The subject, its need, and the office."""
        return (self.subject, need(self.subject, self.service), self.office)

    def subjects(self) -> Iterable[UUID]:
        """The referral and whom it is about."""
        return (self.subject,) if self.referral is None else (self.subject, self.referral)

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.no_consent, referrals.already_open, referrals.unknown_subject and others."""
        about = subjects.kind_of(self.about)
        whose = about.whose(context.viewer, self.subject)
        if whose is None:
            raise Refused("referrals.unknown_subject")
        if not self.consent_how:
            raise Refused("referrals.no_consent")
        deciding.one_of(self.consent_how, terms.CONSENT_WAYS, "referrals.unknown_consent")
        deciding.one_of(self.consent_by, terms.CONSENT_BY, "referrals.unknown_consent")
        consent_on = self.consent_on or context.today
        if consent_on > context.today:
            raise Refused("referrals.future", on=consent_on.isoformat())
        if consent_on < context.today - timedelta(days=CONSENT_DAYS):
            raise Refused("referrals.old_consent", days=CONSENT_DAYS)
        deciding.one_of(self.service, services(), "referrals.unknown_service")
        office = deciding.office_for(self.office, self.service, whose.area, whose.organisation)
        _refuse_second(self.subject, self.service)
        referral = deciding.new_id(context, "referral", self.subject, self.service)
        return msgspec.structs.replace(
            self,
            shared=deciding.codes(self.shared, about.fields, "referrals.unknown_field"),
            note=deciding.words(self.note),
            consent_on=consent_on,
            due_on=_due(self.due_on, context.today),
            referral=referral,
            number=deciding.free_number(referral),
            whose=whose,
            office_names=office.names,
        )

    def facts(self) -> dict[str, Any]:
        """The service and the office by name."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The referral, and one sent."""
        assert self.referral is not None and self.whose is not None
        values = {
            "id": self.referral,
            "number": self.number,
            "about": self.about,
            "subject_id": self.subject,
            "service": self.service,
            "office_id": self.office,
            "area_id": self.whose.area,
            "organisation_id": self.whose.organisation,
            "programme_id": self.whose.programme,
            "sex": self.whose.sex,
            "occupation": self.whose.occupation,
            "shared": list(self.shared),
            "consent_by": self.consent_by,
            "consent_how": self.consent_how,
            "consent_on": self.consent_on,
            "sent_on": entry.recorded_on,
            "sent_by": entry.actor,
            "due_on": self.due_on,
        }
        rows.insert(Referral, **values)
        count(rows, entry, values, "referrals_sent", on=entry.recorded_on)


def _refuse_second(subject: UUID, service: str) -> None:
    """One open referral for one need. The caller holds `need`; the partial unique constraint is the second wall."""
    held = Referral.objects.filter(subject_id=subject, service=service, state__in=terms.OPEN)
    number = held.values_list("number", flat=True).first()
    if number is not None:
        raise Refused("referrals.already_open", number=number)


def _due(due_on: date | None, today: date) -> date:
    chosen = due_on or today + timedelta(days=DUE_DAYS)
    if not today <= chosen <= today + timedelta(days=DUE_DAYS_MAXIMUM):
        raise Refused("referrals.due", days=DUE_DAYS_MAXIMUM)
    return chosen
