"""Posts that go together (data/role_presets.yaml): an office loads staff by four posts instead of choosing among all roles.

A preset gives nobody a right that the roles do not have: a line of a list of staff stands for one line for each role.
Free of Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from karmika.files.reading import Line

FILE = Path(__file__).resolve().parents[2] / "data" / "role_presets.yaml"
BETWEEN = ":"
"""Between preset and post, as it is typed: ngo:coordinator."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a preset: its code as it is typed, its names by language, what it does, and the roles that make it up."""

    code: str
    names: Mapping[str, str]
    does: str
    roles: tuple[str, ...]


def read(text: str) -> dict[str, Post]:
    """Code -> post, of a YAML text, in the order of the file. Raises ValueError for a post without roles."""
    found = {}
    for preset, said in yaml.safe_load(text)["presets"].items():
        for name, one in said["posts"].items():
            code = f"{preset}{BETWEEN}{name}"
            if not one["roles"]:
                raise ValueError(f"the post {code} has no roles")
            found[code] = Post(code, dict(one["names"]), one["does"], tuple(one["roles"]))
    return found


@cache
def posts() -> dict[str, Post]:
    """Every post of every preset, by its code."""
    return read(FILE.read_text(encoding="utf-8"))


def spelled_out(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of a list of staff; of one with a post, a line for each of its roles. What is no post stays as it is."""
    for line in lines:
        post = posts().get(line.cells["role"].lower())
        if post is None:
            yield line
            continue
        for role in post.roles:
            yield replace(line, cells={**line.cells, "role": role})
