"""The list of offices: one is put on it, changed, closed. What stands there is public, nobody's personal data."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.areas import checks
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc, phone_e164
from karmika.kernel.viewer import Place
from karmika.referrals import terms
from karmika.referrals.acts import deciding
from karmika.referrals.models import Office
from karmika.referrals.roles import OFFICE_KEEPERS
from karmika.referrals.service_list import services

NAME_MAXIMUM = 120
TEXT_MAXIMUM = 300
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}")
_SHORT_NUMBER = re.compile(r"\d{3,5}")


def office_id(organisation: UUID, code: str) -> UUID:
    """The id of the office that an organisation keeps under this code."""
    return stable("referrals", "office", organisation, code)


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an office. `area` is what it serves; `officers_of`: whose officers answer by their own accounts."""

    office_kind: str
    area: UUID
    services: tuple[str, ...]
    name_en: str
    name_te: str = ""
    name_hi: str = ""
    phone: str = ""
    hours: str = ""
    address: str = ""
    source: str = ""
    officers_of: UUID | None = None

    def checked(self, organisation: UUID, on: date) -> "Details":
        """As it is kept: texts in normal form, the phone in E.164, services in the list's order. Raises Refused."""
        deciding.one_of(self.office_kind, terms.OFFICE_KINDS, "referrals.unknown_kind")
        checks.standing(self.area, on)
        given = deciding.codes(self.services, services(), "referrals.unknown_service")
        if not given:
            raise Refused("referrals.no_service")
        if self.officers_of == organisation:
            raise Refused("referrals.officers")
        tidy = {name: mask_aadhaar(nfc(getattr(self, name))) for name in _NAMES + _TEXTS}
        if not tidy["name_en"] or max(len(tidy[name]) for name in _NAMES) > NAME_MAXIMUM:
            raise Refused("referrals.name", maximum=NAME_MAXIMUM)
        if max(len(tidy[name]) for name in _TEXTS) > TEXT_MAXIMUM:
            raise Refused("referrals.text_too_long", maximum=TEXT_MAXIMUM)
        return msgspec.structs.replace(self, services=given, phone=_callable(self.phone), **tidy)

    def columns(self) -> dict[str, Any]:
        """The columns of the table, by name."""
        found = msgspec.structs.asdict(self)
        return {
            **{name: found[name] for name in (*_NAMES, *_TEXTS, "phone", "officers_of")},
            "kind": self.office_kind,
            "area_id": self.area,
            "services": list(self.services),
        }


_NAMES = ("name_en", "name_te", "name_hi")
_TEXTS = ("hours", "address", "source")


def _callable(typed: str) -> str:
    """A phone number in E.164; short public numbers (112, 181, 14434) as they are. Raises Refused("kernel.phone")."""
    tidy = typed.strip()
    return tidy if not tidy or _SHORT_NUMBER.fullmatch(tidy) else phone_e164(tidy)


def details_of(office: Office) -> Details:
    """What is known of an office now."""
    return Details(
        office_kind=office.kind,
        area=office.area_id,
        services=tuple(office.services),
        phone=office.phone,
        officers_of=office.officers_of,
        **{name: getattr(office, name) for name in _NAMES + _TEXTS},
    )


class DefineOffice(Act, frozen=True, kw_only=True):
    """An office to which people may be sent comes onto an organisation's list."""

    kind: ClassVar[str] = "referrals.define_office"
    roles: ClassVar[frozenset[str]] = OFFICE_KEEPERS | {Role.OPERATOR}
    says: ClassVar[str | Promise] = _("{actor} put the office {code} on the list")

    code: str
    organisation: UUID
    details: Details

    def place(self) -> Place:
        """In the area it serves, for the organisation that keeps the list."""
        return Place(self.details.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        """The place of this code."""
        return (office_id(self.organisation, self.code),)

    def subjects(self) -> Iterable[UUID]:
        """The office."""
        return (office_id(self.organisation, self.code),)

    def check(self, context: Context) -> Self:
        """Raises Refused: referrals.code, referrals.office_exists, and what is wrong with the details."""
        if _CODE.fullmatch(self.code) is None:
            raise Refused("referrals.code")
        details = self.details.checked(self.organisation, context.today)
        if Office.objects.filter(id=office_id(self.organisation, self.code)).exists():
            raise Refused("referrals.office_exists", office_code=self.code)
        return msgspec.structs.replace(self, details=details)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The office."""
        rows.insert(
            Office,
            id=office_id(self.organisation, self.code),
            code=self.code,
            organisation_id=self.organisation,
            **self.details.columns(),
        )


class _OfOffice(Act, frozen=True, kw_only=True):
    """What acts about one office have in common."""

    office: UUID

    def place(self) -> Place:
        """What it serves now."""
        return _place(self.office)

    def locks(self) -> Iterable[UUID]:
        """The office."""
        return (self.office,)

    def subjects(self) -> Iterable[UUID]:
        """The office."""
        return (self.office,)


class ChangeOffice(_OfOffice, frozen=True, kw_only=True):
    """What is known of an office changed or was wrong. One that was closed stands open again."""

    kind: ClassVar[str] = "referrals.change_office"
    roles: ClassVar[frozenset[str]] = OFFICE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} changed what is known of the office {code}")

    details: Details
    code: str = ""

    def check(self, context: Context) -> Self:
        """The details are usable and something differs; the right in a new area is looked for here."""
        found = deciding.office(self.office)
        details = self.details.checked(found.organisation_id, context.today)
        if details.area != found.area_id:
            context.viewer.authorise(self.roles, Place(details.area, found.organisation_id))
        if details == details_of(found) and found.closed_on is None:
            raise Refused("referrals.nothing_to_change")
        return msgspec.structs.replace(self, details=details, code=found.code)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The office's columns."""
        rows.update(Office, self.office, closed_on=None, **self.details.columns())


class CloseOffice(_OfOffice, frozen=True, kw_only=True):
    """Nobody is sent to this office any more. What was sent before stays and may still be answered."""

    kind: ClassVar[str] = "referrals.close_office"
    roles: ClassVar[frozenset[str]] = OFFICE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} took the office {code} off the list")

    on: date | None = None
    code: str = ""

    def check(self, context: Context) -> Self:
        """Raises Refused("referrals.office_closed")."""
        found = deciding.office(self.office)
        if found.closed_on is not None:
            raise Refused("referrals.office_closed")
        return msgspec.structs.replace(self, code=found.code, on=context.today)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The day."""
        rows.update(Office, self.office, closed_on=self.on)


def _place(office: UUID) -> Place:
    found = deciding.office(office)
    return Place(found.area_id, found.organisation_id)
