"""Fixtures of every test: a database that rolls back, one that commits, the cast, signed-in clients."""

import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

from karmika import template_database as databases
from karmika import testing


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """This process's own copy of the template, instead of a database migrated for each run."""
    from django.db import connections

    with django_db_blocker.unblock():
        template = databases.build_template()
        name = str(connections["default"].settings_dict["NAME"])
        databases.copy(template, name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        databases.drop(name)


@pytest.fixture
def transactional_db() -> None:
    """Refused: append-only tables cannot be truncated."""
    pytest.fail("use fresh_database: the journal's tables cannot be emptied after a test")


@pytest.fixture
def fresh_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A copy of the template in which commits are real and threads have connections of their own; its name."""
    from django.db import connections

    assert "db" not in request.fixturenames, "a test rolls back (db) or commits (fresh_database), not both"
    name = databases.copy_name(f"t{abs(hash(request.node.nodeid)) % 10**10}")
    with django_db_blocker.unblock():
        databases.copy(databases.build_template(), name)
        with databases.named(name):
            yield name
            connections.close_all()
        databases.drop(name)


@pytest.fixture(scope="session", autouse=True)
def forms_compiled_once() -> Iterator[None]:
    """The same bytes are the same form: each process compiles a form once, however many tests publish it."""
    from karmika.intake import publishing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "compile_form", lru_cache(maxsize=32)(publishing.compile_form))
        yield


@pytest.fixture(autouse=True)
def no_language_left_over() -> Iterator[None]:
    """A request leaves its language active in its thread (the next request sets its own; the next test may make none)."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def no_question_left_over() -> Iterator[None]:
    """The first page keeps its questions for a day by who asks; the next test may have other rules, the same people."""
    yield
    from karmika.navigation import QUESTIONS

    QUESTIONS.forget()


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Any:
    """Lakshmi, Ramesh, Fatima, Devi, a stranger, a colleague, an auditor, an administrator, and where they work."""
    from karmika.testing import Cast

    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else "db")
    return Cast()


@pytest.fixture
def client_for(cast: Any) -> Callable[[str], Any]:
    """`client_for("ramesh")`: a browser in which that one of the cast is signed in."""
    from django.test import Client

    from karmika.access.models import Account

    def sign_in(name: str) -> Client:
        client = Client()
        account = Account.objects.get(pk=cast.user_id(name))
        client.force_login(account, backend="karmika.access.backends.UsernameOrPhoneBackend")
        return client

    return sign_in


@pytest.fixture
def nothing_written() -> Callable[[], Any]:
    """`with nothing_written(): ...` for a refusal."""
    return testing.assert_nothing_written


def pytest_configure() -> None:
    """Static files are looked up when they are asked for: else each client of each test lists them all first."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


RUN_ONCE = (
    "test_house",
    "test_headers",
    "test_rights_counted",
    "test_rights_of_addresses",
    "test_generated_requests",
    "test_canaries",
    "test_bad_sets",
    "test_pages",
)
"""Files (by the beginning of their names) whose tests ask the database nothing that depends on which it is.

Pages show what queries answer; on both databases every page is opened by `test_questions_of_pages.py`.
"""
ON_BOTH = ("test_questions_of_pages",)
_OF_A_DATABASE = frozenset({"db", "fresh_database", "cast", "client_for"})
_OF_PROCESSES = ("subprocess", "served(", "PYTEST_XDIST", "start_postgres")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What does not depend on the database runs once: rules of the house, and tests that are given none (it is blocked)."""
    for item in items:
        if item.path.stem in ON_BOTH:
            continue
        given = not _OF_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
        given = given or item.get_closest_marker("django_db") is not None or _starts_processes(item.path)
        if not given or item.path.name.startswith(RUN_ONCE) or item.path.stem.endswith("_pages"):
            item.add_marker(pytest.mark.house)


@cache
def _starts_processes(path: Path) -> bool:
    text = path.read_text()
    return any(word in text for word in _OF_PROCESSES)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """The first process cleans up after all of them."""
    if databases.is_first_process() and "KARMIKA_TEST_RUN" in os.environ:
        databases.clear_run()
