"""How monitoring sheets are shown: the list, and what was found in a file as tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karmika.areas.models import Area
from karmika.monitoring.models import MonitoringSheet
from karmika.monitoring.sheet_opening import SHOWN, Opened
from karmika.ui.components import Cell, Crumb, Table
from karmika.ui.templatetags.ui import india_date


@dataclass(frozen=True)
class Checked:
    """What was found in a file: the cells that are filled, those that cannot be, and how many more there are of each."""

    cells: Table
    cells_count: int
    troubles: Table
    troubles_count: int

    @property
    def more_cells(self) -> int:
        """Cells that are not listed."""
        return max(0, self.cells_count - SHOWN)

    @property
    def more_troubles(self) -> int:
        """Problems that are not listed."""
        return max(0, self.troubles_count - SHOWN)


def checked(found: Opened) -> Checked:
    """Both tables, each with at most `SHOWN` lines."""
    cells = tuple(
        (Cell(f"{one.sheet}!{one.cell}"), Cell(one.said), Cell(one.means), Cell(one.text))
        for one in found.lines[:SHOWN]
    )
    troubles = tuple(
        (Cell(f"{one.sheet}!{one.cell}" if one.cell else one.sheet or "–"), Cell(one.sentence))
        for one in found.troubles[:SHOWN]
    )
    return Checked(
        cells=Table(
            caption=_("What is filled"),
            head=(_("Cell"), _("Mark"), _("Means"), _("Filled with")),
            rows=cells,
            empty=_("No cell is filled."),
            stacked=True,
        ),
        cells_count=len(found.lines),
        troubles=Table(
            caption=_("What cannot be filled"), head=(_("Cell"), _("Why")), rows=troubles, stacked=True
        ),
        troubles_count=len(found.troubles),
    )


def sheets_table(sheets: Iterable[MonitoringSheet]) -> Table:
    """The templates with the way to each."""
    return Table(
        caption=_("Sheets"),
        head=(_("Sheet"), _("Area"), _("Uploaded"), _("Marks")),
        rows=tuple(
            (
                Cell(one.name, reverse("monitoring.sheet", args=[one.id])),
                Cell(one.area.name),
                Cell(india_date(one.kept_on)),
                Cell(one.marks_count),
            )
            for one in sheets
        ),
        stacked=True,
    )


def trail(held: MonitoringSheet, area: Area) -> list[Crumb]:
    """From the list to this sheet of this area."""
    return [
        Crumb(_("Monitoring sheets"), reverse("monitoring.sheets")),
        Crumb(held.name, reverse("monitoring.sheet", args=[held.id])),
        Crumb(area.name),
    ]
