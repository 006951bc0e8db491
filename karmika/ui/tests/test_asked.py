"""Addresses are typed by anybody: what cannot be read is taken as not given."""

from uuid import UUID

import pytest
from django.test import RequestFactory

from karmika.ui import asked


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", 0),
        ("0", 0),
        ("7", 7),
        ("-1", 0),
        ("x", 0),
        ("²", 0),
        ("౭", 0),
        ("999999", 100_000),
        ("9" * 5000, 0),
    ],
)
def test_a_page_is_a_small_number(text, page):
    assert asked.page_of(text) == page


def test_an_id_is_an_id_or_nothing():
    one = "00000000-0000-8000-8000-000000000001"
    assert asked.id_of(one) == UUID(one)
    assert asked.id_of("") is asked.id_of("'; DROP TABLE") is None


def test_the_way_on_keeps_what_else_is_asked_for():
    request = RequestFactory().get("/workers/", {"occupation": "a b&c", "page": "1"})
    pager = asked.pager(request, 1, more=True)
    assert pager.previous_url == "/workers/?occupation=a+b%26c&page=0"
    assert pager.next_url == "/workers/?occupation=a+b%26c&page=2"
    last = asked.pager(request, 0, more=False)
    assert (last.previous_url, last.next_url) == ("", "")
