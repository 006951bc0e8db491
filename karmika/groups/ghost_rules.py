"""When a group looks as if it did not exist: limits read from data/ghost_signals.yaml. Dated data, free of Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "ghost_signals.yaml"
_NEAR = frozenset({"least", "near_points", "users", "houses", "full_houses", "share_percent"})
_SHARED = _NEAR | {"points", "far_houses", "far_share_percent"}
LIMITS: Mapping[str, frozenset[str]] = {
    "shared_phone": _SHARED,
    "shared_account": _SHARED,
    "shared_photo": _SHARED,
    "one_device": frozenset(
        {"least", "points", "groups", "full_groups", "at_one_place", "at_a_desk", "entered_within_days"}
    ),
    "within_minutes": frozenset({"least", "points", "houses", "share_percent", "seconds", "full_seconds"}),
    "never_seen_twice": frozenset(
        {"least", "points", "houses", "full_houses", "share_percent", "after_days"}
    ),
    "contradicted": frozenset({"least", "points", "members", "full_members"}),
}
"""Kind of signal -> the limits that a rule must give for it."""


@dataclass(frozen=True, slots=True)
class GhostRule:
    """The limits of all kinds from `valid_from` to `valid_to` (both included; None: still), and why they are so."""

    version: int
    valid_from: date
    valid_to: date | None
    reason: str
    review_from: int
    """Points from which a group is to be reviewed."""
    limits: Mapping[str, Mapping[str, int]]

    def of(self, kind: str) -> Mapping[str, int]:
        """The limits of a kind."""
        return self.limits[kind]


def read(text: str) -> tuple[GhostRule, ...]:
    """The rules of a YAML text in order of time. Raises ValueError for what overlaps, lacks a limit or gives no reason."""
    rules = tuple(_rule(entry) for entry in yaml.safe_load(text)["rules"])
    for earlier, later in pairwise(rules):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise ValueError("rules of ghost signals overlap or are out of order")
    return rules


@cache
def ghost_rules() -> tuple[GhostRule, ...]:
    """All rules of data/ghost_signals.yaml."""
    return read(FILE.read_text(encoding="utf-8"))


def ghost_rule(on: date) -> GhostRule | None:
    """The rule in force on a day; None when none was."""
    found = (r for r in ghost_rules() if r.valid_from <= on and (r.valid_to is None or on <= r.valid_to))
    return next(found, None)


def _rule(entry: dict[str, Any]) -> GhostRule:
    kinds = entry["kinds"]
    if kinds.keys() != LIMITS.keys():
        raise ValueError(f"a rule names every kind of signal once: {sorted(kinds.keys() ^ LIMITS.keys())}")
    for kind, limits in kinds.items():
        if limits.keys() != LIMITS[kind] or not all(isinstance(v, int) and v > 0 for v in limits.values()):
            raise ValueError(
                f"{kind} needs these limits, each a whole number above 0: {sorted(LIMITS[kind])}"
            )
    reason = str(entry["reason"]).strip()
    if not reason:
        raise ValueError("a rule says why it is so")
    return GhostRule(
        version=int(entry["version"]),
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        reason=reason,
        review_from=int(entry["review_from"]),
        limits=kinds,
    )
