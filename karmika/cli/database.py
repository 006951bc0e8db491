"""Commands on the database: its tables, the replay that checks them, what is derived from them."""

from __future__ import annotations

import sys

import click

from karmika.cli.house import house_command, migrate_database


@click.command()
@click.option("--plan", is_flag=True, help="Only say what would be done.")
@click.option("--without-backup", is_flag=True, help="Make no backup first.")
@house_command(makes_keys=True)
def migrate(plan: bool, without_backup: bool) -> None:
    """Make the tables or bring them up to date, with a backup first; makes the keys of a new data directory."""
    if plan:
        _say_plan()
        return
    done = migrate_database(with_backup=not without_backup)
    click.echo(
        f"{done} migrations applied. The tables are up to date." if done else "The tables are up to date."
    )


def _say_plan() -> None:
    from karmika.backup import migrating
    from karmika.backup.archive import BackupError

    try:
        steps = migrating.plan()
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    for step in steps:
        click.echo(step)
    click.echo(f"{len(steps)} migrations to apply." if steps else "The tables are up to date.")


@click.command()
@click.option("--check", is_flag=True, required=True, help="Compare only; nothing is changed.")
@house_command()
def rebuild(check: bool) -> None:
    """Replay the journal into empty tables and compare every row. Exits 1 when a row differs."""
    from karmika.measures import tally
    from karmika.rebuild import rebuild_and_compare

    found = rebuild_and_compare()
    for difference in found.first:
        click.echo(
            f"{difference.table} {difference.row_id}\n  live     {difference.live}\n  replayed {difference.replayed}"
        )
    off = tally.verify()
    for wrong in off[:20]:
        click.echo(f"tally {wrong.key}: {wrong.tallied}, contributions say {wrong.contributed}")
    click.echo(
        f"{found.entries} entries replayed, {found.rows} rows compared, {found.differing} differ; tally: {len(off)} differ."
    )
    sys.exit(1 if found.differing or off else 0)


@click.command()
@house_command()
def derive() -> None:
    """Throw away what is only derived (tally, search words) and make it again from the tables."""
    from karmika.measures import tally
    from karmika.rooms import ROOMS

    click.echo(f"tally: {tally.rebuild()} sums")
    for room in ROOMS:
        for name, function in room.derived.items():
            click.echo(f"{name}: {function()} rows")
