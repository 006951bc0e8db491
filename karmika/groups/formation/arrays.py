"""What the solver is given and what it answers: typed arrays, one row for each person. For notebooks and clusters too."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
EVERYTHING = (1 << 62) - 1
"""Languages or hours of somebody of whom they are not known: fits everybody."""
NO_PAIRS: Ints = np.zeros((0, 2), np.int64)


class Why(IntEnum):
    """Why somebody is in no group; SEATED for everybody who is in one."""

    SEATED = 0
    NOT_WILLING = 1
    NO_PLACE = 2  # no point is known, neither home nor work
    WOMEN_ONLY = 3  # groups of women were asked for
    TOO_FEW_NEAR = 4  # fewer people of the same wall and occupation than a group needs are within reach
    TOO_FAR = 5  # those within reach are nearer to others, and no meeting point is within reach
    NO_ROOM = 6  # the groups within reach are full
    NO_FIT = 7  # there is a seat, but not one that suits (also: not enough for all who are kept together)
    TIES = 8  # those who are to stay together cannot be one group: too many, too far, or kept apart


@dataclass(frozen=True)
class Workers:
    """People. `home`, `work`: (n, 2), latitude and longitude in degrees, or metres north and east if `planar`; NaN unknown.

    Codes are any integers: `wall` the city or ward that no group crosses, `occupation`, `worksite` (-1 unknown). `languages`
    and `hours` are bits. `women_only`: she asked for a group of women. `group` is the number of the existing group she is
    in, -1 for none; `self_formed` numbers those who formed a group themselves. `key` is any number that is hers alone: with
    keys the order of the rows changes nothing.
    """

    home: Floats
    work: Floats | None = None
    planar: bool = False
    worksite: Ints | None = None
    wall: Ints | None = None
    occupation: Ints | None = None
    female: Flags | None = None
    languages: Ints | None = None
    hours: Ints | None = None
    willing: Flags | None = None
    women_only: Flags | None = None
    group: Ints | None = None
    self_formed: Ints | None = None
    key: Ints | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where an array has another length, or points are not (n, 2)."""
        if self.home.ndim != 2 or self.home.shape[1] != 2:
            raise ValueError("home must be an array of (n, 2)")
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray) and len(value) != len(self.home):
                raise ValueError(f"{name} has {len(value)} rows, home has {len(self.home)}")
        if self.key is not None and len(np.unique(self.key)) != len(self.key):
            raise ValueError("a key stands for two people")

    def __len__(self) -> int:
        return len(self.home)

    def column(self, name: str, default: int) -> Any:
        """An array, or its default for everybody."""
        value = getattr(self, name)
        return np.full(len(self), default) if value is None else np.asarray(value)

    @property
    def points(self) -> Floats:
        """Home, else the place of work; NaN where neither is known."""
        if self.work is None:
            return self.home
        unknown: Any = np.isnan(self.home).any(axis=1)
        return np.where(unknown.reshape(-1, 1), self.work, self.home)


@dataclass(frozen=True)
class Ties:
    """Pairs of rows, (k, 2). `wants`: the first wants to be with the second. `apart` is confidential: no reason shows it."""

    wants: Ints = field(default_factory=lambda: NO_PAIRS)
    together: Ints = field(default_factory=lambda: NO_PAIRS)
    apart: Ints = field(default_factory=lambda: NO_PAIRS)

    def __post_init__(self) -> None:
        """Raise ValueError for pairs that are not (k, 2), or of one person with herself."""
        for name in self.__dataclass_fields__:
            pairs = getattr(self, name)
            if pairs.ndim != 2 or pairs.shape[1] != 2:
                raise ValueError(f"{name} must be an array of (k, 2)")
            if (pairs[:, 0] == pairs[:, 1]).any():
                raise ValueError(f"{name} ties a person to herself")


@dataclass(frozen=True)
class Existing:
    """Groups that exist, by number: the row of the host, how many more they would take, and whether they are locked."""

    host: Ints
    free: Ints
    locked: Flags


@dataclass(frozen=True)
class Rules:
    """What a group may be. Metres are straight lines; every member is within `radius_m` of the host.

    `left_out_m` is what a person left out counts (None: the radius). The next three are metres added to a way between people
    of different worksites, or without a common language or hour.
    """

    smallest: int
    largest: int
    radius_m: float
    women_only: bool = False
    left_out_m: float | None = None
    other_worksite_m: float = 0.0
    no_language_m: float = 0.0
    no_hours_m: float = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for rules that no group could keep."""
        if not 2 <= self.smallest <= self.largest:
            raise ValueError("a group needs 2 <= smallest <= largest")
        if not self.radius_m >= 0:
            raise ValueError("a radius is not negative")


@dataclass(frozen=True)
class Effort:
    """How long to search: moves tried for each person (None: 250 with numba, 20 without), the seed, processes side by side.

    `bound`: also say how short the walks could be at best, made sharper in so many `rounds` (regions.py). `resolve`: also
    arrange anew those who are in groups that are not locked. The same numbers give the same answer.
    """

    moves: int | None = None
    seed: int = 0
    processes: int = 1
    bound: bool = False
    rounds: int = 0
    resolve: bool = False


@dataclass(frozen=True)
class Plan:
    """The answer. Of each row: group (-1 none), metres to its host (NaN none), why not. Of each group: the row of the host.

    Groups that exist keep their numbers; a number whose group was dissolved has host -1. `new` is where proposed ones begin.
    """

    group: Ints
    distance_m: Floats
    why: Ints
    host: Ints
    new: int
    cost_m: float
    """Ways of everybody in a proposed group, and what those left out count."""
    bound_m: float | None = None
    """No arrangement of the same people costs less; None where it was not asked for."""

    @property
    def within(self) -> float | None:
        """By what share of the least possible the plan may be longer at most: 0.03 is "within 3 %"."""
        if self.bound_m is None:
            return None
        return self.cost_m / self.bound_m - 1 if self.bound_m > 0 else 0.0
