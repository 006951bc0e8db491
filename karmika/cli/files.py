"""Commands on files: lists of candidates are loaded; what was loaded is listed; a file is undone."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from karmika.cli.house import house_command, operator

PAGES = {
    "access.add_user": "access.user",
    "areas.define_worksite": "areas.worksite",
    "candidates.list": "candidates.candidate",
    "candidates.correct": "candidates.candidate",
    "programme.record_outside_figure": "programme.outside_figure",
}
"""Kind of the act that a row brought -> the page on which somebody of the office sees it."""
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def candidates() -> None:
    """Lists that name people or groups to be found on the ground."""


@candidates.command("load")
@click.argument("file", type=READABLE)
@click.option(
    "--list", "listed_in", required=True, help="Kind of list: eshram, bocw, nfsa, shg_register or other."
)
@click.option("--organisation", required=True, help="Code of the organisation that may use the list.")
@click.option("--programme", default="vog", show_default=True, help="Code of the programme.")
@click.option("--area", required=True, help="LEVEL:CODE of the area in which all of it lies.")
@click.option("--basis", required=True, help="Where the list comes from, and on what paper you have it.")
@click.option("--checked-by", required=True, help="The office that checked the list.")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="What the file calls a column."
)
@house_command()
def load_candidates(
    file: Path, listed_in: str, organisation: str, programme: str, columns: tuple[str, ...], **said: str
) -> None:
    """Load a list (CSV FILE) of people or groups as candidates. Exits 1 when a line was not loaded."""
    from karmika.areas.queries import area_by_code
    from karmika.candidates.imports import Source, load_list
    from karmika.cli.foundations import known_organisation, known_programme

    level, _, code = said["area"].partition(":")
    if wrong := [pair for pair in columns if "=" not in pair]:
        raise click.BadParameter(f"{wrong[0]} is not OURS=THEIRS", param_hint="--column")
    source = Source(
        listed_in=listed_in,
        area=area_by_code(level, code).id,
        organisation=known_organisation(organisation),
        programme=known_programme(programme),
        basis=said["basis"],
        checked_by=said["checked_by"],
        mapping={pair.partition("=")[0]: pair.partition("=")[2] for pair in columns},
    )
    found = load_list(operator(), source, file.read_bytes())
    click.echo(
        f"{found.added} added, {found.changed} changed, {found.unchanged} unchanged, {len(found.bad)} not loaded."
    )
    for row in found.bad:
        click.echo(f"line {row.line}: {row.refused.sentence()}", err=True)
    sys.exit(1 if found.bad else 0)


@click.group()
def files() -> None:
    """Files that were loaded."""


@files.command("list")
@house_command()
def list_files() -> None:
    """The files that were loaded, the newest last, with the numbers by which they are undone."""
    from karmika.files.models import LoadedFile

    for file in LoadedFile.objects.order_by("entry_seq"):
        undone = f", undone on {file.undone_on}" if file.undone_on else ""
        name = file.name or file.basis
        click.echo(f"{file.id}  {file.what:12} {file.rows_count:>7} rows  {name}{undone}")


@files.command("undo")
@click.argument("file", type=click.UUID)
@click.option("--reason", required=True, help="Why the file is taken back.")
@house_command()
def undo_file(file: UUID, reason: str) -> None:
    """Take back what the file with this number brought. Exits 1 when a row stays because it was changed or used since."""
    from django.urls import reverse

    from karmika.files.undoing import undo
    from karmika.rooms import REVERSALS

    done = undo(operator(), file, reason, REVERSALS)
    click.echo(f"{done.taken_back} rows taken back, {done.before} were already, {len(done.kept)} stay.")
    for kept in done.kept:
        where = f", {reverse(PAGES[kept.kind], args=[kept.about])}" if kept.kind in PAGES else ""
        click.echo(f"entry {kept.seq} ({kept.kind}{where}): {kept.refused.sentence()}", err=True)
    sys.exit(1 if done.kept else 0)
