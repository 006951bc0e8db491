"""From the worker to the witness and back: the head that was mailed is checked with the operator's own commands."""

import os
import subprocess
import sys

import pytest

from karmika.chain.tests.mailbox import Mailbox, serving, text
from tests.house import HOUSE

pytestmark = pytest.mark.slow


def test_the_worker_mails_a_head_that_verifies_and_a_dead_mail_server_stops_nothing(tmp_path):
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("KARMIKA_", "DJANGO_"))
    }
    mailbox = Mailbox()

    def karmika(*arguments, url=""):
        mails = {"KARMIKA_WITNESSES": "union@example.org, nobody", "KARMIKA_EMAIL_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "karmika.cli", *arguments],
            env=clean
            | mails
            | {"KARMIKA_DATA": str(tmp_path / "house"), "KARMIKA_URL": "https://k.example.org"},
            cwd=HOUSE,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    karmika("migrate")
    state = tmp_path / "areas.csv"
    state.write_text("".join((HOUSE / "data" / "areas.csv").read_text().splitlines(keepends=True)[:2]))
    karmika("areas", "load", str(state))
    assert "0 duties" not in karmika("worker", "--once", url="smtp://127.0.0.1:1?timeout=2")
    assert "never yet" in karmika("journal", "head")
    assert "nobody in KARMIKA_WITNESSES is no address" in karmika("journal", "head")
    _let_ten_minutes_pass(tmp_path / "house" / "karmika.db")
    with serving(mailbox):
        karmika("worker", "--once", url=f"{mailbox.url}?_default_from_email=karmika@example.org")
    (mail,) = mailbox.mails
    head = text(mail).splitlines()[0]
    assert (mail["To"], mail["From"]) == ("union@example.org", "karmika@example.org")
    assert "https://k.example.org" in str(mail["Subject"])
    assert "This head is link" in karmika("journal", "verify", "--against", head)
    said = karmika("journal", "head", url=mailbox.url)
    assert "mailed to union@example.org: 20" in said and said.splitlines()[0] == head
    assert said.splitlines()[0].startswith(said.split("on sheets: ")[1].split()[0])


def _let_ten_minutes_pass(database):
    """As the worker notes it: a failed round is tried again when the duty falls due the next time."""
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM measures_dutydone WHERE name = 'chain.mail'")
