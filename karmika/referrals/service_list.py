"""What offices do for people, read from data/services.yaml. Data, never constants; free of Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "services.yaml"


@dataclass(frozen=True, slots=True)
class Service:
    """Something for which people are sent to an office: its code, kinds of offices that usually give it, its names."""

    code: str
    kinds: tuple[str, ...]
    names: dict[str, str]

    def name_in(self, language: str) -> str:
        """The name in a language ("te", "hi-in"); English where there is none."""
        return self.names.get(language.partition("-")[0]) or self.names["en"]


def read(text: str) -> tuple[Service, ...]:
    """The services of a YAML text. Raises ValueError for a code that stands there twice."""
    found = tuple(
        Service(one["code"], tuple(one["kinds"]), dict(one["names"]))
        for one in yaml.safe_load(text)["services"]
    )
    if len({one.code for one in found}) != len(found):
        raise ValueError("a service stands there twice")
    return found


@cache
def services() -> dict[str, Service]:
    """Code -> service, in the order of the file."""
    return {one.code: one for one in read(FILE.read_text(encoding="utf-8"))}


def service_name(code: str, language: str) -> str:
    """The name of a service in a language; the code itself when it is unknown."""
    found = services().get(code)
    return found.name_in(language) if found else code
