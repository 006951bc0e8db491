"""The scenes of the demo: which there are, and that one directory holds one demo."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import click

if TYPE_CHECKING:
    from karmika.cli.demo.offices import Office

SCENES = {"mepma": "karmika.cli.demo.mepma"}
"""Name -> the package that plays it."""


class Scene(Protocol):
    """What a scene's package offers."""

    GROUPS: int

    def play(self, *, groups: int, seed: int) -> tuple[bool, Office]:
        """Play it with so many groups; whether everything held, and the log-ins."""


def known(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The name of a scene that exists. Raises click's error, naming those that do."""
    if value is not None and value not in SCENES:
        raise click.BadParameter(f"there is no scene “{value}”. These exist: {', '.join(SCENES)}.")
    return value


def scene_named(name: str) -> Scene:
    """The package of a scene that exists."""
    return cast(Scene, import_module(SCENES[name]))


def claim(**what: str | int) -> None:
    """Take the data directory for one demo, described by `what`. The same demo again is welcome.

    Raises click's error where the database holds something else: its figures would be neither the one's nor the other's.
    """
    from karmika.journal.models import Entry

    held = held_by()
    if held is None and Entry.objects.exists():
        raise click.ClickException(
            "This database holds something already, and a scene must be alone. Give another directory with --data."
        )
    if held not in (None, what):
        raise click.ClickException(
            f"This directory holds the demo {_said(held)}; this would be {_said(what)}. "
            "Give another directory with --data."
        )
    new = _note().with_suffix(".new")
    new.write_text(json.dumps(what) + "\n", encoding="utf-8")
    new.replace(_note())


def refuse_scene() -> None:
    """For the demo without a scene. Raises click's error in a directory that a scene has taken."""
    if (held := held_by()) is not None:
        raise click.ClickException(
            f"This directory holds the demo {_said(held)}. Give another one with --data, or the same scene again."
        )


def held_by() -> dict[str, str | int] | None:
    """What the data directory was claimed for; None for nothing. Raises click's error for a note that is torn."""
    if not _note().exists():
        return None
    try:
        found: dict[str, str | int] = json.loads(_note().read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(
            f"{_note().name} in the data directory cannot be read, so nobody knows what is in it. Give another one."
        ) from error
    return found


def _note() -> Path:
    return Path(os.environ["KARMIKA_DATA"]) / "scene.json"


def _said(what: dict[str, str | int] | None) -> str:
    return " ".join(f"--{name} {value}" for name, value in (what or {}).items())
