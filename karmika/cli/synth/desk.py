"""What a worker of an invented household answers at the desk of a camp: the ten questions, as they are asked there.

Her sex, age, work, income, account and cards are those of the survey. What the survey does not ask is drawn here; about
every eighth answer is "not known", or is not given at all.
"""

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from karmika.cli.synth.drawing import chance, generator, weighted
from karmika.cli.synth.people import Household, Map, Member, household
from karmika.cli.synth.sources import read_sites

if TYPE_CHECKING:
    from karmika.entitlements.facts import Fact

UNSAID = 0.12
"""The share of answers that nobody gives."""
_RATION_CARDS = {"ap_rice": 0.62, "phh": 0.12, "aay": 0.04, "none": 0.14, "other": 0.02, "not_known": 0.06}
_DEDUCTIONS = {"none": 0.86, "epf": 0.04, "esi": 0.02, "both": 0.03, "not_known": 0.05}
_MARITAL = {"married": 0.93, "widowed": 0.04, "deserted": 0.02, "divorced": 0.01}
_ALONE = {"widowed": 0.6, "deserted": 0.25, "divorced": 0.1, "never_married": 0.05}
_CATEGORIES = {"obc": 0.52, "sc": 0.22, "st": 0.06, "general": 0.16, "refused": 0.04}


def comes(home: Household) -> Member | None:
    """Who of a household comes to the desk: the first of its workers who is of age; None where there is none."""
    return next((one for one in home.members if one.work and one.age >= 18), None)


def desk_answers(seed: int, home: Household, member: Member) -> dict[str, Any]:
    """The fields of the desk's form about one person. The same seed and household give the same answers."""
    rng = generator(seed, "desk", home.number)
    work = member.work
    asked: dict[str, Any] = {
        "marital": _marital(home, member, rng),
        "social_category": weighted(_CATEGORIES, rng),
        "occupation": work["occupation"],
        "income_tax": weighted({"no": 0.92, "yes": 0.01, "not_known": 0.07}, rng),
        "income_usual": work["income_usual"],
        "eshram": weighted({"no": 0.6, "yes": 0.28, "not_known": 0.12}, rng),
        "epf_esi": weighted(_DEDUCTIONS, rng),
        "ration_card": weighted(_RATION_CARDS, rng),
        "bank_account": work["bank_account"],
        "mobile_linked": weighted({"yes": 0.55, "no": 0.3, "not_known": 0.15}, rng),
    }
    if work["occupation_group"] == "construction":
        asked |= {
            "construction_days": rng.randint(40, 280),
            "bocw": weighted({"no": 0.75, "yes": 0.15, "not_known": 0.1}, rng),
        }
    said = {name: value for name, value in asked.items() if name == "occupation" or not chance(UNSAID, rng)}
    return {"sex": member.sex, "age_precision": "estimated", "age_years": _told_age(member.age, rng), **said}


def _marital(home: Household, member: Member, rng: Random) -> str:
    if member.relation not in ("head", "spouse"):
        return "never_married" if member.age < 30 else weighted(_MARITAL, rng)
    return weighted(_ALONE if home.single_woman else _MARITAL, rng)


def _told_age(age: int, rng: Random) -> int:
    """Most say about how old they are; that heaps at the fives."""
    return round(age / 5) * 5 if age > 20 and chance(0.55, rng) else age


_YES = {
    "has_aadhaar": 0.98, "has_bank_account": 0.9, "pmsby_insured": 0.2, "pmjjby_insured": 0.15, "apy_subscriber": 0.05,
    "pm_sym_member": 0.04, "ayushman_card": 0.35, "pmjay_listed_family": 0.4, "vending_certificate": 0.3,
    "vendor_letter": 0.2, "income_tax_payer": 0.01, "epfo_member": 0.05, "esic_member": 0.04, "owns_private_car": 0.03,
    "household_income_tax": 0.03, "household_govt_job": 0.04, "receives_pension": 0.1, "eshram_registered": 0.3,
}  # fmt: skip
"""How often a question gets a yes; one that is not named here gets a no."""
_NUMBERS = {
    "household_income_year": (60_000, 240_000), "electricity_kwh_month": (40, 320), "land_wet_cents": (0, 120),
    "land_total_cents": (0, 200), "municipal_property_sqft": (0, 1_100), "construction_days_12m": (0, 0),
}  # fmt: skip


def told_later(seed: int, home: Household, fact: str, kind: str) -> bool | int | None:
    """What she answers when she is asked for one more fact of the schemes; None where she cannot say."""
    rng = generator(seed, "asked", home.number, fact)
    if chance(UNSAID, rng):
        return None
    if kind == "bool":
        return chance(_YES.get(fact, 0.02), rng)
    if kind == "int" and fact in _NUMBERS:
        return rng.randint(*_NUMBERS[fact])
    return None


def at_the_desk(seed: int, number: int) -> Iterator[tuple[Household, dict[str, Any]]]:
    """So many households that have a worker of age, each with what that worker answers at the desk."""
    sites = read_sites()
    where = Map(wards=sorted({site.ward for site in sites}), sites=sites)
    at = 0
    while number:
        home = household(seed, at, where)
        at += 1
        if (member := comes(home)) is not None:
            number -= 1
            yield home, desk_answers(seed, home, member)


def definite_statements(seed: int, home: Household, facts: "dict[str, Fact]", questions: int) -> list[int]:
    """How many definite statements follow from the answers, then after each of so many more questions.

    Each time the question is the one that the person's page asks next; what she cannot say is not asked again.
    """
    from karmika.entitlements.loading import installed
    from karmika.entitlements.statements import statements
    from karmika.kernel.dates import today

    pack, known, skip, found = installed(), dict(facts), list[str](), list[int]()
    for _ in range(questions + 1):
        answers = pack.screen(known, today())
        found.append(sum(one.definite for one in statements(answers, frozenset())))
        name = pack.next_question(answers, skip=skip)
        if name is None:
            continue
        said = told_later(seed, home, name, pack.facts[name].kind)
        if said is None:
            skip.append(name)
        else:
            known[name] = said
    return found
