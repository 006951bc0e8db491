"""Sheets on pages: checked, kept, opened for an area and a month with the figures of the pages, retired; for whom."""

import io
import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from lxml import html

from karmika.chain import heads, sealing
from karmika.groups.tests import people
from karmika.journal import follow
from karmika.journal.queries import source_of
from karmika.kernel.dates import now, today
from karmika.measures import tally
from karmika.monitoring.models import MonitoringSheet
from karmika.monitoring.tests import sheet_templates as made
from karmika.programme.tests.makers import set_target
from karmika.registry.tests.doorstep import survey, take_in

LISTS = "/sheets/"
UPLOAD = "/sheets/upload/"


@pytest.fixture
def counted(cast):
    """Two households in wards 7 and 8, a group, everything folded and sealed."""
    take_in(cast, survey())
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    people.group(cast, range(6))
    tally.fold(follow.horizon())
    sealing.seal(now())
    return cast


def form(cast, data, do="keep", **changes):
    given = {
        "entry": str(uuid4()),
        "name": "Monthly progress",
        "area": str(cast.area("28")),
        "organisation": str(cast.mepma),
        "file": SimpleUploadedFile("Padma's table.xlsx", data),
        "do": do,
    }
    return given | changes


def keep(cast, client, data, **changes):
    """Uploaded and kept; its id."""
    answer = client.post(UPLOAD, form(cast, data, **changes))
    assert answer.status_code == 302, said(answer)
    return re.fullmatch(r"/sheets/([0-9a-f-]{36})/", answer["Location"])[1]


def said(answer):
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def file_of(client, sheet, area, **query):
    answer = client.get(f"/sheets/{sheet}/{area}/sheet.xlsx?{urlencode(query)}")
    assert answer.status_code == 200
    return answer, openpyxl.load_workbook(io.BytesIO(answer.content))


def column(book, letter="A"):
    return [cell.value for cell in book.active[letter]]


def table(client, address, caption):
    page = html.fromstring(client.get(address).content.decode())
    (found,) = [one for one in page.xpath("//table") if one.findtext("caption") == caption]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in found.xpath(".//tr")]
    return rows[1:]


def test_the_file_holds_the_figures_of_the_page(counted, client_for):
    client = client_for("devi")
    marks = ["workers", "workers|sex:female", "members", "households_listed", "workers|part:251746-w08"]
    sheet = keep(counted, client, made.simple(*[f"{{{{{mark}}}}}" for mark in marks]))
    city = counted.area("251746")
    answer, book = file_of(client, sheet, city)
    found = column(book)
    rows = client.get(f"/figures/{city}/figures.csv").content.decode("utf-8-sig").splitlines()
    exported = {
        (cells[0], cells[1], cells[4]): int(cells[9])
        for cells in (row.split(",") for row in rows[1:])
        if cells[0] in ("area", "part")
    }
    for number, measure in ((0, "workers"), (2, "members"), (3, "households_listed")):
        assert found[number] == exported["area", measure, "251746"] > 0
    assert found[4] == exported["part", "workers", "251746-W08"] > 0
    page = html.fromstring(client.get(f"/figures/{city}/?sex=female").content.decode())
    (tile,) = [one for one in page.xpath("//*[contains(@class,'tile')]") if "Workers" in one.text_content()][
        :1
    ]
    assert str(found[1]) in tile.text_content()
    looked = client.get(f"/sheets/{sheet}/{city}/")
    assert table(client, f"/sheets/{sheet}/{city}/", "What is filled")[0][-1] == str(found[0])
    assert looked.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="karmika-ulb-251746-{today()}.xlsx"'


def test_the_lines_of_the_programmes_table_are_those_of_its_page(counted, client_for):
    client = client_for("devi")
    lines = ["cigs_formed", "women_share", "average_size", "savings_accounts"]
    marks = [f"{{{{table:mepma:{line}}}}}" for line in lines]
    sheet = keep(counted, client, made.simple(*marks, "{{table:mepma:women_share|fraction}}"))
    state = counted.area("28")
    found = column(file_of(client, sheet, state)[1])
    shown = {row[0]: row[1] for row in table(client, f"/figures/{state}/tables/mepma/", "What is counted")}
    assert f"{found[0]}" == shown["CIGs formed"] and f"{found[1]:.1f} %" == shown["Women out of all members"]
    assert f"{found[2]:.2f}" == shown["Members for each CIG"] and found[3] == "not yet recorded"
    assert round(found[4] * 100, 6) == found[1]


def test_rows_of_parts_add_up_to_the_whole_and_the_last_row_holds_the_rest(counted, client_for):
    client = client_for("devi")
    book = openpyxl.Workbook()
    for row in range(1, 5):
        book.active.cell(row, 1, "{{area|each}}")
        book.active.cell(row, 2, "{{area_code|each}}")
        book.active.cell(row, 3, "{{workers|each}}")
    few = book.create_sheet("Few")
    few["A1"], few["B1"] = "{{area|each}}", "{{workers|each}}"
    few["A3"] = "{{workers}}"
    sheet = keep(counted, client, made.saved(book))
    city = counted.area("251746")
    filled = file_of(client, sheet, city)[1]
    rows = [[cell.value for cell in row] for row in filled.active.iter_rows(max_row=4)]
    total = filled["Few"]["A3"].value
    assert [row[:2] for row in rows[:2]] == [["Ward 7", "251746-W07"], ["Ward 8", "251746-W08"]]
    assert sum(row[2] or 0 for row in rows) == total > 0
    assert rows[-1] == [None, None, None]
    assert [filled["Few"]["A1"].value, filled["Few"]["B1"].value] == ["2 more areas together", total]


def test_a_ward_has_one_row_itself(counted, client_for):
    sheet = keep(counted, client_for("devi"), made.simple("{{area|each}}", "{{area|each}}"))
    assert column(file_of(client_for("lakshmi"), sheet, counted.area("251746-W07"))[1]) == ["Ward 7", None]


def test_a_month_is_asked_for_like_on_the_pages(counted, client_for):
    client = client_for("devi")
    marks = [
        "{{as_of}}",
        "{{month}}",
        "{{workers}}",
        "{{workers|month}}",
        "{{workers|year}}",
        "{{as_of|date}}",
    ]
    sheet = keep(counted, client, made.simple(*marks))
    before = today().replace(day=1) - timedelta(days=1)
    last = column(file_of(client, sheet, counted.area("28"), to=f"{before:%Y-%m}")[1])
    assert last[0] == f"{before.day} {before:%B %Y}" and last[1] == f"{before:%B %Y}" and last[3] == 0
    answer, book = file_of(client, sheet, counted.area("28"))
    assert f"-28-{today()}.xlsx" in answer["Content-Disposition"]
    now_ = column(book)
    assert now_[0] == f"{today().day} {today():%B %Y}"
    assert now_[2] >= now_[4] >= now_[3] > 0 and (now_[5] - 46_354) == (today().toordinal() - 739_948)


def test_the_sheet_says_where_it_comes_from(counted, client_for):
    client = client_for("devi")
    set_target(
        counted, measure="members", amount=900, area=counted.area("28"), starts_on=today(), ends_on=today()
    )
    marks = ["area", "area_code", "chain_head", "definitions_version", "target:members", "target:workers"]
    sheet = keep(counted, client, made.simple(*[f"{{{{{mark}}}}}" for mark in marks], "{{printed_at}}"))
    found = column(file_of(client, sheet, counted.area("28"))[1])
    assert found[:3] == ["Andhra Pradesh", "28", heads.head().full]
    assert found[3] == "Common Interest Groups of the programme, version 1"
    assert found[4:6] == [900, "no target"] and found[6].startswith(f"{today().day} {today():%B %Y}, ")


def test_a_check_shows_every_mark_and_keeps_nothing(counted, client_for, nothing_written):
    data = made.simple("{{workers}}", "{{colours}}", "{{members|sex:all}}", "{{workers|part:251719-W09}}")
    with nothing_written():
        answer = client_for("devi").post(UPLOAD, form(counted, data, do="check"))
    text = said(answer)
    assert "3 marks cannot be filled" in text and "There is no figure called “colours”." in text
    assert "Sheet1!A2" in text and "“all” is not one of: female, male, transgender." in text
    assert "no area with the code “251719-w09”" in text and "Workers" in text
    assert MonitoringSheet.objects.count() == 0


def test_a_check_in_place_gives_only_what_was_found(counted, client_for):
    given = form(counted, made.simple("{{workers}}"), do="check", name="")
    answer = client_for("devi").post(UPLOAD, given, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content and b"Name of the sheet" in answer.content


def test_a_file_with_a_mark_that_cannot_be_filled_is_not_kept(counted, client_for, nothing_written):
    with nothing_written():
        answer = client_for("devi").post(UPLOAD, form(counted, made.simple("{{workers}}", "{{colours}}")))
    assert "1 marks cannot be filled" in said(answer)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 no zip", "The file is damaged"),
        (made.simple("no marks"), "No cell of the file is marked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls file"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(counted, client_for, nothing_written, data, sentence):
    with nothing_written():
        assert sentence in said(client_for("devi").post(UPLOAD, form(counted, data)))


def test_two_clicks_keep_one_sheet_and_a_name_stands_once(counted, client_for):
    client, entry, data = client_for("devi"), str(uuid4()), made.simple("{{workers}}")
    first = keep(counted, client, data, entry=entry)
    assert keep(counted, client, data, entry=entry) == first == entry
    again = client.post(UPLOAD, form(counted, made.simple("{{members}}"), name="monthly  Progress"))
    assert "There is a sheet with this name" in said(again)
    assert client.post(f"/sheets/{first}/retire/").status_code == 302
    assert keep(counted, client, made.simple("{{members}}")) != first


def test_the_template_comes_back_as_it_was_uploaded(counted, client_for):
    data = made.full()
    sheet = keep(counted, client_for("devi"), data)
    assert source_of(MonitoringSheet.objects.get().id) == data
    answer = client_for("fatima").get(f"/sheets/{sheet}/template.xlsx")
    assert answer.content == data and "Padma" not in str(answer.headers)


def test_a_retired_sheet_is_no_longer_opened_and_says_so(counted, client_for):
    client = client_for("devi")
    sheet = keep(counted, client, made.simple("{{workers}}"))
    client.post(f"/sheets/{sheet}/retire/")
    for address in ("", "sheet.xlsx"):
        assert client.get(f"/sheets/{sheet}/{counted.area('28')}/{address}").status_code == 404
    assert "Retired on" in said(client.get(f"/sheets/{sheet}/"))
    assert "Monthly progress" not in said(client.get(LISTS))
    assert "was retired" in said(client.post(f"/sheets/{sheet}/retire/", follow=True))


def test_everybody_opens_a_states_sheet_for_his_own_area_and_for_no_other(counted, client_for):
    sheet = keep(counted, client_for("devi"), made.simple("{{workers}}"))
    ward, city, far = counted.area("251746-W07"), counted.area("251746"), counted.area("251719")
    for name, area, status in (
        ("lakshmi", ward, 200),
        ("lakshmi", city, 404),
        ("fatima", city, 200),
        ("fatima", far, 404),
        ("fatima", counted.area("9"), 404),
        ("stranger", far, 200),
        ("stranger", city, 404),
        ("auditor", city, 200),
        ("colleague", city, 404),
    ):
        for address in ("", "sheet.xlsx"):
            answer = client_for(name).get(f"/sheets/{sheet}/{area}/{address}")
            assert answer.status_code == status, (name, address)
    assert client_for("colleague").get(f"/sheets/{sheet}/").status_code == 404
    assert "Monthly progress" not in said(client_for("colleague").get(LISTS))


def test_a_citys_sheet_is_for_the_city_and_who_is_above_it(counted, client_for):
    city = counted.area("251746")
    sheet = keep(counted, client_for("fatima"), made.simple("{{workers}}"), area=str(city))
    assert client_for("devi").get(f"/sheets/{sheet}/{city}/").status_code == 200
    assert client_for("devi").get(f"/sheets/{sheet}/{counted.area('28')}/").status_code == 404
    assert client_for("stranger").get(f"/sheets/{sheet}/").status_code == 404


def test_who_may_not_keep_a_sheet_finds_no_page_and_is_refused(counted, client_for, nothing_written):
    sheet = keep(counted, client_for("devi"), made.simple("{{workers}}"))
    with nothing_written():
        for name in ("ramesh", "lakshmi", "auditor", "admin"):
            assert client_for(name).get(UPLOAD).status_code == 404
            assert client_for(name).post(f"/sheets/{sheet}/retire/").status_code == 404
        answer = client_for("fatima").post(f"/sheets/{sheet}/retire/", follow=True)
        assert "right" in said(answer).lower() or "not yours" in said(answer).lower()
        taken = form(counted, made.simple("{{workers}}"), area=str(counted.area("251719")))
        assert client_for("fatima").post(UPLOAD, taken).status_code == 200


def test_the_same_sheet_shows_each_viewer_his_own_organisations_figures(counted, client_for):
    sheet = keep(counted, client_for("devi"), made.simple("{{workers}}"))
    ward = counted.area("251746-W07")
    assert column(file_of(client_for("lakshmi"), sheet, ward)[1]) == column(
        file_of(client_for("devi"), sheet, ward)[1]
    )


def test_opening_a_sheet_asks_few_questions(counted, client_for):
    client = client_for("devi")
    sheet = keep(counted, client, made.full(extra=200))
    address = f"/sheets/{sheet}/{counted.area('251746')}/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 15, "\n".join(one["sql"][:150] for one in asked)


def test_texts_are_in_the_readers_language(counted, client_for):
    client = client_for("devi")
    sheet = keep(counted, client, made.simple("{{area}}"))
    with translation.override("en"):  # the page of languages leaves its choice behind in this thread
        client.post(reverse("access.language"), {"language": "te", "next": "/"})
        assert column(file_of(client, sheet, counted.area("28"))[1]) == ["ఆంధ్రప్రదేశ్"]
