"""`karmika keys rotate` in a process that kills itself with SIGKILL: python -m tests.simulation.rotation_killed POINT.

Keys are wrapped three at a time, so that few are enough for several batches.
"""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

POINTS: dict[str, tuple[str, int, str]] = {
    "before the new key was in the file": ("pathlib.Path.replace", 1, "before"),
    "with both keys in the file and nothing wrapped": ("rotation.rewrap", 1, "before"),
    "within a batch": ("rotation.wrap_key", 5, "after"),
    "with a batch not yet committed": ("rotation._batch", 2, "after"),
    "between two batches": ("rotation._batch", 3, "before"),
    "alone, with the house's own keys to come": ("rotation.owner_of", -2, "before"),
    "with everything wrapped and both keys in the file": ("rotation.newest_alone", 1, "before"),
    "before the old key was out of the file": ("pathlib.Path.replace", 2, "before"),
    "before the files of the database were scrubbed": ("rotation.rid_of_old_wraps", 1, "before"),
}
"""What -> the function, at which call of it (from the end of a run where negative), before or after its work."""


def die(*_: Any) -> None:
    """As kill -9 does it: no clean-up, no last word."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Put the bomb where it belongs."""
    from karmika.access import rotation

    target, at, when = POINTS[point]
    home: Any = Path if target.startswith("pathlib") else rotation
    name = target.rsplit(".", 1)[1]
    original, calls = getattr(home, name), [0]
    if (
        at < 0
    ):  # the house's keys are asked for at the start as well; the last two calls are the ones that wrap
        at += 5

    def counted(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at and when == "before":
            die()
        found = original(*given, **named)
        if calls[0] == at:
            die()
        return found

    setattr(home, name, counted)


def main(point: str) -> None:
    """Run the command; with a point it does not come to its end."""
    from karmika.cli import main as karmika
    from karmika.cli.house import open_house

    open_house(Path(os.environ["KARMIKA_DATA"]), makes_keys=False, needs_database=True)
    from karmika.access import rotation

    rotation.rewrap = partial(rotation.rewrap, batch=3)  # type: ignore[assignment]
    if point:
        arm(point)
    karmika(["keys", "rotate"])


if __name__ == "__main__":
    main(sys.argv[1])
