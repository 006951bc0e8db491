"""Staff from a CSV file: each good line becomes a user with a role and a one-time password, bad lines are told.

The file is one act, each line an entry of its own caused by it; loading the same file again changes nothing. Where a line
names a post of a preset (presets.py) instead of a role, there is an entry for each role of that post.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from karmika.access.accounts import NewLogin, open_account
from karmika.access.acts.role import AssignRole, EndRole
from karmika.access.acts.user import AddUser, ChangeUser, DeactivateUser, LoadStaff, ReactivateUser
from karmika.access.models import Account, Organisation, Programme, RoleAssignment, User
from karmika.access.presets import spelled_out
from karmika.access.roles import ASSIGNABLE
from karmika.areas.models import Area
from karmika.files import loading, reading
from karmika.files.loading import undone_id
from karmika.files.models import LoadedFile
from karmika.files.reading import Line
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry, Subject
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.text import nfc, phone_e164
from karmika.kernel.viewer import Viewer

COLUMNS = reading.Columns(
    ("user_name", "name", "role", "area_level", "area_code"),
    ("phone", "language", "organisation", "programme"),
)
"""Of every file; the last two are codes."""


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


def load_staff(viewer: Viewer, data: bytes) -> StaffReport:
    """Load a file as the viewer; what he may not do by hand he may not do by file.

    Raises Refused (files.unreadable, files.columns, access.not_yours) when the file as a whole is no good;
    then nothing was written. A bad line does not stop the others.
    """
    lines, bad = reading.read(data, COLUMNS)
    cause = _record_file(viewer, data, len(lines))
    report = StaffReport(bad=[BadLine(row.line, row.refused.sentence()) for row in bad])
    for line in spelled_out(lines):
        try:
            _load_line(viewer, line, cause, report)
        except Refused as refused:
            report.bad.append(BadLine(line.number, refused.sentence()))
    report.bad.sort(key=lambda one: one.number)
    return report


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
    return loading.file_entry(viewer, stable("access", "staff entry", *parts), lambda _: act)


def _load_line(viewer: Viewer, line: Line, cause: UUID, report: StaffReport) -> None:
    username = line.cells["user_name"].lower()
    role = _role_of(viewer, line, user=stable("access", "staff user", keyed_hash(username.encode()).hex()))
    known = User.objects.filter(username=username).first()
    if known is None:
        report.logins.append(_new_user(viewer, line, role, cause))
        return
    if not known.active and _left_with_a_file(known.id):
        report.logins.append(_back_again(viewer, line, role, cause))
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


def _new_user(viewer: Viewer, line: Line, role: AssignRole, cause: UUID) -> NewLogin:
    add = AddUser(
        user=role.user,
        username=line.cells["user_name"],
        name=line.cells["name"],
        phone=line.cells["phone"] or None,
        language=line.cells["language"] or "en",
        organisation=role.organisation,
        area=role.area,
    )
    content = keyed_hash(
        repr(sorted((name, cell) for name, cell in line.cells.items() if cell)).encode()
    ).hex()
    perform([add, role], viewer, entry_id=stable("access", "staff line", content), cause=cause)
    made = User.objects.get(id=role.user)
    return NewLogin(made.id, made.username or "", open_account(made.id))


def _left_with_a_file(user: UUID) -> bool:
    """Whether the last that happened to a user is that the file that brought him was undone."""
    seq = Subject.objects.filter(subject=user).order_by("-entry_seq").values("entry_seq")[:1]
    cause = Entry.objects.filter(seq__in=seq).values_list("cause", flat=True).first()
    undone = LoadedFile.objects.filter(what="staff", undone_on__isnull=False).values_list("id", flat=True)
    return cause in set(map(undone_id, undone))


def _back_again(viewer: Viewer, line: Line, role: AssignRole, cause: UUID) -> NewLogin:
    """A user whose file was undone stands in a better file: in again, as that one says, with a new password."""
    before = RoleAssignment.objects.filter(user_id=role.user).count()
    anew = msgspec.structs.replace(
        role, assignment=stable("access", "staff role again", role.assignment, before)
    )
    change = ChangeUser(
        user=role.user,
        name=line.cells["name"],
        phone=line.cells["phone"],
        language=line.cells["language"] or "en",
    )
    perform([ReactivateUser(user=role.user), change, anew], viewer, cause=cause)
    made = User.objects.get(id=role.user)
    return NewLogin(made.id, made.username or "", open_account(made.id))


def take_staff_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: roles end today; whoever came with the file leaves, unless he has done something since."""
    back: list[Act] = [EndRole(assignment=act.assignment) for act in acts if isinstance(act, AssignRole)]
    came = [act.user for act in acts if isinstance(act, AddUser | ReactivateUser)]
    if Entry.objects.filter(actor__in=came).exists():
        raise Refused("files.in_use")
    return [*back, *(DeactivateUser(user=user) for user in came)]


REVERSALS = {"staff": take_staff_back}


def _refuse_if_different(known: User, line: Line, organisation: UUID) -> None:
    if known.organisation_id != organisation:
        raise Refused("access.user_name_taken")
    phone = phone_e164(line.cells["phone"]) if line.cells["phone"] else None
    if nfc(line.cells["name"]) != known.name or phone not in (None, known.phone):
        raise Refused("access.user_differs")
    if not known.active:
        raise Refused("access.user_inactive")


def _role_of(viewer: Viewer, line: Line, *, user: UUID) -> AssignRole:
    if line.cells["role"] not in ASSIGNABLE:
        raise Refused("access.role_unknown")
    area = Area.objects.filter(level=line.cells["area_level"], code=line.cells["area_code"]).first()
    if area is None:
        raise Refused("access.area_unknown")
    organisation = _organisation_of(viewer, line.cells["organisation"])
    programme: UUID | None = None
    if line.cells["programme"]:
        programme = (
            Programme.objects.filter(code=line.cells["programme"]).values_list("id", flat=True).first()
        )
        if programme is None:
            raise Refused("access.programme_unknown")
    return AssignRole(
        assignment=stable(
            "access", "staff role", user, line.cells["role"], area.id, organisation, str(programme)
        ),
        user=user,
        role=line.cells["role"],
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
