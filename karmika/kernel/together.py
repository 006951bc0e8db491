"""Rows of several tables written at once: on PostgreSQL in one statement, for each journey there and back costs.

The statement is one INSERT per table, side by side; foreign keys are looked at when the transaction ends, so their
order is of no account. Many rows of one table go their own way (COPY).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper

from karmika.kernel import guard
from karmika.kernel.statement import execute
from karmika.kernel.table import COPIED, Table

Rows = Collection[dict[str, Any]]

_SPARE = 8
"""Tables that a statement may serve without rows of this batch, so that few statements are prepared."""
_STATEMENTS = 64
_encoder = msgspec.json.Encoder()
_companies: list[tuple[Table, ...]] = []


def write(connection: BaseDatabaseWrapper, pending: Mapping[Table, Rows]) -> None:
    """Insert these rows. Raises GuardError outside an act, Django's database errors where a row may not be."""
    guard.demand_opened()
    few = {table: rows for table, rows in pending.items() if len(rows) < COPIED}
    if connection.vendor == "sqlite":
        few = {}
    for table, rows in pending.items():
        if table not in few:
            table.write(connection, rows)
    if few:
        company = _company(few)
        given = [_encoder.encode(list(few[table])).decode() if table in few else "[]" for table in company]
        execute(connection, _statement(company), given)


def _company(tables: Mapping[Table, Rows]) -> Sequence[Table]:
    """These tables, with a few others where that makes a statement that is prepared already."""
    fit = [known for known in _companies if len(known) <= len(tables) + _SPARE and tables.keys() <= {*known}]
    if fit:
        return min(fit, key=len)
    company = tuple(sorted(tables, key=lambda table: table.table))
    if len(_companies) < _STATEMENTS:
        _companies.append(company)
    return company


def _statement(company: Sequence[Table]) -> str:
    *others, last = company
    first = ", ".join(f"t{number} AS ({table.from_json})" for number, table in enumerate(others))
    return f"WITH {first} {last.from_json}" if others else last.from_json
