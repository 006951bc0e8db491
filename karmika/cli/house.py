"""What every command needs: --data, keys, a started Django, sentences of refusal instead of tracebacks."""

from __future__ import annotations

import base64
import functools
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

KEYS = {"KARMIKA_SECRET_KEY": "secret.key", "KARMIKA_MASTER_KEY": "master.key"}


def house_command(
    *, needs_database: bool = True, makes_keys: bool = False, restores: bool = False
) -> Callable[..., Any]:
    """Give a command --data and a started house; what is refused ends it with its sentence and exit code 1.

    `restores`: the master key must be there, and belongs to a database that is still to come.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--data",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="KARMIKA_DATA",
            default=Path("karmika-data"),
            show_default=True,
            help="Directory of the database, the keys and the attachments.",
        )
        @functools.wraps(function)
        def command(data: Path, **options: Any) -> Any:
            if restores:
                need_master_key(data)
            open_house(data, makes_keys=makes_keys or restores, needs_database=needs_database)
            from karmika.kernel.master import MasterKeyError
            from karmika.kernel.refused import Refused

            try:
                return function(**options)
            except Refused as refused:
                raise click.ClickException(refused.sentence()) from refused
            except MasterKeyError as error:
                raise click.ClickException(str(error)) from error

        return command

    return decorate


def open_house(data: Path, *, makes_keys: bool, needs_database: bool) -> None:
    """Point the settings at the data directory, see to its keys, start Django."""
    data = data.resolve()
    if needs_database:
        os.umask(0o077)  # names and addresses are in the clear in the database's files
    os.environ["KARMIKA_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karmika.settings")
    if makes_keys:
        make_keys(data)
    elif needs_database:
        need_keys(data)
    import django

    django.setup()


def need_keys(data: Path) -> None:
    """Raises click's error, saying what to do, when this directory was not set up."""
    if missing := missing_keys(data):
        raise click.ClickException(
            f"There are no keys in {data} ({', '.join(missing)}). "
            "Run `karmika migrate` with the same --data first, or set the environment."
        )


def need_master_key(data: Path) -> None:
    """Raises click's error when the key of the backup was not brought along: a new one would open nothing."""
    if "master.key" in missing_keys(data):
        raise click.ClickException(
            f"There is no master.key in {data}. Bring the one of the house that was lost (or set KARMIKA_MASTER_KEY): "
            "it is in no backup, and without it nothing of the second file can be read."
        )


def missing_keys(data: Path) -> list[str]:
    """The key files that are neither in the directory nor replaced by the environment."""
    return [
        name for variable, name in KEYS.items() if not os.environ.get(variable) and not (data / name).exists()
    ]


def make_keys(data: Path) -> None:
    """Make the keys that are missing, readable for their owner alone; never beside a database that had others."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (data / "karmika.db").exists() and "master.key" in missing_keys(data):
        raise click.ClickException(
            f"There is a database in {data}, but not its master.key. With a new one nothing that is sealed could be "
            "read and no phone would be known. Put the key back, or set KARMIKA_MASTER_KEY."
        )
    for name in missing_keys(data):
        descriptor = os.open(data / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")


def migrate_database(say: Callable[[str], None] = click.echo, *, with_backup: bool = True) -> int:
    """Bring the tables up to date, with a backup first; how many migrations. Two at once take turns.

    The one place besides `perform`, replay and restore where the write guard stands open.
    """
    from django.core.management import call_command

    from karmika.access.house_keys import demand_fitting
    from karmika.backup import migrating
    from karmika.backup.archive import BackupError
    from karmika.kernel import guard

    try:
        with migrating.alone():
            steps = migrating.prepare(say, with_backup=with_backup)
            with guard.opened():
                call_command("migrate", verbosity=0, interactive=False)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    demand_fitting()
    return len(steps)


def operator() -> Any:
    """The viewer of the command line."""
    from karmika.access.viewer import Operator

    return Operator()


def promise(holds: bool, what: str) -> bool:
    """Print one line on something that must hold; returns whether it did."""
    mark = click.style("holds", fg="green") if holds else click.style("BROKEN", fg="red", bold=True)
    click.echo(f"  {mark:6}  {what}")
    return holds


def end_unless(holds: bool) -> None:
    """Exit with code 1 when a promise was broken."""
    if not holds:
        sys.exit(1)
