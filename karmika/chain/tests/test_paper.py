"""What leaves the house on paper or in a file carries a head that verifies."""

import csv
import io
import re
from datetime import date

import pytest

from karmika.chain import heads, sealing
from karmika.chain.files import csv_response, csv_text
from karmika.kernel.dates import now


@pytest.fixture
def sealed(cast):
    heads._remembered.clear()
    sealing.seal(now())
    yield cast
    heads._remembered.clear()


def foot_of(answer):
    """The text of the one foot of a page."""
    assert answer.status_code == 200
    (foot,) = re.findall(r'<footer class="stamp">(.*?)</footer>', answer.content.decode(), re.DOTALL)
    return foot


@pytest.mark.parametrize(
    "address", ["/", "/figures/", "/groups/", "/users/", "/devices/", "/workers/", "/forms/", "/worksites/"]
)
def test_every_page_has_a_foot_for_paper_with_a_head_that_verifies(sealed, client_for, address):
    foot = foot_of(client_for("devi").get(address, follow=True))
    head = re.search(r"Head of the journal: (\S+), sealed", foot).group(1)
    assert head == heads.head().short
    assert heads.compare(head).holds


def test_the_sheet_of_a_phone_has_it(sealed, client_for):
    foot = foot_of(client_for("devi").get(f"/devices/{sealed.device}/sheet/"))
    assert heads.head().short in foot and foot.startswith("Printed ")


def test_the_foot_is_for_paper_alone(sealed):
    from django.contrib.staticfiles import finders

    with open(finders.find("ui/print.css"), encoding="utf-8") as file:
        screen, paper = file.read().split("@media print")
    assert ".stamp { display: none; }" in screen
    assert ".stamp { display: table-footer-group;" in paper, "the foot of a table comes again on every sheet"


def test_a_house_without_a_link_prints_no_foot_and_breaks_nothing(cast, client_for, monkeypatch):
    monkeypatch.setattr(heads, "_remembered", {})
    answer = client_for("devi").get("/groups/")
    assert answer.status_code == 200 and "stamp" not in answer.content.decode()


def test_a_file_ends_with_a_head_that_verifies_and_begins_with_its_columns(sealed):
    lines = list(csv.reader(io.StringIO(csv_text(["area", "value"], [("Ward 7", 3), ("వార్డు 8", None)]))))
    assert lines[:3] == [["area", "value"], ["Ward 7", "3"], ["వార్డు 8", ""]]
    ((last,),) = lines[3:]
    assert last.startswith("# Karmika, as of 20")
    assert heads.compare(re.search(r"head of the journal: (\S+),", last).group(1)).holds


def test_a_file_from_a_house_without_a_link_says_so(cast):
    assert "nothing is sealed yet" in csv_text(["area"], [])


def test_what_a_spreadsheet_would_reckon_with_is_text_and_numbers_stay_numbers(sealed):
    row = ("=1+1", "@SUM(A1)", "-a", "\tx", -3, date(2026, 4, 1), 'a "b", c')
    _, read, _ = csv.reader(io.StringIO(csv_text([str(n) for n in range(7)], [row])))
    assert read == ["'=1+1", "'@SUM(A1)", "'-a", "'\tx", "-3", "2026-04-01", 'a "b", c']


def test_a_download_is_named_and_in_utf_8(sealed):
    answer = csv_response("targets", ["a"], [("వార్డు",)])
    assert answer.content.decode("utf-8-sig").splitlines()[1] == "వార్డు"
    assert answer["Content-Disposition"] == 'attachment; filename="targets.csv"'
