"""Who sees what: the one way from a viewer's grants to rows. Every `visible_to` in the house uses it."""

from __future__ import annotations

from django.db.models import Q

from karmika.access.roles import PERSONAL, Role
from karmika.areas.queries import ancestors, inside
from karmika.kernel.viewer import Viewer

NOTHING = Q(pk__in=())


def scope(
    viewer: Viewer,
    *,
    roles: frozenset[str] = PERSONAL,
    area: str = "area_id",
    organisation: str | None = "organisation_id",
    programme: str | None = None,
) -> Q:
    """Rows that any ONE of the viewer's grants with one of `roles` reaches, never a mix of two grants.

    `area`, `organisation` and `programme` are the row's fields; None where the row has none. Matches nothing for
    the operator and for a viewer without such a role.
    """
    reach = NOTHING
    for grant in dict.fromkeys(viewer.grants):
        if grant.role not in roles or grant.area is None or grant.organisation is None:
            continue
        one = Q(**{f"{area}__in": inside(grant.area)})
        if organisation is not None:
            one &= Q(**{organisation: grant.organisation})
        if programme is not None and grant.programme is not None:
            one &= Q(**{programme: grant.programme})
        reach |= one
    return reach


def states_of(
    viewer: Viewer, *, roles: frozenset[str] = PERSONAL, programme: str | None = "programme_id"
) -> Q:
    """Rows with an area above (or at) one of the viewer's own, in that grant's organisation and programme.

    For what a state keeps for everyone below it, such as a project or its forms; `programme` None: rows without one.
    """
    reach = NOTHING
    for grant in dict.fromkeys(viewer.grants):
        if grant.role not in roles or grant.area is None or grant.organisation is None:
            continue
        one = Q(area_id__in=ancestors(grant.area), organisation_id=grant.organisation)
        if programme is not None and grant.programme is not None:
            one &= Q(**{programme: grant.programme})
        reach |= one
    return reach


def is_operator(viewer: Viewer) -> bool:
    """Whether this is the command line, which sees set-up (never persons)."""
    return any(grant.role == Role.OPERATOR for grant in viewer.grants)
