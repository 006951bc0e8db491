"""Staff from a CSV file: each good line becomes a user with a role and a one-time password, bad lines are told.

The file is one act, each line an entry of its own caused by it; loading the same file again changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from karmika.access.accounts import NewLogin, open_account
from karmika.access.acts.role import AssignRole
from karmika.access.acts.user import AddUser, LoadStaff
from karmika.access.models import Account, Organisation, Programme, RoleAssignment, User
from karmika.access.roles import ASSIGNABLE
from karmika.areas.models import Area
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.text import nfc, phone_e164
from karmika.kernel.viewer import Viewer

COLUMNS = ("user_name", "name", "role", "area_level", "area_code")
"""What every file must have; phone, language, organisation and programme (codes) may be left out."""


@dataclass(frozen=True)
class BadLine:
    """A line that was not loaded: its number in the file (the heading is 1) and why, in a sentence."""

    number: int
    why: str


@dataclass
class StaffReport:
    """What became of a file."""

    logins: list[NewLogin] = field(default_factory=list)
    unchanged: int = 0
    roles_added: int = 0
    bad: list[BadLine] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    number: int
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def load_staff(viewer: Viewer, data: bytes) -> StaffReport:
    """Load a file as the viewer; what he may not do by hand he may not do by file.

    Raises Refused (access.staff_file, access.staff_columns, access.not_yours) when the file as a whole is no good;
    then nothing was written. A bad line does not stop the others.
    """
    lines = list(_read(data))
    cause = _record_file(viewer, data, len(lines))
    report = StaffReport()
    for line in lines:
        try:
            _load_line(viewer, line, cause, report)
        except Refused as refused:
            report.bad.append(BadLine(line.number, refused.sentence()))
    return report


def _read(data: bytes) -> Iterator[_Line]:
    try:
        text = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        headings = [(name or "").strip().lower() for name in reader.fieldnames or []]
        reader.fieldnames = headings
        missing = [name for name in COLUMNS if name not in headings]
        if missing:
            raise Refused("access.staff_columns", columns=", ".join(missing))
        for row in reader:
            fields = {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}
            if any(fields.values()):
                yield _Line(reader.line_num, fields)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("access.staff_file") from error


def _record_file(viewer: Viewer, data: bytes, lines: int) -> UUID:
    mine = next((grant for grant in viewer.grants if grant.role in LoadStaff.roles), None)
    if mine is None:
        raise Refused("access.not_yours")
    mac = keyed_hash(data).hex()
    parts = (mac, viewer.id, str(mine.area), str(mine.organisation))
    act = LoadStaff(
        file=stable("access", "staff file", *parts),
        mac=mac,
        lines=lines,
        area=mine.area,
        organisation=mine.organisation,
    )
    return perform(act, viewer, entry_id=stable("access", "staff entry", *parts)).entry_id


def _load_line(viewer: Viewer, line: _Line, cause: UUID, report: StaffReport) -> None:
    username = line["user_name"].lower()
    role = _role_of(viewer, line, user=stable("access", "staff user", keyed_hash(username.encode()).hex()))
    known = User.objects.filter(username=username).first()
    if known is None:
        report.logins.append(_new_user(viewer, line, role, cause))
        return
    _refuse_if_different(known, line, role.organisation)
    same = RoleAssignment.objects.filter(
        user=known,
        role=role.role,
        area_id=role.area,
        organisation_id=role.organisation,
    )
    same = same.filter(programme_id=role.programme) if role.programme else same.filter(programme=None)
    if same.exists():  # also when it was ended since: a file that was loaded before gives nothing back
        report.unchanged += 1
    else:
        perform(msgspec.structs.replace(role, user=known.id), viewer, cause=cause)
        report.roles_added += 1
    if not Account.objects.filter(id=known.id).exists():  # the first load broke off between user and account
        report.logins.append(NewLogin(known.id, username, open_account(known.id)))


def _new_user(viewer: Viewer, line: _Line, role: AssignRole, cause: UUID) -> NewLogin:
    add = AddUser(
        user=role.user,
        username=line["user_name"],
        name=line["name"],
        phone=line["phone"] or None,
        language=line["language"] or "en",
        organisation=role.organisation,
        area=role.area,
    )
    content = keyed_hash(repr(sorted(line.fields.items())).encode()).hex()
    perform([add, role], viewer, entry_id=stable("access", "staff line", content), cause=cause)
    made = User.objects.get(id=role.user)
    return NewLogin(made.id, made.username or "", open_account(made.id))


def _refuse_if_different(known: User, line: _Line, organisation: UUID) -> None:
    if known.organisation_id != organisation:
        raise Refused("access.user_name_taken")
    phone = phone_e164(line["phone"]) if line["phone"] else None
    if nfc(line["name"]) != known.name or phone not in (None, known.phone):
        raise Refused("access.user_differs")
    if not known.active:
        raise Refused("access.user_inactive")


def _role_of(viewer: Viewer, line: _Line, *, user: UUID) -> AssignRole:
    if line["role"] not in ASSIGNABLE:
        raise Refused("access.role_unknown")
    area = Area.objects.filter(level=line["area_level"], code=line["area_code"]).first()
    if area is None:
        raise Refused("access.area_unknown")
    organisation = _organisation_of(viewer, line["organisation"])
    programme: UUID | None = None
    if line["programme"]:
        programme = Programme.objects.filter(code=line["programme"]).values_list("id", flat=True).first()
        if programme is None:
            raise Refused("access.programme_unknown")
    return AssignRole(
        assignment=stable("access", "staff role", user, line["role"], area.id, organisation, str(programme)),
        user=user,
        role=line["role"],
        area=area.id,
        organisation=organisation,
        programme=programme,
    )


def _organisation_of(viewer: Viewer, code: str) -> UUID:
    seen = Organisation.objects.visible_to(viewer)
    if code:
        seen = seen.filter(code=code)
    found = list(seen.order_by("id")[:2])
    if len(found) != 1:
        raise Refused("access.organisation_unknown")
    return found[0].id
