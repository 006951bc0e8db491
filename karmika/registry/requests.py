"""Questions about requests to be forgotten: which are open, what one reaches, which earlier lists held the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from karmika.access import exports
from karmika.access.models import Export
from karmika.access.queries import names_of
from karmika.access.roles import SEES_RESTRICTED
from karmika.access.visibility import is_operator, scope
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer
from karmika.registry.acts.erasing import LIFT_REASONS, REASONS
from karmika.registry.erasing import Reach, asker_of, people_of, reach_of, submissions_about
from karmika.registry.models import Household, Restriction
from karmika.registry.numbers import tidy

CLOSED_SHOWN = 50
EXPORTS_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """A request in a list. `days`: until it is due (0: today, less: late); None when it is closed."""

    request: Restriction
    reason: str | Promise
    closed: str | Promise
    days: int | None


@dataclass(frozen=True, kw_only=True)
class ExportLine:
    """A list or page that left. `certain`: it held the person; else it may have (a list of which no ids are kept)."""

    export: Export
    what: str | Promise
    by: str
    certain: bool


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """One request with what it reaches and what left before. `may_end_now`: due, or asked for by somebody else."""

    line: RequestLine
    reach: Reach
    asked_by: str
    exports: Sequence[ExportLine]
    due: bool
    may_end_now: bool


def household_to_forget(number: str | None, person: UUID | None) -> Household:
    """The household with this number, or of this person, hidden or not: for the operator, who sees no names.

    Raises Refused("registry.unknown_household" or "registry.unknown_person").
    """
    if person is not None:
        found = Household.objects.filter(persons__id=person).first()
        if found is None:
            raise Refused("registry.unknown_person")
        return found
    found = Household.objects.filter(number=tidy(number or "")).first()
    if found is None:
        raise Refused("registry.unknown_household", number=number or "")
    return found


def requests(viewer: Viewer) -> tuple[list[RequestLine], list[RequestLine]]:
    """The open requests, the first due first, and the latest closed ones."""
    mine = _visible(viewer).select_related("household", "person", "area")
    closed = mine.exclude(state="open").order_by("-closed_on", "id")[:CLOSED_SHOWN]
    return [_line(one) for one in mine.filter(state="open").order_by("due_on", "id")], [
        _line(one) for one in closed
    ]


def request_view(viewer: Viewer, restriction_id: UUID) -> RequestView | None:
    """One request; None when there is none that the viewer may see."""
    found = _visible(viewer).select_related("household", "person", "area").filter(id=restriction_id).first()
    if found is None:
        return None
    asker, due = asker_of(found), found.due_on <= today()
    reach = reach_of(found.household_id, found.person_id)
    return RequestView(
        line=_line(found),
        reach=reach,
        asked_by=names_of({asker}).get(asker, ""),
        exports=exports_before(found, reach),
        due=due,
        may_end_now=due or asker != viewer.id,
    )


def exports_before(request: Restriction, reach: Reach) -> list[ExportLine]:
    """What left the system and held somebody whom the request is about, or may have; the newest first.

    Also after the erasure: the log keeps ids, for as long as the organisation keeps its log.
    """
    people = people_of(request.household_id, request.person_id)
    homes = (request.household_id,) if request.person_id is None or reach.homes else ()
    subjects = {*people, *homes, *submissions_about(request.household_id, people, homes)}
    place = Place(request.area_id, request.organisation_id, request.programme_id)
    found = list(exports.exports_of(subjects, place)[:EXPORTS_SHOWN])
    names = names_of({one.user_id for one in found})
    return [
        ExportLine(
            export=one,
            what=exports.LABELS.get(one.what, one.what),
            by=names.get(one.user_id, ""),
            certain=one.listed,
        )
        for one in found
    ]


def _visible(viewer: Viewer) -> QuerySet[Restriction]:
    """All of them for the operator, who erases on written authority and sees ids alone."""
    seen = Q() if is_operator(viewer) else scope(viewer, roles=SEES_RESTRICTED, programme="programme_id")
    return Restriction.objects.filter(seen)


def _line(request: Restriction) -> RequestLine:
    return RequestLine(
        request=request,
        reason=REASONS.get(request.reason, request.reason),
        closed=LIFT_REASONS.get(request.closed_reason, request.closed_reason),
        days=_days(request.due_on) if request.state == "open" else None,
    )


def _days(due_on: date) -> int:
    return (due_on - today()).days
