"""A restricted case, full of words that stand nowhere else: nobody outside of its team finds any of them anywhere."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from django.urls import reverse

from karmika import worker
from karmika.cases.models import Case, CaseSet
from karmika.cases.restricted import district_counts
from karmika.cases.tests import makers
from karmika.cli import main
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.kernel.dates import now
from karmika.kernel.listing import Listing
from karmika.measures import tally
from karmika.measures.models import Contribution, Daily, Tally
from karmika.monitoring.log import log
from karmika.reactions import REACTIONS
from karmika.referrals.subjects import kind_of
from karmika.registry.models import Person
from karmika.registry.searching import search
from karmika.rooms import LISTS
from karmika.testing import MEMBERS
from tests.rights_samples import make_things
from tests.secret_cases import (
    UNANSWERED,
    WORDS,
    Secret,
    addresses,
    body_of,
    browsers,
    leaks,
    own_addresses,
    unpacked,
)

SEES_NO_MORE = (
    "ramesh",
    "stranger",
    "devi",
    "mission director",
    "advisor elsewhere",
    "advisor of another organisation",
    "expert",
)
"""Who sees no more of a page than somebody else of the walk does; they try the ways to the case itself."""


@pytest.fixture
def secret(cast):
    made = Secret(cast)
    made.happen()
    return made


@pytest.mark.slow
def test_no_page_of_the_house_tells_anybody_outside_of_it(cast, client_for, caplog):
    caplog.set_level(logging.INFO)
    make_things(cast)
    samples = addresses(cast)
    secret = Secret(cast)
    secret.happen()
    worker.run_once(REACTIONS)
    tally.fold(follow.horizon())
    clients = browsers(client_for, secret)
    by_role = {name: client for name, client in clients.items() if name not in SEES_NO_MORE}
    wrong, seen = leaks(secret, by_role, samples.values())
    more, _ = leaks(secret, clients, own_addresses(secret))
    for who, client in clients.items():
        assert client.get(reverse("cases.case", args=[secret.case])).status_code in (404, 302), who
        for text in ("Zqname", "Zqfamily", "9848077123", secret.cases[0].number):
            answer = client.post(reverse("registry.search"), {"text": text})
            if secret.in_bytes(re.sub(rb'value="[^"]*"', b"", answer.content)):
                wrong.append((who, "search", text))
    assert wrong + more == [] and seen > 500
    logs = "\n".join(record.getMessage() for record in caplog.records).encode()
    assert [word for word in secret.bytes if word in logs.lower()] == []


STAMP = re.compile(rb'<footer class="stamp">[^<]*</footer>')
"""The head of the journal at the foot of a page, which is looked up anew twice a minute."""
VARIES = re.compile(
    rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|X-CSRFToken\": \"\w+|csrfmiddlewaretoken\" value=\"\w+"
    rb"|\d{1,2}:\d\d(?::\d\d)?|before=[\w%=-]+|" + STAMP.pattern
)
"""Ids of entries to be, tokens, marks of where a list goes on and times of day: they differ whenever a page is asked for."""


@pytest.mark.slow
def test_no_number_moves_anywhere_when_one_is_reported(cast, client_for):
    """Whoever subtracts yesterday's page from today's finds nothing: the pages are the same, byte for byte."""
    make_things(cast)
    secret = Secret(cast)
    worker.run_once(REACTIONS)
    tally.fold(follow.horizon())
    everybody = browsers(client_for, secret)
    asked = [
        (who, where)
        for name, where in addresses(cast).items()
        for who in ("auditor", "director")
        if name not in MOVES_BY_ITSELF
        # he is asked besides her where cases, figures or what is to be done today stand
        and (
            who == "auditor" or name.startswith(("cases.", "console.", "monitoring.", "referrals.", "jobs."))
        )
    ]

    def look() -> dict[tuple[str, str], bytes]:
        seen = {}
        for who, where in asked:
            content = unpacked(body_of(everybody[who].get(where)))
            seen[who, where] = b"" if content.startswith(b"%PDF") else VARIES.sub(b"", content)
        return seen

    before = look()
    secret.happen()
    worker.run_once(REACTIONS)
    tally.fold(follow.horizon())
    after = look()
    assert len(before) > 150
    assert [where for where in before if before[where] != after[where]] == []


MOVES_BY_ITSELF = frozenset({"console.healthz"})
"""It tells how many seconds ago the chain was sealed."""


def _everybody_sees(self: Any, viewer: Any) -> Any:
    return self.all()


def test_the_walk_finds_a_leak_where_there_is_one(cast, client_for, secret, monkeypatch):
    """Mutants: a list that forgets levels, a log and an entry's page that do not pass over."""
    clients = {
        name: one for name, one in browsers(client_for, secret).items() if name in ("fatima", "auditor")
    }
    asked = own_addresses(secret)
    assert leaks(secret, clients, asked)[0] == []
    with monkeypatch.context() as forgets:
        forgets.setattr(CaseSet, "visible_to", _everybody_sees)
        found = {where for _, where, _ in leaks(secret, clients, asked)[0]}
        assert reverse("cases.case", args=[secret.case]) in found
        assert f"{reverse('cases.cases')}?state=all" in found
    with monkeypatch.context() as tells:
        tells.setattr("karmika.monitoring.log.is_secluded", lambda act: False)
        assert {line.seq for line in log(cast.auditor).lines} & secret.entries()


@pytest.mark.slow
def test_no_file_in_either_kind_holds_it(cast, client_for, secret):
    clients = {
        name: client for name, client in browsers(client_for, secret).items()
        if name in ("fatima", "devi", "auditor", "admin", "paralegal", "privacy officer")
    }  # fmt: skip
    wrong, taken = [], 0
    for listing in LISTS:
        for who, client in clients.items():
            where = f"/lists/{listing.name}/"
            if client.get(where).status_code != 200:
                continue
            for kind in ("csv", "xlsx"):
                answer = client.post(where, {"kind": kind, "state": "all"})
                taken += 1
                if secret.in_bytes(body_of(answer)):
                    wrong.append((who, listing.name, kind))
    assert wrong == [] and taken > 40


@pytest.mark.slow
def test_no_command_prints_it(fresh_database, cast, monkeypatch, tmp_path):
    secret = Secret(cast)
    secret.happen()
    monkeypatch.setattr("karmika.cli.house.open_house", lambda *_, **__: None)
    for arguments in (
        ("worker", "--once"), ("journal", "verify", "--seal"), ("journal", "head"), ("rebuild", "--check"),
        ("derive",), ("erase", "--list"), ("files", "list"), ("doctor",), ("doctor", "--json"),
        ("backup", str(tmp_path / "backups")), ("forms", "export", "--out", str(tmp_path / "forms")),
    ):  # fmt: skip
        done = CliRunner().invoke(main, arguments)
        assert isinstance(done.exception, SystemExit | None), (arguments, done.output, done.exception)
        assert secret.in_bytes(done.output.encode()) == [], arguments
    for file in (tmp_path / "backups").glob("*-data.zip"):
        content = unpacked(file.read_bytes()).lower()
        assert [word for word in (*WORDS, UNANSWERED) if word in content and word != b"violence_worker"] == []


def test_no_referral_leads_out_of_it(cast, secret, nothing_written):
    subject = kind_of("case")
    for viewer in (secret.member, secret.joined, secret.outside["paralegal"], cast.fatima):
        assert subject.whose(viewer, secret.case) is None and subject.place(secret.case) is None
        assert subject.shared(secret.case, list(subject.fields)) == {}
        assert subject.labels(viewer, [secret.case]) == {}


def test_what_is_not_there_and_what_is_not_yours_answer_alike(cast, client_for, secret):
    for client in browsers(client_for, secret).values():
        for name in ("cases.case", "cases.work", "cases.forget"):
            for method in ("get", "post"):
                there, nowhere = (
                    getattr(client, method)(reverse(name, args=[case])) for case in (secret.case, uuid4())
                )
                assert there.status_code == nowhere.status_code
                one, other = (len(STAMP.sub(b"", answer.content)) for answer in (there, nowhere))
                assert one == other


def test_the_log_passes_over_it(cast, secret):
    hidden = secret.entries()
    assert len(hidden) == 11
    shown = {line.seq for line in log(cast.auditor).lines}
    assert shown and not shown & hidden


def test_a_page_of_the_log_is_as_long_as_ever_however_much_is_passed_over(cast, secret, monkeypatch):
    monkeypatch.setattr("karmika.monitoring.log.A_PAGE", 3)
    before, pages = 0, []
    while True:
        page = log(cast.auditor, before=before)
        pages.append(page)
        before = page.before
        if not before:
            break
    assert all(len(page.lines) == 3 for page in pages[:-1])


def test_no_list_holds_it_even_for_its_team(cast, secret):
    viewers = [secret.member, *secret.outside.values(), *(getattr(cast, name) for name in MEMBERS)]
    for listing in LISTS:
        assert isinstance(listing, Listing)
        for viewer in viewers:
            for sought in ({}, {"state": "all"}):
                ids = list(listing.ids(viewer, sought))
                rows = list(listing.read_some(viewer, sought, ids))
                assert secret.in_bytes(repr([row.cells for row in rows]).encode()) == [], listing.name


def test_no_figure_counts_it(cast, secret):
    tally.fold(follow.horizon())
    for model in (Contribution, Tally, Daily):
        assert not model._base_manager.filter(measure__startswith="case").exists()
    assert not Contribution.objects.filter(entry_seq__gt=secret.before, subject=secret.case).exists()


def test_search_finds_the_person_and_nothing_of_the_case(cast, secret):
    assert not search(cast.fatima, "Zqname").persons
    assert Person.objects.get(id=secret.person).name == "Worker 77"


def test_the_bytes_of_the_database_hold_no_word_of_it(fresh_database, cast):
    secret = Secret(cast)
    secret.happen()
    person = {secret.person.hex, str(secret.person)}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                plain = [
                    bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row
                ]
                assert [word for word in (*WORDS, UNANSWERED) if word in b" ".join(plain).lower()] == [], (
                    table
                )
                if table.startswith("cases_"):
                    assert not person & {str(one) for one in row}, table
    opened = Entry.objects.filter(seq__in=secret.entries())
    assert not any(
        str(secret.person).encode() in bytes(acts) for acts in opened.values_list("acts", flat=True)
    )
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        for path in (file, file.with_name(f"{file.name}-wal")):
            content = path.read_bytes().lower() if path.exists() else b""
            assert [word for word in (*WORDS, UNANSWERED) if word in content] == []


def test_a_district_is_told_of_ten_and_more_in_fives_and_the_wards_nothing(cast, monkeypatch):
    makers.staff(cast, "meena", "legal_advisor")
    director = makers.viewer(makers.staff(cast, "dir", "district_project_director", "749"))
    last_month = now() - timedelta(days=40)
    for n in range(13):
        if n == 9:
            assert [one.number for one in district_counts(director)] == [None]
        with monkeypatch.context() as then:
            then.setattr("karmika.journal.perform.now", lambda: last_month)
            makers.report(cast, cast.lakshmi, level=2)
    makers.report(cast, cast.lakshmi, level=2)
    assert [(one.district.code, one.number) for one in district_counts(director)] == [("749", 10)]
    assert {one.district.code: one.number for one in district_counts(cast.auditor)} == {
        "749": 10,
        "520": None,
    }
    assert district_counts(cast.fatima) == [] and district_counts(cast.admin) == []
    assert Case.objects.count() == 14
