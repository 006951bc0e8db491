"""A restricted case, full of words that stand nowhere else: nobody outside of its team finds any of them anywhere."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from karmika import worker
from karmika.cases import acts
from karmika.cases.models import Case
from karmika.cases.restricted import district_counts
from karmika.cases.tests import makers
from karmika.cases.words import Words
from karmika.groups.tests import people
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.listing import Listing
from karmika.measures import tally
from karmika.measures.models import Contribution, Daily, Tally
from karmika.monitoring.log import log
from karmika.reactions import REACTIONS
from karmika.registry.models import Person
from karmika.registry.searching import search
from karmika.rooms import LISTS
from karmika.testing import MEMBERS
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ADDRESSES

OUTSIDE = {
    "paralegal": ("case_worker", "251746", "mepma"),
    "advisor elsewhere": ("legal_advisor", "251719", "mepma"),
    "advisor of another organisation": ("legal_advisor", "28", "other_org"),
    "director": ("district_project_director", "749", "mepma"),
    "mission director": ("state_mission_director", "28", "mepma"),
    "privacy officer": ("privacy_officer", "28", "mepma"),
    "expert": ("technical_expert", "28", "mepma"),
}


WORDS = (
    b"zqname", b"zqfamily", b"zqhours", b"zqsafeword", b"zqspeaker", b"zqstory", b"zqagainst", b"9848077123",
    b"zqnote", b"zqtask", b"zqfir", b"zqline", b"violence_worker",
)  # fmt: skip
"""What was said; two letters may meet by chance among sealed bytes, these may not."""


class Secret:
    """One restricted case in which everything has happened, and what may be found of it: nothing."""

    def __init__(self, cast: Any) -> None:
        self.member = makers.viewer(makers.staff(cast, "meena", "legal_advisor"))
        self.outside = {
            name: makers.viewer(makers.staff(cast, f"outside{n}", role, area, getattr(cast, organisation)))
            for n, (name, (role, area, organisation)) in enumerate(OUTSIDE.items())
        }
        (self.person,) = people.make(cast, [77])
        self.before = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        told = makers.report(cast, cast.lakshmi, level=2, person=self.person, consent_how="in_person")
        self.case = told.case
        self.number = makers.row(told).number
        joined = makers.viewer(makers.staff(cast, "asha", "case_worker"))
        for act in self._work():
            perform(act, self.member)
        perform(acts.AssignCase(case=self.case, user=joined.id), self.member)
        self.bytes = {*WORDS[:-1], self.number.lower().encode()}

    def _work(self) -> list[Any]:
        case, day = self.case, today()
        return [
            acts.NoteFirstResponse(case=case, how="called"),
            acts.AddNote(case=case, note=uuid4(), words=Words(text="Zqnote")),
            acts.AddTask(case=case, task=uuid4(), what="safety", due_on=day, words=Words(text="Zqtask")),
            acts.RecordPaper(case=case, paper=uuid4(), what="fir", on_day=day, words=Words(number="Zqfir")),
            acts.RecordMoney(case=case, money=uuid4(), what="received", amount_paise=77_777_77, on_day=day),
            acts.SetClaimLine(
                case=case, line=uuid4(), half_days=2, rate_paise=1, paid_paise=0, words=Words(name="Zqline")
            ),
        ]

    def in_bytes(self, content: bytes, *, also_id: bool = True) -> list[bytes]:
        """Which secrets stand in there."""
        low = content.lower()
        ids = {self.case.hex.encode(), str(self.case).encode()} if also_id else set()
        return [one for one in self.bytes | ids if one in low]


@pytest.fixture
def secret(cast):
    return Secret(cast)


def browsers(cast, client_for, secret) -> dict[str, Client]:
    clients = {name: client_for(name) for name in ("lakshmi", "fatima", "devi", "auditor", "admin")}
    for name, viewer in secret.outside.items():
        clients[name] = Client(raise_request_exception=True)
        from karmika.access.models import Account

        clients[name].force_login(Account.objects.get(id=viewer.id))
    return {**clients, "nobody": Client()}


@pytest.mark.slow
def test_no_page_of_the_house_tells_anybody_outside_of_it(cast, client_for, caplog):
    caplog.set_level(logging.INFO)
    make_things(cast)
    samples = {
        name: reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else {})
        for name, address in ADDRESSES.items()
        if not address.route.startswith("v1/")
        and name != "account_logout"
        and (name in SAMPLES or "<" not in address.route)
    }
    secret = Secret(cast)
    worker.run_once(REACTIONS)
    tally.fold(follow.horizon())
    own = [
        reverse("cases.case", args=[secret.case]),
        reverse("registry.person", args=[secret.person]),
        *(reverse(name, args=[secret.case]) for name in ("cases.work", "cases.forget")),
        *(f"{reverse('monitoring.log')}?by={one}" for one in (secret.member.id, cast.lakshmi.id)),
        *(
            reverse("monitoring.entry", args=[entry])
            for entry in Entry.objects.filter(seq__gt=secret.before).values_list("id", flat=True)
        ),
    ]
    wrong, seen = [], 0
    for who, client in browsers(cast, client_for, secret).items():
        for address in (*samples.values(), *own):
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            told = repr(answer.headers.items()).encode()
            seen += 1
            # the address that was asked for stands in the form that chooses a language
            if found := secret.in_bytes(body + told, also_id=str(secret.case) not in address):
                wrong.append((who, address, found))
        assert client.get(own[0]).status_code in (404, 302), who
        for text in ("Zqname", "Zqfamily", "9848077123", secret.number):
            answer = client.post(reverse("registry.search"), {"text": text})
            if secret.in_bytes(re.sub(rb'value="[^"]*"', b"", answer.content)):
                wrong.append((who, "search", text))
    assert wrong == [] and seen > 500
    logs = "\n".join(record.getMessage() for record in caplog.records).encode()
    assert secret.in_bytes(logs, also_id=False) == []


def test_what_is_not_there_and_what_is_not_yours_answer_alike(cast, client_for, secret):
    for client in browsers(cast, client_for, secret).values():
        for name in ("cases.case", "cases.work", "cases.forget"):
            for method in ("get", "post"):
                there, nowhere = (
                    getattr(client, method)(reverse(name, args=[case])) for case in (secret.case, uuid4())
                )
                assert there.status_code == nowhere.status_code
                assert len(there.content) == len(nowhere.content)


def test_the_log_passes_over_it(cast, secret):
    entries = Entry.objects.filter(seq__gt=secret.before).exclude(actor=cast.operator.id)
    hidden = set(entries.values_list("seq", flat=True))
    assert len(hidden) == 8
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
    person = {secret.person.hex, str(secret.person)}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                plain = [
                    bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row
                ]
                assert [word for word in WORDS if word in b" ".join(plain).lower()] == [], table
                if table.startswith("cases_"):
                    assert not person & {str(one) for one in row}, table
    opened = Entry.objects.filter(seq__gt=secret.before).exclude(actor=cast.ramesh.id)
    assert not any(
        str(secret.person).encode() in bytes(acts) for acts in opened.values_list("acts", flat=True)
    )
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        for path in (file, file.with_name(f"{file.name}-wal")):
            content = path.read_bytes().lower() if path.exists() else b""
            assert [word for word in WORDS if word in content] == []


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
