"""Consent by purpose: given, withdrawn, and put right when it was written down wrongly."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.registry.acts.checking import RECORDERS, any_household, any_person, known_purpose, place_of_row
from karmika.registry.acts.writing import count_consent, write_consent
from karmika.registry.choices import PURPOSES
from karmika.registry.facts import ConsentAnswer, Owner
from karmika.registry.models import Consent


class GiveConsent(Act, frozen=True, kw_only=True):
    """A household, or one person of it, says yes to a purpose after the notice was read out (DPDP Act 2023, s. 6)."""

    kind: ClassVar[str] = "registry.give_consent"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} noted consent: {purpose}")

    household: UUID
    person: UUID | None = None
    purpose: str
    notice_version: str = ""
    language: str = ""
    whose: Owner | None = None

    def place(self) -> Place:
        return _place(self.household, self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def facts(self) -> dict[str, object]:
        return {**super().facts(), "purpose": PURPOSES.get(self.purpose, self.purpose)}

    def check(self, context: Context) -> "GiveConsent":
        known_purpose(self.purpose)
        if standing(self.household, self.person, self.purpose) is not None:
            raise Refused("registry.consent_given_already")
        return msgspec.structs.replace(self, whose=owner_at(self.place()))

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None
        answer = ConsentAnswer(
            purpose=self.purpose, given=True, notice_version=self.notice_version, language=self.language
        )
        write_consent(rows, entry, answer, whose=self.whose, household=self.household, person=self.person)


class WithdrawConsent(Act, frozen=True, kw_only=True):
    """A household, or one person of it, takes a yes back; that must be as easy as giving it (DPDP Act 2023, s. 6(4))."""

    kind: ClassVar[str] = "registry.withdraw_consent"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} noted that consent was withdrawn: {purpose}")

    household: UUID
    person: UUID | None = None
    purpose: str
    consent: UUID | None = None

    def place(self) -> Place:
        return _place(self.household, self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def facts(self) -> dict[str, object]:
        return {**super().facts(), "purpose": PURPOSES.get(self.purpose, self.purpose)}

    def check(self, context: Context) -> "WithdrawConsent":
        known_purpose(self.purpose)
        found = standing(self.household, self.person, self.purpose)
        if found is None:
            raise Refused("registry.no_consent")
        return msgspec.structs.replace(self, consent=found)

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.consent is not None
        rows.update(Consent, self.consent, withdrawn_on=entry.happened_on)
        count_consent(rows, entry, rows.get(Consent, self.consent), amount=-1, on=entry.happened_on)


class CorrectConsent(Act, frozen=True, kw_only=True):
    """The answer about a purpose was written down wrongly, or left out. Counts as if it had been right at once."""

    kind: ClassVar[str] = "registry.correct_consent"
    roles: ClassVar[frozenset[str]] = RECORDERS
    says: ClassVar[str | Promise] = _("{actor} corrected the answer about consent: {purpose}")

    household: UUID
    person: UUID | None = None
    answer: ConsentAnswer
    whose: Owner | None = None
    consent: UUID | None = None
    """The row that was wrong; None when the answer had been left out."""
    counts: bool = True
    """Whether the figure moves: not when the yes had been withdrawn before."""

    def place(self) -> Place:
        return _place(self.household, self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person or self.household,)

    def facts(self) -> dict[str, object]:
        return {**super().facts(), "purpose": PURPOSES.get(self.answer.purpose, self.answer.purpose)}

    def check(self, context: Context) -> "CorrectConsent":
        known_purpose(self.answer.purpose)
        found = (
            Consent.objects.filter(
                Q(person_id=self.person), household_id=self.household, purpose=self.answer.purpose
            )
            .order_by("entry_seq", "id")
            .last()
        )
        whose = owner_at(self.place())
        if found is None:
            return msgspec.structs.replace(self, whose=whose)
        counts = _stands(found) != self.answer.given
        return msgspec.structs.replace(self, whose=whose, consent=found.id, counts=counts)

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None
        if self.consent is None:
            write_consent(
                rows, entry, self.answer, whose=self.whose, household=self.household, person=self.person
            )
            return
        given, area = self.answer.given, self.whose.area
        rows.update(Consent, self.consent, given=given, withdrawn_on=None, area_id=area)
        if self.counts:
            row = rows.get(Consent, self.consent)
            count_consent(rows, entry, row, amount=1 if given else -1, on=row["answered_on"])


def _place(household: UUID, person: UUID | None) -> Place:
    if person is not None:
        any_person(person)
    return place_of_row(any_household(household))


def owner_at(place: Place) -> Owner:
    """Whose a consent is: the household's."""
    assert place.area and place.organisation and place.programme
    return Owner(area=place.area, organisation=place.organisation, programme=place.programme)


def standing(household: UUID, person: UUID | None, purpose: str) -> UUID | None:
    """The consent that stands for this purpose: given and not withdrawn. None where there is none."""
    given = Consent.objects.filter(
        Q(person_id=person), household_id=household, purpose=purpose, given=True, withdrawn_on=None
    )
    return given.order_by("entry_seq", "id").values_list("id", flat=True).last()


def _stands(consent: Consent) -> bool:
    return consent.given and consent.withdrawn_on is None
