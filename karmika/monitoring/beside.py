"""Targets and figures from outside, beside what was achieved: tables for the pages of figures."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from karmika.measures.queries import next_month
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.programme import queries, shown
from karmika.programme.queries import Days
from karmika.ui.components import Table


def days(asked: Asked) -> Days:
    """The days of the months that a page was asked for; all days where it was asked for none."""
    first, last = asked.filters.month_from, asked.filters.month_to
    return Days(
        first=first or Days().first,
        last=next_month(last) - timedelta(days=1) if last else Days().last,
        on=asked.on,
    )


def is_sliced(asked: Asked) -> bool:
    """Whether the page shows one occupation, sex or category: targets and outside figures are for all of them."""
    return bool(asked.filters.same())


def tables(place: Place, measure: str = "") -> Iterator[Table]:
    """The targets of the area (of one measure also those of its parts), then what others published.

    A target is shown when its own period touches the page's, with the achievement of its own period. Empty tables are
    left out.
    """
    if is_sliced(place.asked):
        return
    when = days(place.asked)
    found, outside = queries.around(place.viewer, place.area, measure=measure, days=when)
    own = [one for one in found if one.target.area_id == place.area.id]
    yield from _filled(shown.targets_table(own, areas=False, measures=not measure))
    if measure:
        inside = [one for one in found if one.target.area_id != place.area.id]
        table = shown.targets_table(inside, areas=True, measures=False, caption=_("Targets of its parts"))
        yield from _filled(table)
    yield from _filled(shown.outside_table(outside))


def _filled(table: Table) -> Iterator[Table]:
    if table.rows:
        yield table
