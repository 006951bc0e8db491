"""The scenes of the demo: which there are, and what a directory was claimed for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import click

from karmika.kernel.dates import now

if TYPE_CHECKING:
    from karmika.cli.demo.offices import LogIn

SCENES = {"kaam-mango": "karmika.cli.demo.kaam_mango", "mepma": "karmika.cli.demo.mepma"}
"""Name -> the package that plays it, in the order in which they are played: what happened before today comes first."""
MEASURED = {"kaam-mango": "workers", "mepma": "groups"}
"""Name -> the option that says how large the scene is."""


@dataclass(frozen=True)
class Claim:
    """What a directory holds or is to hold: scenes with their sizes, a seed, and the moment of the first play."""

    sizes: Mapping[str, int]
    seed: int
    began: datetime

    def size(self, scene: str) -> int:
        """How large a scene is."""
        return self.sizes[scene]

    def is_same(self, other: Claim) -> bool:
        """Whether it is the same demo, whenever it was played first."""
        return (dict(self.sizes), self.seed) == (dict(other.sizes), other.seed)

    def __str__(self) -> str:
        said = [f"--scene {name} --{MEASURED[name]} {size}" for name, size in self.sizes.items()]
        return f"{' '.join(said)} --seed {self.seed}"


@dataclass(frozen=True)
class Outcome:
    """What became of a scene: whether all of it held, its log-ins to be shown, and its office for further proofs."""

    held: bool
    log_ins: tuple[LogIn, ...]
    office: Any


class Scene(Protocol):
    """What a scene's package offers."""

    SIZE: int

    def play(self, claim: Claim) -> Outcome:
        """Play it as claimed; whether everything held, and the log-ins."""


def known(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Names of scenes that exist, each once and in their order. Raises click's error, naming those that do."""
    for value in values:
        if value not in SCENES:
            raise click.BadParameter(f"there is no scene “{value}”. These exist: {', '.join(SCENES)}.")
    return tuple(name for name in SCENES if name in values)


def scene_named(name: str) -> Scene:
    """The package of a scene that exists."""
    return cast(Scene, import_module(SCENES[name]))


def claim(sizes: Mapping[str, int], seed: int) -> Claim:
    """Take the data directory for these scenes. The same ones again are welcome, and go on from the day of the first play.

    Raises click's error where the database holds something else: its figures would be neither the one's nor the other's.
    """
    from karmika.journal.models import Entry

    held, new = held_by(), Claim(sizes, seed, now())
    if held is None and Entry.objects.exists():
        raise click.ClickException(
            "This database holds something already, and a scene must be alone. Give another directory with --data."
        )
    if held is not None:
        if not held.is_same(new):
            raise click.ClickException(
                f"This directory holds the demo {held}; this would be {new}. Give another directory with --data."
            )
        return held
    note = _note().with_suffix(".new")
    said = {"sizes": dict(new.sizes), "seed": new.seed, "began": new.began.isoformat()}
    note.write_text(json.dumps(said) + "\n", encoding="utf-8")
    note.replace(_note())
    return new


def refuse_scene() -> None:
    """For the demo without a scene. Raises click's error in a directory that a scene has taken."""
    if (held := held_by()) is not None:
        raise click.ClickException(
            f"This directory holds the demo {held}. Give another one with --data, or the same scene again."
        )


def held_by() -> Claim | None:
    """What the data directory was claimed for; None for nothing. Raises click's error for a note that is torn."""
    if not _note().exists():
        return None
    try:
        found = json.loads(_note().read_text(encoding="utf-8"))
        return Claim(found["sizes"], found["seed"], datetime.fromisoformat(found["began"]))
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            f"{_note().name} in the data directory cannot be read, so nobody knows what is in it. Give another one."
        ) from error


def _note() -> Path:
    return Path(os.environ["KARMIKA_DATA"]) / "scene.json"
