"""Who is probably paid less than the minimum wage, as the survey was told."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.access.pages.filters import area_filter
from karmika.access.roles import PERSONAL
from karmika.cases.saying import Said, in_words
from karmika.cases.terms import READERS, REPORTERS
from karmika.cases.underpaid import Counted, Found, underpaid
from karmika.cases.wages import Comparison
from karmika.kernel.numbers import rupees
from karmika.kernel.viewer import holds
from karmika.registry.choices import WAGE_UNITS
from karmika.registry.occupations import occupation_name, occupations
from karmika.ui import asked
from karmika.ui.components import Cell, Filter, Table

SEES_PEOPLE = READERS | REPORTERS


@page(roles=PERSONAL)
def underpaid_list(request: PageRequest) -> HttpResponse:
    """Counts by occupation; who it is only for those who would talk to them."""
    area, work = asked.id_of(request.GET.get("area", "")), request.GET.get("work", "")
    work = work if work in occupations() else ""
    people = holds(request.viewer, SEES_PEOPLE)
    found = underpaid(request.viewer, area, work, people=people)
    language = get_language() or "en"
    context = {
        "table": _table(found.counts),
        "people": [
            (
                one,
                occupation_name(one.occupation),
                WAGE_UNITS[one.unit],
                _finding(one),
                _why(one.comparison, language),
                sorted({rated.rate.source for rated in one.comparison.rated}),
            )
            for one in found.people
        ],
        "more": found.more,
        "sees_people": people,
        "may_report": holds(request.viewer, REPORTERS),
        "filters": _filters(request, str(area or ""), work),
    }
    return render(request, "cases/underpaid.html", context)


def _why(comparison: Comparison, language: str) -> tuple[str, ...]:
    """The reasons, and always that the rate is to be checked where nobody has."""
    unsaid = comparison.to_be_checked and comparison.perhaps is not None
    more = (in_words(Said("to_be_checked"), language),) if unsaid else ()
    return (*comparison.in_words(language), *more)


def _finding(one: Found) -> str:
    """In one sentence: how much of a day is missing. What may be more has no upper end."""
    if one.a_day is None:
        return _("Probably underpaid by the piece.") if one.sure else _("Perhaps underpaid by the piece.")
    low, high = one.a_day.low_paise, one.a_day.high_paise
    if not one.sure:
        if high is None:
            return _("Perhaps underpaid.")
        return _("Perhaps underpaid, by up to %(high)s a day.") % {"high": rupees(high)}
    if high is None:
        return _("Probably underpaid by at least %(low)s a day.") % {"low": rupees(low)}
    if high == low:
        return _("Probably underpaid by %(low)s a day.") % {"low": rupees(low)}
    return _("Probably underpaid by %(low)s to %(high)s a day.") % {"low": rupees(low), "high": rupees(high)}


def _table(counts: Sequence[Counted]) -> Table:
    return Table(
        caption=_("Wages told in the survey, against the minimum wage of the day"),
        head=(
            _("Occupation"),
            _("Told a wage"),
            _("Probably below"),
            _("Perhaps below"),
            _("Not below"),
            _("Cannot be told"),
        ),
        rows=tuple(
            (
                Cell(occupation_name(one.occupation)),
                Cell(one.told),
                Cell(one.below),
                Cell(one.perhaps),
                Cell(one.not_below),
                Cell(one.unknown),
            )
            for one in counts
        ),
    )


def _filters(request: PageRequest, area: str, work: str) -> list[Filter]:
    works = [(one.code, one.name) for one in occupations().values()]
    return [
        area_filter(request.viewer, area),
        Filter(name="work", label=_("Occupation"), options=(("", _("All")), *works), value=work),
    ]
