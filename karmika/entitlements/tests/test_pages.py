"""The console's pages of this room: a person, her applications with every step, lists, receipts in her language."""

import re

import pytest
from django.urls import reverse

from karmika.access.models import Export
from karmika.entitlements import terms
from karmika.entitlements.models import Application, DocumentGap, PersonDocument, Screening, ToldFact
from karmika.entitlements.tests import people
from karmika.kernel.dates import today

FACTS = {
    "fact-epfo_member": "no",
    "fact-esic_member": "no",
    "fact-eshram_registered": "no",
    "fact-has_aadhaar": "yes",
    "fact-income_tax_payer": "no",
}
"""By which she is likely owed an e-Shram card."""


@pytest.fixture
def person(cast):
    return people.make(cast)[0]


def page_of(client, name, *arguments, **asked):
    answer = client.get(reverse(name, args=arguments), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def record(client, person, do, **given):
    given = {key.replace("__", "-"): value for key, value in given.items()}
    return client.post(reverse("entitlements.record", args=[person.id]), {"do": do, **given}, follow=True)


def step(client, application, do, **given):
    given = {"on": today().isoformat(), **given}
    return client.post(
        reverse("entitlements.record_step", args=[application.id]), {"do": do, **given}, follow=True
    )


def test_the_page_says_what_she_is_probably_owed_and_asks_the_next_question(person, client_for):
    client = client_for("lakshmi")
    record(client, person, "tell", **FACTS)
    text = page_of(client, "entitlements.person", person.id)
    assert "Likely owed, to be checked" in text and "Ask next" in text
    assert "entitled" not in text.lower().replace("entitlements", "")


def test_answers_are_kept_and_the_next_question_moves_on(person, client_for):
    client = client_for("lakshmi")
    answer = record(
        client, person, "tell", **{"fact-epfo_member": "no", "fact-construction_days_12m": "80-120"}
    )
    assert answer.status_code == 200
    assert dict(ToldFact.objects.values_list("fact", "value")) == {
        "epfo_member": False,
        "construction_days_12m": [80, 120],
    }
    assert "80–120" in answer.content.decode()


def test_a_number_that_is_none_is_explained_and_not_kept(person, client_for):
    answer = record(client_for("lakshmi"), person, "tell", **{"fact-age": "about forty"})
    assert "only digits" in answer.content.decode()
    assert not ToldFact.objects.exists()


def test_a_question_she_cannot_answer_is_passed_over(person, client_for):
    client = client_for("lakshmi")
    first = re.search(r"skip=([a-z_0-9]+)#ask", page_of(client, "entitlements.person", person.id)).group(1)
    text = page_of(client, "entitlements.person", person.id, skip=first)
    assert f"skip={first}&amp;skip=" in text


def test_without_consent_the_page_asks_for_it_and_screens_nothing(cast, client_for):
    (person,) = people.make(cast, people.Someone(number=7, agreed=None))
    text = page_of(client_for("lakshmi"), "entitlements.person", person.id)
    assert "Ask whether we may check" in text
    assert "Likely owed" not in text


def test_papers_gaps_and_told_are_noted_on_the_page(cast, person, client_for):
    client = client_for("lakshmi")
    record(client, person, "tell", **FACTS)
    record(client, person, "document", kind="aadhaar", last_digits="7q4z")
    record(
        client, person, "note_gap", kind="bank_passbook", reason="account_dormant", due_on=today().isoformat()
    )
    record(client, person, "shown")
    text = page_of(client, "entitlements.person", person.id)
    assert "…7Q4Z" in text and "Go once to the bank" in text
    assert Screening.objects.get().owed
    gap, paper = DocumentGap.objects.get(), PersonDocument.objects.get()
    record(client, person, "close_gap", gap=gap.id, outcome="completed", what_was_done="Went along")
    record(client, person, "end_document", document=paper.id, reason="lost")
    assert "Went along" in page_of(client, "entitlements.person", person.id)
    assert PersonDocument.objects.get().ended_on == today()


def test_an_application_goes_its_road_on_its_page(person, client_for):
    client = client_for("lakshmi")
    answer = record(client, person, "prepare", scheme="eshram")
    found = Application.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("entitlements.application", args=[found.id])
    assert "ESH-1" in step(client, found, "file", external_number="ESH-1").content.decode()
    assert "Which photo" in step(client, found, "query", query="Which photo?").content.decode()
    step(client, found, "answer")
    step(client, found, "sanction")
    assert "₹1,500" in step(client, found, "receive", rupees="1,500").content.decode()
    found.refresh_from_db()
    assert (found.state, found.received_paise) == (terms.RECEIVED, 1_500_00)
    assert "received on" in page_of(client, "registry.person", person.id)


def test_a_second_click_changes_nothing(person, client_for):
    client = client_for("lakshmi")
    entry = "01920000-0000-7000-8000-000000000001"
    for _ in range(2):
        record(client, person, "prepare", scheme="eshram", entry=entry)
    assert Application.objects.count() == 1


def test_steps_are_ticked_by_what_was_seen(cast, person, client_for):
    client = client_for("lakshmi")
    found = people.prepare(cast, person)
    record(client, person, "document", kind="aadhaar")
    text = page_of(client, "entitlements.steps", found.id)
    assert text.count(">done<") == 1
    other = people.prepare(cast, person, "pmsby")
    assert client.get(reverse("entitlements.steps", args=[other.id])).status_code == 404


def test_the_receipt_speaks_her_language_whatever_the_office_reads(cast, client_for):
    (person,) = people.make(cast, people.Someone(number=8, languages=("ur", "hi")))
    found = people.file(cast, people.prepare(cast, person), number="ESH-2")
    client = client_for("ramesh")
    assert reverse("entitlements.receipt", args=[found.id, "hi"]) in page_of(
        client, "entitlements.application", found.id
    )
    text = page_of(client, "entitlements.receipt", found.id, "hi")
    assert '<html lang="hi"' in text and 'data-voice="hi-IN"' in text
    assert "ESH-2" in text and "Person 8" in text
    assert Export.objects.filter(what="entitlements.receipt").count() == 1
    assert client.get(reverse("entitlements.receipt", args=[found.id, "xx"])).status_code == 404


def test_the_slip_has_the_number_and_no_name(cast, person, client_for):
    found = people.prepare(cast, person)
    text = page_of(client_for("ramesh"), "entitlements.slip", found.id, "te")
    assert " ".join(found.number) in text
    assert "Person 1" not in text.partition('<article class="receipt')[2]


def test_lists_are_narrowed_by_state_scheme_and_day(cast, person, client_for):
    people.prepare(cast, person)
    client = client_for("ramesh")
    assert "Person 1" in page_of(client, "entitlements.applications", state="open")
    assert "Person 1" not in page_of(client, "entitlements.applications", state="filed")
    assert "Person 1" not in page_of(client, "entitlements.applications", scheme="pmsby")
    record(client, person, "note_gap", kind="", reason="lost", due_on=today().isoformat())
    assert "Person 1" in page_of(client, "entitlements.gaps", due="today", mine="yes")
    assert "Person 1" not in page_of(client, "entitlements.gaps", reason="expired")
    assert "Papers due by today" in page_of(client, "console.home")


@pytest.mark.parametrize("who", ["stranger", "colleague", "admin"])
def test_nobody_else_finds_these_pages(cast, person, client_for, who):
    found = people.prepare(cast, person)
    client = client_for(who)
    for name, arguments in (
        ("entitlements.person", [person.id]),
        ("entitlements.application", [found.id]),
        ("entitlements.steps", [found.id]),
        ("entitlements.receipt", [found.id, "te"]),
        ("entitlements.slip", [found.id, "te"]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404
    assert record(client, person, "prepare", scheme="pmsby").status_code == 404
    assert step(client, found, "withdraw", reason="own_wish").status_code == 404
    assert Application.objects.get().state == terms.PREPARED


def test_an_auditor_reads_and_changes_nothing(cast, person, client_for):
    client = client_for("auditor")
    text = page_of(client, "entitlements.person", person.id)
    assert "Save the answers" not in text and "We are alone" not in text
    assert record(client, person, "prepare", scheme="eshram").status_code == 404
    assert not Application.objects.exists()
