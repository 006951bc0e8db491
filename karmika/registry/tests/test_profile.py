"""The pages of a person and of a household: what comes next, what is missing, who did what on whose authority."""

import re

import pytest
from django.urls import reverse

from karmika import worker
from karmika.journal.perform import perform
from karmika.reactions import REACTIONS
from karmika.registry import told
from karmika.registry.acts import GiveConsent, WithdrawConsent
from karmika.registry.models import Household, Person
from karmika.registry.numbers import spaced
from karmika.registry.tests.doorstep import member, survey, take_in, uid, worker_answers
from karmika.registry.tests.test_erasing import Home


@pytest.fixture
def said(cast):
    """A worker of whom little is known, and her son."""
    answers = worker_answers(
        bank_account="none", identifier_kinds="", uan_first="", uan_last="", worksite="", consent_groups="no"
    )
    mother = member("Zubeda Begum", sex="female", phone="", work=answers)
    said = survey(mother, member("Arif", relation="child", age_years=9))
    take_in(cast, said)
    worker.run_once(REACTIONS)
    return said


def page(client, said, position=0, **asked):
    answer = client.get(reverse("registry.person", args=[uid(said, position)]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html):
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]))


def test_what_is_missing_is_listed_with_why_and_what_to_do(said, client_for):
    text = plain(page(client_for("ramesh"), said))
    for piece in (
        "What is missing", "No worksite. Groups are made of people who work at one place.", "Ask whose phone may be rung.",
        "No bank account", "No e-Shram number",
    ):  # fmt: skip
        assert piece in text, piece
    assert "No age" not in text and "Not asked about a group" not in text


def test_of_a_child_nothing_is_missing(said, client_for):
    html = page(client_for("ramesh"), said, 1)
    text = plain(html)
    assert "<h2>What is missing</h2>" not in html and "none of the programme" in text and "Money" not in text


def test_the_next_step_is_told_to_each_by_role(said, cast, client_for):
    person = Person.objects.get(name="Zubeda Begum")
    assert "Said no to being proposed" in plain(page(client_for("ramesh"), said))
    perform(GiveConsent(household=person.household_id, person=person.id, purpose="groups"), cast.ramesh)
    assert "Ask where this worker works" in plain(page(client_for("ramesh"), said))
    assert "Whoever visits next asks for the worksite" in plain(page(client_for("auditor"), said))


def test_a_ready_worker_is_proposed_by_who_may(cast, client_for):
    said = survey(member("Zoya", work=worker_answers()))
    take_in(cast, said)
    html = page(client_for("ramesh"), said)
    assert "Ready for a group: propose one" in plain(html) and reverse("groups.proposals") in html
    assert "The community organiser proposes one" in plain(page(client_for("auditor"), said))


def test_groups_are_shown_with_their_days_and_only_to_who_may_see_them(cast, client_for):
    from karmika.groups.tests import people

    people.group(cast, range(20, 26))
    html = client_for("ramesh").get(reverse("registry.person", args=[people.worker_id(21)])).content.decode()
    assert "In a group" in plain(html) and "since 10 January 2026" in plain(html)
    people.proposal(cast, range(6))
    html = client_for("ramesh").get(reverse("registry.person", args=[people.worker_id(2)])).content.decode()
    assert "Proposed group at Benz Circle auto stand" in plain(html)


def test_the_history_says_who_in_which_role_where_and_by_which_form(cast, client_for):
    home = Home(cast)
    html = client_for("ramesh").get(reverse("registry.person", args=[home.person.id])).content.decode()
    history = plain(html[html.index(">History<") :].replace("History", "<main History", 1))
    assert "Lakshmi Devi recorded a member of the household" in history
    assert "Resource person, Ward 7 · Form:" in history
    assert reverse("intake.submission", args=[home.submission.id]) in html


def test_the_history_names_the_paper_of_a_restriction(cast, client_for, privacy):
    home = Home(cast)
    home.restrict()
    events, more = told.told(privacy, home.person.id)
    assert not more and events[0].paper == "Order 12/2026 of the city office"
    assert events[0].at >= events[-1].at


def test_the_history_is_paged_newest_first(said, cast, client_for, monkeypatch):
    monkeypatch.setattr(told, "PAGE", 3)
    person = Person.objects.get(name="Zubeda Begum")
    for _ in range(4):
        perform(GiveConsent(household=person.household_id, person=person.id, purpose="groups"), cast.ramesh)
        perform(
            WithdrawConsent(household=person.household_id, person=person.id, purpose="groups"), cast.ramesh
        )
    client = client_for("ramesh")
    pages = [
        plain(page(client, said, page=number).split(">History<")[1].join(("<main>", "")))
        for number in range(3)
    ]
    assert [text.count("noted that consent was withdrawn") for text in pages] == [2, 1, 1]
    assert [text.count("noted consent") for text in pages] == [1, 2, 1]
    assert "recorded the work" in pages[2] and "More" in pages[0] and "More" not in pages[2]
    assert "Back" in pages[2]


def test_the_same_thing_said_many_times_in_one_entry_is_said_once(said, client_for):
    home = Household.objects.get()
    text = plain(client_for("ramesh").get(reverse("registry.household", args=[home.id])).content.decode())
    assert "recorded a member of the household (2×)" in text


def test_a_household_shows_its_members_as_cards_and_what_comes_next(said, client_for):
    home = Household.objects.get()
    html = client_for("ramesh").get(reverse("registry.household", args=[home.id])).content.decode()
    for piece in (
        "Zubeda Begum",
        "Arif",
        "No phone",
        "no further visit is needed",
        spaced(home.number),
        "Interviewed",
    ):
        assert piece in html, piece
    assert html.count(f'href="{reverse("registry.household", args=[home.id])}"') == 0, (
        "no card leads to where one is"
    )


@pytest.mark.parametrize("name", ["registry.person", "registry.household"])
def test_a_page_asks_few_questions(said, client_for, django_assert_max_num_queries, name):
    person = Person.objects.get(name="Zubeda Begum")
    url = reverse(name, args=[person.id if name == "registry.person" else person.household_id])
    client = client_for("ramesh")
    client.get(url)
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200


def test_no_name_is_in_the_title_or_in_an_address(said, client_for):
    home = Household.objects.get()
    for url in (
        reverse("registry.person", args=[uid(said, 0)]),
        reverse("registry.household", args=[home.id]),
    ):
        html = client_for("ramesh").get(url).content.decode()
        assert "Zubeda" in html and "Zubeda" not in re.search("<title>(.*?)</title>", html, re.DOTALL)[1]
        assert not [
            one for one in re.findall(r'(?:href|src|action|id)="([^"]*)"', html) if "zubeda" in one.lower()
        ]


def test_the_restricted_person_is_marked_for_the_privacy_officer_alone(cast, client_for, privacy):
    from django.test import Client

    from karmika.access.models import Account

    home = Home(cast)
    home.restrict()
    url = reverse("registry.person", args=[home.person.id])
    assert client_for("ramesh").get(url).status_code == 404
    officer = Client()
    officer.force_login(
        Account.objects.get(username="privacy"), backend="karmika.access.backends.UsernameOrPhoneBackend"
    )
    assert "restricted" in officer.get(url).content.decode()
