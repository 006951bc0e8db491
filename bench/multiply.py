"""A house made many times as large by copies of its rows, so that pages can be measured on a million workers.

PostgreSQL only. People, households, visits, forms, contributions and journal are copied under other ids and older
numbers; names, areas, worksites and users stay, and the tally's sums grow. The copies are for reading alone: their
identities are sealed under keys that are not copied, so the history of a copied person cannot be opened.
"""

from pathlib import Path
from typing import Any

COPIED = (
    "registry_household",
    "registry_visit",
    "registry_person",
    "registry_worker",
    "registry_occupationspell",
    "registry_debt",
    "registry_bankaccount",
    "registry_insurancepolicy",
    "registry_shock",
    "registry_personplace",
    "registry_identifier",
    "registry_trait",
    "registry_consent",
    "registry_searchtoken",
    "intake_submission",
    "intake_submissionversion",
    "measures_contribution",
    "journal_subject",
    "journal_entry",
)
OF_COPIES = frozenset(
    {
        *(
            "id",
            "household_id",
            "person_id",
            "worker_id",
            "submission_id",
            "current_id",
            "applied_id",
            "related_id",
        ),
        *("subject", "cause", "deprecated_id"),
    }
)
"""Ids of what is copied; all other ids name what stays."""
NUMBERS = frozenset({"seq", "entry_seq", "changed_seq", "newest"})
UNIQUE_TEXTS = frozenset({("registry_household", "number"), ("intake_submissionversion", "instance_id")})
SUMMED = ("measures_tally", "measures_daily")
DIGITS = "0123456789abcdef"
MOST = len(DIGITS)


def multiply(data: Path, times: int) -> None:
    """Make the loaded house of a data directory so many times as large (2 to 16)."""
    assert 2 <= times <= MOST, times
    from karmika.cli.house import open_house

    open_house(data, makes_keys=False, needs_database=True)
    from django.db import connection

    assert connection.vendor == "postgresql", "copies are made by PostgreSQL"
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM journal_entry")
        last = int(cursor.fetchone()[0])
    driver: Any = connection.connection
    driver.autocommit = (
        True  # past the guard against writing outside acts: a benchmark's house holds no truth
    )
    with driver.cursor() as cursor:
        for table in COPIED:
            _copies(cursor, table, times, last)
        for table in SUMMED:
            cursor.execute(f"UPDATE {table} SET total = total * {int(times)}")
        cursor.execute("VACUUM ANALYZE")


def _copies(cursor: Any, table: str, times: int, last: int) -> None:
    """Insert the copies of one table's rows. Its indexes that are not unique are made anew afterwards, which is quicker."""
    ask = cursor.execute
    columns = [
        (str(name), str(kind))
        for name, kind in ask(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_identity = 'NO' ORDER BY ordinal_position",
            [table],
        )
    ]
    indexes = list(
        ask(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = %s::regclass AND NOT i.indisunique",
            [table],
        )
    )
    ask(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for name, _ in indexes:
        ask(f"DROP INDEX {name}")
    for turn in range(1, times):
        values = ", ".join(_copied(table, name, kind, turn, last) for name, kind in columns)
        names = ", ".join(name for name, _ in columns)
        newest = next((name for name, _ in columns if name in NUMBERS))
        ask(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {newest} > 0")
    for _, definition in indexes:
        ask(definition)
    ask(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def _copied(table: str, name: str, kind: str, turn: int, last: int) -> str:
    """SQL of one column's value in a copy."""
    if name in NUMBERS:
        return f"{name} - {turn * last}"
    if name in OF_COPIES and kind == "uuid":
        # the first digit of the last part: rows that one entry made differ in the digits behind it
        turned = DIGITS[turn:] + DIGITS[:turn]
        digit = f"translate(substr({name}::text, 25, 1), '{DIGITS}', '{turned}')"
        return f"overlay({name}::text placing {digit} from 25 for 1)::uuid"
    if (table, name) in UNIQUE_TEXTS:
        return f"{name} || '{DIGITS[turn]}'"
    return name
