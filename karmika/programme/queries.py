"""Questions about targets and outside figures, with what was achieved beside them. All take the viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, OuterRef, Q, Subquery, Sum, UUIDField, Value, When

from karmika.areas.levels import LEVELS
from karmika.areas.models import Area
from karmika.areas.queries import parts, parts_in
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import Span, happened_in
from karmika.programme.models import OutsideFigure, OutsideFigureSet, Target, TargetSet
from karmika.programme.progress import expected
from karmika.programme.terms import MEASURES

ALWAYS = date(1900, 1, 1)
"""Older than anything that was counted here."""
A_PAGE = 50

_FOR_PEOPLE = Case(
    *(When(measure=code, then=Value(number)) for number, code in enumerate(MEASURES)), default=Value(999)
)
_WIDEST_FIRST = Case(
    *(When(area__level=level, then=Value(number)) for number, level in enumerate(LEVELS)), default=Value(-1)
)
_NATION_FIRST = Case(When(about_id__isnull=True, then=Value(0)), default=Value(1))


@dataclass(frozen=True)
class Progress:
    """A target with what was achieved in its period so far, and what was due by today.

    `given`: how much of it the targets of the area's parts make up together (for the same period, organisation and
    programme); None where no part has one. `not_given` is the gap, below zero where the parts have more.
    """

    target: Target
    achieved: int
    expected: int
    given: int | None

    @property
    def not_given(self) -> int | None:
        """The target less those of the parts."""
        return None if self.given is None else self.target.amount - self.given


@dataclass(frozen=True)
class Beside:
    """A figure from outside, and our own of the same measure, area and day; None for the nation, which we do not count."""

    figure: OutsideFigure
    ours: int | None


class Days(NamedTuple):
    """The days that a page speaks of, both counted, and the day of its map (None: today's)."""

    first: date = ALWAYS
    last: date = date.max
    on: date | None = None


def target(viewer: Viewer, target_id: UUID) -> Target | None:
    """One target, standing or not; None when there is none for this viewer."""
    return _targets(viewer).filter(id=target_id).first()


def outside_figure(viewer: Viewer, figure_id: UUID) -> OutsideFigure | None:
    """One outside figure, standing or not; None when there is none for this viewer."""
    return _figures(viewer).filter(id=figure_id).first()


def targets(viewer: Viewer, *, measure: str = "", fallen: bool = False, page: int = 0) -> list[Target]:
    """Targets of the viewer's areas, widest area first, 50 and one more; `fallen`: those that do not stand."""
    found = _targets(viewer)
    found = found.exclude(state="standing") if fallen else found.standing()
    if measure:
        found = found.filter(measure=measure)
    order = (_WIDEST_FIRST, "area__name_en", _FOR_PEOPLE, "starts_on", "id")
    return list(found.order_by(*order)[page * A_PAGE : (page + 1) * A_PAGE + 1])


def outside_figures(
    viewer: Viewer, *, measure: str = "", fallen: bool = False, page: int = 0
) -> list[OutsideFigure]:
    """Outside figures that the viewer may see, the nation's first, 50 and one more; `fallen`: those that do not stand."""
    found = _figures(viewer)
    found = found.exclude(state="standing") if fallen else found.standing()
    if measure:
        found = found.filter(measure=measure)
    order = (_FOR_PEOPLE, _NATION_FIRST, "about__level", "about__name_en", "-as_of", "id")
    return list(found.order_by(*order)[page * A_PAGE : (page + 1) * A_PAGE + 1])


def progress_of(viewer: Viewer, found: Iterable[Target], *, on: date | None = None) -> list[Progress]:
    """Each target with its achievement, on the map of a day (None: today's)."""
    return _compared(viewer, list(found), [], on)[0]


def targets_at(viewer: Viewer, area: UUID, *, measure: str = "", days: Days) -> list[Progress]:
    """The standing targets of an area whose own period touches this one, each with its achievement in its own period."""
    return progress_of(viewer, _touching(viewer, measure, days).filter(area_id=area), on=days.on)


def around(viewer: Viewer, area: Area, *, measure: str, days: Days) -> tuple[list[Progress], list[Beside]]:
    """The same, of one measure also those of the areas that make up an area; and `outside_figures_at`, asked together."""
    own = Q(area_id=area.id)
    if measure:
        own |= Q(area_id__in=parts(area.id, days.on).order_by().values("id"))
    own_first = Case(When(area_id=area.id, then=Value(0)), default=Value(1))
    order = (own_first, "area__level", "area__name_en", _FOR_PEOPLE, "starts_on", "ends_on", "id")
    wanted = _touching(viewer, measure, days).filter(own).order_by(*order)
    return _compared(viewer, list(wanted), _said_of(viewer, area, measure, days), days.on)


def outside_figures_at(viewer: Viewer, area: Area, *, measure: str = "", days: Days) -> list[Beside]:
    """What others published about an area as of a day in the period; beside a state also what they say of the nation."""
    return beside(viewer, _said_of(viewer, area, measure, days), on=days.on)


def beside(viewer: Viewer, found: Iterable[OutsideFigure], *, on: date | None = None) -> list[Beside]:
    """Each figure with what was counted here up to the day that it speaks of; None for the nation."""
    return _compared(viewer, [], list(found), on)[1]


def _said_of(viewer: Viewer, area: Area, measure: str, days: Days) -> list[OutsideFigure]:
    about = Q(about_id=area.id)
    if area.level == "state":
        about |= Q(about_id__isnull=True)
    found = _figures(viewer).standing().filter(about, as_of__gte=days.first, as_of__lte=days.last)
    if measure:
        found = found.filter(measure=measure)
    return list(found.order_by(_FOR_PEOPLE, "-as_of", _NATION_FIRST, "id")[:A_PAGE])


def _compared(
    viewer: Viewer, wanted: list[Target], figures: list[OutsideFigure], on: date | None
) -> tuple[list[Progress], list[Beside]]:
    """Targets and figures of others with what was counted here, all of it asked at once."""
    spans = {one.id: _span(one, on) for one in wanted}
    for figure in figures:
        if figure.about_id is not None:
            spans[figure.id] = Span(
                measure=figure.measure, area=figure.about_id, first=ALWAYS, last=figure.as_of, on=on
            )
    counted = dict(zip(spans, happened_in(viewer, list(spans.values())), strict=True))
    given = _given_to_parts(viewer, wanted, on) if wanted else {}
    progress = [
        Progress(
            one,
            counted[one.id],
            expected(one.amount, one.starts_on, one.ends_on, today()),
            given.get(one.id),
        )
        for one in wanted
    ]
    return progress, [Beside(one, counted.get(one.id)) for one in figures]


def _targets(viewer: Viewer) -> TargetSet:
    return Target.objects.visible_to(viewer).select_related("area", "organisation", "programme")


def _figures(viewer: Viewer) -> OutsideFigureSet:
    return OutsideFigure.objects.visible_to(viewer).select_related("about", "area", "organisation")


def _touching(viewer: Viewer, measure: str, days: Days) -> TargetSet:
    found = _targets(viewer).standing().filter(starts_on__lte=days.last, ends_on__gte=days.first)
    if measure:
        found = found.filter(measure=measure)
    return found.order_by(_FOR_PEOPLE, "starts_on", "ends_on", "id")


def _span(one: Target, on: date | None) -> Span:
    """The days of a target, for whom it is."""
    return Span(
        measure=one.measure,
        area=one.area_id,
        first=one.starts_on,
        last=one.ends_on,
        organisation=one.organisation_id,
        programme=one.programme_id,
        on=on,
    )


def _given_to_parts(viewer: Viewer, wanted: list[Target], on: date | None) -> dict[UUID, int]:
    """Target id -> the sum of the parts' standing targets that it was shared out into."""
    above = parts_in({one.area_id for one in wanted}, on)
    same = ("measure", "organisation_id", "programme_id", "starts_on", "ends_on")
    rows = Target.objects.visible_to(viewer).standing().filter(area_id__in=above.values("area_id"))
    whole = above.filter(area_id=OuterRef("area_id")).values("ancestor_id")[:1]
    sums = {
        row[:-1]: row[-1]
        for row in rows.order_by()
        .annotate(whole=Subquery(whole, output_field=UUIDField()))
        .values_list("whole", *same)
        .annotate(sum=Sum("amount"))
    }
    keys = {one.id: (one.area_id, *(getattr(one, name) for name in same)) for one in wanted}
    return {target_id: sums[key] for target_id, key in keys.items() if key in sums}
