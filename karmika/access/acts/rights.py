"""Checks that several acts share: who may manage whom, and whether two assignments get in each other's way."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from karmika.access import second_factor
from karmika.access.models import Account, RoleAssignment, User
from karmika.access.roles import GRANTABLE, GRANTERS, incompatible
from karmika.access.viewer import viewer_for
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


def place_of_user(user_id: UUID) -> Place:
    """Where a user is posted and for whom: which administrator looks after him."""
    found = User.objects.filter(id=user_id).values_list("area_id", "organisation_id").first()
    return Place() if found is None else Place(*found)


def active_user(user_id: UUID) -> User:
    """This user. Refuses one who is unknown or whose access was ended."""
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise Refused("access.user_unknown")
    if not user.active:
        raise Refused("access.user_inactive")
    return user


def refuse_password_of_the_same_hand(context: Context, user: User) -> None:
    """Who took away a second factor gives out no password too before the person came back: it takes two to slip in."""
    mine = user.second_factor_reset_by == context.viewer.id
    if mine and context.viewer.id != user.id and not _came_back(user):
        raise Refused("access.two_persons")


def refuse_reset_of_the_same_hand(context: Context, user: User) -> None:
    """The other way round: a one-time password that was given out and not used yet."""
    unused = Account.objects.filter(id=user.id, must_change_password=True).exists()
    if unused and user.password_issued_by == context.viewer.id:
        raise Refused("access.two_persons")


def _came_back(user: User) -> bool:
    """Whether the person has signed in since the second factor was taken away, and set it up where it is required."""
    if second_factor.stands(user.id):
        return True
    if user.second_factor_reset_at is None or second_factor.is_required(viewer_for(user)):
        return False
    last = Account.objects.filter(id=user.id).values_list("last_login", flat=True).first()
    return last is not None and last > user.second_factor_reset_at


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
