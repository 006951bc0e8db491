"""Few rows and many rows go different ways into PostgreSQL; both must arrive as they were given."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from karmika.intake.models import Submission
from karmika.journal.models import Key
from karmika.kernel import guard, together
from karmika.kernel.ids import RowIds
from karmika.kernel.table import COPIED, table_of
from karmika.measures.models import Contribution

pytestmark = pytest.mark.django_db

TEXTS = [
    "\"quoted\" \\ and 'single'",
    "తెలుగు हिन्दी",
    "line\nfeed\ttab",
    "null",
    "{}",
    "[]",
    "",
    "\\N",
    "\\x41",
    "🙂",
]
NUMBERS = [0, -1, 2**31, 2**62]


def _written(model: Any, rows: list[dict[str, Any]]) -> None:
    table = table_of(model, connection)
    with guard.opened():
        together.write(connection, {table: [table.filled(row) for row in rows]})


def _contribution(text: str, number: int) -> dict[str, Any]:
    days = {"happened_on": date(1999, 12, 31), "recorded_on": date(2026, 2, 28)}
    where = {"area_id": uuid4(), "organisation_id": None, "subject": uuid4()}
    said = {"measure": text, "amount": number, "verified": number > 0, "entry_seq": 1, "changed_seq": 1}
    return {"id": uuid4(), **days, **where, **said}


@pytest.mark.parametrize("copies", [1, COPIED])
def test_every_value_arrives_as_it_was_given(copies: int) -> None:
    rows = [_contribution(t, n) for t in TEXTS for n in NUMBERS for _ in range(copies)]
    for start in range(0, len(rows), copies):
        _written(Contribution, rows[start : start + copies])
    found = {row["id"]: row for row in Contribution._base_manager.values()}
    for row in rows:
        assert {name: found[row["id"]][name] for name in row} == row


@pytest.mark.parametrize("copies", [1, COPIED])
def test_bytes_arrive_as_they_were_given(copies: int) -> None:
    owners = [uuid4() for _ in range(copies)]
    _written(Key, [{"owner": one, "purpose": "p", "wrapped": bytes(range(256))} for one in owners])
    _written(Key, [{"owner": (empty := uuid4()), "purpose": "p", "wrapped": None}])
    assert all(bytes(Key.objects.get(owner=one).wrapped or b"") == bytes(range(256)) for one in owners)
    assert Key.objects.get(owner=empty).wrapped is None


@pytest.mark.parametrize("copies", [1, COPIED])
def test_json_and_instants_arrive_as_they_were_given(cast: Any, copies: int) -> None:
    at = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
    noted = [{"path": TEXTS[0], "code": "x", "facts": {"ए": "null"}}]
    ids = [uuid4() for _ in range(copies)]
    common = {
        "project_id": cast.project, "form_id": "f", "version": "1", "instance_id": "i", "user_id": uuid4(),
        "organisation_id": uuid4(), "programme_id": uuid4(), "area_id": uuid4(), "occurred_at": at, "received_at": at,
        "state": "received", "findings": noted, "entry_seq": 1, "changed_seq": 1,
    }  # fmt: skip
    _written(Submission, [{"id": one, "current_id": one, **common} for one in ids])
    for found in Submission.objects.filter(id__in=ids):
        assert (found.findings, found.reason_facts, found.occurred_at) == (noted, {}, at)


def test_several_tables_are_written_together_or_not_at_all() -> None:
    key, contribution = uuid4(), _contribution("m", 1)
    tables = {table_of(model, connection): model for model in (Key, Contribution)}
    rows = {Key: {"owner": key, "purpose": "p"}, Contribution: contribution}
    with guard.opened():
        together.write(connection, {t: [t.filled(rows[m])] for t, m in tables.items()})
        with pytest.raises(IntegrityError), transaction.atomic():
            rows[Key] = {"owner": uuid4(), "purpose": "p"}
            together.write(connection, {t: [t.filled(rows[m])] for t, m in tables.items()})
    assert (
        Key.objects.filter(purpose="p").count() == Contribution._base_manager.filter(measure="m").count() == 1
    )


def test_nothing_is_written_outside_an_act() -> None:
    table = table_of(Key, connection)
    with pytest.raises(guard.GuardError):
        together.write(connection, {table: [table.filled({"owner": uuid4(), "purpose": "p"})]})


def test_ids_of_rows_follow_from_the_entry_and_lie_side_by_side() -> None:
    entry, other = uuid4(), uuid4()
    ids = [RowIds(entry, 1_700_000_000_000)[number] for number in (1, 2, 65535, 65536, 65537, 200_000)]
    assert ids == [
        RowIds(entry, 1_700_000_000_000)[number] for number in (1, 2, 65535, 65536, 65537, 200_000)
    ]
    assert len({*ids, RowIds(other, 1_700_000_000_000)[1]}) == 7
    assert all(one.version == 8 and one.int >> 80 == 1_700_000_000_000 for one in ids)
    assert ids[1].int - ids[0].int == 1
