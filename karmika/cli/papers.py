"""Commands that write what is generated from the code: the acts in docs/rooms, golden entries, the schema of acts."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import click
import msgspec

from karmika.cli.house import house_command

HOUSE = Path(__file__).resolve().parent.parent.parent
ROOM_PAGES = HOUSE / "docs" / "rooms"
GOLDEN = HOUSE / "tests" / "golden"
BEGIN, END = "<!-- acts: written by `karmika docs` -->", "<!-- end of acts -->"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a page is out of date.")
@house_command(needs_database=False)
def docs(check: bool) -> None:
    """Write the generated part of docs/rooms/*.md: every act with its fields, roles and sentence."""
    stale = [
        path for path, text in room_pages() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if check and stale:
        raise click.ClickException(
            f"out of date, run `karmika docs`: {', '.join(path.name for path in stale)}"
        )
    for path, text in room_pages():
        if path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path.relative_to(HOUSE)))


def room_pages() -> Iterator[tuple[Path, str]]:
    """Every room's page and what it should say: what people wrote stays, the acts are written anew."""
    from django.utils import translation

    from karmika.rooms import ROOMS

    with translation.override("en"):
        for room in ROOMS:
            if not room.acts:
                continue
            path = ROOM_PAGES / f"{room.name}.md"
            written = (
                path.read_text(encoding="utf-8") if path.exists() else f"# {room.name}\n\n{BEGIN}\n{END}\n"
            )
            head, _, rest = written.partition(BEGIN)
            tail = rest.partition(END)[2]
            acts = "\n".join(_described(act) for act in sorted(room.acts, key=lambda act: act.kind))
            yield path, f"{head}{BEGIN}\n## Acts\n\n{acts}{END}{tail}"


def _described(act: Any) -> str:
    lines = [f"### {act.kind}", "", inspect.cleandoc(act.__doc__ or ""), "", f"*{act.says}*", ""]
    roles = ", ".join(sorted(act.roles)) or "nobody: it is retired"
    lines += [f"Version {act.version}. By: {roles}.", ""]
    hints = get_type_hints(act)
    lines += ["| field | type | |", "|---|---|---|"]
    for field in msgspec.structs.fields(act):
        kind = "identity" if field.name in act.identity else ""
        decided = "decided or optional" if not field.required else ""
        note = "; ".join(part for part in (kind, decided) if part)
        lines.append(f"| {field.name} | {_type_name(hints[field.name])} | {note} |")
    return "\n".join([*lines, "", ""])


def _type_name(hint: Any) -> str:
    text = hint.__name__ if isinstance(hint, type) and not getattr(hint, "__args__", None) else str(hint)
    text = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", text)
    return text.replace("|", "or").replace("NoneType", "None")


@click.command()
@house_command(needs_database=False)
def golden() -> None:
    """Write golden entries (tests/golden) of kinds and versions that have none. What is there is never touched."""
    from tests.golden.examples import example_record

    for act in all_acts():
        path = golden_path(act)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                json.dumps(example_record(act), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            click.echo(str(path.relative_to(HOUSE)))


def golden_path(act: Any) -> Path:
    """Where the golden entry of an act's present version is kept."""
    return GOLDEN / f"{act.kind}.v{act.version}.json"


@click.command()
@house_command(needs_database=False)
def schema() -> None:
    """Print the JSON Schema of every act, by kind."""
    classes = all_acts()
    found, parts = msgspec.json.schema_components(classes, ref_template="#/$defs/{name}")
    kinds = {act.kind: {"version": act.version, **one} for act, one in zip(classes, found, strict=True)}
    click.echo(json.dumps({"acts": kinds, "$defs": parts}, indent=1, ensure_ascii=False, sort_keys=True))


def all_acts() -> list[Any]:
    """Every act of every room, by kind."""
    from karmika.rooms import ROOMS

    return sorted((act for room in ROOMS for act in room.acts), key=lambda act: act.kind)
