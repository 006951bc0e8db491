"""Who is to live in the scene: for every ward the places of work to be filled, so that groups of five come out of it.

Pure, and the same for the same seed. It is a population, not a result: karmika/groups/formation.py proposes the groups
from what the survey brought in, and they are counted afterwards. That they come out as aimed at is proved at the end.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from karmika.cli.synth import Site
from karmika.cli.synth.drawing import chance, generator, weighted
from karmika.cli.synth.work import TRADES, Trade

CATEGORIES = ("transport", "gig", "domestic", "care", "waste", "construction")
"""The occupations that the programme calls vulnerable."""
SIZE = 5
"""Members of a group: the smallest that the rule of the type allows, which is what formation makes of people near by."""
GROUPS_A_WARD = 14
UNWILLING = 0.14
"""Share of the survey's workers who do not want to be proposed for a group."""
HOMES_WITHIN_M = 650
"""Homes lie so near to the middle of their ward that everybody of a ward is within reach of everybody."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of work to be filled by somebody: what, where, and whether that person agrees to be proposed."""

    trade: Trade
    site: str
    willing: bool


@dataclass(frozen=True)
class Ward:
    """A ward of the scene: its worksites, their middle, and the slots to be filled."""

    code: str
    sites: tuple[Site, ...]
    slots: Mapping[Slot, int]

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        count = len(self.sites)
        return sum(site.lat for site in self.sites) / count, sum(site.lon for site in self.sites) / count


def plan(seed: int, groups: int, sites: Sequence[Site]) -> list[Ward]:
    """Wards with people for exactly so many groups, spread evenly over the cities, unevenly over wards and occupations."""
    by_ward: dict[str, list[Site]] = {}
    for site in sites:
        by_ward.setdefault(site.ward, []).append(site)
    usable = [ward for ward in sorted(by_ward) if _workplaces(by_ward[ward])]
    number = min(len(usable), groups, max(2, round(groups / GROUPS_A_WARD)))
    chosen = [usable[position * len(usable) // number] for position in range(number)]
    shares = _shared_out(groups, chosen, generator(seed, "wards"))
    return [
        Ward(ward, tuple(by_ward[ward]), _slots(by_ward[ward], shares[ward], generator(seed, "slots", ward)))
        for ward in chosen
    ]


def _shared_out(groups: int, wards: Sequence[str], rng: Random) -> Counter[str]:
    """Two thirds of the groups to all wards alike, the others as it comes."""
    shares = Counter({ward: groups * 2 // 3 // len(wards) for ward in wards})
    shares.update(rng.choice(wards) for _ in range(groups - shares.total()))
    return shares


def _workplaces(sites: Sequence[Site]) -> dict[tuple[str, Trade], float]:
    """Occupation and worksite, as often as the occupation is found."""
    return {
        (site.code, trade): trade.share
        for site in sites
        for trade in TRADES
        if trade.group in CATEGORIES and site.kind in trade.sites
    }


def _slots(sites: Sequence[Site], groups: int, rng: Random) -> Counter[Slot]:
    """For each group five who are willing; beside them some who join nothing, as in any street.

    One or two more at a worksite sit in a proposal until they are asked (organising.py); with fewer than five at a
    worksite nobody can be proposed; and some do not want to be.
    """
    places = _workplaces(sites)
    formed = Counter(weighted(places, rng) for _ in range(groups))
    slots: Counter[Slot] = Counter()
    for site, trade in places:
        here = formed[site, trade]
        if here:
            more = weighted({0: 0.7, 1: 0.2, 2: 0.1}, rng)
        else:
            more = weighted({0: 0.8, 1: 0.1, 2: 0.06, 3: 0.04}, rng)
        willing = here * SIZE + more
        unwilling = sum(chance(UNWILLING, rng) for _ in range(willing))
        slots += Counter({Slot(trade, site, True): willing, Slot(trade, site, False): unwilling})
    return slots


def near_the_middle(ward: Ward, rng: Random) -> tuple[float, float]:
    """A point for a home of the ward, within HOMES_WITHIN_M of its middle."""
    lat, lon = ward.middle
    while True:
        north, east = rng.gauss(0, 260), rng.gauss(0, 260)
        if math.hypot(north, east) <= HOMES_WITHIN_M:
            return lat + north / 111_195, lon + east / (111_195 * math.cos(math.radians(lat)))
