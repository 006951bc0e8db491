"""The demo's monitoring sheet: every mark of it can be filled, and what makes it a mission's sheet stays in the file."""

import io

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from karmika.areas.models import Area
from karmika.cli.demo.sheet import FIRST, LINES, PARTS_FIRST, workbook
from karmika.groups.tests import people
from karmika.journal import follow
from karmika.measures import tally
from karmika.monitoring.asked import Asked
from karmika.monitoring.figures_page import Place
from karmika.monitoring.sheet_opening import opened


@translation.override("en")
def test_every_mark_of_it_is_filled_and_its_rows_add_up(cast):
    people.group(cast, range(6))
    tally.fold(follow.horizon())
    place = Place(cast.devi, Area.objects.get(id=cast.area("28")), Asked())
    template = workbook()
    with CaptureQueriesContext(connection) as asked:
        found = opened(place, template, whole=True)
    assert len(asked) <= 25, "\n".join(one["sql"][:150] for one in asked)
    assert found.troubles == ()
    sheet = openpyxl.load_workbook(io.BytesIO(found.file()))["Progress"]
    members = FIRST + [mark for _, mark in LINES].index("members")
    parts = [cell.value or 0 for cell in sheet["D"][PARTS_FIRST - 1 : PARTS_FIRST + 29]]
    assert sheet.cell(members, 4).value == sum(parts) == 6
    assert sheet["A1"].value == "నెలవారీ ప్రగతి నివేదిక: Andhra Pradesh"
    assert sheet._charts and sheet.freeze_panes == "B6" and len(sheet.merged_cells.ranges) == 2
    assert sheet.conditional_formatting and sheet.data_validations.dataValidation
