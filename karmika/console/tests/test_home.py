"""The first page: everyone who is signed in has one, in his language; help is open to anyone."""

from types import SimpleNamespace
from uuid import UUID

from django.test import Client

from karmika.access.roles import Role
from karmika.kernel.viewer import Grant
from karmika.navigation import navigation, today_of
from karmika.rooms import DAY


def test_home_shows_the_own_area_and_the_way_to_the_work(client_for):
    text = client_for("ramesh").get("/").content.decode()
    assert "Vijayawada" in text
    assert "Community organiser" in text
    assert 'href="/queue/"' in text


def test_one_entry_of_the_menu_is_where_one_is(rf):
    def here(path):
        request = rf.get(path)
        request.resolver_match = None
        request.viewer = SimpleNamespace(grants=[Grant(Role.CASE_WORKER, None, None, None)])
        return [link.url for section in navigation(request)["nav"] for link in section.links if link.current]

    for path in ("/", "/cases/", "/cases/underpaid/"):
        assert here(path) == [path], "a list whose address begins like another's is a list of its own"
    assert here(f"/cases/{UUID(int=1)}/") == ["/cases/"]


def test_nobody_signed_in_is_sent_to_sign_in():
    assert Client().get("/").headers["Location"] == "/sign-in/?next=/"


def test_the_languages_can_be_changed_on_every_page(client_for):
    client = client_for("ramesh")
    text = client.get("/").content.decode()
    for name in ("తెలుగు", "हिंदी", "English"):
        assert name in text
    client.post("/language/", {"language": "te", "next": "/"})
    text = client.get("/").content.decode()
    assert '<html lang="te"' in text
    assert "విజయవాడ" in text
    assert ">English</button>" in text


def test_help_is_open_to_anyone(db):
    assert "How figures come about" in Client().get("/about/").content.decode()


def test_a_page_that_is_not_there_says_what_to_do(client_for):
    answer = client_for("ramesh").get("/nothing/")
    assert answer.status_code == 404
    assert "ask your city mission manager" in answer.content.decode()


def test_what_waits_in_all_rooms_is_counted_in_one_question(cast, django_assert_num_queries):
    viewer = cast.fatima
    with django_assert_num_queries(1):
        parts = today_of(viewer, DAY)
    assert len(parts) > 5
