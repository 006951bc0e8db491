"""A journal for the chain's tests: entries by the journal's own test acts, and a hand that reaches past every guard."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection

from karmika.chain.sealing import seal
from karmika.journal.models import Entry
from karmika.journal.perform import Request, perform, perform_many
from karmika.journal.tests.acts import OpenRegister, Teller
from karmika.kernel import guard

AT = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)


def write_entries(number: int) -> list[int]:
    """So many entries; every second one with kept bytes. Their numbers."""
    requests = [
        Request(
            acts=[OpenRegister(register=uuid4(), value=one, keeper="Lakshmi")],
            viewer=Teller(),
            source=b"<data/>" * one if one % 2 else None,
        )
        for one in range(number)
    ]
    return [outcome.seq for outcome in perform_many(requests)]


def write_entry() -> int:
    return perform(OpenRegister(register=uuid4(), value=1), Teller()).seq


def chained(number: int) -> list[int]:
    """So many new entries, sealed."""
    seqs = write_entries(number)
    seal(AT)
    return seqs


TABLES = ("journal_entry", "chain_link")


def drop_guards() -> None:
    """What somebody does who owns the database: every trigger off."""
    with guard.opened(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", TABLES
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET session_replication_role = replica")


def raw(sql: str, values: Sequence[Any] = ()) -> None:
    """A statement past the guard."""
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def columns() -> list[str]:
    return [field.column for field in Entry._meta.concrete_fields]
