"""People of the staff: added, changed, stopped; a new one-time password; a list of staff that was loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.acts.rights import (
    active_user,
    place_of_user,
    refuse_password_of_the_same_hand,
    refuse_unless_manageable,
)
from karmika.access.models import Organisation, RoleAssignment, User
from karmika.access.roles import Role
from karmika.areas.models import Area
from karmika.files.models import LoadedFile
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc, phone_e164
from karmika.kernel.viewer import Place

_USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._@-]{2,63}")

MANAGES_USERS: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.STATE_PROGRAMME_MANAGER, Role.OPERATOR})


def _username_lock(username: str | None) -> UUID:
    return stable("access", "username", (username or "").strip().lower())


def _phone_lock(phone: str | None) -> UUID:
    # by the last ten digits, so that every way of writing one number takes the same lock
    return stable("access", "phone", re.sub(r"\D", "", phone or "")[-10:])


def _checked_name(name: str | None) -> str:
    tidy = nfc(name or "")
    if not tidy or len(tidy) > 200:
        raise Refused("access.name_missing")
    return tidy


def _checked_phone(phone: str | None, user_id: UUID) -> str | None:
    if not phone or not phone.strip():
        return None
    number = phone_e164(phone)
    if User.objects.filter(phone=number).exclude(id=user_id).exists():
        raise Refused("access.phone_taken")
    return number


def _checked_language(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Refused("access.language_unknown")
    return language


class OneUser(Act, frozen=True, kw_only=True):
    """Something that whoever manages users does to one of them."""

    roles: ClassVar[frozenset[str]] = MANAGES_USERS
    user: UUID

    def place(self) -> Place:
        return place_of_user(self.user)

    def locks(self) -> Iterable[UUID]:
        return (self.user,)

    def subjects(self) -> Iterable[UUID]:
        return (self.user,)


class AddUser(Act, frozen=True, kw_only=True):
    """A person joins the staff. Gives no right by itself (see AssignRole); the password is no part of it."""

    kind: ClassVar[str] = "access.add_user"
    roles: ClassVar[frozenset[str]] = MANAGES_USERS
    says: ClassVar[str | Promise] = _("{actor} added this user")
    identity: ClassVar[tuple[str, ...]] = ("username", "name", "phone")
    owner: ClassVar[str] = "user"
    user: UUID
    username: str | None = None
    name: str | None = None
    phone: str | None = None
    language: str = "en"
    organisation: UUID
    area: UUID

    def place(self) -> Place:
        return Place(self.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        return (self.user, _username_lock(self.username), _phone_lock(self.phone))

    def subjects(self) -> Iterable[UUID]:
        return (self.user,)

    def check(self, context: Context) -> Self:
        username = (self.username or "").strip().lower()
        if not _USERNAME.fullmatch(username):
            raise Refused("access.user_name_form")
        if User.objects.filter(username=username).exists():
            raise Refused("access.user_name_taken")
        if User.objects.filter(id=self.user).exists():
            raise Refused("access.user_exists")
        if not Organisation.objects.filter(id=self.organisation).exists():
            raise Refused("access.organisation_unknown")
        if not Area.objects.filter(id=self.area).exists():
            raise Refused("access.area_unknown")
        return msgspec.structs.replace(
            self,
            username=username,
            name=_checked_name(self.name),
            phone=_checked_phone(self.phone, self.user),
            language=_checked_language(self.language),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            User,
            id=self.user,
            username=self.username,
            name=self.name,
            phone=self.phone,
            language=self.language,
            organisation_id=self.organisation,
            area_id=self.area,
        )


class ChangeUser(OneUser, frozen=True, kw_only=True):
    """Name, phone, language or post of a user change. What is left out stays; an empty phone removes it."""

    kind: ClassVar[str] = "access.change_user"
    says: ClassVar[str | Promise] = _("{actor} changed this user's details")
    identity: ClassVar[tuple[str, ...]] = ("name", "phone")
    owner: ClassVar[str] = "user"
    name: str | None = None
    phone: str | None = None
    language: str | None = None
    area: UUID | None = None

    def locks(self) -> Iterable[UUID]:
        return (self.user, _phone_lock(self.phone))

    def check(self, context: Context) -> Self:
        user = active_user(self.user)
        refuse_unless_manageable(context, self.user)
        if self.area is not None and self.area != user.area_id:
            context.viewer.authorise(self.roles, Place(self.area, user.organisation_id))
            if not Area.objects.filter(id=self.area).exists():
                raise Refused("access.area_unknown")
        phone = user.phone if self.phone is None else _checked_phone(self.phone, self.user)
        return msgspec.structs.replace(
            self,
            name=user.name if self.name is None else _checked_name(self.name),
            phone=phone,
            language=_checked_language(self.language or user.language),
            area=self.area or user.area_id,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            User, self.user, name=self.name, phone=self.phone, language=self.language, area_id=self.area
        )


class DeactivateUser(OneUser, frozen=True, kw_only=True):
    """A person leaves the staff: no sign-in, no right and no phone from this moment on."""

    kind: ClassVar[str] = "access.deactivate_user"
    says: ClassVar[str | Promise] = _("{actor} ended this user's access")
    deactivated_at: datetime | None = None

    def check(self, context: Context) -> Self:
        active_user(self.user)
        refuse_unless_manageable(context, self.user)
        return msgspec.structs.replace(self, deactivated_at=context.now)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            User, self.user, active=False, deactivated_at=self.deactivated_at, signed_out_seq=entry.seq
        )


class ReactivateUser(OneUser, frozen=True, kw_only=True):
    """A person comes back to the staff. The roles of before stay ended: they are given anew, one by one."""

    kind: ClassVar[str] = "access.reactivate_user"
    says: ClassVar[str | Promise] = _("{actor} let this user in again")

    def check(self, context: Context) -> Self:
        user = User.objects.filter(id=self.user).first()
        if user is None:
            raise Refused("access.user_unknown")
        if user.active:
            raise Refused("access.user_active")
        held = RoleAssignment.objects.filter(user_id=self.user)
        if held.exclude(valid_to__lte=context.today).exists():  # what ends later would come back unseen
            raise Refused("access.user_has_roles")
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(User, self.user, active=True, deactivated_at=None)


class IssuePassword(OneUser, frozen=True, kw_only=True):
    """A new one-time password was asked for a user. The password itself is never journalled."""

    kind: ClassVar[str] = "access.issue_password"
    says: ClassVar[str | Promise] = _("{actor} issued a new one-time password for this user")
    number: int | None = None

    def check(self, context: Context) -> Self:
        user = active_user(self.user)
        refuse_unless_manageable(context, self.user)
        refuse_password_of_the_same_hand(context, user)
        return msgspec.structs.replace(self, number=user.passwords_issued + 1)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(
            User,
            self.user,
            passwords_issued=self.number,
            password_issued_at=entry.recorded_at,
            password_issued_by=entry.actor,
            signed_out_seq=entry.seq,
        )


class LoadStaff(Act, frozen=True, kw_only=True):
    """A list of staff was loaded from a file; its lines are entries of their own with this one as cause."""

    kind: ClassVar[str] = "access.load_staff"
    roles: ClassVar[frozenset[str]] = MANAGES_USERS
    says: ClassVar[str | Promise] = _("{actor} loaded a list of {lines} staff")
    file: UUID
    mac: str
    lines: int
    area: UUID | None = None
    organisation: UUID | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        return (self.file,)

    def subjects(self) -> Iterable[UUID]:
        return (self.file,)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            LoadedFile,
            id=entry.id,
            what="staff",
            digest=self.mac,
            rows_count=self.lines,
            area_id=self.area,
            organisation_id=self.organisation,
        )
