"""Whatever is changed, removed, put in or swapped below the chain is named, and what was mailed catches the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karmika.chain import canonical, heads, sealing, stored
from karmika.chain.models import Link, Mailed
from karmika.chain.tests.makers import AT, chained, columns, drop_guards, raw, write_entries, write_entry
from karmika.chain.verifying import verify
from karmika.journal.models import Entry, Key
from karmika.kernel import guard

pytestmark = pytest.mark.django_db

several = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Undone(Exception):
    """Rolls back what a test did to the journal."""


def faults_after(*changes: tuple[str, list[Any]]) -> list[tuple[Any, str]]:
    """What `verify` says after somebody with the database's password did this; it is undone afterwards."""
    found: list[tuple[Any, str]] = []
    try:
        with transaction.atomic():
            drop_guards()
            for sql, values in changes:
                raw(sql, values)
            found = [(fault.seq, fault.sentence) for fault in verify().faults]
            raise Undone
    except Undone:
        return found


def test_every_column_of_the_journal_is_hashed():
    assert [name for name, _ in canonical.COLUMNS] == columns()


def test_what_was_sealed_verifies_and_what_is_new_is_said_to_wait():
    chained(7)
    report = verify()
    assert (report.faults, report.waiting) == ((), 0)
    assert report.entries == Entry.objects.count()
    write_entries(3)
    assert (verify().faults, verify().waiting) == ((), 3)


def test_a_chain_of_many_links_verifies(monkeypatch):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 3)
    write_entries(11)
    assert sealing.seal(AT) == Entry.objects.count()
    links = list(Link.objects.order_by("number"))
    assert [one.number for one in links] == list(range(1, len(links) + 1))
    assert [one.first_seq for one in links[1:]] == [one.last_seq + 1 for one in links[:-1]]
    assert verify().faults == ()
    assert sealing.seal(AT) == 0


def other(kind: str, value: Any, place: int) -> Any:
    """A stored value with one byte changed, or a value where there was none."""
    if kind == "number":
        return 1 if value is None else value ^ (1 << place % 40)
    if kind == "uuid":
        return uuid4() if value is None else UUID(int=value.int ^ (1 << place % 128))
    if kind == "instant":
        return value + timedelta(microseconds=1 + place)
    if kind == "text":
        at = place % len(value)
        return value[:at] + chr(ord(value[at]) + 1) + value[at + 1 :]
    stored_bytes = bytearray(b"\0" if value is None else bytes(value))
    stored_bytes[place % len(stored_bytes)] ^= 1 << place % 8
    return bytes(stored_bytes)


@several
@given(
    which=st.integers(0, 8),
    column=st.sampled_from([one for one in canonical.COLUMNS if one[0] != "seq"]),
    place=st.integers(0, 4000),
)
def test_one_changed_byte_of_any_column_is_named(db, which, column, place):
    if not Link.objects.exists():
        chained(9)
    seq = Entry.objects.order_by("-seq").values_list("seq", flat=True)[which]
    name, kind = column
    field = Entry._meta.get_field(name)
    value = other(kind, getattr(Entry.objects.get(seq=seq), name), place)
    prepared = field.get_db_prep_save(value, connection)
    [(found, sentence)] = faults_after(
        (f"UPDATE journal_entry SET {name} = %s WHERE seq = %s", [prepared, seq])
    )
    assert found == seq
    assert sentence.startswith(f"Entry {seq} was changed")


@several
@given(
    which=st.integers(0, 8), name=st.sampled_from([name for name, _ in canonical.COLUMNS if name != "seq"])
)
def test_a_value_taken_away_is_named(db, which, name):
    if not Link.objects.exists():
        chained(9)
    entry = Entry.objects.order_by("-seq")[which]
    if getattr(entry, name) is None or not Entry._meta.get_field(name).null:
        return
    [(found, _)] = faults_after((f"UPDATE journal_entry SET {name} = NULL WHERE seq = %s", [entry.seq]))
    assert found == entry.seq


@several
@given(which=st.integers(0, 30), further=st.integers(1, 30))
def test_removed_entries_are_named_the_first_one_first(db, which, further):
    if not Link.objects.exists():
        chained(9)
    seqs = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    one, two = seqs[which % len(seqs)], seqs[(which + further) % len(seqs)]
    found = faults_after(("DELETE FROM journal_entry WHERE seq IN (%s, %s)", [one, two]))
    assert [seq for seq, _ in found] == sorted({one, two})
    assert "was removed" in found[0][1]


COPIED = ", ".join(name for name, _ in canonical.COLUMNS if name not in ("seq", "id"))


def put_in(seq: int) -> tuple[str, list[Any]]:
    """Somebody else's act, under a number of one's choice."""
    fresh = uuid4()
    sql = f"INSERT INTO journal_entry (seq, id, {COPIED}) SELECT %s, %s, {COPIED} FROM journal_entry WHERE seq = %s"
    newest = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    return sql, [seq, fresh.hex if connection.vendor == "sqlite" else fresh, newest]


def test_an_entry_put_in_afterwards_is_named_wherever_it_stands():
    chained(3)
    gap = Entry.objects.order_by("-seq").values_list("seq", flat=True)[1]
    [(found, sentence), *_] = faults_after(put_in(0))
    assert (found, "was put in afterwards" in sentence) == (0, True)
    [(found, _), *_] = faults_after(put_in(-5))
    assert found == -5
    [(found, sentence)] = faults_after(("DELETE FROM journal_entry WHERE seq = %s", [gap]), put_in(gap))
    assert (found, "was changed" in sentence) == (gap, True)


def test_an_entry_in_a_gap_of_the_numbers_is_named():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's numbers have no gaps")
    write_entries(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('journal_entry_numbers')")
        gap = cursor.fetchone()[0]
    chained(2)
    assert verify().faults == ()
    [(found, sentence)] = faults_after(put_in(gap))
    assert (found, "was put in afterwards" in sentence) == (gap, True)


@several
@given(one=st.integers(0, 8), two=st.integers(0, 8))
def test_two_entries_that_changed_places_are_named(db, one, two):
    if not Link.objects.exists():
        chained(9)
    seqs = list(Entry.objects.order_by("-seq").values_list("seq", flat=True)[:9])
    a, b = sorted((seqs[one], seqs[two]))
    if a == b:
        return
    move = "UPDATE journal_entry SET seq = %s WHERE seq = %s"
    found = faults_after((move, [10**9, a]), (move, [a, b]), (move, [b, 10**9]))
    assert [seq for seq, _ in found] == [a, b]


def test_values_that_only_look_the_same_are_named_on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's columns have types")
    chained(3)
    seq = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    where = "WHERE seq = %s"
    for change in (
        "id = upper(id)",
        "recorded_at = replace(recorded_at, ' ', 'T')",
        "recorded_at = recorded_at || '0'",
        "acts = CAST(acts AS TEXT)",
        "role = CAST(role AS BLOB)",
        "role = CAST(x'ff' AS TEXT)",
        "device_seq = '1'",
        "recorded_at = 5",
    ):
        found = faults_after((f"UPDATE journal_entry SET {change} {where}", [seq]))
        assert [one for one, _ in found] == [seq], change


def test_instants_beyond_the_calendar_are_named_on_postgresql():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps text")
    chained(3)
    seq = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    for value in ("infinity", "-infinity", "290000-01-01"):
        found = faults_after((f"UPDATE journal_entry SET recorded_at = '{value}' WHERE seq = %s", [seq]))
        assert [one for one, _ in found] == [seq], value


@pytest.mark.parametrize(
    "change",
    [
        "first_seq = first_seq + 1",
        "last_seq = last_seq - 1",
        "count = count + 1",
        "sealed_at = '2020-01-01 00:00:00+00'",
        "algorithm = 'md5'",
    ],
)
def test_a_changed_link_is_named(monkeypatch, change):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 4)
    chained(9)
    found = faults_after((f"UPDATE chain_link SET {change.replace('+00', '')} WHERE number = 2", []))
    assert "Link 2" in found[0][1]


@pytest.mark.parametrize("name", ["previous", "leaves", "content", "digest"])
def test_a_changed_byte_of_a_link_is_named(monkeypatch, name):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 4)
    chained(9)
    value = bytearray(bytes(getattr(Link.objects.get(number=2), name)))
    value[0] ^= 1
    found = faults_after((f"UPDATE chain_link SET {name} = %s WHERE number = 2", [bytes(value)]))
    assert "Link 2" in found[0][1]


def test_a_removed_link_is_named(monkeypatch):
    monkeypatch.setattr(sealing, "ENTRIES_A_LINK", 4)
    chained(13)
    found = faults_after(("DELETE FROM chain_link WHERE number IN (2, 3)", []))
    assert found[0][1] == "Link 2 to 3 was removed."
    assert faults_after(("DELETE FROM chain_link WHERE number = 1", []))[0][1] == "Link 1 was removed."


def test_links_verify_after_a_person_was_erased():
    chained(5)
    with guard.opened():
        assert Key.objects.update(wrapped=None)
    assert verify().faults == ()


def rewrite_as_the_owner_of_everything() -> None:
    """Triggers off, one entry changed, the whole chain made anew, the triggers back: nothing inside can tell."""
    first = Entry.objects.order_by("seq").values_list("seq", flat=True)[1]
    raw("UPDATE journal_entry SET role = 'auditor' WHERE seq = %s", [first])
    times = list(Link.objects.order_by("number").values_list("sealed_at", flat=True))
    raw("DELETE FROM chain_link")
    for at in times:
        sealing.seal(at)


def test_a_master_key_holder_who_rewrites_everything_is_caught_by_a_mailed_head():
    chained(6)
    mailed = heads.head()
    assert mailed is not None
    for kept in (mailed.full, mailed.short, mailed.digest, f" {mailed.short.upper()} "):
        assert heads.compare(kept).holds
    write_entries(2)
    sealing.seal(AT)
    drop_guards()
    rewrite_as_the_owner_of_everything()
    assert verify().faults == (), "the chain alone cannot know"
    for kept in (mailed.full, mailed.short, mailed.digest):
        found = heads.compare(kept)
        assert not found.holds
    assert "rewritten" in heads.compare(mailed.full).sentence


def test_a_rewriter_who_forgets_what_we_remember_having_mailed_is_caught_from_within():
    chained(3)
    link = Link.objects.get(number=1)
    sent = {"on": AT.date(), "mailed_at": AT, "witness": "a@example.org"}
    Mailed.objects.create(**sent, number=1, entries=1, digest=link.digest)
    assert verify().faults == ()
    drop_guards()
    rewrite_as_the_owner_of_everything()
    assert "The head mailed on 2026-05-01" in verify().faults[0].sentence


def test_a_chain_that_was_cut_off_is_caught_by_its_head():
    chained(3)
    write_entries(3)
    sealing.seal(AT)
    last = heads.head()
    assert last is not None
    drop_guards()
    raw(
        "DELETE FROM journal_entry WHERE seq > (SELECT last_seq FROM chain_link WHERE number = %s)",
        [last.number - 1],
    )
    raw("DELETE FROM chain_link WHERE number = %s", [last.number])
    assert verify().faults == ()
    assert "ends at link" in heads.compare(last.full).sentence


@pytest.mark.parametrize("text", ["", "12", "12-abc", "12-" + "a" * 15, "12-" + "g" * 16, "a" * 65])
def test_what_is_no_head_is_said_to_be_none(text):
    assert not heads.compare(text).holds
    assert "This is not a head" in heads.compare(text).sentence


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE chain_link SET count = 1",
        "DELETE FROM chain_link",
        "INSERT INTO chain_link SELECT number + 2, last_seq + 1, last_seq + 1, 1, digest, leaves, content, content,"
        " sealed_at, algorithm FROM chain_link ORDER BY number DESC LIMIT 1",
        "INSERT INTO chain_link SELECT number + 1, last_seq + 2, last_seq + 2, 1, digest, leaves, content, content,"
        " sealed_at, algorithm FROM chain_link ORDER BY number DESC LIMIT 1",
        "INSERT INTO chain_link SELECT number + 1, last_seq + 1, last_seq + 1, 1, content, leaves, content, content,"
        " sealed_at, algorithm FROM chain_link ORDER BY number DESC LIMIT 1",
        "INSERT INTO chain_link SELECT number + 1, last_seq + 1, last_seq + 100, 1, digest, leaves, content, content,"
        " sealed_at, algorithm FROM chain_link ORDER BY number DESC LIMIT 1",
    ],
)
def test_the_database_itself_refuses_what_is_no_next_link(sql):
    chained(3)
    write_entry()
    with pytest.raises(DatabaseError, match=r"append-only|follows the last"), transaction.atomic():
        raw(sql)


def test_the_database_takes_the_next_link_and_no_entry_below_it():
    chained(3)
    write_entry()
    raw(
        "INSERT INTO chain_link SELECT number + 1, last_seq + 1, last_seq + 1, 1, digest, leaves, content, content,"
        " sealed_at, algorithm FROM chain_link ORDER BY number DESC LIMIT 1"
    )
    with pytest.raises(DatabaseError, match="chained"), transaction.atomic():
        raw(*put_in(0))


def test_the_chain_cannot_be_truncated_or_replaced():
    chained(3)
    if connection.vendor == "sqlite":
        sql = "INSERT OR REPLACE INTO chain_link SELECT * FROM chain_link"
    else:
        sql = "TRUNCATE chain_link"
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(sql)


def test_a_copy_moved_to_another_kind_of_database_verifies(fresh_copy):
    chained(9)
    for model in (Entry, Link):
        rows = list(model._base_manager.order_by("pk"))
        with guard.opened():
            model._base_manager.using(fresh_copy).bulk_create(rows)
    here = list(stored.leaves(None, 10**9))
    assert here == list(stored.leaves(None, 10**9, using=fresh_copy))
    report = verify(using=fresh_copy)
    assert (report.faults, report.entries) == ((), len(here))
    with guard.opened():
        with connections[fresh_copy].cursor() as cursor:
            cursor.execute("DROP TRIGGER journal_entry_no_update")
        Entry.objects.using(fresh_copy).filter(seq=here[0][0]).update(role="auditor")
    assert verify(using=fresh_copy).faults[0].seq == here[0][0]


@given(moment=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
def test_an_instant_is_hashed_alike_as_text_and_as_a_moment(moment):
    [read] = {canonical.READERS["sqlite"][10]}
    assert read(str(moment)) == canonical.instant(moment.replace(tzinfo=UTC))
