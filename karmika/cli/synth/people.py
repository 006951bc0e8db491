"""Invented households: who lives there, who works, how to reach them. Drawn from a seed and a number, never remembered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any

from karmika.cli.synth.drawing import chance, generator, new_uuid, some, weighted
from karmika.cli.synth.names import Name, house_for, name_for, written
from karmika.cli.synth.work import trade_for, work_answers


@dataclass(frozen=True)
class Site:
    """A worksite as the areas know it."""

    code: str
    ward: str
    kind: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Map:
    """The wards that are surveyed and the worksites in them."""

    wards: Sequence[str]
    sites: Sequence[Site]

    @cached_property
    def _by_ward(self) -> dict[str, list[Site]]:
        return {ward: [site for site in self.sites if site.ward == ward] for ward in self.wards}

    @cached_property
    def _by_city(self) -> dict[str, list[Site]]:
        cities = {ward.rpartition("-")[0] for ward in self.wards}
        return {
            city: [site for site in self.sites if site.ward.rpartition("-")[0] == city] for city in cities
        }

    def place_in(self, ward: str, rng: Random) -> tuple[float, float] | None:
        """A point in the ward: near one of its worksites, or None where nothing is known of it."""
        near = self._by_ward[ward] or self._by_city[ward.rpartition("-")[0]]
        if not near:
            return None
        site = rng.choice(near)
        return site.lat + rng.gauss(0, 0.0025), site.lon + rng.gauss(0, 0.0025)

    def worksite_for(self, kinds: Sequence[str], ward: str, rng: Random) -> str:
        """The code of a worksite of one of these kinds, mostly in the ward itself; empty where none fits."""
        if not kinds or chance(0.08, rng):
            return ""
        own = [site for site in self._by_ward[ward] if site.kind in kinds]
        if own and chance(0.8, rng):
            return rng.choice(own).code
        city = [site for site in self._by_city[ward.rpartition("-")[0]] if site.kind in kinds]
        return rng.choice(city or own).code if city or own else ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household: who she is. `uid` is the repeat's id on the phone; `work` is empty for who does not work."""

    uid: str
    name: Name
    relation: str
    sex: str
    age: int
    phone: str
    phone_of: str
    work: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Household:
    """A household behind a door."""

    number: int
    uid: str
    ward: str
    community: str
    members: tuple[Member, ...]
    single_woman: bool
    address: str
    landmark: str
    point: tuple[float, float] | None

    @property
    def workers(self) -> int:
        """How many of its members work."""
        return sum(1 for member in self.members if member.work)


_STREETS = (
    "Gandhi Nagar", "Rajaka Veedhi", "Kummari Veedhi", "NTR Colony", "Ambedkar Colony", "Canal Road", "Masjid Street",
    "Church Road", "RTC Colony", "Railway Gate Road", "Sai Nagar", "Indira Colony", "Katta Meeda", "Market Back Road",
)  # fmt: skip
_LANDMARKS = (
    "near Ramalayam", "behind the water tank", "opposite the ration shop", "near the Anganwadi", "next to the mosque",
    "beside the church", "near the borewell", "",
)  # fmt: skip


def household(seed: int, number: int, where: Map) -> Household:
    """The household with this number: always the same one for the same seed and map, whatever was drawn before."""
    rng = generator(seed, "household", number)
    ward = rng.choice(where.wards)
    community = weighted({"telugu": 0.66, "hindi": 0.12, "muslim": 0.22}, rng)
    single = chance(0.12, rng)
    house = house_for(community, rng)
    shared = _phone(rng) if chance(0.8, rng) else ""
    members: list[Member] = []
    for relation, sex, age in _family(single, rng):
        name = name_for(community, sex, house, rng)
        phone, phone_of = _reach(age, shared, rng)
        member = Member(new_uuid(rng), name, relation, sex, age, phone, phone_of)
        if 15 <= age <= 72 and chance(
            _WORKS.get(relation, 0.3) * (0.62 if sex == "female" and not single else 0.95), rng
        ):
            trade = trade_for(sex, rng)
            work = work_answers(trade, age, where.worksite_for(trade.sites, ward, rng), 2026, rng)
            for debt in work.get("debt", ()):
                debt["debt_uid"] = new_uuid(rng)
            member = replace(member, work=work)
        members.append(member)
    return Household(
        number=number, uid=new_uuid(rng), ward=ward, community=community, members=tuple(members), single_woman=single,
        address=f"D.No. {rng.randint(1, 78)}-{rng.randint(1, 30)}-{rng.randint(1, 99)}, {rng.choice(_STREETS)}",
        landmark=rng.choice(_LANDMARKS), point=where.place_in(ward, rng) if chance(0.97, rng) else None,
    )  # fmt: skip


_WORKS = {"head": 0.96, "spouse": 0.55, "child": 0.45, "sibling": 0.6, "parent": 0.25, "child_in_law": 0.35}


def _family(single_woman: bool, rng: Random) -> list[tuple[str, str, int]]:
    """Relation, sex and true age of each member."""
    head = min(74, max(19, int(rng.gauss(41, 11))))
    sex = (
        "female"
        if single_woman
        else weighted({"male": 0.93, "female": 0.06, "transgender": 0.006, "not_said": 0.004}, rng)
    )
    family = [("head", sex, head)]
    if not single_woman and chance(0.88, rng):
        family.append(("spouse", "male" if sex == "female" else "female", max(18, head - rng.randint(-1, 8))))
    for _ in range(
        weighted({0: 0.2, 1: 0.27, 2: 0.35, 3: 0.14, 4: 0.04}, rng) if len(family) > 1 or single_woman else 0
    ):
        family.append(("child", rng.choice(("female", "male")), max(0, head - rng.randint(19, 32))))
    if chance(0.14, rng):
        family.append(
            ("parent", weighted({"female": 0.7, "male": 0.3}, rng), min(88, head + rng.randint(18, 28)))
        )
    if chance(0.06, rng):
        family.append(("sibling", rng.choice(("female", "male")), max(16, head - rng.randint(-6, 12))))
    return family


def _phone(rng: Random) -> str:
    return f"{rng.choice('6789')}{rng.randrange(10**9):09}"


def _reach(age: int, shared: str, rng: Random) -> tuple[str, str]:
    """A phone number and who answers it: one's own, or the household's only one."""
    if age < 12:
        return "", ""
    if age >= 18 and chance(0.55, rng):
        return _phone(rng), "self"
    if shared and chance(0.85, rng):
        return shared, rng.choice(("spouse", "family"))
    return (_phone(rng), rng.choice(("neighbour", "employer"))) if chance(0.04, rng) else ("", "")


def seen_again(person: Member, rng: Random) -> Member:
    """The same person, registered a second time: another row on a phone, an age told anew, perhaps a new number."""
    phone, phone_of = (person.phone, person.phone_of) if chance(0.65, rng) else (_phone(rng), "self")
    work = dict(person.work)
    if "debt" in work:
        work["debt"] = [debt | {"debt_uid": new_uuid(rng)} for debt in work["debt"]]
    age = max(15, person.age + rng.choice((-2, -1, 0, 0, 0, 1, 2)))
    return replace(
        person,
        uid=new_uuid(rng),
        relation="other_relative",
        age=age,
        phone=phone,
        phone_of=phone_of,
        work=work,
    )


def script_of(community: str, rng: Random) -> str:
    """In which letters the resource person types the names of a household."""
    indic = {"telugu": "telugu", "hindi": "devanagari", "muslim": "telugu"}[community]
    return indic if chance({"telugu": 0.38, "hindi": 0.3, "muslim": 0.2}[community], rng) else "latin"


def member_answers(member: Member, script: str, on: dt.date, community: str, rng: Random) -> dict[str, Any]:
    """The survey's answers on one member, as asked on a day."""
    answers: dict[str, Any] = {
        "member_uid": member.uid, "member_name": written(member.name, script, rng), "relation": member.relation,
        "sex": member.sex, "works": "yes" if member.work else "no", **_age_answers(member.age, on, rng),
        "languages": _languages(community, rng), "schooling": _schooling(member.age, rng),
        "disability": weighted({"no": 0.955, "yes": 0.035, "refused": 0.01}, rng)
    }  # fmt: skip
    if member.phone:
        answers |= {"phone": member.phone, "phone_answered_by": member.phone_of}
    if member.age >= 18:
        answers["preferred_hours"] = rng.choice(("early_morning", "evening", "evening", "night", "any"))
    if member.work:
        answered_by = "self" if member.relation in ("head", "spouse") or chance(0.6, rng) else "other"
        answers["work"] = {**member.work, "answered_by": answered_by, **_cards(rng)}
        if answered_by == "self":
            answers["work"]["consent_groups"] = "yes" if chance(0.84, rng) else "no"
    return answers


def _age_answers(age: int, on: dt.date, rng: Random) -> dict[str, Any]:
    """Some know the date; most say about how old they are, which heaps at the fives; a few cannot say."""
    known = rng.random()
    if known < 0.27:
        born = dt.date(on.year - age, rng.randint(1, 12), rng.randint(1, 28))
        return {"age_precision": "exact", "born_on": min(born, on).isoformat()}
    if known > 0.985:
        return {"age_precision": "not_known"}
    heaped = round(age / 5) * 5 if age > 20 and chance(0.55, rng) else age
    return {"age_precision": "estimated", "age_years": heaped}


def _languages(community: str, rng: Random) -> list[str]:
    first = {"telugu": "te", "hindi": "hi", "muslim": "ur"}[community]
    others = {
        "telugu": {"hi": 0.25, "en": 0.1},
        "hindi": {"te": 0.5, "bho": 0.3},
        "muslim": {"te": 0.9, "hi": 0.6},
    }
    return [first, *some(others[community], rng)]


def _schooling(age: int, rng: Random) -> str:
    if age < 7:
        return "none"
    older = min(1.0, max(0.0, (age - 20) / 45))
    shares = {
        "none": 0.06 + 0.4 * older,
        "primary": 0.2,
        "middle": 0.18,
        "secondary": 0.28,
        "higher_secondary": 0.15,
        "graduate": 0.08,
    }
    return "primary" if age < 12 else weighted(shares, rng)


def _cards(rng: Random) -> dict[str, Any]:
    kinds = some({"uan": 0.25, "ration_card": 0.55, "bocw": 0.05, "aadhaar": 0.6}, rng)
    answers: dict[str, Any] = {"identifier_kinds": kinds or ["none"]}
    if "uan" in kinds:
        answers |= {"uan_first": f"{rng.randrange(10**6):06}", "uan_last": f"{rng.randrange(10**6):06}"}
    if "ration_card" in kinds:
        answers["ration_card"] = f"28{rng.randrange(10**8):08}"
    if "bocw" in kinds:
        answers["bocw_number"] = f"AP/NTR/{rng.randrange(10**6):06}"
    if "aadhaar" in kinds:
        answers["aadhaar_last4"] = f"{rng.randrange(10**4):04}"
    return answers
