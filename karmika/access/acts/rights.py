"""Checks that several acts share: who may manage whom, and whether two assignments get in each other's way."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from karmika.access.models import RoleAssignment
from karmika.access.roles import GRANTABLE, GRANTERS, incompatible
from karmika.areas.queries import is_within
from karmika.journal.act import Context
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer


def may_grant(viewer: Viewer, role: str, place: Place) -> bool:
    """Whether one of the viewer's grants reaches this area, organisation and programme and may give this role.

    A role for all programmes (place.programme is None) is given only by one who holds all programmes himself.
    """
    granters = frozenset(held for held in GRANTERS if role in GRANTABLE[held])
    if place.programme is not None:
        return _reaches(viewer, granters, place)
    unlimited = frozenset(grant.role for grant in viewer.grants if grant.programme is None)
    return _reaches(viewer, granters & unlimited, place)


def _reaches(viewer: Viewer, roles: frozenset[str], place: Place) -> bool:
    try:
        grant = viewer.authorise(roles, place)
    except Refused:
        return False
    return place.programme is not None or grant.programme is None


def refuse_unless_manageable(context: Context, user_id: UUID) -> None:
    """Refuse to manage (change, stop, give a new password to) a user who holds a role one could not give.

    Otherwise an administrator could sign in as the state office by giving it a new password.
    """
    if user_id == context.viewer.id:
        return
    held = RoleAssignment.objects.filter(user_id=user_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=context.today)
    )
    for role, area, organisation, programme in held.values_list(
        "role", "area_id", "organisation_id", "programme_id"
    ):
        if not may_grant(context.viewer, role, Place(area, organisation, programme)):
            raise Refused("access.user_above_you")


def overlapping(user_id: UUID, area: UUID, valid_from: date, valid_to: date | None) -> list[RoleAssignment]:
    """The user's assignments that share a day and ground with these: one area lies in the other, or is it."""
    held = RoleAssignment.objects.filter(user_id=user_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    )
    if valid_to is not None:
        held = held.filter(valid_from__lt=valid_to)
    return [
        one
        for one in held.order_by("id")
        if one.area_id == area or is_within(one.area_id, area) or is_within(area, one.area_id)
    ]


def refuse_if_incompatible(role: str, held: list[RoleAssignment]) -> None:
    """Refuse a role that nobody may hold together with one of `held`."""
    for one in held:
        if incompatible(role, one.role):
            raise Refused("access.incompatible_roles", held=one.role)
