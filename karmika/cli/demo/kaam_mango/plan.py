"""What is to happen at the camps of the scene: where they are held, who comes, what each person says and takes home.

Pure, and the same for the same seed, size and day: a population, not a result. What came of it is counted afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from karmika.cli.demo.kaam_mango.names import full_name
from karmika.cli.demo.kaam_mango.places import DISTRICTS
from karmika.cli.synth.drawing import chance, generator, weighted
from karmika.kernel.ids import stable

PEOPLE = 2000
APPLICATIONS, REPORTS = 0.6, 0.075
"""For each person: 1,200 and 150 for 2,000."""
A_DISTRICT, FEWEST_DISTRICTS, FEWEST_REPORTS = 100, 3, 6
CAMPS_A_DISTRICT = 2
FIRST_CAMP, LAST_CAMP = -112, 40
"""Days from the day on which the scene is played."""
STILL_TO_COME = 0.175
"""Share of the camps that are planned; one more is open on the day."""
LEFT, NO_CONSENT = 0.05, 0.04
DESKS = 2
FORM_MINUTES = 9

OCCUPATIONS = {
    "construction_helper": 0.24, "mason": 0.1, "bar_bender": 0.03, "building_painter": 0.05, "house_cleaner": 0.15,
    "domestic_cook": 0.05, "food_vendor": 0.07, "goods_vendor": 0.06, "waste_picker": 0.04, "street_sweeper": 0.03,
    "e_rickshaw_driver": 0.06, "cycle_rickshaw_puller": 0.03, "loader": 0.04, "migrant_labourer": 0.05,
}  # fmt: skip
_BUILDING = {"construction_helper", "mason", "bar_bender", "building_painter"}
_MEN_ONLY = {"e_rickshaw_driver", "cycle_rickshaw_puller", "loader", "bar_bender"}
_CATEGORIES = {"sc": 0.32, "obc": 0.4, "general": 0.14, "st": 0.03, "": 0.11}
GAPS = {
    ("mobile_linked_aadhaar", "mobile_not_linked"): 0.3, ("ninety_day_certificate", "no_90_day_certificate"): 0.3,
    ("aadhaar", "name_mismatch"): 0.15, ("bank_passbook", "account_dormant"): 0.15, ("ration_card", "at_native_place"): 0.1,
}  # fmt: skip


@dataclass(frozen=True)
class Camp:
    """One camp: in a village or in the town of a district; `state` as it stands on the day of the scene."""

    number: int
    district: int
    held_on: dt.date
    state: str
    """held, today, planned or cancelled"""

    @property
    def key(self) -> UUID:
        """Its id."""
        return stable("kaam-mango", "camp", self.number)

    @property
    def code(self) -> str:
        """What its tokens begin with."""
        return f"KM{self.number:02}"

    @property
    def rural(self) -> bool:
        """In the village; else in the town."""
        return self.number % CAMPS_A_DISTRICT == 1


@dataclass(frozen=True)
class Step:
    """Something that happens to an application, some days after the camp."""

    days: int
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Application:
    """One application, and how far it comes. Which scheme it is for is found at the desk."""

    key: UUID
    number: int
    at_desk: bool
    """Filed at the desk with the office's number; else prepared there."""
    steps: tuple[Step, ...]

    @property
    def external(self) -> str:
        """The number that the office gave, invented."""
        return f"UP/KM/{self.number:05}"


@dataclass(frozen=True)
class Visitor:
    """Somebody with a token. `came`: seen, no_consent or left."""

    camp: Camp
    desk: int
    number: int
    came: str
    name: str = ""
    sex: str = ""
    age: int = 0
    phone: str = ""
    category: str = ""
    marital: str = ""
    occupation: str = ""
    shares: bool = False
    """Agreed that answers go to a department."""
    asked: dict[str, str | int] = field(default_factory=dict)
    gap: tuple[str, str] | None = None
    applications: tuple[Application, ...] = ()

    def id(self, what: str) -> UUID:
        """The id of the token, the person, the household and so on: as a phone draws it, once for each form."""
        return stable("kaam-mango", what, self.camp.number, self.desk, self.number)

    @property
    def began(self) -> dt.time:
        """When the turn came; nobody is called after half past four."""
        minutes = 570 + self.number * FORM_MINUTES % 420
        return dt.time(minutes // 60, minutes % 60)


@dataclass(frozen=True)
class Plan:
    """The whole scene."""

    seed: int
    size: int
    day: dt.date
    camps: tuple[Camp, ...]
    visitors: tuple[Visitor, ...]
    reports: int

    @property
    def districts(self) -> int:
        """How many districts have camps: the first of places.DISTRICTS."""
        return len(self.camps) // CAMPS_A_DISTRICT

    @property
    def people(self) -> list[Visitor]:
        """Who came to a desk and agreed."""
        return [one for one in self.visitors if one.came == "seen"]


def plan(seed: int, size: int, day: dt.date) -> Plan:
    """So many people in proportion: at full size 20 districts, 40 camps, 1,200 applications, 150 reports."""
    districts = min(len(DISTRICTS), max(FEWEST_DISTRICTS, round(size / A_DISTRICT)))
    camps = tuple(_camps(districts * CAMPS_A_DISTRICT, day))
    held = [camp for camp in camps if camp.state == "held"]
    counts = shared_out(size, len(held), generator(seed, "kaam-mango", "camps"))
    visitors = [
        visitor for camp, people in zip(held, counts, strict=True) for visitor in _of_camp(seed, camp, people)
    ]
    reports = max(FEWEST_REPORTS, round(size * REPORTS))
    return Plan(seed, size, day, camps, tuple(_applied(seed, visitors, round(size * APPLICATIONS))), reports)


def _camps(number: int, day: dt.date) -> Iterator[Camp]:
    """Half of them in villages. The last are still to come, one of them is called off."""
    later = max(1, round(number * STILL_TO_COME))
    held = number - later - 1
    for place in range(number):
        if place < held:
            state, days = "held", FIRST_CAMP + place * (-FIRST_CAMP - 2) // max(1, held - 1)
        elif place == held:
            state, days = "today", 0
        else:
            behind = place - held
            state, days = "planned", 3 + (behind - 1) * (LAST_CAMP - 3) // max(1, later)
            if behind == 2:
                state = "cancelled"
        # one district after the other, villages and towns in turn
        districts = number // CAMPS_A_DISTRICT
        district = place % districts
        rural = (district + place // districts) % CAMPS_A_DISTRICT
        yield Camp(district * CAMPS_A_DISTRICT + rural, district, day + dt.timedelta(days=days), state)


def shared_out(total: int, parts: int, rng: Random) -> list[int]:
    """A total in unequal parts, none of them empty while there is enough."""
    weights = [rng.uniform(0.6, 1.5) for _ in range(parts)]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    for place in range(total - sum(counts)):
        counts[place % parts] += 1
    return counts


def _of_camp(seed: int, camp: Camp, people: int) -> Iterator[Visitor]:
    """Everybody with a token of one camp, in the order of the tokens of both desks."""
    rng = generator(seed, "kaam-mango", "visitors", camp.number)
    others = ["left"] * round(people * LEFT) + ["no_consent"] * round(people * NO_CONSENT)
    came = ["seen"] * people + others
    rng.shuffle(came)
    for place, how in enumerate(came):
        desk, number = place % DESKS + 1, place // DESKS + 1
        if how == "seen":
            yield _person(camp, desk, number, rng)
        else:
            yield Visitor(camp, desk, number, how)


def _person(camp: Camp, desk: int, number: int, rng: Random) -> Visitor:
    occupation = weighted(OCCUPATIONS, rng)
    sex = "male" if occupation in _MEN_ONLY or chance(0.38, rng) else "female"
    age = rng.choice((rng.randint(18, 40), rng.randint(25, 58), rng.randint(18, 74)))
    asked: dict[str, str | int] = {
        "income_tax": "no",
        "income_usual": rng.randrange(3000, 14000, 500),
        "eshram": weighted({"no": 0.55, "yes": 0.35, "not_known": 0.1}, rng),
        "bocw": weighted({"no": 0.8, "yes": 0.12, "not_known": 0.08}, rng),
        "epf_esi": weighted({"none": 0.9, "not_known": 0.06, "epf": 0.04}, rng),
        "ration_card": weighted({"phh": 0.62, "none": 0.2, "aay": 0.1, "not_known": 0.08}, rng),
        "bank_account": weighted({"active": 0.75, "dormant": 0.15, "none": 0.1}, rng),
        "mobile_linked": weighted({"yes": 0.55, "no": 0.3, "not_known": 0.15}, rng),
    }
    if occupation in _BUILDING:
        asked["construction_days"] = rng.randrange(20, 240, 10)
    return Visitor(
        camp, desk, number, "seen",
        name=full_name(sex, rng),
        sex=sex,
        age=age,
        phone=f"9{rng.randrange(10**9):09}" if chance(0.8, rng) else "",
        category=weighted(_CATEGORIES, rng),
        marital=weighted({"married": 0.72, "widowed": 0.1, "never_married": 0.12, "deserted": 0.03, "refused": 0.03}, rng),
        occupation=occupation,
        shares=chance(0.8, rng),
        asked=asked,
        gap=weighted(GAPS, rng) if chance(0.22, rng) else None,
    )  # fmt: skip


def _applied(seed: int, visitors: list[Visitor], total: int) -> Iterator[Visitor]:
    """The same people with so many applications between them: half of them one, a few two."""
    rng = generator(seed, "kaam-mango", "applications")
    places = [place for place, one in enumerate(visitors) if one.came == "seen"]
    rng.shuffle(places)
    some, several = places[: max(1, len(places) // 2)], places[: max(1, len(places) // 5)]
    each = Counter(some[place % len(some)] for place in range(min(total, len(some))))
    each.update(several[place % len(several)] for place in range(total - each.total()))
    number = 0
    for place, one in enumerate(visitors):
        made = []
        for _ in range(each[place]):
            number += 1
            made.append(_application(one, number, generator(seed, "kaam-mango", "road", number)))
        yield replace(one, applications=tuple(made))


REJECTED = {
    "document": 0.35, "mismatch": 0.25, "no_reason_given": 0.15, "not_found_by_visit": 0.1, "already_receives": 0.1,
    "late": 0.05,
}  # fmt: skip


def _application(one: Visitor, number: int, rng: Random) -> Application:
    """How far it comes if there is time enough: filed, asked about, sanctioned, received; or rejected, or given up."""
    key = stable("kaam-mango", "application", number)
    at_desk = chance(0.6, rng)
    steps, filed = [], 0
    if not at_desk:
        if chance(0.08, rng):
            return Application(key, number, at_desk, (Step(rng.randint(8, 40), "withdraw", "own_wish"),))
        if chance(0.1, rng):
            return Application(key, number, at_desk, ())
        filed = rng.randint(2, 14)
        steps.append(Step(filed, "file"))
    decided = filed + rng.randint(8, 55)
    if chance(0.12, rng):
        asked = filed + rng.randint(4, 12)
        steps.append(Step(asked, "query"))
        answered = asked + rng.randint(2, 8)
        steps.append(Step(answered, "answer"))
        decided = answered + rng.randint(5, 40)
    fate = weighted({"sanction": 0.66, "reject": 0.19, "wait": 0.15}, rng)
    if fate == "reject":
        steps.append(Step(decided, "reject", weighted(REJECTED, rng)))
    if fate == "sanction":
        steps.append(Step(decided, "sanction"))
        if chance(0.72, rng):
            steps.append(Step(decided + rng.randint(2, 25), "benefit"))
    return Application(key, number, at_desk, tuple(steps))
