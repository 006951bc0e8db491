"""The work at the doors, person by person: questions to ask, each number with the forms behind it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from karmika.access.pages import PageRequest, page
from karmika.access.queries import areas_of
from karmika.areas.models import Area
from karmika.intake import queries as intake
from karmika.kernel.room import NavItem
from karmika.registry import enumerators
from karmika.registry.enumerators import (
    CODES,
    DAY_BEGINS,
    DAY_ENDS,
    PERIODS,
    SEES_ENUMERATORS,
    SHORT_MINUTES,
    Enumerator,
    Sought,
)
from karmika.ui import asked
from karmika.ui.components import Cell, Filter, Ratio, Table
from karmika.ui.templatetags.ui import india_time

FORMS_A_PAGE = 50
WIDE = ("state", "district", "ulb", "block", "gram_panchayat")


@dataclass(frozen=True)
class Column:
    """One column: what is counted, of which whole, and what one may ask about it."""

    code: str
    whole: str
    label: str | Promise
    asks: str | Promise


COLUMNS: tuple[Column, ...] = (
    Column("sent", "", gettext_lazy("Forms sent"), ""),
    Column(
        "at_once",
        "sent",
        gettext_lazy("Taken in at once"),
        gettext_lazy("Where this is low: which question of the form is hard to fill in?"),
    ),
    Column(
        "waiting",
        "sent",
        gettext_lazy("Still waiting"),
        gettext_lazy("Where this is high: does somebody in the office work on what waits?"),
    ),
    Column(
        "corrected",
        "sent",
        gettext_lazy("Corrected"),
        gettext_lazy("What was corrected, and could the form prevent it?"),
    ),
    Column(
        "dismissed",
        "sent",
        gettext_lazy("Set aside"),
        gettext_lazy("Practice, or sent twice? By whose advice?"),
    ),
    Column(
        "odd",
        "sent",
        gettext_lazy("With an odd answer"),
        gettext_lazy("Is a rule of the form wrong, or a question not understood?"),
    ),
    Column("doors", "", gettext_lazy("Doors"), ""),
    Column("interviews", "doors", gettext_lazy("Interviewed"), ""),
    Column(
        "refused",
        "doors",
        gettext_lazy("Refused"),
        gettext_lazy(
            "Where this is high: how is the survey explained at the door? What do people fear here?"
        ),
    ),
    Column(
        "nobody_there",
        "doors",
        gettext_lazy("Nobody there"),
        gettext_lazy("Where this is high: at which hours are people at home?"),
    ),
    Column(
        "short",
        "timed",
        gettext_lazy("Short interviews"),
        gettext_lazy(
            "A small household, or filled in afterwards from notes? The times are those of the phone."
        ),
    ),
    Column(
        "odd_hours",
        "doors",
        gettext_lazy("Early or late"),
        gettext_lazy("Do workers of this ward ask for these hours, or is the clock of the phone wrong?"),
    ),
    Column(
        "no_point",
        "placed",
        gettext_lazy("Without a place on the map"),
        gettext_lazy("Does the phone find its position, and was it waited for?"),
    ),
    Column("workers", "", gettext_lazy("Workers recorded"), ""),
    Column(
        "no_phone",
        "workers",
        gettext_lazy("Without a phone number"),
        gettext_lazy("Do they have none, or do they not want to give it?"),
    ),
    Column(
        "alike",
        "skilled",
        gettext_lazy("All skills alike"),
        gettext_lazy("Were the six skills asked one by one?"),
    ),
)


@page(roles=SEES_ENUMERATORS)
def enumerator_list(request: PageRequest) -> HttpResponse:
    """Everybody who works at the doors in the viewer's areas, by name: never by any of the numbers."""
    sought = _sought(request)
    found, more = enumerators.enumerators(request.viewer, sought)
    table = Table(
        caption=_("The work at the doors, person by person"),
        head=(_("Name"), *(column.label for column in COLUMNS)),
        rows=tuple(_row(one, sought) for one in found),
        empty=_(
            "Nobody held a field role in these areas in this time. Choose another area or a longer time."
        ),
        name="enumerators",
        tall=True,
    )
    context = {
        "table": table,
        "asks": [(column.label, column.asks) for column in COLUMNS if column.asks],
        "filters": _filters(request, sought),
        "pager": asked.pager(request, sought.page, more=more),
        "few": Ratio.FEW,
        "short": SHORT_MINUTES,
        "begins": DAY_BEGINS,
        "ends": DAY_ENDS,
    }
    return render(request, "registry/enumerators.html", context)


def _row(one: Enumerator, sought: Sought) -> tuple[Cell, ...]:
    cells = [Cell(one.user.name or "–")]
    for column in COLUMNS:
        number = one.numbers.get(column.code, 0)
        value = Ratio(number, one.numbers.get(column.whole, 0)) if column.whole else number
        cells.append(Cell(value, _address(one.user.id, column.code, sought) if number else ""))
    return tuple(cells)


def _address(user_id: UUID, code: str, sought: Sought) -> str:
    kept = {"days": str(sought.days), **({"area": str(sought.area)} if sought.area else {})}
    return f"{reverse('registry.enumerator_forms', args=[user_id, code])}?{urlencode(kept)}"


@page(roles=SEES_ENUMERATORS)
def forms_behind(request: PageRequest, user_id: UUID, code: str) -> HttpResponse:
    """The forms behind one number of one person."""
    sought = _sought(request)
    person = enumerators.people(request.viewer, sought).filter(id=user_id).first()
    if person is None or code not in CODES:
        raise Http404
    start = sought.page * FORMS_A_PAGE
    behind = enumerators.behind(request.viewer, user_id, code, sought)
    found = list(behind[start : start + FORMS_A_PAGE + 1])
    titles = intake.titles({one.form_id for one in found})
    areas = Area.objects.in_bulk({one.area_id for one in found})
    rows = tuple(
        (
            Cell(india_time(one.received_at), reverse("intake.submission", args=[one.id])),
            Cell(titles.get((one.project_id, one.form_id), one.form_id)),
            Cell(areas[one.area_id].name if one.area_id in areas else None),
            Cell(one.state_label),
        )
        for one in found[:FORMS_A_PAGE]
    )
    label = next((column.label for column in COLUMNS if column.code == code), _("Forms"))
    context = {
        "person": person,
        "label": label,
        "table": Table(
            caption=_("The forms behind the number"),
            head=(_("Received"), _("Form"), _("Area"), _("Status")),
            rows=rows,
            empty=_("No form is behind this number that you may read."),
            stacked=True,
        ),
        "pager": asked.pager(request, sought.page, more=len(found) > FORMS_A_PAGE),
        "back": f"{reverse('registry.enumerators')}?{request.GET.urlencode()}",
    }
    return render(request, "registry/enumerator_forms.html", context)


def _sought(request: PageRequest) -> Sought:
    days = request.GET.get("days", "")
    return Sought(
        area=asked.id_of(request.GET.get("area", "")),
        days=int(days) if days in map(str, PERIODS) else Sought.days,
        page=asked.page_of(request.GET.get("page", "")),
    )


def _filters(request: PageRequest, sought: Sought) -> list[Filter]:
    areas = {str(one.id): one.name for one in areas_of(request.viewer, levels=WIDE)}
    if sought.area is not None and str(sought.area) not in areas:
        chosen = Area.objects.filter(id=sought.area).first()
        areas |= {str(chosen.id): chosen.name} if chosen else {}
    periods = tuple(
        (str(days), ngettext("the last %(days)s day", "the last %(days)s days", days) % {"days": days})
        for days in PERIODS
    )
    return [
        Filter(
            name="area",
            label=_("Area"),
            options=(("", _("All areas")), *areas.items()),
            value=str(sought.area or ""),
        ),
        Filter(name="days", label=_("Time"), options=periods, value=str(sought.days)),
    ]


urlpatterns: list[URLPattern] = [
    path("enumerators/", enumerator_list, name="registry.enumerators"),
    path("enumerators/<uuid:user_id>/<slug:code>/", forms_behind, name="registry.enumerator_forms"),
]
NAV = (
    NavItem(
        label=gettext_lazy("Work at the doors"),
        url_name="registry.enumerators",
        roles=SEES_ENUMERATORS,
        section="forms",
        takes_area=True,
    ),
)
HELP = {
    "registry.enumerators": gettext_lazy(
        "What everybody who works at the doors sent in a time, and what is worth asking about it. Every number "
        "opens to the forms behind it; none of them is a verdict."
    ),
    "registry.enumerator_forms": gettext_lazy(
        "The forms behind one number of one person. Open one to see what was answered."
    ),
}
