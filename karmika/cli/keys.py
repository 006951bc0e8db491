"""Commands on the master key: which wraps what, and replacing it."""

from __future__ import annotations

import sys
from typing import Any

import click

from karmika.cli.house import house_command


@click.group()
def keys() -> None:
    """The master key that wraps all keys of this house."""


@keys.command()
@house_command()
def check() -> None:
    """Say which master keys are at hand and how many keys each wraps. Exits 1 when one is missing or another."""
    from karmika.access import rotation
    from karmika.kernel.master import place, ring

    at_hand = ring()
    click.echo(f"{place()}: master key {' and '.join(map(str, sorted(at_hand.keys, reverse=True)))}")
    for number, count in rotation.counted().items():
        click.echo(f"master key {number} wraps {count} keys")
    rotation.demand_all_at_hand()
    if len(at_hand.keys) > 1:
        click.echo("A rotation is under way: `karmika keys rotate` ends it.")


@keys.command()
@house_command()
def rotate() -> None:
    """Replace the master key and wrap all keys anew; the house may go on working. Cut off, run it again."""
    from django.conf import settings

    from karmika.access import rotation
    from karmika.kernel.master import ring

    with rotation.one_rotation(settings.KARMIKA_DATA):
        rotation.demand_all_at_hand()
        wanted = rotation.with_new_key(ring())
        if settings.KARMIKA_MASTER_KEY_FILE is not None:
            rotation.write_file(settings.KARMIKA_MASTER_KEY_FILE, wanted)
        elif wanted.keys != ring().keys:
            _say_new_variable(wanted)
            sys.exit(1)
        with click.progressbar(length=sum(rotation.counted().values()), file=sys.stderr) as bar:
            done = rotation.rewrap(bar.update)
        _sign_erasure_list()
        if settings.KARMIKA_MASTER_KEY_FILE is not None:
            rotation.write_file(settings.KARMIKA_MASTER_KEY_FILE, rotation.newest_alone(wanted))
        clean = rotation.rid_of_old_wraps()
    click.echo(
        f"{done} keys are wrapped by master key {wanted.newest}. The old master key opens none of them."
    )
    if not clean:
        click.echo(
            "Somebody was reading: the database's files still hold old wraps. Run `karmika keys scrub`."
        )
    _say_what_to_keep(settings.KARMIKA_MASTER_KEY_FILE, wanted)


@keys.command()
@house_command()
def scrub() -> None:
    """Take what the old master key wrapped out of the database's files, if the rotation could not. Exits 1 if busy."""
    from karmika.access.rotation import rid_of_old_wraps

    if not rid_of_old_wraps():
        raise click.ClickException("Somebody is reading. Try again, or stop the house for a moment.")
    click.echo("The files hold only what the newest master key wraps.")


def _sign_erasure_list() -> None:
    """The list beside the backups is read by whoever has the new key alone. Raises click's error: both keys stay."""
    from karmika.backup import duties, erasures
    from karmika.backup.archive import BackupError

    folder = duties.folder()
    try:
        if folder is not None and erasures.sign_anew(folder):
            click.echo(f"The erasure list in {folder} is signed by the new master key.")
    except (BackupError, OSError) as error:
        raise click.ClickException(
            f"{error} Every key is wrapped anew, and the old master key is kept beside the new one until the erasure "
            f"list in {folder} is signed too. Put back a copy of the list, or move it away, and run "
            "`karmika keys rotate` again."
        ) from error


def _say_new_variable(wanted: Any) -> None:
    click.echo(
        "The master key stands in KARMIKA_MASTER_KEY, which this command cannot change. Nothing was done. Set it to\n\n"
        f"  {wanted.written().replace(chr(10), ' ')}\n\n"
        "for the server, the worker and this command, start the server and the worker again, then run "
        "`karmika keys rotate` once more."
    )


def _say_what_to_keep(file: Any, wanted: Any) -> None:
    if file is None:
        click.echo(
            f"Now leave only the part of KARMIKA_MASTER_KEY that begins with {wanted.newest}: and restart."
        )
    else:
        click.echo(
            f"Copy {file} to its safe place now. Keep the old one as long as backups are kept, and no longer."
        )
