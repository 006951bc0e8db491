"""Phones: registered for a holder, given a new key, withdrawn. Their secrets are no part of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.kinds import REVOCATION_REASONS
from karmika.access.models import Device, Project, RoleAssignment, User
from karmika.access.roles import Role
from karmika.areas.models import Area
from karmika.areas.queries import ancestors, is_within
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.dates import INDIA
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place

MANAGES_DEVICES: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.STATE_PROGRAMME_MANAGER, Role.OPERATOR})


def _place_of_device(device_id: UUID) -> Place:
    found = (
        Device.objects.filter(id=device_id).values_list("area_id", "organisation_id", "programme_id").first()
    )
    return Place() if found is None else Place(*found)


def _device_in_use(device_id: UUID) -> Device:
    device = Device.objects.filter(id=device_id).first()
    if device is None:
        raise Refused("access.device_unknown")
    if device.revoked_at is not None:
        raise Refused("access.device_revoked_already")
    return device


class RegisterDevice(Act, frozen=True, kw_only=True):
    """A phone is set up for one holder, for one programme, in one area: what it may receive is cut to that."""

    kind: ClassVar[str] = "access.register_device"
    roles: ClassVar[frozenset[str]] = MANAGES_DEVICES
    says: ClassVar[str | Promise] = _("{actor} registered a phone")
    identity: ClassVar[tuple[str, ...]] = ("name",)
    owner: ClassVar[str] = "holder"
    device: UUID
    name: str | None = None
    holder: UUID
    organisation: UUID
    programme: UUID
    area: UUID
    project: UUID | None = None
    registered_on: date | None = None
    starts_on: date | None = None
    """The first day on which the holder's role reaches the phone; today, if left out."""

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (self.device, self.holder)

    def subjects(self) -> Iterable[UUID]:
        return (self.device, self.holder)

    def check(self, context: Context) -> Self:
        name = nfc(self.name or "")
        if not name or len(name) > 100:
            raise Refused("access.name_missing")
        if Device.objects.filter(id=self.device).exists():
            raise Refused("access.device_exists")
        if not Area.objects.filter(id=self.area).exists():
            raise Refused("access.area_unknown")
        holder = User.objects.filter(id=self.holder).first()
        if holder is None:
            raise Refused("access.user_unknown")
        if not holder.active:
            raise Refused("access.user_inactive")
        self._refuse_holder_without_role(context)
        project = Project.objects.filter(
            programme_id=self.programme,
            organisation_id=self.organisation,
            area_id__in=ancestors(self.area),
        ).first()
        if project is None:
            raise Refused("access.no_project")
        return msgspec.structs.replace(self, name=name, project=project.id, registered_on=context.today)

    def _refuse_holder_without_role(self, context: Context) -> None:
        held = RoleAssignment.objects.filter(user_id=self.holder, organisation_id=self.organisation)
        for one in held.valid_on(max(context.today, self.starts_on or context.today)):
            if one.programme_id not in (None, self.programme):
                continue
            if is_within(self.area, one.area_id) or is_within(one.area_id, self.area):
                return
        raise Refused("access.holder_has_no_role")

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Device,
            id=self.device,
            name=self.name,
            holder_id=self.holder,
            organisation_id=self.organisation,
            programme_id=self.programme,
            area_id=self.area,
            project_id=self.project,
            registered_on=self.registered_on,
        )


class ReissueDevice(Act, frozen=True, kw_only=True):
    """A phone gets a new key (lost sheet, new handset): the old QR code stops working at this moment."""

    kind: ClassVar[str] = "access.reissue_device"
    roles: ClassVar[frozenset[str]] = MANAGES_DEVICES
    says: ClassVar[str | Promise] = _("{actor} gave a phone a new key; its old sheet no longer works")
    device: UUID
    key_number: int | None = None
    reissued_at: datetime | None = None
    holder: UUID | None = None

    def place(self) -> Place:
        return _place_of_device(self.device)

    def locks(self) -> Iterable[UUID]:
        return (self.device,)

    def subjects(self) -> Iterable[UUID]:
        return (self.device,) if self.holder is None else (self.device, self.holder)

    def check(self, context: Context) -> Self:
        device = _device_in_use(self.device)
        return msgspec.structs.replace(
            self, key_number=device.key_number + 1, reissued_at=context.now, holder=device.holder_id
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Device, self.device, key_number=self.key_number, reissued_at=self.reissued_at)


class RevokeDevice(Act, frozen=True, kw_only=True):
    """A phone is withdrawn, at once or on a day. What it collected before is still received for 30 days, into the queue."""

    kind: ClassVar[str] = "access.revoke_device"
    roles: ClassVar[frozenset[str]] = MANAGES_DEVICES
    says: ClassVar[str | Promise] = _("{actor} withdrew a phone ({reason})")
    device: UUID
    reason: str
    revoked_at: datetime | None = None
    holder: UUID | None = None
    on: date | None = None
    """The first day on which it sends nothing new; at once, if left out or today."""

    def place(self) -> Place:
        return _place_of_device(self.device)

    def locks(self) -> Iterable[UUID]:
        return (self.device,)

    def subjects(self) -> Iterable[UUID]:
        return (self.device,) if self.holder is None else (self.device, self.holder)

    def check(self, context: Context) -> Self:
        device = _device_in_use(self.device)
        if self.reason not in REVOCATION_REASONS:
            raise Refused("access.reason_unknown")
        if self.on is not None and self.on < context.today:
            raise Refused("access.dates_reversed")
        at = context.now if self.on in (None, context.today) else datetime.combine(self.on, time.min, INDIA)
        return msgspec.structs.replace(self, revoked_at=at.astimezone(UTC), holder=device.holder_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Device, self.device, revoked_at=self.revoked_at, revoked_reason=self.reason)

    def facts(self) -> dict[str, Any]:
        """For sentences: the reason in words."""
        return {**super().facts(), "reason": REVOCATION_REASONS.get(self.reason, self.reason)}
