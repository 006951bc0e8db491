"""Commands against loss: a backup, and the way back from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from karmika.cli.house import house_command

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MASTER_KEY_APART = (
    "The master key is in neither file. Keep it in another place than the backups: "
    "without it no name can be read again, and beside them it undoes every erasure."
)


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--keep", default=14, show_default=True, type=click.IntRange(min=1), help="How many sets stay.")
@click.option("--prune", "only_prune", is_flag=True, help="Make none; only remove what is too old.")
@click.option("--check", is_flag=True, help="Make none; read every set in DIR to its end.")
@house_command()
def backup(folder: Path | None, keep: int, only_prune: bool, check: bool) -> None:
    """Make a backup in DIR (default: KARMIKA_BACKUP_DIR): the data without a name, and the keys, kept 30 days."""
    from karmika.backup import sets
    from karmika.backup.archive import BackupError
    from karmika.kernel.dates import now

    folder = _folder(folder)
    try:
        if check:
            _check(folder)
        elif only_prune:
            with sets.alone(folder):
                for path in sets.prune(folder, now(), keep=keep):
                    click.echo(f"removed {path.name}")
        else:
            make(folder, keep=keep)
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error


def make(folder: Path, *, keep: int = 14) -> None:
    """Make a set and say what it is. Raises BackupError, OSError."""
    from karmika.backup.dumping import back_up
    from karmika.kernel.dates import now

    made = back_up(folder, now(), keep=keep)
    sizes = [f"{path.name} ({path.stat().st_size / 1e6:,.1f} MB)" for path in made.files[:2]]
    said = made.manifest
    click.echo(f"{sizes[0]}\n{sizes[1]}, to be removed after 30 days")
    click.echo(f"{said.entries} entries, {made.rows} rows; head {said.head or 'none yet'}")
    click.echo(f"{made.erased} ids on the erasure list beside them.")
    for path in made.pruned:
        click.echo(f"removed {path.name}")
    click.echo(MASTER_KEY_APART, err=True)


def _folder(given: Path | None) -> Path:
    from karmika.backup import duties

    chosen = given or duties.folder()
    if chosen is None:
        raise click.UsageError("Say where: `karmika backup DIR`, or set KARMIKA_BACKUP_DIR.")
    return chosen


def _check(folder: Path) -> None:
    """Read every set; raises BackupError at the end when one is not whole."""
    from karmika.backup import sets
    from karmika.backup.archive import Archive, BackupError

    broken = 0
    for one in sets.sets_in(folder):
        for path in (one.data, one.keys):
            if path == one.keys and not path.exists():
                click.echo(f"gone    {path.name}")
                continue
            try:
                archive = Archive(path)
                archive.verify()
                archive.close()
                click.echo(f"whole   {path.name}")
            except BackupError as error:
                broken += 1
                click.echo(f"BROKEN  {error}")
    if broken or not sets.sets_in(folder):
        raise BackupError(f"{broken} files are broken." if broken else f"There is no backup in {folder}.")


@click.command()
@click.argument("path", metavar="SET", type=click.Path(exists=True, path_type=Path))
@click.option("--keys", type=FILE, help="The second file, when it does not lie beside the first.")
@click.option(
    "--without-keys", is_flag=True, help="Restore without the second file: no name can be read any more."
)
@click.option("--replace", is_flag=True, help="Put it in the place of a living database, which is kept.")
@click.option(
    "--erasure-list", type=FILE, help="The newest erasure list, when it does not lie beside the backup."
)
@click.option(
    "--without-erasure-list", is_flag=True, help="There is none: who was erased since is readable again."
)
@click.option(
    "--against", metavar="HEAD", help="A head from a sheet or a mail that must be in the restored chain."
)
@click.option(
    "--accept", is_flag=True, help="Restore even if the chain is broken or --against does not hold."
)
@house_command(restores=True)
def restore(**asked: Any) -> None:
    """Bring back SET: the first file of a backup, or a directory with backups, of which the newest is taken."""
    from karmika.backup.archive import BackupError
    from karmika.backup.restoring import Asked
    from karmika.backup.restoring import restore as bring_back
    from karmika.kernel.dates import now

    try:
        _say(bring_back(Asked(**asked), now()))
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _say(done: Any) -> None:
    said, chain = done.manifest, done.chain
    click.echo(
        f"Restored the backup of {said.made_at:%Y-%m-%d %H:%M} UTC, made on {said.database} by Karmika "
        f"{said.version}: {done.rows} rows, {said.entries} entries up to {said.last_seq}."
    )
    click.echo(
        f"Chain: {chain.links} links, {chain.entries} entries verified; {chain.waiting} are not sealed yet."
    )
    click.echo(f"Head: {said.head or 'none yet'}")
    for fault in chain.faults:
        click.echo(f"BROKEN: {fault.sentence}")
    if done.compared is not None:
        click.echo(done.compared.sentence)
    if done.sources:
        click.echo(
            f"Erased again: {done.people} people; {done.listed} ids, from {' and '.join(done.sources)}."
        )
    else:
        click.echo("No erasure list was applied: whoever was erased after the backup is readable again.")
    if not done.named:
        click.echo("Without the second file every name, phone, address and kept form stays sealed for good.")
    if done.kept:
        click.echo(
            f"The old database is kept: {done.kept}. It holds what was erased; remove it within 30 days."
        )
    click.echo("Next: `karmika rebuild --check`, `karmika doctor`, then start the house.")
