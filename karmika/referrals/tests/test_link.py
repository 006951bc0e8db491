"""An office without an account answers by a link: once, limited to what was shared, and nobody else learns anything."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from karmika import testing
from karmika.access.models import ExportSubject
from karmika.entitlements.tests.people import counted
from karmika.groups.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel import dates
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7
from karmika.kernel.logs import masked
from karmika.kernel.refused import Refused
from karmika.referrals import links
from karmika.referrals.acts import GiveLink, NoteAnswer, Revoke
from karmika.referrals.models import Link, LinkKey
from karmika.referrals.tests.makers import answer, link, office, refer, referral
from karmika.registry.acts import GiveConsent, WithdrawConsent
from karmika.registry.models import Person


def path(token):
    return reverse("referrals.answer", args=[token])


def send(token, do="answer", client=None, **said):
    return (client or Client()).post(path(token), {"do": do, **said})


def looks(answer):
    """Status, headers and words of an answer, without what differs from one to the next by nature."""
    headers = {
        key: value for key, value in answer.headers.items() if key not in ("X-Request-Id", "Content-Length")
    }
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", answer.content.decode())
    return answer.status_code, headers, re.sub(r"(?<=/answer/key/)[\w-]+", "TOKEN", text)


@pytest.fixture
def row(cast):
    return referral(cast, shared=("name",), note="She has the 90-day certificate.")


@pytest.fixture
def token(cast, row):
    return link(cast, row)


def test_the_first_page_says_what_is_asked_and_nothing_of_the_person(row, token):
    page = Client().get(path(token))
    text = page.content.decode()
    assert page.status_code == 200
    assert row.number in text and "Labour office" in text and "MEPMA" in text
    assert "Worker 60" not in text and "certificate" not in text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"] and 'content="noindex' in text
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_opened_it_shows_what_was_ticked_and_nothing_else(cast, row, token):
    text = send(token, "open").content.decode()
    assert "Worker 60" in text and "certificate" in text
    for hidden in ("auto_driver", "Auto", "Ward 7", "female", "woman"):
        assert hidden not in text, hidden
    assert ExportSubject.objects.filter(subject=row.subject_id).exists()


def test_nothing_is_shown_of_the_person_where_nothing_was_ticked(cast):
    token = link(cast, referral(cast, 61))
    assert "Worker 61" not in send(token, "open").content.decode()


@pytest.mark.parametrize(
    ("language", "name"), [("te", "కార్మిక కార్యాలయం"), ("hi", "श्रम कार्यालय"), ("en", "Labour office")]
)
def test_it_speaks_the_language_of_the_browser(token, language, name):
    page = Client().get(path(token), headers={"Accept-Language": language})
    assert name in page.content.decode() and f'lang="{language}"' in page.content.decode()


def test_the_answer_is_an_act_whose_actor_is_the_link_with_the_name_of_the_office(cast, row, token):
    page = send(token, answer="done:registered", words="Card given today.", entry=str(uuid7()))
    assert page.status_code == 200 and row.number in page.content.decode()
    row.refresh_from_db()
    given = Link.objects.get()
    assert (row.state, row.outcome, row.answered_how, given.ended) == (
        "done",
        "registered",
        "link",
        "answered",
    )
    entry = Entry.objects.get(seq=row.changed_seq)
    assert (entry.actor, entry.role, entry.organisation) == (given.id, "department_officer", cast.mepma)
    assert b"Card given" not in bytes(entry.acts)
    assert history(row.id)[-1].sentence.startswith("Labour office answered the referral")


def test_the_link_ends_with_the_last_answer_and_a_second_press_of_the_button_is_thanked(row, token):
    entry = str(uuid7())
    assert send(token, answer="done:given", entry=entry).status_code == 200
    assert send(token, answer="done:given", entry=entry).status_code == 200
    assert send(token, answer="declined:other", entry=entry).status_code == 404
    assert send(token, answer="declined:other", entry=str(uuid7())).status_code == 404
    assert Client().get(path(token)).status_code == 404
    row.refresh_from_db()
    assert (row.state, Link.objects.get().ended) == ("done", "answered")


def test_an_office_takes_it_up_and_says_later_by_the_same_link_what_came_of_it(cast, row, token):
    page = send(token, answer="accepted", entry=str(uuid7()))
    assert page.status_code == 200 and "Keep this link" in page.content.decode()
    again = send(token, "open").content.decode()
    assert "Worker 60" in again and 'value="accepted"' not in again and 'value="done:given"' in again
    last = send(token, answer="done:given", entry=str(uuid7()))
    assert last.status_code == 200 and "opens nothing any more" in last.content.decode()
    row.refresh_from_db()
    assert (row.state, row.outcome, row.answered_how) == ("done", "given", "link")
    assert Client().get(path(token)).status_code == 404
    assert counted("referrals_accepted") == counted("referrals_done") == 1


def test_nothing_is_taken_up_twice_through_one_link(row, token, nothing_written):
    entry = str(uuid7())
    send(token, answer="accepted", entry=entry)
    with nothing_written():
        assert send(token, answer="accepted", entry=entry).status_code == 200
        second = send(token, answer="accepted", entry=str(uuid7()))
    assert second.status_code == 200 and "accepted this already" in second.content.decode()


def test_the_same_entry_with_another_answer_changes_nothing(row, token, nothing_written):
    entry = str(uuid7())
    send(token, answer="accepted", entry=entry)
    with nothing_written():
        send(token, answer="done:given", entry=entry)
    row.refresh_from_db()
    assert row.state == "accepted"


def test_a_link_of_a_referral_that_was_taken_up_opens_to_the_end_of_the_day_it_is_due(cast, monkeypatch):
    row = referral(cast, 61, due_on=today() + timedelta(days=60))
    token = link(cast, row)
    send(token, answer="accepted", entry=str(uuid7()))
    assert Link.objects.get().expires_at == dates.end_of(row.due_on)
    for later, status in ((timedelta(days=59), 200), (timedelta(days=61, minutes=1), 404)):
        monkeypatch.setattr(links, "now", lambda later=later: dates.now() + later)
        assert Client().get(path(token)).status_code == status


def test_a_referral_that_is_due_soon_leaves_its_link_as_it_was(cast):
    row = referral(cast, 61, due_on=today())
    token = link(cast, row)
    before = Link.objects.get().expires_at
    send(token, answer="accepted", entry=str(uuid7()))
    assert Link.objects.get().expires_at == before


def test_what_the_staff_note_ends_the_link_only_with_the_last_word(cast, row, token):
    said = {"referral": row.id, "subject": row.subject_id, "how": "phone"}
    perform(NoteAnswer(answer="accepted", **said), cast.lakshmi)
    assert Client().get(path(token)).status_code == 200
    perform(NoteAnswer(answer="done", why="given", **said), cast.lakshmi)
    assert Client().get(path(token)).status_code == 404
    assert Link.objects.get().ended == "closed"


def test_a_link_that_expired_is_not_opened_again_by_a_yes_over_the_phone(cast, row, token, monkeypatch):
    later = dates.now() + timedelta(days=15)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    monkeypatch.setattr(links, "now", lambda: later)
    note = NoteAnswer(referral=row.id, subject=row.subject_id, answer="accepted", how="phone")
    perform(note, cast.lakshmi)
    assert Client().get(path(token)).status_code == 404


def test_consent_withdrawn_after_it_was_taken_up_closes_the_link(cast, row, token):
    send(token, answer="accepted", entry=str(uuid7()))
    home = Person.objects.get(id=row.subject_id).household_id
    share = {"household": home, "purpose": "share_department"}
    perform(GiveConsent(**share, notice_version="1", language="te"), cast.lakshmi)
    perform(WithdrawConsent(**share), cast.lakshmi)
    assert Client().get(path(token)).status_code == 404
    assert send(token, answer="done:given", entry=str(uuid7())).status_code == 404


def test_an_answer_without_a_reason_keeps_what_was_typed_and_the_link(row, token, nothing_written):
    with nothing_written():
        page = send(token, answer="declined", words="No paper")
    assert page.status_code == 200 and "No paper" in page.content.decode()
    assert 'role="alert"' in page.content.decode() or "refusal" in page.content.decode()
    assert Client().get(path(token)).status_code == 200


def test_not_there_not_yours_expired_used_and_taken_back_look_the_same(cast, row, monkeypatch):
    tokens = {"never was": "x" * 64, "no token": "x"}
    used = link(cast, referral(cast, 61))
    send(used, answer="done:given")
    other = referral(cast, 62)
    back = link(cast, other)
    perform(Revoke(referral=other.id, subject=other.subject_id, reason="consent_withdrawn"), cast.lakshmi)
    replaced = link(cast, row)
    link(cast, row)
    third = referral(cast, 63)
    withdrawn = link(cast, third)
    home = Person.objects.get(id=third.subject_id).household_id
    share = {"household": home, "purpose": "share_department"}
    perform(GiveConsent(**share, notice_version="1", language="te"), cast.lakshmi)
    perform(WithdrawConsent(**share), cast.lakshmi)
    tokens |= {"used": used, "taken back": back, "replaced": replaced, "withdrawn": withdrawn}
    expired = link(cast, referral(cast, 64))
    Client().get(path(expired))
    seen = {name: looks(Client().get(path(token))) for name, token in tokens.items()}
    later = now() + timedelta(days=15)
    monkeypatch.setattr(links, "now", lambda: later)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    seen["expired"] = looks(Client().get(path(expired)))
    seen["expired, opened"] = looks(send(expired, "open"))
    seen["expired, answered"] = looks(send(expired, answer="accepted"))
    first = seen["never was"]
    assert first[0] == 404
    assert [name for name, one in seen.items() if one != first] == []


def test_an_expired_link_answers_nothing_even_past_the_page(cast, row, token, nothing_written, monkeypatch):
    later = dates.now() + timedelta(days=14, minutes=1)
    found = links.opened(token)
    monkeypatch.setattr("karmika.journal.perform.now", lambda: later)
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(answer(row, link=found.link.id), found.viewer)
    assert caught.value.code == "referrals.unknown"


def test_a_link_answers_its_own_referral_alone_and_does_nothing_else(cast, row, token, nothing_written):
    other = referral(cast, 61)
    found = links.opened(token)
    for act in (
        answer(other, link=found.link.id),
        answer(other),
        Revoke(referral=row.id, subject=row.subject_id, reason="no_longer_needed"),
        GiveLink(referral=row.id),
    ):
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(act, found.viewer)
        assert caught.value.code in ("referrals.unknown", "access.not_yours")


def test_of_two_answers_at_once_through_one_link_one_is_the_first(fresh_database, cast):
    row = referral(cast)
    token = link(cast, row)

    def press(said):
        return lambda: send(token, answer=said, entry=str(uuid7())).status_code

    found = testing.at_once(press("done:given"), press("declined:did_not_come"))
    assert sorted(found) == [200, 404]
    row.refresh_from_db()
    assert row.state in ("done", "declined")
    assert Entry.objects.filter(actor=Link.objects.get().id).count() == 1


def test_of_two_referrals_for_one_need_at_once_one_is_made(fresh_database, cast):
    (person,) = people.make(cast, [60])
    there = office(cast)
    found = testing.at_once(lambda: refer(cast, person, there), lambda: refer(cast, person, there))
    codes = [one.code for one in found if isinstance(one, Refused)]
    assert codes == ["referrals.already_open"]


def test_only_a_keyed_hash_of_the_secret_is_kept_and_no_log_holds_it(row, token, caplog):
    kept = LinkKey.objects.values().get()
    assert token not in str(kept) and token.encode() not in bytes(kept["token_hmac"])
    assert not any(token.encode() in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))
    assert token not in masked(f"GET {path(token)} 404") and token not in masked(token)
    with caplog.at_level("DEBUG"):
        Client().get(path("y" * 64))
        Client().get(path(token))
    assert "y" * 64 not in caplog.text and token not in caplog.text


def test_who_guesses_must_wait_and_a_good_link_opens_nevertheless(token):
    found = [Client().get(path(f"{n:064d}")).status_code for n in range(32)]
    assert found[0] == 404 and found[-1] == 429
    assert Client().get(path(token)).status_code == 200


def test_a_forged_answer_of_somebody_elses_page_needs_the_secret_and_no_cookie(token):
    strict = Client(enforce_csrf_checks=True)
    assert send(token, answer="accepted", client=strict).status_code == 200


def test_the_link_is_shown_once_and_a_new_one_ends_it(cast, client_for, row):
    client, entry = client_for("lakshmi"), str(uuid7())
    address = reverse("referrals.give_link", args=[row.id])
    page = client.post(address, {"entry": entry})
    (first,) = re.findall(r"answer/key/([\w-]{64})/", page.content.decode())
    assert Client().get(path(first)).status_code == 200
    again = client.post(address, {"entry": entry})
    assert again.status_code == 302 and first not in client.get(again.url).content.decode()
    page = client.post(address, {"entry": str(uuid7())})
    (second,) = re.findall(r"answer/key/([\w-]{64})/", page.content.decode())
    assert Client().get(path(first)).status_code == 404
    assert Client().get(path(second)).status_code == 200


def test_hashes_of_links_that_ended_are_thrown_away(cast, row, token):
    send(token, answer="accepted")
    links.forget_old(now() + timedelta(days=3))
    assert LinkKey.objects.exists()  # it is kept for what came of it
    send(token, answer="done:given")
    links.forget_old(now())
    assert LinkKey.objects.exists()
    links.forget_old(now() + timedelta(days=3))
    assert not LinkKey.objects.exists()
