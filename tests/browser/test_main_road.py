"""The main road in a real browser: groups on an organiser's phone, a figure followed to the form at the state office."""

import shutil
from pathlib import Path

import pytest

from karmika import template_database, testing
from karmika.access.models import Project
from karmika.intake.publishing import publish
from karmika.registry.tests import doorstep
from tests.browser.chromium import page, served, sign_in
from tests.journeys.test_home_figures import Phone, driver

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_blocker):
    """Four households with two drivers each at the auto stand of ward 7, and a form that waits; served."""
    data: Path = tmp_path_factory.mktemp("served")
    with django_db_blocker.unblock():
        database = str(data / "karmika.db")
        template_database.copy(template_database.build_template(), database)
        with template_database.named(database):
            survey(testing.Cast())
    (data / "secret.key").write_text("a key of this test alone")
    (data / "master.key").write_text(template_database.MASTER_KEY)
    with served(data) as address:
        yield address
    shutil.rmtree(data, ignore_errors=True)


def survey(cast):
    publish(cast.devi, Project.objects.get(id=cast.project), doorstep.FORM.read_bytes(), doorstep.FORM.name)
    phone = Phone(cast)
    for n in range(4):
        phone.send(doorstep.survey(*(driver(n, k) for k in range(2))))
    phone.send(doorstep.survey(ward="251746-W08"))


def from_the_menu(opened, path):
    """Unfold the menu of a phone and follow one of its links."""
    opened.click("a.menu-link")
    opened.click(f"nav.rooms a[href='{path}']")
    opened.wait_for_url(f"**{path}")


def width(opened):
    return opened.evaluate("document.scrollingElement.scrollWidth")


def test_ramesh_makes_a_group_of_a_proposal_on_his_phone(address):
    with page(**PHONE) as opened:
        sign_in(opened, address, "ramesh", testing.PASSWORD)
        from_the_menu(opened, "/groups/")
        opened.click("main a[href='/groups/proposals/']")
        opened.locator("form[action$='/ask/'] button").first.click()
        opened.wait_for_url("**/groups/runs/**")
        people = opened.locator("#run section.card").first.locator("tbody tr").count()
        opened.locator("form[action$='/approve/'] button").first.click()
        opened.locator("a.button[href$='/form/']").first.click()
        opened.fill("#name", "శ్రీ దుర్గ ఆటో గ్రూపు")
        for choice in ("#place", "#meets_at", "#meets_every"):
            opened.select_option(choice, index=1)
        opened.fill("#meets_hour", "18:30")
        for votes in ("#votes_place", "#votes_hour"):
            opened.fill(votes, str(people))
        for how in opened.locator("select[name^=how-]").all():
            how.select_option("thumb")
        for answer in opened.locator("input[type=radio][value=yes]").all():
            answer.check()
        opened.click("main form .actions button")
        opened.wait_for_selector("#members")
        assert opened.inner_text("h1") == "శ్రీ దుర్గ ఆటో గ్రూపు"
        assert opened.locator("[aria-labelledby=members] tbody tr").count() == people >= 5
        assert width(opened) == 360


def test_devi_goes_from_a_figure_to_the_form_in_at_most_three_clicks(address):
    with page() as opened:
        sign_in(opened, address, "devi", testing.PASSWORD)
        opened.click(".tile dd a[href*='/workers/']")
        opened.locator("a[href^='/submissions/']").first.click()
        opened.wait_for_selector("table.answers")
        assert "Driver" in opened.inner_text("table.answers")


def test_what_a_figure_means_is_one_tap_away(address):
    with page(**PHONE) as opened:
        sign_in(opened, address, "devi", testing.PASSWORD)
        opened.click(".tile a.about[href$='#workers']")
        assert opened.locator("section#workers h2").is_visible()


def test_the_header_of_the_state_office_is_one_line_on_a_desk(address):
    with page() as opened:
        sign_in(opened, address, "devi", testing.PASSWORD)
        assert opened.locator("header.bar").bounding_box()["height"] < 70


def test_a_card_of_a_list_opens_wherever_a_thumb_touches_it(address):
    with page(**PHONE) as opened:
        sign_in(opened, address, "fatima", testing.PASSWORD)
        opened.goto(f"{address}/workers/")
        card = opened.locator("main tbody tr").first
        box = card.bounding_box()
        assert box["height"] >= 44
        card.click(position={"x": box["width"] - 12, "y": box["height"] - 6})
        opened.wait_for_url("**/persons/*/")


@pytest.mark.parametrize("language", ["en", "te", "hi"])
def test_the_main_pages_fit_a_small_phone(address, language):
    with page(**PHONE) as opened:
        sign_in(opened, address, "fatima", testing.PASSWORD)
        opened.click("a.menu-link")
        opened.click(f"button[name=language][value={language}]")
        opened.wait_for_selector(f"html[lang={language}]")
        links = opened.eval_on_selector_all("nav.rooms a", "all => all.map(one => one.getAttribute('href'))")
        inside = ("figures", "submissions", "persons", "households", "worksites")
        behind = {}
        for link in (*links, "/groups/proposals/", "/groups/self-formed/", "/about/"):
            opened.goto(address + link)
            assert width(opened) == 360, link
            for found in opened.eval_on_selector_all(
                "main a:not(svg a)", "all => all.map(one => one.pathname)"
            ):
                room = found.split("/")[1]
                if room in inside:
                    behind.setdefault((room, found.count("/")), found)
        assert {room for room, _ in behind} >= {"figures", "submissions", "persons"}
        for link in behind.values():
            opened.goto(address + link)
            assert width(opened) == 360, link
