"""Tables of targets and outside figures, for the pages of this room and of the figures above it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.kernel.dates import today
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.queries import Beside, Progress
from karmika.programme.terms import CONFIDENCES, MEASURES
from karmika.ui.components import Cell, Ratio, Table
from karmika.ui.templatetags.ui import india_date

TARGETS = gettext_lazy("Targets")
NATION = gettext_lazy("India")


def period(one: Target) -> str:
    """Both days in words."""
    return _("%(first)s to %(last)s") % {
        "first": india_date(one.starts_on),
        "last": india_date(one.ends_on),
    }


def whose(one: Target) -> str:
    """The programme, or all of them."""
    return one.programme.name if one.programme is not None else _("All programmes")


def about(figure: OutsideFigure) -> str | Promise:
    """The area, or the nation."""
    return figure.about.name if figure.about is not None else NATION


def targets_table(
    lines: Iterable[Progress],
    *,
    areas: bool,
    measures: bool = True,
    caption: str | Promise = TARGETS,
) -> Table:
    """Achievement beside target; with the column of the area, of the measure, or without."""
    head = (
        *((gettext_lazy("Area"),) if areas else ()),
        *((gettext_lazy("What is counted"),) if measures else ()),
        gettext_lazy("Period"),
        gettext_lazy("Achieved"),
        gettext_lazy("Target"),
        gettext_lazy("Achieved of the target"),
        _("Expected by %(day)s") % {"day": india_date(today())},
        gettext_lazy("Targets of its parts"),
        gettext_lazy("Not given to parts"),
    )
    return Table(
        caption=caption,
        head=head,
        rows=tuple(_target_row(one, areas=areas, measures=measures) for one in lines),
        stacked=True,
    )


def _target_row(one: Progress, *, areas: bool, measures: bool) -> tuple[Cell, ...]:
    held = one.target
    names: list[Cell] = []
    if areas:
        names.append(Cell(held.area.name))
    if measures:
        names.append(Cell(MEASURES[held.measure].name))
    names.append(Cell(f"{period(held)} · {whose(held)}"))
    names[0] = Cell(names[0].value, reverse("programme.target", args=[held.id]))
    return (
        *names,
        Cell(one.achieved),
        Cell(held.amount),
        Cell(Ratio(one.achieved, held.amount)),
        Cell(one.expected),
        Cell(one.given),
        Cell(one.not_given),
    )


def outside_table(lines: Iterable[Beside]) -> Table:
    """What others published, each with its source and day, and ours beside it: never in one sum."""
    return Table(
        caption=gettext_lazy("Figures from outside"),
        head=(
            gettext_lazy("What is counted"),
            gettext_lazy("Area"),
            gettext_lazy("As of"),
            gettext_lazy("They say"),
            gettext_lazy("Counted here by that day"),
            gettext_lazy("Source"),
        ),
        rows=tuple(_outside_row(one) for one in lines),
        stacked=True,
    )


def _outside_row(one: Beside) -> tuple[Cell, ...]:
    figure = one.figure
    return (
        Cell(MEASURES[figure.measure].name, reverse("programme.outside_figure", args=[figure.id])),
        Cell(about(figure)),
        Cell(india_date(figure.as_of)),
        Cell(figure.amount),
        Cell(one.ours),
        Cell(f"{figure.source}: “{figure.wording}” ({CONFIDENCES[figure.confidence]})"),
    )


def gap_sentence(one: Progress) -> str:
    """How the targets of the parts add up beside this one; empty where no part has one."""
    if one.not_given is None or not one.not_given:
        return ""
    if one.not_given > 0:
        return _("The targets of the parts make up less than this one. They need not add up.")
    return _("The targets of the parts make up more than this one. They need not add up.")
