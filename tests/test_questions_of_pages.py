"""How often pages ask the database: at most fifteen times each, whatever they show."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from karmika.journal import follow
from karmika.kernel import asking, statement
from karmika.measures import tally
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ADDRESSES

MOST = 15
NOT_PAGES = ("account_", "mfa_", "odk.", "console.healthz", "access.language")
DEARER: dict[str, tuple[int, str]] = {
    "console.home": (21, "each of eight rooms asks for its tiles; to be asked together"),
    "access.hand_over": (17, "each room says what is open before a post is handed over"),
    "registry.person": (16, "four rooms say what they know of a person"),
    "referrals.referral": (16, "reads the shared answers, the office, the link and the history"),
    "intake.submission": (
        17,
        "opens a sealed source with its key, reads the history, notes in two rows who saw it",
    ),
    "intake.correct": (
        16,
        "opens a sealed source with its key, and reads the lists of its phone to choose from",
    ),
}
"""Pages that ask more, each with its bound and the reason."""


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


@pytest.mark.parametrize("name", ["devi", "fatima", "lakshmi", "auditor"])
def test_no_page_asks_more_than_fifteen_questions(pages, client_for, name):
    client = client_for(name)
    found = {page: asked(client, path) for page, path in pages.items()}
    assert sum(number > 0 for number in found.values()) > 20
    dear = {page: number for page, number in found.items() if number > DEARER.get(page, (MOST, ""))[0]}
    assert not dear
