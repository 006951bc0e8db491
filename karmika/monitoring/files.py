"""The figures of an area as a file: what was counted, targets, figures from outside, each said to be what it is."""

from collections.abc import Iterator
from uuid import UUID

from karmika.areas.models import Area
from karmika.kernel.workbook import Value
from karmika.monitoring.beside import days, is_sliced
from karmika.monitoring.figures_page import Place
from karmika.monitoring.queries import MEASURES
from karmika.programme import queries, terms
from karmika.programme.shown import about, whose

COLUMNS = (
    "kind",
    "measure",
    "measure_name",
    "area_level",
    "area_code",
    "area_name",
    "programme",
    "first_day",
    "last_day",
    "counted",
    "target",
    "expected_by_today",
    "published",
    "source",
    "document",
)
"""`counted` is ours in every row: in the months of the page, in a target's own days, or up to an outside figure's day."""


def rows(place: Place) -> Iterator[tuple[Value, ...]]:
    """What the page of an area shows, with every measure for each of its parts."""
    yield from _counted(place)
    if not is_sliced(place.asked):
        yield from _targets(place)
        yield from _outside(place)


def _counted(place: Place) -> Iterator[tuple[Value, ...]]:
    found = list(place.divided(MEASURES, "children"))
    sums: dict[tuple[str, UUID], int] = {}
    for figure in found:
        assert isinstance(figure.group, UUID)
        sums[figure.measure, figure.group] = figure.value
    areas = {area.id: area for area in Area.objects.filter(id__in={group for _, group in sums})}
    asked = place.asked.filters
    when = (asked.month_from, days(place.asked).last if asked.month_to else None)
    for code in MEASURES:
        whole = sum(value for (measure, _), value in sums.items() if measure == code)
        yield ("area", *_what(code, place.area), "", *when, whole, *[""] * 5)
        inside = [areas[group] for measure, group in sums if measure == code]
        for area in sorted(inside, key=lambda one: (one.id == place.area.id, one.level, one.code)):
            kind = "area itself" if area.id == place.area.id else "part"
            yield (kind, *_what(code, area), "", *when, sums[code, area.id], *[""] * 5)


def _targets(place: Place) -> Iterator[tuple[Value, ...]]:
    for one in queries.targets_at(place.viewer, place.area.id, days=days(place.asked)):
        held = one.target
        yield (
            *("target", *_what(held.measure, held.area), whose(held), held.starts_on, held.ends_on),
            *(one.achieved, held.amount, one.expected, "", held.document_issuer, held.document_title),
        )


def _outside(place: Place) -> Iterator[tuple[Value, ...]]:
    for one in queries.outside_figures_at(place.viewer, place.area, days=days(place.asked)):
        figure = one.figure
        name = str(about(figure))
        where = (figure.about.level, figure.about.code, name) if figure.about else ("nation", "", name)
        sure = terms.CONFIDENCES[figure.confidence]
        yield (
            *("outside", figure.measure, str(MEASURES[figure.measure].name), *where, "", None, figure.as_of),
            *(one.ours, "", "", figure.amount, f"{figure.source}: {figure.wording} ({sure})"),
            figure.document_title,
        )


def _what(code: str, area: Area) -> tuple[str, str, str, str, str]:
    return code, str(MEASURES[code].name), area.level, area.code, area.name
