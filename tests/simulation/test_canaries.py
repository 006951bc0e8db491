"""A word of its own in every identity field of every act; the house is driven, and the words are only where they may be."""

import logging
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from karmika import worker
from karmika.access.acts import AddUser, ChangeUser, RegisterDevice
from karmika.candidates.models import Candidate
from karmika.candidates.tests import lists
from karmika.chain import sealing
from karmika.cli import main
from karmika.duties import DUTIES
from karmika.intake.models import Submission
from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.kernel.logs import Json, Plain
from karmika.reactions import REACTIONS
from karmika.registry.erasing import ERASED_COLUMNS
from karmika.registry.tests import doorstep
from karmika.rooms import ROOMS
from karmika.testing import MEMBERS
from tests.rights_samples import SAMPLES, make_things
from tests.simulation.full_of_words import help_full_of_words, organise_full_of_words, report_full_of_words
from tests.simulation.secrets import found_in, number, word
from tests.test_rights_matrix import ADDRESSES

pytestmark = pytest.mark.slow

ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("registry_person", "name", "for lists and search, until it is erased"),
    ("registry_person", "phone", "to call"),
    ("registry_household", "address", "to find the door"),
    ("registry_household", "landmark", "to find the door"),
    ("registry_occupationspell", "employer_name", "whom a dispute is with"),
    ("registry_personplace", "description", "where somebody comes from"),
    ("registry_identifier", "value", "numbers of cards, to apply for what they give"),
    ("candidates_candidate", "name", "whom a list names, to ask for her, until she is found or taken off"),
    ("candidates_candidate", "phone", "to call before anybody walks there, until then"),
    ("candidates_candidate", "address", "to find the door, until then"),
    (
        "candidates_candidate",
        "reference",
        "her number on that list, to know her again on a newer one, until then",
    ),
    ("groups_meeting", "words", "what was said at a meeting of a group, until it is taken out"),
    ("access_user", "name", "staff: who did something; stays with the record"),
    ("access_user", "username", "staff: to sign in"),
    ("access_user", "phone", "staff: to sign in"),
    ("access_device", "name", "whose phone it is, named by the office"),
)
"""Columns in which identity may stand readable, each with its reason. Review before adding one.

Search words (`registry_searchtoken`) are derived from names, folded, so that none of these words stands there as it is.
"""
NUMBERS = {"lat_e6": 16_543_219, "lon_e6": 80_654_321}
SHORT = {
    "aadhaar": "the last four digits: too few to look for", "last_digits": "four at most, too", "account_tail": "four, too",
    "born_on": "a day: many were born on it",
}  # fmt: skip
NOT_SAID = {
    (
        "entitlements.tell_facts",
        "private",
    ): "no question of the schemes is sensitive yet, so nothing can be told in private",
    (
        "groups.record_financial_event",
        "account",
    ): "the whole number is handed in, and no entry keeps it (organise_full_of_words)",
}
SEE_NOBODY = ("stranger", "colleague", "admin", "nobody")
"""From another city, of another organisation, without personal data, not signed in."""


class Canaries:
    """The words, and everything the house said while it was driven."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.people: set[bytes] = {b"16543219", b"80654321", b"16.543219", b"80.654321"}
        self.staff: set[bytes] = set()
        self.wrong: list[tuple[str, ...]] = []
        self.seen = 0

    def person(self, *of: str, digits: bool = False) -> str:
        """A word for somebody's field."""
        text = number(*of) if digits else word(*of)
        self.people.add(text.lower().encode())
        return text

    def colleague(self, *of: str, digits: bool = False) -> str:
        """A word for a field of the staff."""
        text = number(*of) if digits else word(*of)
        self.staff.add(text.lower().encode())
        return text

    def survey(self, turn: str = "first") -> dict[str, Any]:
        """A form with a word of its own in every field; `turn`: of another version of it."""
        cards = {
            "identifier_kinds": "uan aadhaar ration_card bocw", "uan_first": self.person(turn, "uan", digits=True)[:6],
            "uan_last": "700123", "ration_card": self.person(turn, "ration"), "bocw_number": self.person(turn, "bocw"),
        }  # fmt: skip
        work = doorstep.worker_answers(
            employer_name=self.person(turn, "employer"), native_place=self.person(turn, "native"), **cards
        )
        # the ids of the members stay: the second form corrects the first
        member = doorstep.member(
            name=self.person(turn, "name"), work=work, phone=self.person(turn, "phone", digits=True), member_uid=MEMBER,
            age_precision="exact", born_on="1971-03-07", age_years="",
        )  # fmt: skip
        said = doorstep.SURVEY(member, doorstep.member(name=self.person(turn, "other"), member_uid=OTHER))
        said["home"] |= {
            "address": self.person(turn, "address"), "landmark": self.person(turn, "landmark"),
            "point": "16.543219 80.654321 0 4",
        }  # fmt: skip
        return said

    def listed(self, turn: str, on: str = "first") -> str:
        """A list of building workers with one line full of words; the number stays, so a newer list corrects her."""
        line = (
            self.person(on, "number"), self.person(turn, "listed"), self.person(turn, "listed phone", digits=True),
            self.person(turn, "door"), "ward", "251746-W07",
        )  # fmt: skip
        return "reference,name,phone,address,area_level,area_code\n" + ",".join(line) + "\n"

    def hear(self, who: str, what: str, answer: Any) -> None:
        """What one answer says, and where."""
        self.seen += 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        head = repr((answer.headers.items(), answer.cookies.output(), answer.reason_phrase)).encode()
        # a number to call is for the phone in the hand: nobody is sent it
        addresses = b" ".join(re.findall(rb'(?:href|src|action|hx-\w+)="(?!tel:)([^"]*)"', body))
        every = self.people | self.staff
        self.tell(who, f"{what}: header, cookie or redirect", head, every)
        self.tell(who, f"{what}: an address in the page", addresses, every)
        if answer.status_code >= 400:
            self.tell(who, f"{what}: an error of {answer.status_code}", body, every)
        if who in SEE_NOBODY:
            self.tell(who, f"{what}: the page", body, self.people)
        if who == "nobody":
            self.tell(who, f"{what}: the page", body, every)

    def tell(self, *where: Any) -> None:
        """Note it when one of these stands in some bytes."""
        *place, content, wanted = where
        low = content.lower()
        self.wrong += [(*place, secret.decode()) for secret in wanted if secret in low]


MEMBER, OTHER, HOUSEHOLD = str(uuid4()), str(uuid4()), str(uuid4())


@pytest.fixture
def canaries(cast, monkeypatch):
    """The house with a form, a phone, staff and a survey full of words."""
    found = Canaries(cast)
    monkeypatch.setattr(doorstep, "SURVEY", doorstep.survey, raising=False)
    first = found.survey() | {"household_uid": HOUSEHOLD}
    monkeypatch.setattr(doorstep, "survey", lambda *_, **__: first)
    make_things(cast)
    second = found.survey("second") | {"household_uid": HOUSEHOLD}
    submission = Submission.objects.get()
    second["meta"] = {"instanceID": f"uuid:{uuid4()}", "deprecatedID": submission.instance_id}
    xml = doorstep.xml(second, instance="unused").replace(
        b"<meta><instanceID>unused</instanceID></meta>", b""
    )
    assert send(cast, xml).status_code == 201
    submission.refresh_from_db()
    assert submission.versions == 2 and submission.state == "applied", submission.reason
    user, place = uuid7(), {"organisation": cast.mepma, "area": cast.area("251746")}
    names = {"name": found.colleague("user"), "phone": found.colleague("user", digits=True)}
    perform(AddUser(user=user, username=found.colleague("login").lower(), **names, **place), cast.admin)
    named = {"name": found.colleague("changed"), "phone": found.colleague("changed", digits=True)}
    perform(ChangeUser(user=user, **named, language="te", area=cast.area("251746")), cast.admin)
    holder = {"holder": cast.user_id("lakshmi"), "programme": cast.vog, "organisation": cast.mepma}
    name = found.colleague("device")
    perform(RegisterDevice(device=uuid7(), name=name, area=cast.area("251746-W07"), **holder), cast.operator)
    report_full_of_words(found)
    help_full_of_words(found)
    organise_full_of_words(found)
    for turn in ("first", "second"):
        lists.load(cast, found.listed(turn), "bocw")
    assert Candidate.objects.get(reference=word("first", "number")).name == word("second", "listed")
    worker.run_once(REACTIONS)
    return found


def send(cast, xml: bytes, *files: tuple[str, bytes]) -> Any:
    """Over HTTP, as the phone does."""
    parts: dict[str, Any] = {}
    for name, content in (("xml_submission_file", xml), *files):
        parts[name] = BytesIO(content)
        parts[name].name = name
    address = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/submission"
    return Client(raise_request_exception=False).post(address, parts, headers={"X-OpenRosa-Version": "1.0"})


def drive(canaries: Canaries, people: dict[str, Client]) -> None:
    """Every address by everybody, asked for and posted to; searches; what is not understood, not allowed, not there."""
    cast = canaries.cast
    known = {"token": cast.device_token, "number": cast.project_number}
    for name, address in ADDRESSES.items():
        if name == "account_logout":
            continue
        wanted = {key: known.get(key, "x") for key in re.findall(r"<\w+:(\w+)>", address.route)}
        where = reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else wanted)
        for who, client in people.items():
            for method in (client.get, client.post):
                answer = method(where, headers={"X-OpenRosa-Version": "1.0"})
                canaries.hear(who, f"{method.__name__} {name}", answer)
    typed = [one.decode() for one in sorted(canaries.people)[:6]]
    for who, client in people.items():
        for text in typed:
            canaries.hear(who, "search", _deaf(client.post(reverse("registry.search"), {"text": text})))
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        canaries.hear(who, "without a token", strict.post("/search/", {"text": typed[0]}))
        canaries.hear(who, "nowhere", client.get("/no/such/page/"))


def _deaf(answer: Any) -> Any:
    """A search page repeats what its reader typed; only what it found counts, and its head."""
    answer.content = re.sub(rb'value="[^"]*"', b"", answer.content)
    return answer


def test_what_is_erased_is_what_may_hold_identity_of_persons():
    erased = {(model._meta.db_table, name) for model, names in ERASED_COLUMNS.items() for name in names}
    erased -= {
        ("registry_household", "lat_e6"),
        ("registry_household", "lon_e6"),
        ("registry_person", "born_on"),
    }
    listed = {(table, column) for table, column, _ in ALLOWED if table.startswith("registry_")}
    assert listed == erased


def test_every_word_is_only_where_it_may_be(
    fresh_database, client_for, canaries, caplog, monkeypatch, tmp_path
):
    caplog.set_level(logging.INFO)
    people = {name: client_for(name) for name in MEMBERS} | {"nobody": Client()}
    for client in people.values():
        client.raise_request_exception = False
    drive(canaries, people)
    _dismiss_with_a_note(canaries, people)
    _break(canaries, people["ramesh"], monkeypatch)
    _run_commands(canaries, monkeypatch, tmp_path)
    for duty in DUTIES:
        duty.function(now())
    sealing.seal(now())

    for formatter in (Plain(), Json()):
        said = "\n".join(formatter.format(record) for record in caplog.records)
        assert "ValueError" in said, "the page that failed is in it"
        canaries.tell(f"logs, {type(formatter).__name__}", said.encode(), canaries.people | canaries.staff)
    sessions = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    canaries.tell("sessions", sessions.encode(), canaries.people | canaries.staff)
    assert canaries.wrong == []
    assert canaries.seen > 1_000
    allowed = {(table, column) for table, column, _ in ALLOWED}
    stray = {(table, column) for table, column in columns_with(canaries.people | canaries.staff)}
    assert (
        sorted(stray - allowed - {("registry_household", "lat_e6"), ("registry_household", "lon_e6")}) == []
    )
    assert sorted(allowed - stray) == [], "nothing is there any more: take it off the list"
    assert sorted(fields_without_a_word(canaries.people | canaries.staff)) == []


def _dismiss_with_a_note(canaries: Canaries, people: dict[str, Client]) -> None:
    """A form that waits, with a photo whose name and content say who it is; dismissed with a note about her."""
    other = canaries.survey("waiting")
    other["visit"]["ward"] = "251746-W99"
    xml = doorstep.xml(other, instance=f"uuid:{uuid4()}")
    photo = canaries.person("photo")
    answer = send(canaries.cast, xml, ("a.jpg", b"\xff\xd8" + photo.encode()))
    canaries.hear("phone", "a form that waits", answer)
    canaries.hear(
        "phone", "the same with other content", send(canaries.cast, xml.replace(b"Zq", b"Zq", 1) + b" ")
    )
    waiting = Submission.objects.get(state="waiting")
    note = {"reason": "other", "note": canaries.person("note"), "text": canaries.person("note")}
    for name in ("submission", "dismiss", "submission"):
        for who, client in people.items():
            if name == "dismiss" and who != "fatima":
                continue
            where = reverse(f"intake.{name}", args=[waiting.id])
            answer = client.post(where, note) if name == "dismiss" else client.get(where)
            canaries.hear(who, f"{name} of what waits", answer)
    waiting.refresh_from_db()
    assert waiting.state == "dismissed"


def _break(canaries: Canaries, client: Client, monkeypatch: Any) -> None:
    """A page that fails with somebody's name in its mouth."""

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError(f"cannot read {word('first', 'name')} {word('user')}")

    with monkeypatch.context() as broken:
        broken.setattr("karmika.registry.queries.worker_list", fail)
        answer = client.get(reverse("registry.workers"))
    assert answer.status_code == 500
    canaries.hear("ramesh", "a page that fails", answer)


def _run_commands(canaries: Canaries, monkeypatch: Any, folder: Path) -> None:
    """What an operator sees; the file of a backup that is kept for long names nobody."""
    monkeypatch.setattr("karmika.cli.house.open_house", lambda *_, **__: None)
    backups, theirs = folder / "backups", folder / "list.csv"
    bad = canaries.listed("bad", "bad").splitlines()[1]
    no_phone = canaries.person("bad", "phone that is none")
    theirs.write_text(
        canaries.listed("third", "third") + bad.replace(number("bad", "listed phone"), no_phone) + "\n"
    )
    every = canaries.people | canaries.staff
    for arguments, codes in (
        (("worker", "--once"), {0}), (("journal", "verify", "--seal"), {0}), (("journal", "head"), {0}),
        (("rebuild", "--check"), {0}), (("derive",), {0}), (("erase", "--list"), {0}), (("keys", "check"), {0}),
        (("areas", "load"), {0}), (("candidates", "load", str(theirs), *_HANDED_OVER), {1}), (("files", "list"), {0}),
        (("backup", str(backups)), {0}), (("backup", str(backups), "--check"), {0}),
        (("doctor",), {0, 1}), (("doctor", "--json"), {0, 1}),
    ):  # fmt: skip
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code in codes, (arguments, done.output, done.exception)
        assert isinstance(done.exception, SystemExit | None), (arguments, done.output, done.exception)
        assert done.output.strip(), arguments
        canaries.tell(" ".join(arguments[:2]), done.output.encode(), every)
    assert Candidate.objects.get(reference=word("third", "number")).name == word("third", "listed")
    assert not Candidate.objects.filter(reference=word("bad", "number")).exists()
    (data,) = backups.glob("*-data.zip")
    with zipfile.ZipFile(data) as archive:
        for name in archive.namelist():
            canaries.tell(f"backup: {name}", archive.read(name), every)
    (keys,) = backups.glob("*-keys.zip")
    canaries.tell("backup: the second file", keys.read_bytes(), every)


_HANDED_OVER = (
    "--list", "bocw", "--organisation", "mepma", "--area", "ulb:251746", "--basis", "Letter 12 of the board",
    "--checked-by", "MEPMA, state office",
)  # fmt: skip


def columns_with(wanted: set[bytes]) -> Iterator[tuple[str, str]]:
    """(table, column) in which one of these stands, of all tables."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    content = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    if any(secret in content.lower() for secret in wanted):
                        yield table, name


def fields_without_a_word(wanted: set[bytes]) -> set[tuple[str, str]]:
    """Identity fields of acts that were not tried: a new act, or a new field, must be driven here too."""
    every = {(act.kind, name) for room in ROOMS for act in room.acts for name in act.identity}
    tried = set()
    for _, acts in follow.entries(0, follow.horizon()):
        for act in acts:
            for name in act.identity:
                value = getattr(act, name)
                known = found_in(str(value).encode()) & wanted or value in NUMBERS.values()
                if known or (name in SHORT and value is not None) or (name == "uan" and value):
                    tried.add((act.kind, name))
    return every - tried - NOT_SAID.keys()
