"""The programme's own table on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import click

from karmika.areas.models import Area
from karmika.kernel.numbers import indian
from karmika.monitoring import labels
from karmika.monitoring.programme_table import Divided, ProgrammeTable, remark, written


def show(table: ProgrammeTable) -> None:
    """Print every line and every division as counted."""
    click.secho(f"\n{table.definition.name}: {table.area.name_en}, as of {table.as_of:%d %B %Y}", bold=True)
    _columns([(line.row.name, written(line), remark(table, line)) for line in table.lines])
    for divided in table.divided:
        _division(table, divided)
    click.echo(
        f"What each line means: indicators/{table.definition.code}.yaml, version {table.definition.version}.\n"
    )


def _division(table: ProgrammeTable, divided: Divided) -> None:
    codes = divided.division.columns
    names = {area.id: area.name_en for area in Area.objects.filter(id__in=_areas(divided))}
    rows = sorted(divided.sums.items(), key=lambda pair: -pair[1].get(codes[0], 0))
    head = (divided.division.name, *(table.definition.row(code).name for code in codes))
    click.secho(f"\n{head[0]}", bold=True)
    click.echo("  " + ", ".join(f"{place}: {name}" for place, name in enumerate(head[1:], 1)))
    _columns(
        [
            (str(labels.occupation(group) if isinstance(group, str) else names[group]), *_cells(sums, codes))
            for group, sums in rows
        ]
    )


def _areas(divided: Divided) -> list[UUID]:
    return [group for group in divided.sums if isinstance(group, UUID)]


def _cells(sums: dict[str, int], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(indian(sums.get(code, 0)) for code in codes)


def _columns(rows: Sequence[tuple[str, ...]]) -> None:
    """The first column to the start, figures to the end, words after them to the start."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        if not any(character.isalpha() for character in "".join(rest[1:])):
            click.echo(f"  {first.ljust(widths[0])}  {'  '.join(cells)}".rstrip())
        else:
            click.echo(f"  {first.ljust(widths[0])}  {rest[0].rjust(widths[1])}  {'  '.join(rest[1:])}")
