"""Who asks: turns an account, a user or a phone's token into a viewer with the grants that are valid today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from karmika.access.device_keys import mac_of
from karmika.access.models import Account, Device, Project, RoleAssignment, SignIn, User
from karmika.access.roles import Role
from karmika.areas.queries import is_within
from karmika.kernel.asking import ask, built, columns, instant_of, uuid_of
from karmika.kernel.dates import in_india, now, today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place

LATE_DAYS = 30
"""How long earlier work of a phone that was withdrawn is still taken in, into the queue."""

OPERATOR_ID = stable("access", "operator")


@dataclass(frozen=True, eq=False)
class Person:
    """A user of the staff, perhaps with a phone in hand; lives for one request or one command."""

    id: UUID
    name: str = field(repr=False)
    grants: tuple[Grant, ...]
    device: UUID | None = None
    language: str = "en"
    _within: dict[tuple[UUID, UUID], bool] = field(default_factory=dict, repr=False)

    def covers(self, grant: Grant, place: Place) -> bool:
        """Whether this one grant reaches the place: its area, its organisation and its programme together.

        A place without an area ("everywhere") is reached by no grant of a person; without an organisation or a
        programme it belongs to none in particular.
        """
        if place.area is None or grant.area is None:
            return False
        if place.organisation is not None and place.organisation != grant.organisation:
            return False
        if place.programme is not None and grant.programme not in (None, place.programme):
            return False
        pair = (place.area, grant.area)
        if pair not in self._within:
            self._within[pair] = place.area == grant.area or is_within(place.area, grant.area)
        return self._within[pair]

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        """The widest grant with one of `roles` that reaches `place`. Raises Refused("access.not_yours")."""
        for grant in self.grants:
            if grant.role in roles and self.covers(grant, place):
                return grant
        raise Refused("access.not_yours")


@dataclass(frozen=True)
class Operator:
    """The person with the shell: sets the house up; has no area, reads no persons, exists only in the command line."""

    id: UUID = OPERATOR_ID
    name: str = "Operator"
    grants: tuple[Grant, ...] = (Grant(Role.OPERATOR, None, None, None),)
    device: UUID | None = None
    language: str = "en"

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        """The operator's grant where an act names the operator. Raises Refused("access.not_yours")."""
        if Role.OPERATOR not in roles:
            raise Refused("access.not_yours")
        return self.grants[0]


@dataclass(frozen=True)
class DeviceAccess:
    """A phone, the viewer that speaks through it, since when it may no longer do so (None: it may), and its last call."""

    device: Device
    viewer: Person
    closed_at: datetime | None
    seen_at: datetime | None = None


def account_today(account_id: UUID, sign_in: UUID | None = None) -> Account | None:
    """An account with its user and with today's roles in `grants_read`; None where one of the two is missing.

    One question in plain SQL: every page asks it, and a right that has ended must be seen at once. `sign_in`: the row
    of the session that asks, for `sign_in_read`.
    """
    a, u, s = columns(Account, "a"), columns(User, "u"), columns(SignIn, "s")
    found = ask(
        f"SELECT r.role, r.area_id, r.organisation_id, r.programme_id, r.id, f.data, {a}, {u}, {s}"  # noqa: S608
        " FROM access_account a JOIN access_user u ON u.id = a.id"
        " LEFT JOIN access_signin s ON s.id = %s AND s.account_id = a.id"
        " LEFT JOIN mfa_authenticator f ON f.user_id = a.id AND f.type = 'totp'"
        " LEFT JOIN access_roleassignment r ON r.user_id = u.id AND r.valid_from <= %s"
        " AND (r.valid_to IS NULL OR r.valid_to > %s) WHERE a.id = %s",
        sign_in or UUID(int=0),
        day := today(),
        day,
        account_id,
    )
    if not found:
        return None
    account: Account
    account, account.person, row = built((Account, User, SignIn), found[0][6:])
    account.grants_read = _in_order(_role(*row[:5]) for row in found if row[0] is not None)
    account.sign_in_read = row if row.id is not None else None
    account.factor_read = found[0][5] and json.loads(found[0][5])["number"]
    return account


def viewer_of(account: Account) -> Person:
    """The viewer behind an account that was read for this request: with what was read together with it."""
    user = account.person
    if user is None or account.grants_read is None:
        return viewer_for(account, user)
    grants = account.grants_read if user.active else ()
    return Person(id=user.id, name=user.name or "", grants=grants, language=account.language or user.language)


def viewer_for(who: Account | User, user: User | None = None) -> Person:
    """The viewer behind an account or a user with today's grants; none at all for a user who is not active.

    `user`: the account's, where it was read already.
    """
    if user is None:
        user = who if isinstance(who, User) else User.objects.filter(id=who.id).first()
    if user is None:
        return Person(id=who.id, name="", grants=())
    grants = grants_on(user.id, today()) if user.active else ()
    chosen = who.language if isinstance(who, Account) and who.language else user.language
    return Person(id=user.id, name=user.name or "", grants=grants, language=chosen)


def grants_on(user_id: UUID, day: date) -> tuple[Grant, ...]:
    """The role assignments of a user that are valid on this day, those for all programmes first."""
    valid = RoleAssignment.objects.filter(user_id=user_id).valid_on(day)
    rows = valid.values_list("role", "area_id", "organisation_id", "programme_id", "id")
    return _in_order(rows)


def _in_order(rows: Iterable[tuple[str, UUID, UUID, UUID | None, UUID]]) -> tuple[Grant, ...]:
    ordered = sorted(rows, key=lambda row: (row[3] is not None, row[0], str(row[4])))
    return tuple(Grant(*row[:4]) for row in ordered)


def _role(role: str, *ids: Any) -> tuple[str, UUID, UUID, UUID | None, UUID]:
    """A role assignment out of plain columns."""
    area, organisation, programme, assignment = ids
    return (
        role,
        uuid_of(area),
        uuid_of(organisation),
        uuid_of(programme) if programme else None,
        uuid_of(assignment),
    )


class _Held(NamedTuple):
    """The phone with its holder and project, the number of the key it calls with, its last call, the holder's roles."""

    device: Device
    key_number: int
    seen_at: datetime | None
    roles: list[tuple[str, UUID, UUID, UUID | None, UUID]]


def _held(mac: bytes) -> _Held | None:
    """What a phone holds today.

    One question in plain SQL: every call of every phone asks it, and a right that has ended must be seen at once.
    """
    d, u, p = columns(Device, "d"), columns(User, "u"), columns(Project, "p")
    found = ask(
        "SELECT k.number, r.role, r.area_id, r.organisation_id, r.programme_id, r.id, s.last_seen_at, "  # noqa: S608
        f"{d}, {u}, {p} FROM access_devicekey k JOIN access_device d ON d.id = k.device_id"
        " JOIN access_user u ON u.id = d.holder_id JOIN access_project p ON p.id = d.project_id"
        " LEFT JOIN access_deviceseen s ON s.device_id = d.id"
        " LEFT JOIN access_roleassignment r ON r.user_id = u.id AND r.valid_from <= %s"
        " AND (r.valid_to IS NULL OR r.valid_to > %s) WHERE k.token_hmac = %s",
        day := today(),
        day,
        mac,
    )
    if not found:
        return None
    device, device.holder, device.project = built((Device, User, Project), found[0][7:])
    rows = [_role(*row[1:6]) for row in found if row[1] is not None]
    seen_at = found[0][6]
    return _Held(device, found[0][0], None if seen_at is None else instant_of(seen_at), rows)


def device_access(token: str) -> DeviceAccess:
    """The phone with this token, also when it was withdrawn. Raises Refused("access.unknown_device").

    The viewer's grants are the holder's, cut to the phone's organisation, programme and area. Where the phone is
    closed they are those of its last day, so that work done before can still be received (never interpreted).
    """
    held = None if (mac := mac_of(token)) is None else _held(mac)
    if held is None:
        raise Refused("access.unknown_device")
    device, key_number, seen_at, rows = held
    holder = device.holder
    grants = _cut(_in_order(rows), device)
    ends = [device.revoked_at, holder.deactivated_at]
    if key_number < device.key_number:
        ends.append(device.reissued_at)
    # a phone that goes to a successor is withdrawn from a day on
    closed_at = min((end for end in ends if end is not None and end <= now()), default=None)
    if closed_at is None and not grants:
        closed_at = _last_right(holder.id)
    if closed_at is not None and not grants:
        last_day = in_india(closed_at - timedelta(days=1))
        grants = _cut(grants_on(holder.id, last_day), device)
    viewer = Person(
        id=holder.id, name=holder.name or "", grants=grants, device=device.id, language=holder.language
    )
    return DeviceAccess(device, viewer, closed_at, seen_at)


def viewer_for_device(token: str) -> tuple[Person, Device]:
    """The viewer and the phone behind a token. Raises Refused: access.unknown_device, access.revoked_device."""
    access = device_access(token)
    if access.closed_at is not None:
        raise Refused(
            "access.revoked_device",
            revoked_on=in_india(access.closed_at).isoformat(),
            late=now() - access.closed_at > timedelta(days=LATE_DAYS),
        )
    return access.viewer, access.device


def _cut(grants: tuple[Grant, ...], device: Device) -> tuple[Grant, ...]:
    """A phone never gives more than it was set up for: the smaller of both areas, its organisation and programme."""
    cut: list[Grant] = []
    for grant in grants:
        if grant.area is None or grant.organisation != device.organisation_id:
            continue
        if grant.programme not in (None, device.programme_id):
            continue
        if grant.area == device.area_id or is_within(device.area_id, grant.area):
            area = device.area_id
        elif is_within(grant.area, device.area_id):
            area = grant.area
        else:
            continue
        cut.append(Grant(grant.role, area, device.organisation_id, device.programme_id))
    return tuple(cut)


def _last_right(user_id: UUID) -> datetime:
    """When the holder's last role ended; long ago when there never was one."""
    ended = RoleAssignment.objects.filter(user_id=user_id, valid_to__isnull=False, valid_to__lte=today())
    last = ended.order_by("-valid_to", "id").values_list("valid_to", flat=True).first()
    moment = now()
    if last is None:
        return moment - timedelta(days=10 * LATE_DAYS)
    return moment - timedelta(days=(in_india(moment) - last).days)
