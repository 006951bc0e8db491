"""What a check finds: one line, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "look", "broken"]


@dataclass(frozen=True)
class Finding:
    """`look`: somebody should have a look at it; `broken`: something that Karmika promises does not hold."""

    level: Level
    name: str
    said: str
    do: str = ""


def ok(name: str, said: str) -> Finding:
    """As it should be."""
    return Finding("ok", name, said)


def look(name: str, said: str, do: str) -> Finding:
    """Not wrong, or not yet."""
    return Finding("look", name, said, do)


def broken(name: str, said: str, do: str) -> Finding:
    """Wrong."""
    return Finding("broken", name, said, do)


def duration(seconds: float) -> str:
    """A length of time as people say it."""
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
