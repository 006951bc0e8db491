"""`karmika doctor`: one line for each thing that was looked at."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from karmika.cli.house import house_command

MARKS = {"ok": ("ok", "green"), "look": ("look", "yellow"), "broken": ("BROKEN", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines: a list of findings.")
@house_command()
def doctor(as_json: bool) -> None:
    """Look at machine, database and house; say what to do. Changes nothing. Exits 1 when something is broken."""
    import json

    from karmika.doctor.examination import examine

    found = []
    for one in examine():
        found.append(one)
        if not as_json:
            word, colour = MARKS[one.level]
            click.echo(f"{click.style(f'{word:7}', fg=colour)} {one.name}: {one.said}")
            if one.do:
                click.echo(f"{'':8}-> {one.do}")
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1))
    sys.exit(1 if any(one.level == "broken" for one in found) else 0)
