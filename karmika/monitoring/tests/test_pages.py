"""Pages of figures: whose they are, what a filter that makes no sense does, what stays closed to whom."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from karmika.areas.acts import DefineArea
from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.kernel.ids import stable, uuid7
from karmika.measures import tally
from karmika.measures.queries import Cell
from karmika.monitoring.queries import A_PAGE, entries, own_areas
from karmika.programme.terms import MEASURES
from karmika.registry.tests.doorstep import survey, take_in


@pytest.fixture
def surveyed(cast):
    take_in(cast, survey())
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    tally.fold(follow.horizon())
    return cast


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_viewer_with_one_area_is_led_to_it(cast, client_for):
    answer = client_for("ramesh").get("/figures/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/figures/{cast.area('251746')}/"


def test_an_area_of_others_is_no_page(surveyed, client_for):
    for address in (f"/figures/{surveyed.area('251719')}/", f"/figures/{surveyed.area('28')}/workers/"):
        assert client_for("ramesh").get(address).status_code == 404
    assert client_for("ramesh").get(f"/figures/{UUID(int=0)}/").status_code == 404


def test_a_measure_that_is_none_is_no_page(surveyed, client_for):
    assert client_for("ramesh").get(f"/figures/{surveyed.area('251746')}/happiness/").status_code == 404


def test_a_figure_says_what_it_means_and_is_divided(surveyed, client_for):
    text = text_of(client_for("devi"), f"/figures/{surveyed.area('251746')}/workers/")
    assert "<h1>Workers: 4</h1>" in text
    assert "What this figure means" in text
    for caption in ("By area", "By occupation", "By sex", "By month"):
        assert f"<caption>{caption}</caption>" in text
    assert "Ward 7" in text


@pytest.mark.parametrize(
    "query",
    [
        "sex=x%00y",
        "from=2026-13",
        "on=yesterday",
        "before=-1",
        "before=99999999999999999999",
        "sex=%F0%9F%98%80",
        "to=9999-12",
    ],
)
def test_a_filter_that_makes_no_sense_does_no_harm(surveyed, client_for, query):
    text_of(client_for("devi"), f"/figures/{surveyed.area('251746')}/workers/?{query}")


def test_the_administrator_sees_counts_and_is_told_why_no_more(surveyed, client_for):
    text = text_of(client_for("admin"), f"/figures/{surveyed.area('28')}/workers/")
    assert "<h1>Workers: 4</h1>" in text
    assert "You may see this figure." in text
    assert "/figures/entry/" not in text
    (line, *_) = entries(surveyed.devi, Cell(measure="workers", area=surveyed.area("28"))).lines
    assert client_for("admin").get(f"/figures/entry/{line.entry_id}/").status_code == 404


def test_an_entry_of_another_area_or_organisation_is_not_there(surveyed, client_for):
    (line, *_) = entries(surveyed.devi, Cell(measure="workers", area=surveyed.area("28"))).lines
    assert client_for("devi").get(f"/figures/entry/{line.entry_id}/").status_code == 200
    for other in ("stranger", "colleague"):
        assert client_for(other).get(f"/figures/entry/{line.entry_id}/").status_code == 404


def test_names_of_persons_are_on_no_page_of_figures(surveyed, client_for):
    client = client_for("devi")
    (line, *_) = entries(surveyed.devi, Cell(measure="persons", area=surveyed.area("28"))).lines
    area = surveyed.area("251746-W07")
    for address in (
        "/",
        f"/figures/{area}/",
        f"/figures/{area}/persons/",
        f"/figures/entry/{line.entry_id}/",
    ):
        text = text_of(client, address)
        assert "Venkata" not in text
        assert "Ambedkar Street" not in text


def test_a_long_list_is_shown_in_parts(surveyed, cast, monkeypatch):
    monkeypatch.setattr("karmika.monitoring.queries.A_PAGE", 1)
    assert A_PAGE > 1
    cell = Cell(measure="households_listed", area=cast.area("28"))
    first = entries(cast.devi, cell)
    second = entries(cast.devi, cell, before=first.next_before)
    assert second.next_before is None
    assert first.lines[0].seq > second.lines[0].seq
    assert {first.lines[0].area_name, second.lines[0].area_name} == {"Ward 7", "Ward 8"}


def test_an_area_within_another_of_ones_own_is_named_once(cast):
    class Both:
        grants = (*cast.lakshmi.grants, *cast.ramesh.grants)

    assert [area.id for area in own_areas(Both())] == [cast.area("251746")]


def test_definitions_name_all_measures(client_for):
    text = text_of(client_for("ramesh"), "/figures/definitions/")
    assert text.count("<section id=") == len(MEASURES) == len(set(MEASURES))


def test_figures_on_the_map_of_an_earlier_day(surveyed, client_for):
    ward = stable("area", "ward", "251746-W99")
    perform(
        DefineArea(
            level="ward",
            code="251746-W99",
            name_en="Ward 99",
            parent=surveyed.area("251746"),
            valid_from=datetime(2024, 1, 1, tzinfo=UTC).date(),
            source="a test",
        ),
        surveyed.operator,
        entry_id=uuid7(),
    )
    assert text_of(client_for("devi"), f"/figures/{ward}/?on=2024-02-01").count("Ward 99")
    text = text_of(client_for("devi"), f"/figures/{surveyed.area('251746')}/workers/?on=2023-01-01")
    assert "<h1>Workers: 4</h1>" in text
    assert "on=2023-01-01" in text
