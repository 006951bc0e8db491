"""After an erasure the name is nowhere in the database's files, not even in what the database keeps of old rows."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.urls import reverse

from karmika import worker
from karmika.candidates import duties as candidates
from karmika.candidates.acts import WithdrawCandidate
from karmika.candidates.models import Candidate
from karmika.candidates.tests import lists
from karmika.cases import duties as cases
from karmika.entitlements import duties as entitlements
from karmika.groups import duties as groups
from karmika.intake import duties as intake
from karmika.journal.act import Act
from karmika.journal.encoding import kinds
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.scrubbing import scrub
from karmika.measures.scrubbing import scrub_after
from karmika.reactions import REACTIONS
from karmika.registry import duties as registry
from karmika.registry.acts import Erase
from karmika.registry.erasing import SCRUBBED
from karmika.registry.models import Identifier, PersonPlace
from karmika.registry.tests.test_erasing import Home


def files_of(database: str) -> list[Path]:
    """The database's own files, as they lie on the disk when everything was written out."""
    if connection.vendor == "sqlite":
        connections.close_all()
        return [path for path in Path(database).parent.glob(Path(database).name + "*") if path.is_file()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        data, oid = cursor.fetchone()
    return [path for path in (Path(data) / "base" / str(oid)).iterdir() if path.is_file()]


def found_in(database: str, secrets: list[str]) -> set[tuple[str, str]]:
    """Which of these texts stand in which file, in any case of the letters."""
    wanted = {
        secret: {one.encode() for one in (secret, secret.lower(), secret.upper())} for secret in secrets
    }
    found = set()
    for path in files_of(database):
        content = path.read_bytes()
        found |= {
            (path.name, secret) for secret, forms in wanted.items() if any(one in content for one in forms)
        }
    return found


def until(done: Callable[[], bool]) -> None:
    """Try again, as the worker does, while somebody (a process of PostgreSQL's own) still looks at old rows."""
    assert any(done() for _ in range(20))


@pytest.mark.parametrize("whole", [False, True], ids=["one person", "the whole household"])
def test_the_name_is_in_no_byte_of_the_database(fresh_database, cast, client_for, caplog, whole):
    home = Home(cast)
    secrets = ["Zulekha", "Quraishi", home.person.phone, "Sri Sai Travels", "Kotapadu", "WAP0123456"]
    if whole:
        secrets += ["Anjaneya", home.other.phone, home.person.household.address]
    client = client_for("ramesh")
    assert b"Quraishi" in client.post(reverse("registry.search"), {"text": "Zulekha Quraishi"}).content
    for name in ("person", "household"):
        key = home.person.id if name == "person" else home.person.household_id
        assert client.get(reverse(f"registry.{name}", args=[key])).status_code == 200
    assert Identifier.objects.filter(value="WAP0123456").exists() and PersonPlace.objects.exists()
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # PostgreSQL does it by itself; its statistics keep samples of names
    assert {secret for _, secret in found_in(fresh_database, secrets)} == set(secrets), (
        "nothing proves nothing"
    )

    home.erase(None if whole else "hers")
    worker.run_once(REACTIONS)
    until(lambda: scrub(SCRUBBED))

    assert found_in(fresh_database, secrets) == set()
    said = " ".join(record.getMessage() for record in caplog.records)
    assert not [secret for secret in secrets if secret in said]


def test_every_act_that_destroys_has_its_old_bytes_removed_by_one_duty():
    destroying = {kind for kind, act in kinds().items() if act.destroys is not Act.destroys}
    scrubbed = [
        kind
        for room in (registry, candidates, intake, cases, entitlements, groups)
        for kind in room.SCRUBBING.kinds
    ]
    assert sorted(scrubbed) == sorted(destroying)


def test_who_was_taken_off_a_list_is_in_no_byte_of_the_database(fresh_database, cast):
    lists.load(
        cast, lists.ESHRAM.replace("Sarada Devi", "Zulekha Quraishi").replace("Door 4-1", "Kotapadu 9")
    )
    listed = Candidate.objects.get(name="Zulekha Quraishi")
    secrets = ["Zulekha", "Quraishi", listed.phone, "Kotapadu 9", listed.reference]
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert {secret for _, secret in found_in(fresh_database, secrets)} == set(secrets), (
        "nothing proves nothing"
    )

    perform(WithdrawCandidate(candidate=listed.id, reason="objected"), cast.ramesh)
    worker.run_once(REACTIONS)
    at = now()
    until(lambda: scrub_after(candidates.SCRUBBING, at))
    assert found_in(fresh_database, secrets) == set()
    assert not scrub_after(registry.SCRUBBING, at), "the registry's tables are not written anew for a list"
    assert not scrub_after(intake.SCRUBBING, at)

    other = Candidate.objects.get(name="Venkat Rao")
    perform(WithdrawCandidate(candidate=other.id, reason="objected"), cast.ramesh)
    worker.run_once(REACTIONS)
    assert not scrub_after(candidates.SCRUBBING, at + timedelta(hours=1)), "once a day is enough for lists"
    until(lambda: scrub_after(candidates.SCRUBBING, at + timedelta(days=1)))
    assert not scrub_after(candidates.SCRUBBING, at + timedelta(days=2)), "nobody was taken off since"


def test_a_reaction_that_lags_is_waited_for_because_it_takes_out_the_search_words(fresh_database, cast):
    home = Home(cast)
    words = ["zulekha", "quraishi"]
    lagging = [one for one in REACTIONS if one.kind == Erase.kind]
    others = [one for one in REACTIONS if one not in lagging]
    worker.run_once(REACTIONS)
    perform(Erase(restriction=home.restrict(days=0)), cast.operator)
    worker.run_once(others)
    assert not scrub_after(registry.SCRUBBING, now())

    worker.run_once(lagging)
    assert scrub_after(registry.SCRUBBING, now())
    assert found_in(fresh_database, words) == set()
    assert not scrub_after(registry.SCRUBBING, now()), "once"
