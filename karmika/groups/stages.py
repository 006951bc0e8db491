"""The stages from a known worker to an active group, and which one somebody is at: pure, over data/group_stages.yaml.

A stage is computed from dated facts, never entered. Free of Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from karmika.groups.onboarding import Named

FILE = Path(__file__).resolve().parents[2] / "data" / "group_stages.yaml"
PROPOSED, FORMED, ACCOUNT, ACTIVE = "proposed", "formed", "account_opened", "active"


@dataclass(frozen=True, slots=True)
class Stage(Named):
    """A stage: what must be known besides its own evidence, and after how many days a visit falls due (None: never)."""

    needs: tuple[str, ...] = ()
    follow_up_days: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Named):
    """What came of a visit; `met`: whether somebody was met."""

    met: bool = True


@dataclass(frozen=True, slots=True)
class Reason(Named):
    """What stands in the way; `over`: nothing any more."""

    over: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The whole file. `steps`: stage -> kinds of steps into banking that are evidence for it."""

    stages: Mapping[str, Stage]
    outcomes: Mapping[str, Outcome]
    reasons: Mapping[str, Reason]
    steps: Mapping[str, tuple[str, ...]]
    share_percent: int


@dataclass(frozen=True, slots=True)
class At:
    """The stage that somebody is at, and since when."""

    stage: str
    since: date


def read(text: str) -> Book:
    """The book of a YAML text. Raises ValueError for a stage that needs a later one or an unknown one."""
    found = yaml.safe_load(text)
    stages: dict[str, Stage] = {}
    for entry in found["stages"]:
        needs, days = tuple(entry["needs"]), entry["follow_up_days"]
        if set(needs) - stages.keys() or not (days is None or days > 0):
            raise ValueError(f"{entry['code']}: needs what does not come before, or no days")
        stages[entry["code"]] = Stage(entry["code"], dict(entry["names"]), needs=needs, follow_up_days=days)
    if not 1 <= found["share_percent"] <= 100:
        raise ValueError("share_percent is from 1 to 100")
    return Book(
        stages=stages,
        outcomes={one["code"]: _outcome(one) for one in found["outcomes"]},
        reasons={one["code"]: _reason(one) for one in found["stall_reasons"]},
        steps={stage: tuple(found[stage]) for stage in (ACCOUNT, ACTIVE)},
        share_percent=found["share_percent"],
    )


@cache
def book() -> Book:
    """What data/group_stages.yaml says."""
    return read(FILE.read_text(encoding="utf-8"))


def stage_at(dates: Mapping[str, date]) -> At | None:
    """The furthest stage whose own evidence and whose needs are all dated; None where nothing is known."""
    found = None
    for code, stage in book().stages.items():
        if code in dates and all(need in dates for need in stage.needs):
            found = At(code, max(dates[one] for one in (code, *stage.needs)))
    return found


def enough(members: int) -> int:
    """How many of so many members have a step before it is a stage of their group; one at least."""
    return max(1, -(-members * book().share_percent // 100))


def day_of_enough(days: Sequence[date | None]) -> date | None:
    """Since when enough members have a step; one day for each member, None for who has it not."""
    known = sorted(day for day in days if day is not None)
    wanted = enough(len(days))
    return known[wanted - 1] if len(known) >= wanted else None


def due_on(stage: str, last_on: date) -> date | None:
    """When the next visit falls due, by the day of the last one (or of the stage's beginning); None: none is asked for."""
    days = book().stages[stage].follow_up_days
    return None if days is None else last_on + timedelta(days=days)


def follow_up_days() -> dict[str, int]:
    """Stage -> after how many days a visit falls due; a stage without one is left out."""
    return {
        code: stage.follow_up_days
        for code, stage in book().stages.items()
        if stage.follow_up_days is not None
    }


def _outcome(entry: dict[str, Any]) -> Outcome:
    return Outcome(entry["code"], dict(entry["names"]), met=bool(entry["met"]))


def _reason(entry: dict[str, Any]) -> Reason:
    return Reason(entry["code"], dict(entry["names"]), over=bool(entry.get("over", False)))
