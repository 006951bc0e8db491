"""The reviewed table of rights (tests/rights.csv): read, and written anew from the code for somebody to review.

`python -m tests.rights_table` writes what the code says today; `git diff tests/rights.csv` is what to review.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from karmika.access.roles import Role

TABLE = Path(__file__).with_name("rights.csv")
ROLES = tuple(str(role) for role in Role)
HEAD = ("what", "name", "open to", *ROLES)


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name, the whole route, and the view."""

    name: str
    route: str
    view: Any

    @property
    def arguments(self) -> bool:
        """Whether the address names a thing."""
        return "<" in self.route


@dataclass(frozen=True)
class Row:
    """Who may perform an act, or open an address in his own area."""

    what: str
    name: str
    open_to: str
    roles: frozenset[str]


def addresses() -> list[Address]:
    """Every address of the house."""
    from django.urls import get_resolver

    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Address(pattern.name or route, route, pattern.callback)


def rows_of_the_code() -> list[Row]:
    """What the acts and views say."""
    from karmika.rooms import ROOMS

    acts = [Row("act", act.kind, "", frozenset(act.roles)) for room in ROOMS for act in room.acts]
    return sorted(acts, key=lambda row: row.name) + sorted(
        (_row_of(address) for address in addresses()), key=lambda row: row.name
    )


def _row_of(address: Address) -> Row:
    roles = getattr(address.view, "roles", None)
    if roles is not None:
        return Row("address", address.name, "", frozenset(roles))
    if address.route.startswith("v1/"):
        return Row("address", address.name, "a phone with its key", frozenset())
    return Row("address", address.name, getattr(address.view, "open_to", "NOBODY SAID"), frozenset())


def read() -> list[Row]:
    """The reviewed table."""
    with TABLE.open(newline="") as file:
        lines = list(csv.DictReader(file))
    return [
        Row(
            line["what"],
            line["name"],
            line["open to"],
            frozenset(role for role in ROLES if line[role] == "yes"),
        )
        for line in lines
    ]


def write(rows: list[Row]) -> None:
    """Write the table, for review."""
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for row in rows:
            writer.writerow(
                (row.what, row.name, row.open_to, *("yes" if role in row.roles else "" for role in ROLES))
            )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karmika.settings")
    import django

    django.setup()
    write(rows_of_the_code())
