"""What invented workers do and earn: occupations with their hours, pay, tools, dangers and places of work.

Amounts are rupees of 2026, plausible and no more: nothing here is a measurement.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from karmika.cli.synth.drawing import chance, some, weighted


@dataclass(frozen=True)
class Trade:
    """An occupation of the survey and what goes with it (trades.csv).

    `share` counts against the others' shares, `women` is the share of women, `pay` the usual rate in rupees per `unit`.
    """

    group: str
    code: str
    share: float
    women: float
    pay: tuple[int, int]
    unit: str
    pattern: str
    employments: tuple[str, ...]
    sites: tuple[str, ...]
    tools: tuple[str, ...]
    hazards: tuple[str, ...]
    hours: tuple[int, int]


def _read_trades() -> tuple[Trade, ...]:
    with (Path(__file__).parent / "trades.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Trade(
                group=row["group"],
                code=row["code"],
                share=float(row["share"]),
                women=float(row["women"]),
                pay=(int(row["pay_from"]), int(row["pay_to"])),
                hours=(int(row["hours_from"]), int(row["hours_to"])),
                unit=row["unit"],
                pattern=row["pattern"],
                **{name: tuple(row[name].split()) for name in ("employments", "sites", "tools", "hazards")},
            )
            for row in csv.DictReader(file)
        )


TRADES = _read_trades()

_EMPLOYERS = {
    "platform": ("Annapurna Delivery", "Tez Rides", "Ghar Seva App", "Chalo Cabs"),
    "contractor": (
        "Sri Balaji Constructions",
        "Krishna Contractors",
        "City Clean Agency",
        "Maruthi Works",
        "",
    ),
    "employer": ("", "", "House owner", "Apartment association", "Auto owner"),
    "piece": ("", "Mandi agent", "Scrap dealer"),
}
_MONTHLY = {"hour": 150, "day": 24, "week": 4, "month": 1, "piece": 24, "trip": 380}
_DEBT_RATES = {
    "moneylender": (("per_100_month", (3, 10)), ("per_100_week", (2, 5)), ("per_100_day", (1, 1))),
    "microfinance": (("percent_year", (21, 26)),),
    "bank": (("percent_year", (8, 14)),),
    "group": (("per_100_month", (1, 2)),),
    "employer": (("none", (0, 0)), ("per_100_month", (2, 3))),
    "family": (("none", (0, 0)),),
    "pawn": (("per_100_month", (2, 3)),),
    "loan_app": (("per_100_week", (5, 12)), ("not_known", (0, 0))),
}
_DEBT_SHARES = {
    "moneylender": 34,
    "microfinance": 22,
    "bank": 10,
    "group": 9,
    "employer": 7,
    "family": 9,
    "pawn": 7,
    "loan_app": 2,
}
_SHOCKS = {
    "illness": 0.17, "job_loss": 0.09, "accident": 0.05, "wage_theft": 0.06, "death": 0.03, "disaster": 0.04,
    "eviction": 0.01, "violence": 0.01,
}  # fmt: skip
_COVERS = {"health": 0.42, "accident": 0.14, "life": 0.13, "pension": 0.04, "vehicle": 0.0}


def trade_for(sex: str, rng: Random) -> Trade:
    """An occupation for a person of this sex."""
    woman = sex == "female"
    return weighted({t: t.share * (t.women if woman else 1 - t.women) for t in TRADES}, rng)


def work_answers(trade: Trade, age: int, worksite: str, year: int, rng: Random) -> dict[str, Any]:
    """Everything that the survey asks one worker about work and money, but for cards and consent."""
    pay = _rounded(rng.randint(*trade.pay), rng)
    usual = _rounded(min(pay * _MONTHLY[trade.unit], 38_000), rng)
    employment = rng.choice(trade.employments)
    places = ["worksite" if worksite else "home"] + (["home"] if worksite and chance(0.5, rng) else [])
    answers: dict[str, Any] = {
        "occupation_group": trade.group, "occupation": trade.code, "employment": employment, "worksite": worksite,
        "places": [*places, "native"] if trade.group == "migrant" else places,
        "work_since_year": year - min(age - 14, max(0, int(rng.gauss(9, 6)))), "hours_a_day": rng.randint(*trade.hours),
        "wage_rate": pay, "wage_unit": trade.unit, "income_pattern": trade.pattern, "income_usual": usual,
        "days_worked": 30 if trade.unit == "month" and chance(0.3, rng) else rng.randint(14, 27),
        "income_min": _rounded(usual * rng.uniform(0.4, 0.85), rng),
        "income_max": _rounded(usual * rng.uniform(1.1, 1.6), rng),
        "tools": some(dict.fromkeys(trade.tools, 0.7), rng) or ["none"],
        "hazards": some(dict.fromkeys(trade.hazards, 0.6), rng) or ["none"],
    }  # fmt: skip
    if trade.group == "migrant":
        answers["native_place"] = rng.choice(
            ("Srikakulam", "Palasa", "Koraput, Odisha", "Gaya, Bihar", "Vizianagaram")
        )
    if employment != "self" and (employer := rng.choice(_EMPLOYERS[employment])):
        answers["employer_name"] = employer
    if employment in ("employer", "contractor") and chance(0.11, rng):
        answers["unpaid_amount"] = _rounded(usual * rng.uniform(0.2, 2.5), rng)
    return answers | _money_answers(usual, rng)


def _money_answers(usual: int, rng: Random) -> dict[str, Any]:
    skilled = rng.random()
    answers: dict[str, Any] = {
        "has_debt": weighted({"yes": 0.58, "no": 0.39, "refused": 0.03}, rng),
        "bank_account": weighted({"active": 0.78, "dormant": 0.12, "none": 0.08, "refused": 0.02}, rng),
        "upi": "yes" if skilled > 0.45 else "no",
        "insurance": some(_COVERS, rng) or ["none"],
        "shocks": some(_SHOCKS, rng) or ["none"],
        "union": weighted({"no": 0.86, "yes": 0.11, "refused": 0.03}, rng),
        "literacy": {name: _skill(skilled - harder, rng) for name, harder in _SKILLS.items()},
    }
    if answers["has_debt"] == "yes":
        answers["debt"] = [_debt(usual, rng) for _ in range(weighted({1: 0.72, 2: 0.22, 3: 0.06}, rng))]
    return answers


_SKILLS = {
    "can_read": 0.0,
    "can_count": -0.1,
    "can_bank": 0.05,
    "can_pay": 0.1,
    "can_compare": 0.35,
    "can_apply": 0.4,
}


def _skill(level: float, rng: Random) -> str:
    level += rng.gauss(0, 0.15)
    return "alone" if level > 0.5 else "with_help" if level > 0.2 else "no"


def _debt(usual: int, rng: Random) -> dict[str, Any]:
    source = weighted(_DEBT_SHARES, rng)
    unit, (low, high) = rng.choice(_DEBT_RATES[source])
    debt: dict[str, Any] = {
        "debt_source": source,
        "debt_amount": max(500, _rounded(usual * rng.lognormvariate(0.9, 0.8), rng)),
        "debt_rate_unit": unit,
    }
    if unit not in ("none", "not_known"):
        debt["debt_rate"] = rng.randint(low, high)
    return debt


def _rounded(rupees: float, rng: Random) -> int:
    """People say round figures: to the hundred, the five hundred, or the thousand."""
    step = 10 if rupees < 300 else 50 if rupees < 2000 else rng.choice((100, 500, 500, 1000))
    return max(step, round(rupees / step) * step)
