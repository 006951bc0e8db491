"""The head is mailed to witnesses once a day through a real mail server; what fails is tried again and harms nothing."""

from datetime import timedelta

import dj_email_url
import pytest

from karmika.chain import heads, sealing
from karmika.chain.models import Link, Mailed
from karmika.chain.tests.mailbox import Mailbox, serving, text
from karmika.chain.tests.makers import AT, chained, drop_guards, raw, write_entries
from karmika.chain.verifying import verify
from karmika.chain.witnesses import TAKEN_FOR, mail_due
from karmika.kernel.numbers import indian
from karmika.testing import at_once

DAY = timedelta(days=1)
ONE, TWO = "union@example.org", "auditor@example.org"


@pytest.fixture
def mailbox(settings):
    found = Mailbox()
    with serving(found):
        settings.KARMIKA_WITNESSES = f" {ONE}, {TWO},{ONE}"
        use(settings, found.url)
        yield found


def use(settings, url):
    settings.KARMIKA_EMAIL_URL = url
    parsed = dj_email_url.parse(url)
    settings.EMAIL_HOST, settings.EMAIL_PORT = parsed["EMAIL_HOST"], parsed["EMAIL_PORT"]
    settings.EMAIL_BACKEND = parsed["EMAIL_BACKEND"]  # the tests' runner puts one in memory there


def test_each_witness_gets_one_mail_a_day_and_none_sees_the_other(db, mailbox):
    chained(5)
    for minutes in (0, 10, 600):
        mail_due(AT + timedelta(minutes=minutes))
    assert mailbox.recipients == [ONE, TWO]
    assert TWO not in str(mailbox.mails[0]) and ONE not in str(mailbox.mails[1])
    mail_due(AT + DAY)
    assert mailbox.recipients == [ONE, TWO, ONE, TWO]


def test_a_day_ends_at_midnight_in_india(db, mailbox):
    chained(5)
    evening = AT.replace(hour=18, minute=20)  # 23:50 in India
    mail_due(evening)
    mail_due(evening + timedelta(minutes=20))
    assert mailbox.recipients == [ONE, TWO, ONE, TWO]


def test_the_mailed_head_is_whole_and_holds_until_history_is_rewritten(db, mailbox):
    chained(5)
    mail_due(AT)
    body = text(mailbox.mails[0])
    first_line = body.splitlines()[0]
    assert first_line == heads.head().full
    assert heads.compare(first_line).holds
    drop_guards()
    raw("UPDATE chain_link SET digest = %s", [b"\1" * 32])
    assert not heads.compare(first_line).holds
    assert any("The head mailed on" in fault.sentence for fault in verify().faults)


def test_the_mail_says_in_three_languages_how_to_check_and_names_nobody(db, mailbox):
    chained(5)
    mail_due(AT)
    mail_due(AT + DAY)
    first, second = text(mailbox.mails[0]), text(mailbox.mails[2])
    assert first.count(f"karmika journal verify --against {heads.head().full}") == 3
    assert "This is the first mail to you" in first
    assert f"The mail before this one was of 1 May 2026. Its head: {heads.head().full}" in second
    assert "Lakshmi" not in first and "{" not in first


def test_the_mail_does_not_say_how_many_entries_there_are(db, mailbox):
    """Who reads the log too would learn how many are not told of there, restricted cases among them."""
    chained(321)
    mail_due(AT)
    mail_due(AT + DAY)
    said = indian(heads.entries_bound())
    assert not any(
        said in text(mail) or said.replace(",", "") in text(mail).split() for mail in mailbox.mails
    )


def test_what_failed_is_tried_again_and_the_others_get_theirs(db, mailbox, caplog):
    chained(5)
    mailbox.refusing = {ONE}
    mail_due(AT)
    assert mailbox.recipients == [TWO]
    assert "it will be tried again" in caplog.text
    assert ONE not in caplog.text
    mailbox.refusing = set()
    mail_due(AT + timedelta(minutes=10))
    assert mailbox.recipients == [TWO, ONE]
    mail_due(AT + timedelta(minutes=20))
    assert len(mailbox.mails) == 2


def test_days_without_a_server_are_made_up_by_one_mail(db, mailbox, settings, caplog):
    chained(5)
    mail_due(AT)
    there = mailbox.url
    use(settings, "smtp://127.0.0.1:1")
    for day in (1, 2, 3):
        write_entries(1)
        sealing.seal(AT + day * DAY)
        mail_due(AT + day * DAY)
    assert len(mailbox.mails) == 2 and caplog.text.count("no mail to 2 witnesses") == 3
    use(settings, there)
    mail_due(AT + 4 * DAY)
    assert len(mailbox.mails) == 4
    assert heads.head().full in text(mailbox.mails[2])
    assert "The mail before this one was of 1 May 2026" in text(mailbox.mails[2])


def test_without_witnesses_a_server_or_a_head_nothing_is_mailed(db, mailbox, settings):
    mail_due(AT)
    assert not Link.objects.exists() and not Mailed.objects.exists()
    chained(5)
    there, settings.KARMIKA_EMAIL_URL = settings.KARMIKA_EMAIL_URL, ""
    mail_due(AT)
    settings.KARMIKA_EMAIL_URL, settings.KARMIKA_WITNESSES = there, ""
    mail_due(AT)
    assert mailbox.mails == []
    state = heads.mail_state()
    assert (state.server, state.witnesses, state.unreadable) == (True, (), ())


def test_a_mail_taken_by_a_worker_that_was_killed_is_sent_by_the_next(db, mailbox, settings):
    settings.KARMIKA_WITNESSES = ONE
    chained(5)
    head = heads.head()
    digest = bytes.fromhex(head.digest)
    Mailed.objects.create(
        witness=ONE, on=AT.date(), claimed_at=AT, number=head.number, entries=5, digest=digest
    )
    mail_due(AT + TAKEN_FOR / 2)
    assert mailbox.mails == []
    mail_due(AT + TAKEN_FOR)
    assert mailbox.recipients == [ONE]


def test_two_workers_send_one_mail(fresh_database, mailbox):
    chained(5)
    results = at_once(*(lambda: mail_due(AT) for _ in range(3)))
    assert results == [None] * 3
    assert sorted(mailbox.recipients) == sorted([ONE, TWO])


def test_the_state_names_late_former_and_unreadable_witnesses(db, mailbox, settings):
    chained(5)
    mail_due(AT)
    settings.KARMIKA_WITNESSES = f"{TWO}, new@example.org, not an address, x@y\r\nBcc: z@example.org"
    state = heads.mail_state()
    assert [one.address for one in state.witnesses] == [TWO, "new@example.org"]
    assert state.unreadable == ("not an address", "x@y\r\nBcc: z@example.org")
    assert [(one.address, one.head) for one in state.former] == [(ONE, heads.head().full)]
    assert [one.address for one in state.late(AT + DAY)] == ["new@example.org"]
    assert len(state.late(AT + 2 * DAY)) == 2
    mail_due(AT + DAY)
    assert mailbox.recipients[2:] == [TWO, "new@example.org"]
