"""The director's page: twelve figures, what moved, where work stands still, one sheet in each language."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from karmika.journal import follow
from karmika.kernel.dates import today
from karmika.measures import tally
from karmika.measures.models import Daily
from karmika.monitoring import brief
from karmika.registry.models import Person
from tests.rights_samples import make_things

STATE = "28"


@pytest.fixture
def worked(cast):
    make_things(cast)
    tally.fold(follow.horizon())
    return cast


def page(client_for, name, address):
    return client_for(name).get(address)


def test_twelve_figures_each_with_what_moved_and_the_way_down(worked, client_for):
    answer = page(client_for, "devi", f"/brief/{worked.area(STATE)}/")
    html = answer.content.decode()
    assert len(answer.context["tiles"]) == len(brief.TWELVE) == 12
    assert html.count('class="moved"') == 12
    workers = next(tile for tile in answer.context["tiles"] if tile.url.endswith("/workers/"))
    assert workers.moved == workers.value > 0
    assert client_for("devi").get(workers.url).status_code == 200


def test_where_work_began_and_stopped_is_named_with_its_days(worked, client_for):
    stopped = today() - timedelta(days=9)
    Daily.objects.update(recorded_on=stopped)
    answer = page(client_for, "devi", f"/brief/{worked.area(STATE)}/")
    (still,) = answer.context["still"]
    assert (still.days, still.last_on) == (9, stopped)
    assert escape(still.area.name) in answer.content.decode()


def test_what_was_recorded_yesterday_does_not_stand_still(worked, client_for):
    answer = page(client_for, "devi", f"/brief/{worked.area(STATE)}/")
    assert answer.context["still"] == []
    assert "Nowhere" in answer.content.decode()


@pytest.mark.parametrize(("language", "word"), [("en", "As of"), ("te", "కార్మిక"), ("hi", "karmika")])
def test_the_sheet_is_in_the_language_that_was_chosen_whatever_the_reader_s(
    worked, client_for, language, word
):
    html = page(client_for, "devi", f"/brief/{worked.area(STATE)}/{language}/").content.decode()
    assert f'<html lang="{language}"' in html
    assert word.lower() in html.lower()


def test_no_sheet_in_a_language_that_is_not_spoken_here(worked, client_for):
    assert page(client_for, "devi", f"/brief/{worked.area(STATE)}/fr/").status_code == 404


def test_the_way_in_leads_to_one_s_own_area_or_the_one_asked_for(worked, client_for):
    fatima = client_for("fatima")
    assert fatima.get("/brief/").headers["Location"] == f"/brief/{worked.area('251746')}/"
    ward = worked.area("251746-W07")
    assert fatima.get(f"/brief/?area={ward}").headers["Location"] == f"/brief/{ward}/"
    assert fatima.get("/brief/?area=nonsense").headers["Location"] == f"/brief/{worked.area('251746')}/"


def test_another_s_area_is_as_if_not_there(worked, client_for):
    assert page(client_for, "fatima", f"/brief/{worked.area('251719')}/").status_code == 404
    assert page(client_for, "lakshmi", f"/brief/{worked.area('251746-W07')}/").status_code == 404


def test_the_bar_offers_the_same_page_for_the_areas_inside(worked, client_for):
    html = page(client_for, "fatima", f"/brief/{worked.area('251746')}/").content.decode()
    assert f"/brief/{worked.area('251746-W07')}/" in html
    assert f"/brief/{worked.area(STATE)}/" not in html, "what lies above her own area is not hers"


def test_the_menu_keeps_the_area_one_looks_at(worked, client_for):
    ward = worked.area("251746-W07")
    html = page(client_for, "fatima", f"/brief/{ward}/").content.decode()
    assert f"/workers/?area={ward}" in html


def test_the_page_asks_at_most_fifteen_questions(worked, client_for, django_assert_max_num_queries):
    fatima = client_for("fatima")
    fatima.get("/")
    with django_assert_max_num_queries(15):
        fatima.get(f"/brief/{worked.area('251746')}/")


def test_nobody_reads_personal_data_on_it(worked, client_for):
    html = page(client_for, "devi", f"/brief/{worked.area(STATE)}/").content.decode()
    names = Person.objects.exclude(name=None).values_list("name", flat=True)
    assert len(names) > 3
    assert not [name for name in names if name in html]
