"""The charts of an area's figures. Each title is a finding that was computed from the numbers drawn, never a slogan."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.areas import maps, queries
from karmika.areas.grid import has_scheme
from karmika.areas.maps import Shown
from karmika.areas.models import Area
from karmika.kernel.dates import today
from karmika.kernel.numbers import indian
from karmika.monitoring import labels
from karmika.monitoring.divisions import Divisions, Part
from karmika.monitoring.figures_page import slice_table
from karmika.monitoring.place import Place
from karmika.monitoring.queries import MEASURES
from karmika.ui.charts import (
    Bar,
    Bars,
    Chart,
    Funnel,
    Level,
    Lines,
    Panel,
    Pyramid,
    Series,
    SmallMultiples,
    Step,
)
from karmika.ui.components import Cell, Table, Text

BARS_MOST = 12
"""So many parts are bars; more are a map, or squares."""
WORKERS = "workers"


def charts_of_area(place: Place) -> tuple[Chart, ...]:
    """The charts of an area's page: where the workers are, when they were registered, how far the work has come."""
    divisions = Divisions(place, WORKERS)
    found = (draw(divisions) for draw in DRAWN.values())
    return tuple(chart for chart in found if chart is not None)


def charts_of_measure(place: Place, measure: str) -> tuple[Chart, ...]:
    """The charts of one figure's page: by part and by month."""
    divisions = Divisions(place, measure)
    divisions.share()
    found = (DRAWN[slug](divisions) for slug in ("parts", "months"))
    return tuple(chart for chart in found if chart is not None)


def chart(place: Place, slug: str, measure: str) -> Chart | None:
    """One chart by its name, empty where there is nothing to draw; None where none has this name."""
    draw = DRAWN.get(slug)
    if draw is None:
        return None
    divisions = Divisions(place, measure)
    return draw(divisions) or Lines(
        title=MEASURES[measure].name,
        description=_("There is nothing to draw yet."),
        note=_note(divisions),
        table=Table(caption=MEASURES[measure].name, head=(), rows=()),
        labels=(),
        series=(),
    )


def _parts(divisions: Divisions) -> Chart | None:
    """A map where the parts have boundaries or a scheme, or are too many for bars; else bars."""
    parts = divisions.parts
    if not parts:
        return None
    place = divisions.place
    table = _parts_table(divisions)
    areas = [part.area for part in parts]
    held = queries.boundaries([area.id for area in areas], place.asked.on)
    bounded = len(held) == len(parts)
    if not bounded and not has_scheme(areas) and len(parts) <= BARS_MOST:
        return _bars(divisions, table)
    shown = Shown(
        title=_most(divisions),
        description=_("Every area inside this one, darker where the number is greater; north is at the top.")
        if bounded or has_scheme(areas)
        else _("Every area inside this one as a square, darker where the number is greater."),
        unit=MEASURES[divisions.measure].name,
        note=_note(divisions, _without(divisions)),
        table=table,
        png_url=_png(divisions, "parts"),
    )
    values = {part.area.id: part.value for part in parts}
    return maps.area_map(areas, values, shown, lambda area: _url(divisions, area), held)


def _bars(divisions: Divisions, table: Table) -> Bars:
    greatest = max(part.value for part in divisions.parts)
    ordered = sorted(divisions.parts, key=lambda part: -part.value)
    bars = [
        Bar(label=part.area.name, value=part.value, strong=0 < part.value == greatest) for part in ordered
    ]
    if divisions.without_part:
        bars.append(Bar(label=_("Recorded without a smaller area"), value=divisions.without_part))
    if sum(bar.strong for bar in bars) == len(bars):
        bars = [Bar(label=bar.label, value=bar.value) for bar in bars]
    return Bars(
        title=_most(divisions),
        description=_("A bar for each area inside this one, the longest first."),
        unit=MEASURES[divisions.measure].name,
        note=_note(divisions),
        table=table,
        png_url=_png(divisions, "parts"),
        bars=tuple(bars),
    )


def _most(divisions: Divisions) -> str:
    """Which part has most, if one alone has; else how many there are in how many areas."""
    parts = divisions.parts
    whole = sum(part.value for part in parts) + divisions.without_part
    said = {
        "measure": MEASURES[divisions.measure].name,
        "all": indian(whole),
        "areas": indian(len(parts)),
        "area": divisions.place.area.name,
    }
    greatest = max(parts, key=lambda part: part.value)
    alone = sum(part.value == greatest.value for part in parts) == 1
    if greatest.value <= 0:
        return _("%(measure)s: %(all)s in %(area)s") % said
    if not alone or len(parts) == 1:
        return _("%(measure)s: %(all)s in %(areas)s areas") % said if len(parts) > 1 else _one(said, greatest)
    said |= {"area": greatest.area.name, "number": indian(greatest.value)}
    return _("%(measure)s: most in %(area)s, %(number)s of %(all)s") % said


def _one(said: dict[str, Text], part: Part) -> str:
    found = said | {"area": part.area.name, "number": indian(part.value)}
    return _("%(measure)s: %(number)s of %(all)s in %(area)s") % found


def _parts_table(divisions: Divisions) -> Table:
    name = MEASURES[divisions.measure].name
    rows = [(Cell(part.area.name, _url(divisions, part.area)), Cell(part.value)) for part in divisions.parts]
    if divisions.without_part:
        rows.append((Cell(_("Recorded without a smaller area")), Cell(divisions.without_part)))
    total = sum(part.value for part in divisions.parts) + divisions.without_part
    return Table(
        caption=_("By area"),
        head=(_("Area"), name),
        rows=tuple(rows),
        foot=(Cell(_("Together")), Cell(total)),
        tall=True,
    )


def _url(divisions: Divisions, area: Area) -> str:
    return divisions.place.asked.entries_url(area.id, divisions.measure)


def _months(divisions: Divisions) -> Chart | None:
    """One line by month; the month that still runs is said to be unfinished."""
    months = divisions.months
    if len(months) < 2:
        return None
    table = slice_table(divisions.place, divisions.measure, "month")
    assert table is not None
    names = [labels.month(month) for month, _value in months]
    if _runs(months[-1][0]):
        names[-1] = _("%(month)s, so far") % {"month": names[-1]}
    return Lines(
        title=_moved(divisions),
        description=_("A line over the months from %(first)s to %(last)s.")
        % {"first": names[0], "last": names[-1]},
        unit=_("%(measure)s, month by month") % {"measure": MEASURES[divisions.measure].name},
        note=_note(divisions),
        table=table,
        png_url=_png(divisions, "months"),
        labels=tuple(names),
        series=(
            Series(label=MEASURES[divisions.measure].name, values=tuple(value for _month, value in months)),
        ),
    )


def _runs(month: date) -> bool:
    return month == today().replace(day=1)


def _moved(divisions: Divisions) -> str:
    """The last whole month beside the one before it; while there is no such pair, the month that runs."""
    months = divisions.months
    whole = months[:-1] if _runs(months[-1][0]) else months
    month, value = whole[-1]
    said = {
        "measure": MEASURES[divisions.measure].name,
        "month": labels.month(month),
        "number": indian(value),
    }
    if len(whole) < 2:
        return _("%(measure)s: %(number)s in %(month)s") % said
    before, number = whole[-2]
    said |= {"before": labels.month(before), "earlier": indian(number)}
    if value == number:
        return _("%(measure)s: %(number)s in %(month)s, as in %(before)s") % said
    if value > number:
        return _("%(measure)s: %(number)s in %(month)s, more than in %(before)s (%(earlier)s)") % said
    return _("%(measure)s: %(number)s in %(month)s, fewer than in %(before)s (%(earlier)s)") % said


def _funnel(divisions: Divisions) -> Chart | None:
    """From the door to the group. A category means another thing in each measure, so with one there is no funnel."""
    place = divisions.place
    if place.asked.filters.category:
        return None
    whole = {one.measure: one.value for one in place.divided(MEASURES, "")}
    consents = {str(one.group): one.value for one in place.divided(("consents",), "category")}
    workers, members = whole.get(WORKERS, 0), whole.get("members", 0)
    consent = _("Consents to be proposed for a group")
    steps = [
        Step(label=MEASURES[WORKERS].name, value=workers, apart=True),
        Step(label=consent, value=consents.get("groups", 0)),
        Step(label=MEASURES["members"].name, value=members),
    ]
    if not place.asked.filters.same():
        steps.insert(
            0, Step(label=MEASURES["households_listed"].name, value=whole.get("households_listed", 0))
        )
    if not any(step.value for step in steps):
        return None
    rows = tuple((Cell(step.label), Cell(step.value)) for step in steps)
    return Funnel(
        title=_("%(workers)s workers, %(members)s memberships of groups")
        % {"workers": indian(workers), "members": indian(members)},
        description=_("A bar for each step from the door to the group, with its share of the step before."),
        note=_note(divisions, _("A worker in two groups of different types counts twice among the members.")),
        table=Table(caption=_("From the door to the group"), head=(_("Step"), _("Number")), rows=rows),
        png_url=_png(divisions, "funnel"),
        steps=tuple(steps),
    )


def _pyramid(divisions: Divisions) -> Chart | None:
    """Women and men by occupation: no measure holds the age."""
    found = divisions.occupations_by_sex
    sexes = [sex for sex in ("female", "male") if any(of.get(sex) for of in found.values())]
    if not sexes:
        return None
    order = sorted(found, key=lambda code: -sum(found[code].values()))
    levels = tuple(
        Level(
            label=labels.occupation(code),
            left=max(found[code].get("female", 0), 0),
            right=max(found[code].get("male", 0), 0),
        )
        for code in order
        if found[code].get("female") or found[code].get("male")
    )
    others = sum(value for of in found.values() for sex, value in of.items() if sex not in ("female", "male"))
    left_out = (
        _("Transgender persons and those who did not say (%(number)s) are in the table.")
        % {"number": indian(others)}
        if others
        else ""
    )
    return Pyramid(
        title=_women_and_men(divisions),
        description=_("Women to the left, men to the right, a line for each occupation."),
        unit=_("%(measure)s by occupation and sex") % {"measure": MEASURES[divisions.measure].name},
        note=_note(divisions, left_out),
        table=_crossed_table(divisions, order),
        png_url=_png(divisions, "pyramid"),
        left=labels.sex("female"),
        right=labels.sex("male"),
        levels=levels,
        most=BARS_MOST,
    )


def _women_and_men(divisions: Divisions) -> str:
    sums = dict.fromkeys(("female", "male"), 0)
    for of in divisions.occupations_by_sex.values():
        for sex in sums:
            sums[sex] += of.get(sex, 0)
    return _("%(measure)s: %(women)s women and %(men)s men") % {
        "measure": MEASURES[divisions.measure].name,
        "women": indian(sums["female"]),
        "men": indian(sums["male"]),
    }


def _crossed_table(divisions: Divisions, order: list[str]) -> Table:
    found = divisions.occupations_by_sex
    sexes = [sex for sex in (*labels.SEXES, "") if any(of.get(sex) for of in found.values())]
    return Table(
        caption=_("%(measure)s by occupation and sex") % {"measure": MEASURES[divisions.measure].name},
        head=(_("Occupation"), *(labels.sex(sex) for sex in sexes)),
        rows=tuple(
            (Cell(labels.occupation(code)), *(Cell(found[code].get(sex, 0)) for sex in sexes))
            for code in order
        ),
    )


def _multiples(divisions: Divisions) -> Chart | None:
    """The same line for each part, on one scale: where work goes on and where it stopped."""
    months, found = divisions.parts_by_month
    if len(months) < 2 or len(found) < 2:
        return None
    name_of = {part.area.id: part.area.name for part in divisions.parts}
    order = sorted((part for part in found if part in name_of), key=lambda part: -sum(found[part]))
    names = [labels.month(month) for month in months]
    rows = tuple((Cell(name_of[part]), *(Cell(value) for value in found[part])) for part in order)
    return SmallMultiples(
        title=_fastest(divisions, months, found, name_of),
        description=_("A small line over the months for each area inside this one, all on one scale."),
        unit=_("%(measure)s, month by month") % {"measure": MEASURES[divisions.measure].name},
        note=_note(divisions),
        table=Table(
            caption=_("%(measure)s by area and month") % {"measure": MEASURES[divisions.measure].name},
            head=(_("Area"), *names),
            rows=rows,
            tall=True,
        ),
        png_url=_png(divisions, "multiples"),
        labels=tuple(names),
        panels=tuple(Panel(label=name_of[part], values=tuple(found[part])) for part in order),
        most=12,
    )


def _fastest(
    divisions: Divisions, months: list[date], found: dict[UUID, list[int]], name_of: dict[UUID, str]
) -> str:
    """The part with most in the last whole month, if one alone has; else how many parts had any."""
    n = len(months) - 2 if _runs(months[-1]) else len(months) - 1
    values = {part: of[n] for part, of in found.items() if part in name_of}
    greatest = max(values.values(), default=0)
    first = [part for part, value in values.items() if value == greatest]
    said = {"measure": MEASURES[divisions.measure].name, "month": labels.month(months[n])}
    if greatest <= 0:
        return _("%(measure)s: none in %(month)s") % said
    if len(first) == 1:
        said |= {"area": name_of[first[0]], "number": indian(greatest)}
        return _("%(measure)s: most in %(month)s in %(area)s, %(number)s") % said
    some = indian(sum(value > 0 for value in values.values()))
    return _("%(measure)s: something in %(areas)s areas in %(month)s") % (said | {"areas": some})


def _without(divisions: Divisions) -> str:
    if not divisions.without_part:
        return ""
    return _("%(number)s were recorded without a smaller area.") % {"number": indian(divisions.without_part)}


def _note(divisions: Divisions, *more: str) -> str:
    """Where and of whom; a picture that is handed on says it too."""
    filters = divisions.place.asked.filters
    said = [divisions.place.area.name]
    if filters.occupation:
        said.append(str(labels.occupation(filters.occupation)))
    if filters.sex:
        said.append(str(labels.sex(filters.sex)))
    if filters.category:
        said.append(str(labels.category(divisions.measure, filters.category)))
    if filters.month_from:
        said.append(_("from %(month)s") % {"month": labels.month(filters.month_from)})
    if filters.month_to:
        said.append(_("to %(month)s") % {"month": labels.month(filters.month_to)})
    return " ".join([f"{', '.join(said)}.", *(one for one in more if one)])


def _png(divisions: Divisions, slug: str) -> str:
    """The address of the picture, with the same filters."""
    asked = divisions.place.asked.query()
    address = reverse("monitoring.chart", args=[divisions.place.area.id, slug]) + asked
    if divisions.measure == WORKERS:
        return address
    return f"{address}{'&' if asked else '?'}{urlencode({'measure': divisions.measure})}"


DRAWN: dict[str, Callable[[Divisions], Chart | None]] = {
    "parts": _parts,
    "months": _months,
    "funnel": _funnel,
    "pyramid": _pyramid,
    "multiples": _multiples,
}
"""The charts by their names in an address."""
