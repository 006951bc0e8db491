"""The lists of this room that can be taken along: users, the roles they hold and held, phones. Staff, not workers."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from karmika.access import phones, posts
from karmika.access.models import SEES_USERS, Device, DeviceSeen, RoleAssignment, User
from karmika.access.roles import ASSIGNABLE
from karmika.kernel.dates import today
from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.text import dialled
from karmika.kernel.viewer import Viewer
from karmika.ui.asked import id_of


def _users(viewer: Viewer, sought: Sought) -> "QuerySet[User]":
    return User.objects.visible_to(viewer)


def _with_roles(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows.select_related("organisation", "area"))
    held = RoleAssignment.objects.valid_on(today()).filter(user_id__in=[row.id for row in found])
    roles: dict[Any, list[str]] = {}
    for one in held.select_related("area").order_by("role", "id"):
        roles.setdefault(one.user_id, []).append(f"{one.label}, {one.area.name}")
    for row in found:
        row.roles_now = "; ".join(roles.get(row.id, ()))
    return found


USERS = Listing(
    name="users",
    page="access.users",
    title=_("Users"),
    about=_("One line for each colleague: name, phone, post and what roles are held today."),
    roles=SEES_USERS,
    rows=_users,
    read=_with_roles,
    order=("-active", "name", "id"),
    columns=(
        Column(_("Name"), lambda row: row.name),
        Column(_("User name"), lambda row: row.username),
        Column(_("Phone"), lambda row: dialled(row.phone)),
        Column(_("Organisation"), lambda row: row.organisation.name),
        Column(_("Area"), lambda row: row.area.name),
        Column(_("Roles today"), lambda row: row.roles_now),
        Column(_("Can sign in"), lambda row: _("Yes") if row.active else _("No")),
    ),
)


def _posts(viewer: Viewer, sought: Sought) -> "QuerySet[RoleAssignment]":
    role, when = sought.get("role", ""), sought.get("when", "")
    return posts.all_posts(
        viewer,
        posts.Sought(
            area=id_of(sought.get("area", "")),
            role=role if role in ASSIGNABLE else "",
            when=when if when in (posts.PAST, posts.COMING, posts.ALL) else posts.CURRENT,
        ),
    )


def _with_user(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    return rows.select_related("user", "area", "organisation", "programme")


POSTS = Listing(
    name="posts",
    page="access.posts",
    title=_("Posts"),
    about=_("One line for each role that a colleague holds or held: where, for whom, from when to when."),
    roles=SEES_USERS,
    filters=("area", "role", "when"),
    rows=_posts,
    read=_with_user,
    order=("area__level", "area__code", "role", "-valid_from", "id"),
    columns=(
        Column(_("Name"), lambda row: row.user.name),
        Column(_("User name"), lambda row: row.user.username),
        Column(_("Role"), lambda row: row.label),
        Column(_("Area"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Organisation"), lambda row: row.organisation.name),
        Column(_("Programme"), lambda row: row.programme.name if row.programme else _("All programmes")),
        Column(_("Since"), lambda row: row.valid_from),
        Column(_("Until"), lambda row: row.valid_to),
    ),
)


def _devices(viewer: Viewer, sought: Sought) -> "QuerySet[Device]":
    state = sought.get("state", "")
    wanted = phones.Sought(area=id_of(sought.get("area", "")), state=state if state in phones.STATES else "")
    return phones.all_devices(viewer, wanted)


def _with_holder(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    seen = DeviceSeen.objects.filter(device_id=OuterRef("pk"))
    called: QuerySet[Any] = rows.select_related("holder", "area", "project").annotate(
        seen_at=Subquery(seen.values("last_seen_at")[:1]), client=Subquery(seen.values("client")[:1])
    )
    return called


DEVICES = Listing(
    name="devices",
    page="access.devices",
    title=_("Phones"),
    about=_("One line for each phone: who holds it, where, when it last called, whether it was withdrawn."),
    roles=SEES_USERS,
    filters=("area", "state"),
    rows=_devices,
    read=_with_holder,
    order=("revoked_at", "-registered_on", "id"),
    columns=(
        Column(_("Phone"), lambda row: row.name),
        Column(_("Holder"), lambda row: row.holder.name),
        Column(_("User name"), lambda row: row.holder.username),
        Column(_("Area"), lambda row: row.area.name),
        Column(_("Code of the area"), lambda row: row.area.code),
        Column(_("Project"), lambda row: row.project.name),
        Column(_("Registered on"), lambda row: row.registered_on),
        Column(_("Last call"), lambda row: row.seen_at),
        Column(_("App"), lambda row: row.client),
        Column(_("Withdrawn"), lambda row: row.revoked_at),
        Column(_("Why"), lambda row: row.reason_label if row.revoked_at else ""),
    ),
)

LISTS = (USERS, POSTS, DEVICES)
