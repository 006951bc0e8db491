"""Packs for tests: the installed shared files with schemes made up for one test; and random answers."""

import random
from datetime import date

from karmika.entitlements.loading import FOLDER, SHARED, pack_of
from karmika.entitlements.pack import Pack
from karmika.entitlements.rules import Condition, Dated, conditions

NAMED = "{en: a, hi: b, te: c}"
DAY = date(2026, 11, 21)
COMMON = f"""
name: {NAMED}
benefit: {NAMED}
tip: {NAMED}
checks: []
documents: [aadhaar]
apply_at: [{{office: bank_branch}}]
source: made up
confidence: low
verified_on: null
"""
OPEN = "status: [{from: 2020-01-01, is: open}]\n"


def shared_texts() -> dict[str, str]:
    return {name: (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in SHARED}


def scheme_text(rule: str, more: str = OPEN) -> str:
    return COMMON + more + f"rules: [{{from: 2020-01-01, rule: {rule}}}]\n"


def pack_with(**schemes: str) -> Pack:
    """A pack of made-up schemes (YAML texts) over the real facts and words."""
    return pack_of({**shared_texts(), **schemes})


def rule_pack(rule: str, more: str = OPEN) -> Pack:
    return pack_with(made_up=scheme_text(rule, more))


def thresholds(pack: Pack) -> dict[str, list[int]]:
    """Every number that some rule compares a fact with, and its neighbours."""
    found: dict[str, set[int]] = {}
    for scheme in pack.schemes:
        rules = [rule for _, rule in scheme.rules] + ([scheme.already] if scheme.already else [])
        for one in (condition for rule in rules for condition in conditions(rule)):
            for value in numbers(one):
                low, high = pack.facts[one.fact].least, pack.facts[one.fact].most
                found.setdefault(one.fact, set()).update(
                    near for near in (value - 1, value, value + 1) if low <= near <= high
                )
    return {fact: sorted(values) for fact, values in found.items()}


def numbers(one: Condition) -> list[int]:
    if isinstance(one.value, Dated):
        return [int(value) for _, value in one.value.values]  # type: ignore[arg-type]
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return [value for value in values if type(value) is int]


def random_facts(
    pack: Pack, chance: random.Random, near: dict[str, list[int]], missing: float = 0.12
) -> dict:
    """Answers as JSON types: each missing with a chance, some unsure, numbers mostly at a threshold."""
    facts: dict = {}
    for name in pack.asked():
        fact = pack.facts[name]
        if chance.random() < missing:
            if chance.random() < 0.5:
                facts[name] = None
        elif fact.kind == "bool":
            facts[name] = chance.random() < 0.5
        elif fact.kind == "enum":
            codes = list(fact.values)
            few = chance.random() < 0.15
            facts[name] = (
                sorted(chance.sample(codes, chance.randint(1, 3)))
                if few and len(codes) > 2
                else chance.choice(codes)
            )
        else:
            near_by = near.get(name)
            at = (
                chance.choice(near_by)
                if near_by and chance.random() < 0.7
                else chance.randint(fact.least, min(fact.most, 400000))
            )
            wide = chance.choice((1, 5, 20000)) if chance.random() < 0.2 else 0
            facts[name] = [max(fact.least, at - wide), min(fact.most, at + wide)] if wide else at
    return facts


DAYS = [
    date(2017, 1, 1), date(2019, 1, 1), date(2022, 9, 30), date(2024, 10, 28), date(2024, 10, 29), date(2025, 1, 1),
    date(2025, 8, 27), DAY, DAY, DAY, DAY, DAY, date(2030, 4, 1), date(2031, 4, 1),
]  # fmt: skip
