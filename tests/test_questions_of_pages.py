"""How often pages ask the database: at most fifteen times each, whatever they show."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from karmika import template_database
from karmika.journal import follow
from karmika.kernel import asking, statement
from karmika.measures import tally
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ADDRESSES

MOST = 15
NOT_PAGES = ("account_", "mfa_", "odk.", "console.healthz", "access.language")


@pytest.fixture
def pages(cast):
    """The path of every page, with a thing of ward 7 where it names one."""
    make_things(cast)
    tally.fold(follow.horizon())
    return {
        name: reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else {})
        for name, address in ADDRESSES.items()
        if not name.startswith(NOT_PAGES) and (name in SAMPLES or not re.search("<", address.route))
    }


def asked(client, path: str) -> int:
    """Questions of the second look at a page; 0 where it is none for this person."""
    questions: list[str] = []

    def count(execute, sql, params, many, context):
        questions.append(sql)
        return execute(sql, params, many, context)

    def count_plain(to, sql, values):
        questions.append(sql)
        return statement.execute(to, sql, values)

    def count_any(to, question, values):
        questions.append(question)
        return statement.select_any(to, question, values)

    client.get(path)
    with connection.execute_wrapper(count), pytest.MonkeyPatch.context() as plain:
        plain.setattr(asking, "execute", count_plain)  # these pass by Django's wrappers
        plain.setattr(asking, "select_any", count_any)
        answer = client.get(path)
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return len(questions) if answer.status_code == 200 and html else 0


PEOPLE = ("devi", "lakshmi", "auditor", "fatima", "ramesh", "admin")


# how often is the same on both databases; that each page works on PostgreSQL as well, three show
@pytest.mark.parametrize("name", PEOPLE if template_database.engine() == "sqlite" else PEOPLE[:3])
def test_no_page_asks_more_than_fifteen_questions(pages, client_for, name):
    client = client_for(name)
    found = {page: asked(client, path) for page, path in pages.items()}
    assert sum(number > 0 for number in found.values()) > 20
    assert {page: number for page, number in found.items() if number > MOST} == {}
