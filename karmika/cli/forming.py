"""`karmika groups propose --csv`: groups for people in a file, without a database."""

from __future__ import annotations

import csv
import sys
from contextlib import nullcontext
from pathlib import Path

import click

COLUMNS = ("id", "group", "host", "metres_to_host", "reason", "next_group", "metres_to_next_host")


@click.group()
def groups() -> None:
    """Groups for people in a file; needs no data directory."""


@groups.command("propose")
@click.option("--csv", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="People, one a line.")  # fmt: skip
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; else the screen."
)
@click.option("--smallest", default=5, show_default=True, type=click.IntRange(2, 50))
@click.option("--largest", default=10, show_default=True, type=click.IntRange(2, 50))
@click.option("--radius", "radius_m", default=1500, show_default=True, type=click.IntRange(0, 100_000),
              help="Metres from each member to the host.")  # fmt: skip
@click.option("--women-only", is_flag=True)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--moves", type=click.IntRange(0, 100_000), help="How long to search, for each person.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 256))
@click.option("--bound", is_flag=True, help="Also say how short the walks could be at best.")
def propose(file: Path, out: Path | None, **said: int | bool | None) -> None:
    """Propose groups for the people of a CSV file. Exits 2 with line and column when the file cannot be used."""
    from karmika.groups.formation.arrays import Effort, Rules
    from karmika.groups.formation.cards import cards
    from karmika.groups.formation.solver import solve
    from karmika.groups.formation.table import TableError, read

    try:
        people = read(file.read_text(encoding="utf-8"))
        rules = Rules(
            int(said["smallest"] or 0),
            int(said["largest"] or 0),
            int(said["radius_m"] or 0),
            bool(said["women_only"]),
        )
    except UnicodeDecodeError as wrong:
        raise click.UsageError(f"{file}: this is no text in UTF-8; save it as CSV (UTF-8)") from wrong
    except TableError as wrong:
        raise click.UsageError(f"{file}: {wrong}") from wrong
    except ValueError as wrong:
        raise click.UsageError(f"{wrong}; change --smallest or --largest") from wrong
    moves = said["moves"]
    effort = Effort(
        moves if moves is None else int(moves),
        int(said["seed"] or 0),
        int(said["processes"] or 1),
        bool(said["bound"]),
    )
    plan = solve(people.workers, rules, people.ties, effort=effort)
    rows = [
        (
            people.ids[card.row],
            card.group + 1 if card.group >= 0 else "",
            "yes" if card.is_host else "",
            f"{card.walk_m:.0f}" if card.group >= 0 else "",
            "" if card.group >= 0 else card.why.name.lower(),
            card.next_group + 1 if card.next_group >= 0 else "",
            f"{card.next_m:.0f}" if card.next_group >= 0 else "",
        )
        for card in cards(people.workers, rules, plan, people.ties)
    ]
    with out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout) as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    left = sum(1 for row in rows if row[1] == "")
    click.echo(f"{len(plan.host)} groups, {len(rows) - left} people in them, {left} left out.", err=True)
    if plan.within is not None:
        click.echo(f"At most {100 * plan.within:.1f} % longer than the shortest walks possible.", err=True)
