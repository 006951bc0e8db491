"""Questions about posts: who holds which role where, from when to when, by whom given, from whom and to whom handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from karmika.access.acts.rights import may_grant
from karmika.access.models import Device, RoleAssignment, RoleAssignmentSet
from karmika.access.queries import may_manage_device, names_of
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.journal.models import Entry
from karmika.kernel.dates import today
from karmika.kernel.viewer import Place, Viewer
from karmika.ui.asked import id_of

PAGE = 50
AREAS_MAXIMUM = 300
"""So many areas are offered as a choice, the widest first."""
CURRENT, PAST, COMING, ALL = "current", "past", "coming", "all"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list of posts; empty means all."""

    area: UUID | None = None
    role: str = ""
    when: str = CURRENT
    page: int = 0


@dataclass(frozen=True)
class Post:
    """One assignment with its neighbours, and what the viewer may do with it."""

    assignment: RoleAssignment
    state: str
    given_by: str
    before: str
    """The name of the predecessor who handed it over; empty where there is none."""
    after: str
    """The name of the successor; empty where there is none."""
    may_end: bool

    @property
    def may_hand_over(self) -> bool:
        """Whether it can be handed over by the viewer: it has begun, has not ended, and has no successor."""
        return self.may_end and self.state == CURRENT and not self.after


def state_on(assignment: RoleAssignment, day: date) -> str:
    """Whether an assignment is current, past or coming on a day."""
    if assignment.valid_to is not None and assignment.valid_to <= day:
        return PAST
    return COMING if assignment.valid_from > day else CURRENT


def posts(viewer: Viewer, sought: Sought) -> tuple[list[Post], bool]:
    """A page of posts by area and role, and whether there are more."""
    rows = all_posts(viewer, sought).select_related("user", "area", "organisation", "programme")
    start = sought.page * PAGE
    found = list(
        rows.order_by("area__level", "area__code", "role", "-valid_from", "id")[start : start + PAGE + 1]
    )
    return with_neighbours(viewer, found[:PAGE]), len(found) > PAGE


def all_posts(viewer: Viewer, sought: Sought) -> RoleAssignmentSet:
    """The assignments that are asked for, on all pages."""
    rows = RoleAssignment.objects.visible_to(viewer).filter(_when(sought.when, today()))
    if sought.area is not None:
        rows = rows.filter(area_id__in=within(sought.area))
    return rows.filter(role=sought.role) if sought.role else rows


def _when(when: str, day: date) -> Q:
    if when == PAST:
        return Q(valid_to__lte=day)
    if when == COMING:
        return Q(valid_from__gt=day) & ~Q(valid_to__lte=day)
    if when == CURRENT:
        return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return Q()


def with_neighbours(viewer: Viewer, found: Sequence[RoleAssignment], *, givers: bool = True) -> list[Post]:
    """These assignments as posts; without the names of those who gave them where nobody asks."""
    day = today()
    given = _givers(found) if givers else {}
    followers = RoleAssignment.objects.filter(follows__in=[one.id for one in found]).select_related("user")
    successors = {one.follows: one.user.name or "–" for one in followers}
    followed = [one.follows for one in found if one.follows]
    predecessors = {
        one.id: one.user.name or "–"
        for one in (RoleAssignment.objects.filter(id__in=followed).select_related("user") if followed else ())
    }
    return [
        Post(
            assignment=one,
            state=state_on(one, day),
            given_by=given.get(one.entry_seq, ""),
            before=predecessors.get(one.follows, "") if one.follows else "",
            after=successors.get(one.id, ""),
            may_end=may_grant(viewer, one.role, Place(one.area_id, one.organisation_id, one.programme_id)),
        )
        for one in found
    ]


def _givers(found: Sequence[RoleAssignment]) -> Mapping[int, str]:
    """The names of those who gave them, by entry."""
    entries = Entry.objects.filter(seq__in={one.entry_seq for one in found})
    actors = dict(entries.values_list("seq", "actor"))
    names = names_of(actors.values())
    return {seq: names.get(actor, "") for seq, actor in actors.items()}


def posts_of(viewer: Viewer, user_id: UUID) -> list[Post]:
    """All posts of a person that the viewer may see, past ones too: the running ones first, then by their beginning."""
    rows = RoleAssignment.objects.visible_to(viewer).filter(user_id=user_id)
    rows = rows.select_related("user", "area", "organisation", "programme").order_by("-valid_from", "id")
    order = (CURRENT, COMING, PAST)
    return sorted(with_neighbours(viewer, list(rows)), key=lambda post: order.index(post.state))


def post(viewer: Viewer, assignment_id: UUID) -> Post | None:
    """One post, if the viewer may see it and end it."""
    rows = RoleAssignment.objects.visible_to(viewer).select_related(
        "user", "area", "organisation", "programme"
    )
    found = rows.filter(id=assignment_id).first()
    if found is None:
        return None
    (one,) = with_neighbours(viewer, [found], givers=False)
    return one if one.may_end else None


def phones_of(viewer: Viewer, assignment: RoleAssignment, *, also: Collection[str] = ()) -> list[Device]:
    """The phones that its holder uses for the post and the viewer may give to somebody else.

    `also`: ids of phones that went to a successor already.
    """
    gone = Q(revoked_reason="handed_on", id__in=[one for one in map(id_of, also) if one])
    held = Device.objects.visible_to(viewer).filter(
        Q(revoked_at=None) | gone, holder_id=assignment.user_id, organisation_id=assignment.organisation_id
    )
    if assignment.programme_id is not None:
        held = held.filter(programme_id=assignment.programme_id)
    near = Q(area_id__in=within(assignment.area_id)) | Q(
        area__in=Area.objects.filter(below__area_id=assignment.area_id)
    )
    rows = held.filter(near).select_related("area", "holder").order_by("name", "id").distinct()
    return [one for one in rows if may_manage_device(viewer, one)]


def areas_with_posts(viewer: Viewer) -> list[Area]:
    """The areas in which somebody whom the viewer sees holds or held a role."""
    held = RoleAssignment.objects.visible_to(viewer).values("area_id")
    found = Area.objects.filter(id__in=held)
    order = ("state", "district", "ulb", "block", "gram_panchayat", "ward", "village")
    return sorted(found, key=lambda area: (order.index(area.level), area.code))[:AREAS_MAXIMUM]
