"""Questions about people, roles, phones and projects; every one takes the viewer, save the names of who acted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from karmika.access.acts.device import MANAGES_DEVICES
from karmika.access.acts.rights import may_grant
from karmika.access.models import Device, Organisation, Programme, Project, RoleAssignment, User
from karmika.access.roles import ASSIGNABLE, LABELS, Role
from karmika.access.viewer import OPERATOR_ID
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.kernel.dates import INDIA, now, today
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place, Viewer

PAGE = 50
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class UserLine:
    """A user as the list shows him: with today's roles in words."""

    user: User
    roles: tuple[str, ...]


_others: list[Callable[[Iterable[UUID]], Mapping[UUID, str]]] = []


def install_others(*names: Callable[[Iterable[UUID]], Mapping[UUID, str]]) -> None:
    """Take over functions that know the names of those who act and are no users: an office through its link."""
    _others[:] = names


def names_of(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names of users (of the operator, of offices through their links), for sentences about who did something."""
    wanted = set(ids)
    found = dict(User.objects.filter(id__in=wanted).values_list("id", "name"))
    names = {user_id: name or "" for user_id, name in found.items()}
    if OPERATOR_ID in wanted:
        names[OPERATOR_ID] = _("The operator")
    if unknown := wanted - names.keys():
        for others in _others:
            names |= others(unknown)
    return names


def name_beside(column: str) -> Coalesce:
    """The same for a question about what somebody did: the name of the user (or the operator) in a column."""
    text = TextField()
    operator = Case(
        When(**{column: OPERATOR_ID}, then=Value(_("The operator"), output_field=text)),
        default=Value("", output_field=text),
    )
    name = Subquery(User.objects.filter(id=OuterRef(column)).values("name")[:1])
    return Coalesce(name, operator, output_field=text)


def told_to(user: User) -> list[str]:
    """What others did to somebody's own sign-in lately; shown for 30 days, whoever has looked at it meanwhile."""
    since = now() - TOLD_FOR
    done = (
        (
            user.password_issued_at,
            user.password_issued_by,
            _("{who} gave out a new password for you on {when}."),
        ),
        (
            user.second_factor_reset_at,
            user.second_factor_reset_by,
            _("{who} took away your second factor on {when}."),
        ),
    )
    lately = [(at, by, said) for at, by, said in done if at is not None and by is not None and at > since]
    names = names_of(by for _at, by, _said in lately)
    return [
        said.format(who=names.get(by) or "–", when=date_format(localtime(at, INDIA), "j F Y, H:i"))
        for at, by, said in lately
    ]


def users(viewer: Viewer, *, text: str = "", page: int = 0) -> tuple[list[UserLine], bool]:
    """A page of users by name whose name, user name or phone holds `text`, and whether there are more."""
    found = User.objects.visible_to(viewer).select_related("organisation", "area")
    if text := nfc(text):
        match = Q(name__icontains=text) | Q(username__icontains=text)
        digits = "".join(character for character in text if character.isdigit())
        if len(digits) >= 4:
            match |= Q(phone__endswith=digits)
        found = found.filter(match)
    rows = list(found.order_by("-active", "name", "id")[page * PAGE : (page + 1) * PAGE + 1])
    held = RoleAssignment.objects.valid_on(today()).filter(user_id__in=[user.id for user in rows])
    labels: dict[UUID, list[str]] = {}
    for one in held.select_related("area").order_by("role", "id"):
        labels.setdefault(one.user_id, []).append(f"{one.label}, {one.area.name}")
    lines = [UserLine(user, tuple(labels.get(user.id, ()))) for user in rows[:PAGE]]
    return lines, len(rows) > PAGE


def user(viewer: Viewer, user_id: UUID) -> User | None:
    """This user, if the viewer may see him."""
    return User.objects.visible_to(viewer).select_related("organisation", "area").filter(id=user_id).first()


def grantable_roles(viewer: Viewer) -> list[tuple[str, str]]:
    """(role, label) of what the viewer may give somewhere; `check` decides for the place."""
    grants = [Place(grant.area, grant.organisation, grant.programme) for grant in viewer.grants]
    return [
        (str(role), str(LABELS[role]))
        for role in Role
        if role in ASSIGNABLE and any(may_grant(viewer, role, place) for place in grants)
    ]


def areas_of(viewer: Viewer, *, levels: tuple[str, ...] = ()) -> list[Area]:
    """Today's areas inside the viewer's grants, to choose from: the widest first, then by code."""
    reach = Q(pk__in=())
    for grant in viewer.grants:
        if grant.area is not None:
            reach |= Q(id__in=within(grant.area))
    found = Area.objects.filter(reach, valid_to__isnull=True)
    if levels:
        found = found.filter(level__in=levels)
    order = ("state", "district", "ulb", "block", "gram_panchayat", "ward", "village")
    return sorted(found, key=lambda area: (order.index(area.level), area.code))


def organisations(viewer: Viewer) -> list[Organisation]:
    """The viewer's organisations by name."""
    return list(Organisation.objects.visible_to(viewer).order_by("name", "id"))


def programmes(viewer: Viewer) -> list[Programme]:
    """The viewer's programmes by name."""
    return list(Programme.objects.visible_to(viewer).order_by("name", "id"))


def projects(viewer: Viewer) -> list[Project]:
    """The viewer's projects by number."""
    return list(Project.objects.visible_to(viewer).select_related("programme", "area").order_by("number"))


def may_manage_device(viewer: Viewer, device: Device) -> bool:
    """Whether one of the viewer's managing roles reaches this phone."""
    try:
        viewer.authorise(MANAGES_DEVICES, Place(device.area_id, device.organisation_id, device.programme_id))
    except Refused:
        return False
    return True
