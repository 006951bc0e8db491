"""Every page that shows a list has the list to take along, and every list says what it is."""

import re

import pytest
from django.urls import reverse

from karmika.access.roles import ALL_STAFF
from karmika.rooms import FILES, LISTS, REVERSALS, ROOMS
from tests.house import HOUSE

NO_LISTS = {
    "console.home": "figures; each leads to its own page with a file",
    "monitoring.start": "figures of areas; each area has its own file",
    "monitoring.briefs": "sheets of paper for a meeting, made to be printed",
    "monitoring.sheets": "workbooks that were handed in; each is a file already",
    "monitoring.log": "the journal, read entry by entry; a copy of it outside could not be erased",
    "registry.visits": "work of one day at one's own doors, opened from the list of households",
    "registry.enumerators": "figures of colleagues, to talk about with them, not to pass on",
    "registry.search": "what a search finds is not a list to keep",
    "referrals.received": "requests of others to one's own office: shared for one service, not for a list",
    "cases.report": "a form to be filled in",
    "cases.underpaid": "counts, and people to talk with one by one; not a list to hand on",
    "cases.restricted": "rounded numbers of districts, made to be told and not to be reckoned with",
    "entitlements.voices": "texts to be read out and recorded; nobody stands in them",
    "jobs.lists": "the lists themselves",
    "jobs.files": "files that were loaded: a record, not a list",
}
"""Pages of the navigation that show no list of their own, each with the reason."""


def test_every_page_of_the_navigation_that_shows_a_list_has_it_as_a_file():
    shown = {listing.page for listing in LISTS}
    pages = {item.url_name for room in ROOMS for item in room.nav}
    assert sorted(pages - shown - NO_LISTS.keys()) == [], "a list without a Listing in <room>/listings.py"
    assert sorted(shown & NO_LISTS.keys()) == []


def test_every_page_that_belongs_to_a_list_links_to_its_file():
    for listing in LISTS:
        if listing.page:
            room, _, _ = listing.page.partition(".")
            texts = [
                path.read_text(encoding="utf-8")
                for path in (HOUSE / "karmika" / room).rglob("templates/**/*.html")
            ]
            links = [text for text in texts if f"{{% url 'jobs.list' '{listing.name}' %}}" in text]
            assert len(links) == 1, f"{listing.name}: the page links to its file once"
            assert reverse(listing.page)


def test_every_template_that_lists_many_rows_links_to_a_file_or_is_known():
    known = {
        "components.html",
        "log.html",
        "sheets.html",
        "entries.html",
        "camp.html",
        "enumerator_forms.html",
        "told.html",
    }
    known |= {
        "visits.html",
        "enumerators.html",
        "worksite_part.html",
        "received.html",
        "campaign_acts.html",
        "voices.html",
    }
    for path in (HOUSE / "karmika").rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"{%\s*pager ", text) and path.name not in known:
            assert "jobs.list" in text, path


@pytest.mark.parametrize("listing", LISTS, ids=lambda one: one.name)
def test_a_list_says_what_it_is_and_is_for_staff(listing):
    assert re.fullmatch(r"[a-z][a-z-]*", listing.name)
    assert str(listing.title).strip()
    assert str(listing.about).strip()
    assert listing.roles
    assert listing.roles <= ALL_STAFF
    labels = [str(column.label) for column in listing.columns]
    assert len(set(labels)) == len(labels), "two columns with one heading"


def test_names_of_lists_and_kinds_of_files_are_unique():
    for names in ([one.name for one in LISTS], [one.name for one in FILES]):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", FILES, ids=lambda one: one.name)
def test_a_kind_of_file_can_be_taken_back_and_its_sample_has_the_right_columns(kind):
    assert kind.name in REVERSALS or kind.name.replace("-", " ") in REVERSALS
    for line in kind.sample:
        assert line.keys() <= set(kind.columns.all)
        assert set(kind.columns.needed) - {"name_hi", "name_te"} <= {
            name for name, cell in line.items() if cell
        }
