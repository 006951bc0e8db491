"""Drawing lots: the few ways in which the synthetic city uses its random numbers."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def generator(*parts: str | int) -> Random:
    """A generator of its own for each thing that is drawn: the same parts give the same thing, whatever else is drawn."""
    return Random("/".join(map(str, parts)))  # noqa: S311  invented people need no secrecy


def chance(share: float, rng: Random) -> bool:
    """True in this share of cases."""
    return rng.random() < share


def weighted(shares: Mapping[T, float], rng: Random) -> T:
    """One key, as often as its share says."""
    at = rng.random() * sum(shares.values())
    for key, share in shares.items():
        at -= share
        if at < 0:
            return key
    return max(shares, key=shares.__getitem__)  # where rounding ate the last bit


def some(shares: Mapping[T, float], rng: Random) -> list[T]:
    """Each key with its own chance, independently."""
    return [key for key, share in shares.items() if rng.random() < share]


def new_uuid(rng: Random) -> str:
    """A UUID of version 4, as ODK Collect makes them."""
    return str(UUID(int=rng.getrandbits(128), version=4))
