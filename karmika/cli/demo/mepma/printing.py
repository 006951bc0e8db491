"""The programme's own table on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import click

from karmika.areas.models import Area
from karmika.kernel.numbers import indian
from karmika.monitoring import labels
from karmika.monitoring.programme_table import Divided, ProgrammeTable, remark, sources, written


def show(table: ProgrammeTable) -> None:
    """Print every line and every division as counted."""
    click.secho(f"\n{table.definition.name}: {table.area.name_en}, as of {table.as_of:%d %B %Y}", bold=True)
    columns([(line.row.name, written(line), remark(table, line)) for line in table.lines], "<><")
    for divided in table.divided:
        _division(table, divided)
    click.secho("\nPublished by others", bold=True)
    for source in sources(table):
        click.echo(f"  {source}")
    click.echo(
        f"What each line means: indicators/{table.definition.code}.yaml, version {table.definition.version}.\n"
    )


def _division(table: ProgrammeTable, divided: Divided) -> None:
    codes = divided.division.columns
    names = {area.id: area.name_en for area in Area.objects.filter(id__in=_areas(divided))}
    click.secho(f"\n{divided.division.name}", bold=True)
    head = ("", *(table.definition.row(code).short for code in codes))
    rows = [
        (str(labels.occupation(group) if isinstance(group, str) else names[group]), *_cells(sums, codes))
        for group, sums in sorted(divided.sums.items(), key=lambda pair: -pair[1].get(codes[0], 0))
    ]
    columns([head, *rows], "<" + ">" * len(codes))


def _areas(divided: Divided) -> list[UUID]:
    return [group for group in divided.sums if isinstance(group, UUID)]


def _cells(sums: dict[str, int], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(indian(sums.get(code, 0)) for code in codes)


def columns(rows: Sequence[tuple[str, ...]], align: str) -> None:
    """Print columns; `align` says for each whether it begins at its start (<) or ends at its end (>)."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:{side}{width}}" for cell, side, width in zip(row, align, widths, strict=True))
        click.echo("  ".join(("", *cells)).rstrip())
