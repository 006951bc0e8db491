"""`karmika rebuild --check` notices every difference between the tables and the journal, and leaves nothing behind."""

import gc
import tempfile
from uuid import uuid4

import pytest
from django.db import connection, connections

from karmika.areas.models import Area
from karmika.intake.models import Submission
from karmika.journal.models import Subject
from karmika.kernel import guard
from karmika.rebuild import Comparison, journalled_models, rebuild_and_compare
from karmika.registry.models import Household, Person, Worker
from karmika.registry.tests.doorstep import survey
from karmika.registry.tests.test_from_the_phone import instance_id, publish_survey, send

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's columns have one type")


@pytest.fixture
def house(fresh_database, cast):
    sender = publish_survey(cast)
    for _ in range(3):
        send(sender, survey(), instance_id())
    return cast


def damage(sql: str, *values) -> None:
    """What somebody with the database's password could do."""
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def the_one(found: Comparison):
    assert (found.differing, len(found.first)) == (1, 1), found
    return found.first[0]


def test_a_house_that_nobody_touched_has_no_difference(house):
    found = rebuild_and_compare()
    assert (found.differing, found.first) == (0, ())
    assert found.rows == sum(model._base_manager.count() for model in journalled_models())
    assert found.entries > 6


def test_a_changed_value_is_named_with_both_sides(house):
    person = Person.objects.order_by("id").last()
    damage("UPDATE registry_person SET name = 'Somebody Else' WHERE id = %s", key(person.id))
    one = the_one(rebuild_and_compare())
    assert (one.table, one.row_id) == ("registry_person", person.id)
    assert (one.live["name"], one.replayed["name"]) == ("Somebody Else", person.name)


def test_a_missing_row_is_noticed(house):
    subject = Subject.objects.order_by("id").first()
    damage("DELETE FROM journal_subject WHERE id = %s", key(subject.id))
    one = the_one(rebuild_and_compare())
    assert (one.table, one.row_id, one.live) == ("journal_subject", subject.id, None)
    assert one.replayed["entry_seq"] == subject.entry_seq


def test_an_extra_row_is_noticed(house):
    extra = uuid4()
    damage("INSERT INTO journal_subject (id, subject, entry_seq) VALUES (%s, %s, 1)", key(extra), key(extra))
    one = the_one(rebuild_and_compare())
    assert (one.table, one.row_id, one.replayed) == ("journal_subject", extra, None)


def test_one_row_that_took_the_place_of_another_counts_on_both_sides(house):
    subject, other = Subject.objects.order_by("id").first(), uuid4()
    damage("UPDATE journal_subject SET id = %s WHERE id = %s", key(other), key(subject.id))
    found = rebuild_and_compare()
    assert found.differing == 2
    assert {one.row_id for one in found.first} == {subject.id, other}


@pytest.mark.parametrize(
    ("model", "column", "before", "after"),
    [
        (Person, "phone", "NULL", "''"),
        (Area, "name_te", "''", "' '"),
        (Submission, "reason", "''", "' '"),
        (Worker, "unpaid_paise", "250000", "250001"),
        (Worker, "upi", "true", "NULL"),
        (Household, "revisit_on", "NULL", "'2026-11-20'"),
    ],
)
def test_values_that_look_alike_differ(house, model, column, before, after):
    table = model._meta.db_table
    if not any(field.column == column for field in model._meta.concrete_fields):
        pytest.skip(f"{table} has no {column}")
    row = model._base_manager.order_by("pk").first()
    damage(f"UPDATE {table} SET {column} = {after} WHERE id = %s", key(row.id))
    one = the_one(rebuild_and_compare())
    assert (one.table, one.row_id) == (table, row.id)


@pytest.mark.parametrize("odd", ['["vehicle", "smartphone", 1]', '["vehicle"]', "[]", '["vehicle", 1.0]'])
def test_json_differs_by_what_it_says(house, odd):
    worker = Worker.objects.order_by("id").first()
    damage(f"UPDATE registry_worker SET tools = '{odd}' WHERE id = %s", key(worker.id))
    assert the_one(rebuild_and_compare()).row_id == worker.id


@sqlite_only
@pytest.mark.parametrize("odd", ["CAST(entry_seq AS REAL)", "CAST(entry_seq AS BLOB)"])
def test_one_is_not_one_point_zero(house, odd):
    """SQLite calls 1 and 1.0 equal; a column of whole numbers turns 1.0 into 1 unless its row is written past that."""
    subject = Subject.objects.order_by("id").first()
    damage("PRAGMA writable_schema=ON")
    damage(
        "UPDATE sqlite_schema SET sql = replace(sql, '\"entry_seq\" bigint', '\"entry_seq\" blob')"
        " WHERE name = 'journal_subject'"
    )
    damage("PRAGMA writable_schema=RESET")
    damage(f"UPDATE journal_subject SET entry_seq = {odd} WHERE id = %s", key(subject.id))
    assert the_one(rebuild_and_compare()).row_id == subject.id


def test_no_more_rows_are_named_than_asked_for(house):
    damage("UPDATE journal_subject SET entry_seq = entry_seq + 1000")
    damage("UPDATE registry_person SET relation = 'pet'")
    found = rebuild_and_compare(name_first=3)
    assert found.differing == Subject.objects.count() + Person.objects.count()
    assert len(found.first) == 3


def test_what_is_written_meanwhile_is_no_difference(house, monkeypatch):
    """The replay looks at one moment: a form that arrives while it works is not compared with its absence."""
    from karmika import rebuild

    replay, sender = rebuild.replay, publish_sender(house)

    def replay_while_a_form_arrives(alias):
        counted = replay(alias)
        send(sender, survey(), instance_id())
        return counted

    monkeypatch.setattr(rebuild, "replay", replay_while_a_form_arrives)
    before = Submission.objects.count()
    assert rebuild_and_compare().differing == 0
    assert Submission.objects.count() == before + 1


def test_nothing_is_left_behind(house, monkeypatch, tmp_path):
    # A folder of its own: in the machine's, other tests rebuild at the same time.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tables = set(connection.introspection.table_names())
    rebuild_and_compare()
    assert "rebuild" not in connections.databases
    assert list(tmp_path.iterdir()) == []
    assert set(connection.introspection.table_names()) == tables


@pytest.mark.parametrize("awake", [True, False])
def test_memory_is_collected_as_before_even_when_the_replay_fails(house, awake, monkeypatch):
    from karmika import rebuild

    def fails(*_):
        assert not gc.isenabled()
        raise ArithmeticError

    monkeypatch.setattr(rebuild, "index_subjects", fails)
    was = gc.isenabled()
    (gc.enable if awake else gc.disable)()
    try:
        with pytest.raises(ArithmeticError):
            rebuild_and_compare()
        assert (gc.isenabled(), gc.get_freeze_count()) == (awake, 0)
    finally:
        (gc.enable if was else gc.disable)()


def key(one) -> str:
    """An id as the database keeps it."""
    return one.hex if connection.vendor == "sqlite" else str(one)


def publish_sender(cast):
    from karmika.access.models import Project
    from karmika.access.viewer import device_access
    from karmika.intake import senders

    return senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))
