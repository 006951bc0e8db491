"""Handing a post over: the role, perhaps a new user, and the phones, in one entry of the journal or not at all.

A phone goes on as a new registration of the successor: what the predecessor collected before stays his, and is still
received for 30 days. The successor scans a sheet of his own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from karmika.access.accounts import NewLogin, open_account
from karmika.access.acts import AddUser, HandOver, RegisterDevice, RevokeDevice
from karmika.access.models import Device, RoleAssignment, User
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.ids import derive
from karmika.kernel.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A successor who is no user yet."""

    name: str
    username: str
    phone: str | None
    language: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who gets which post when, with which phones. `entry`: the same plan with the same id is done once."""

    entry: UUID
    assignment: RoleAssignment
    on: date
    successor: User | Newcomer
    phones: tuple[Device, ...] = ()

    @property
    def successor_id(self) -> UUID:
        """The successor's id; a newcomer's follows from the plan."""
        return self.successor.id if isinstance(self.successor, User) else derive(self.entry, "user")

    def phone_id(self, phone: Device) -> UUID:
        """The id under which a phone goes on."""
        return derive(self.entry, "phone", phone.id)


@dataclass(frozen=True)
class HandedOver:
    """What came of it: the newcomer's log-in (once), and the phones as they go on."""

    successor: UUID
    login: NewLogin | None
    phones: tuple[UUID, ...]


def hand_over(plan: Plan, viewer: Viewer) -> HandedOver:
    """Do it, all or nothing. Raises Refused with whatever one of the acts says."""
    outcome = perform(_acts(plan), viewer, entry_id=plan.entry)
    login = None
    if outcome.state == "done" and isinstance(plan.successor, Newcomer):
        user = User.objects.get(id=plan.successor_id)
        login = NewLogin(user.id, user.username or "", open_account(user.id))
    return HandedOver(plan.successor_id, login, tuple(plan.phone_id(phone) for phone in plan.phones))


def _acts(plan: Plan) -> list[Act]:
    acts: list[Act] = []
    post, successor = plan.assignment, plan.successor
    if isinstance(successor, Newcomer):
        acts.append(
            AddUser(
                user=plan.successor_id,
                username=successor.username,
                name=successor.name,
                phone=successor.phone,
                language=successor.language,
                organisation=post.organisation_id,
                area=post.area_id,
            )
        )
    acts.append(
        HandOver(
            assignment=post.id,
            successor=plan.successor_id,
            becomes=derive(plan.entry, "assignment"),
            on=plan.on,
        )
    )
    for phone in plan.phones:
        acts.append(
            RegisterDevice(
                device=plan.phone_id(phone),
                name=phone.name,
                holder=plan.successor_id,
                organisation=phone.organisation_id,
                programme=phone.programme_id,
                area=phone.area_id,
                starts_on=plan.on,
            )
        )
        acts.append(RevokeDevice(device=phone.id, reason="handed_on", on=plan.on))
    return acts
