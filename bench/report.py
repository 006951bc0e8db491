"""What every benchmark ends with: a table for people and build/bench/NAME.json for machines."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its peer in the same run; `aim` is what was promised, `met` whether it holds."""

    figure: str
    value: float
    unit: str
    peer: float | None
    ratio: float | None
    aim: str
    met: bool


def publish(name: str, figures: list[Figure]) -> bool:
    """Print the table, write the file, return whether every aim was met."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps([asdict(one) for one in figures], indent=1) + "\n")
    print(f"{'figure':44} {'value':>10} {'peer':>10} {'ratio':>7}  aim")
    for one in figures:
        peer = "" if one.peer is None else f"{one.peer:.2f}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        met = "met" if one.met else "NOT MET"
        print(f"{one.figure:44} {one.value:10.2f} {peer:>10} {ratio:>7}  {one.aim} ({one.unit}): {met}")
    return all(one.met for one in figures)
