"""All checks in their order. One that cannot be made because the database does not answer is said to be broken."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DatabaseError, connection

from karmika.doctor import database, machine, running
from karmika.doctor.finding import Finding, broken, ok

Check = Callable[[], Iterator[Finding]]

MACHINE: tuple[Check, ...] = (machine.versions, machine.key_files, machine.disk, machine.address)
DATABASE: tuple[Check, ...] = (database.durable, database.locks, database.migrations, database.triggers)
HOUSE: tuple[Check, ...] = (
    database.master_key,
    machine.clock,
    running.worker,
    running.chain,
    running.witnesses,
    running.backups,
    running.put_aside,
    running.queue,
    running.phones,
)
"""What needs the tables of today."""


def examine() -> Iterator[Finding]:
    """Every finding, as it is made."""
    for check in MACHINE:
        yield from check()
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not file.exists():
        yield broken("database", f"there is no {file}", "Run `karmika migrate`, or `karmika restore`.")
        return
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield broken("database", f"does not answer: {said}", "Start it; look at KARMIKA_DATABASE_URL.")
        return
    yield ok("connection", connection.vendor)
    fits = True
    for check in DATABASE:
        for finding in _attempted(check):
            fits = fits and not (finding.level == "broken" and finding.name == "migrations")
            yield finding
    if fits:
        for check in HOUSE:
            yield from _attempted(check)


def _attempted(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except (DatabaseError, ValueError) as error:
        name = check.__name__.replace("_", " ")
        yield broken(
            name, f"could not be looked at ({type(error).__name__})", "The database is damaged: restore."
        )
