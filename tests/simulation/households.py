"""The life of one household's forms on a phone: visits, edits, and the order in which they are sent."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from karmika.cli.synth import Site
from karmika.cli.synth.drawing import chance, new_uuid, weighted
from karmika.cli.synth.people import Household, Map, household
from karmika.cli.synth.visits import Visit, visits
from karmika.testing import WORKSITES
from tests.simulation.phones import AADHAAR, Answers, Letter, Phones

WARD = "251746-W07"
OUTSIDE = {"251746-W08": 0.6, "251719-W01": 0.25, "251746-W99": 0.15}
"""A neighbouring ward, another city's, and one that does not exist."""
BUSY = "VJA-AS-012"
SITES = tuple(
    Site(code, ward, kind, lat / 1e6, lon / 1e6)
    for code, ward, kind, _, lat, lon in WORKSITES
    if ward.startswith("251746")
)
FIRST_DAY = date(2026, 9, 25)


class Doorstep:
    """Writes the letters of one household; the same generator gives the same letters."""

    def __init__(self, phones: Phones, rng: Random, seed: int, number: int) -> None:
        self.phones, self.rng = phones, rng
        self.home: Household = household(seed, number, Map((WARD,), SITES))
        self.day = FIRST_DAY + timedelta(days=number % 50)

    def chains(self) -> list[list[Letter]]:
        """For each visit its form and the edits of it, in the order in which they were written."""
        found = []
        for visit in visits(self.home, self.rng):
            answers = self._answers(visit)
            if visit.attempt == 1 and chance(0.08, self.rng):
                answers["visit"]["ward"] = weighted(OUTSIDE, self.rng)
            chain = [self.phones.write(self.rng, answers)]
            for _ in range(weighted({0: 0.4, 1: 0.3, 2: 0.2, 3: 0.1}, self.rng)):
                before = chain[-2] if len(chain) > 1 and chance(0.08, self.rng) else chain[-1]
                chain.append(self.edit(before))
            found.append(chain)
        return found

    def edit(self, before: Letter) -> Letter:
        """A new version in which one or more answers are others."""
        answers = copy.deepcopy(before.answers)
        for _ in range(self.rng.randint(1, 3)):
            self._change(answers)
        return self.phones.write(self.rng, answers, before)

    def conflicting(self, letter: Letter) -> Letter:
        """Other content under the same number, as a restored phone may send it."""
        answers = copy.deepcopy(letter.answers)
        answers["end"] = f"{self.day}T20:{self.rng.randint(10, 59)}:00.000+05:30"
        return self.phones.write(self.rng, answers, instance=letter.instance)

    def _answers(self, visit: Visit) -> Answers:
        on = self.day + timedelta(days=visit.days_later)
        minute = self.rng.randint(10, 45)
        answers = visit.answers(self.rng, on) | {
            "start": f"{on}T10:{minute - 9:02}:00.000+05:30", "end": f"{on}T10:{minute}:30.000+05:30", "username": "",
            "deviceid": "collect:simulation", "notice_version": "2026-11",
        }  # fmt: skip
        for member in answers.get("member", ()):
            if "work" in member and chance(0.6, self.rng):
                _drives(member["work"])
        return answers

    def _change(self, answers: Answers) -> None:
        if "member" in answers:
            changes = {
                self._member: 0.55,
                self._vanish: 0.2,
                self._add: 0.1,
                self._household: 0.1,
                self._door: 0.05,
            }
        else:
            changes = {self._door: 0.7, self._household: 0.3}
        change: Callable[[Answers], None] = weighted(changes, self.rng)
        change(answers)

    def _member(self, answers: Answers) -> None:
        someone, rng = self.rng.choice(answers["member"]), self.rng
        kind = rng.choice(
            ("name", "sex", "age", "phone", "income", "work", "works", "site", "debt", "consent")
        )
        work = someone.get("work")
        if kind == "name":
            someone["member_name"] = rng.choice(("Venkata Rao", "లక్ష్మి", "Salma  Begum", f"राम {AADHAAR}"))
        elif kind == "sex":
            someone["sex"] = rng.choice(("female", "male", "transgender", "not_said"))
        elif kind == "age":
            someone |= {"age_precision": "estimated", "age_years": rng.randint(15, 70)}
            someone.pop("born_on", None)
        elif kind == "phone":
            someone |= {"phone": f"9{rng.randrange(10**9):09}", "phone_answered_by": "self"}
        elif kind == "works" and work is not None:
            someone["works"] = "no"
            del someone["work"]
        elif work is None:
            someone |= {"works": "yes", "work": self._work()}
        elif kind == "income":
            work["income_usual"] = rng.randint(1, 400) * 100
        elif kind == "work":
            work |= {
                "occupation_group": "domestic",
                "occupation": rng.choice(("house_cleaner", "domestic_cook")),
            }
        elif kind == "site":
            work["worksite"] = rng.choice([*(site.code for site in SITES), "", "VJA-XX-999"])
        elif kind == "debt":
            work |= {"has_debt": "no"}
            work.pop("debt", None)
        else:
            work["consent_groups"] = rng.choice(("yes", "no"))

    def _work(self) -> Answers:
        work: Answers = {"answered_by": "self", "employment": "self", "income_pattern": "daily", "days_worked": 20,
            "wage_rate": 600, "wage_unit": "day", "has_debt": "refused", "bank_account": "none", "upi": "no",
            "consent_groups": "yes"}  # fmt: skip
        _drives(work)
        return work

    def _vanish(self, answers: Answers) -> None:
        if len(answers["member"]) > 1:
            answers["member"].remove(self.rng.choice(answers["member"]))

    def _add(self, answers: Answers) -> None:
        present = {member["member_uid"] for member in answers["member"]}
        gone = [one for one in self._everybody() if one["member_uid"] not in present]
        if gone and chance(0.5, self.rng):
            answers["member"].append(self.rng.choice(gone))
            return
        answers["member"].append(
            {"member_uid": new_uuid(self.rng), "member_name": "Kotamma", "relation": "parent", "sex": "female",
             "age_precision": "estimated", "age_years": 66, "languages": ["te"], "schooling": "none", "works": "no"}
        )  # fmt: skip

    def _everybody(self) -> list[Answers]:
        visit = Visit(self.home, 1, "interviewed", 0, True, self.home.members)
        found: list[Any] = self._answers(visit)["member"]
        return found

    def _household(self, answers: Answers) -> None:
        if "consent" in answers and "member" in answers:
            purpose = self.rng.choice(("consent_schemes", "consent_share_department"))
            answers["consent"][purpose] = self.rng.choice(("yes", "no"))
            answers["household"]["social_category"] = self.rng.choice(
                ("sc", "st", "obc", "general", "refused")
            )
        if "home" in answers:
            answers["home"]["address"] = f"D.No. {self.rng.randint(1, 99)}, Canal Road"

    def _door(self, answers: Answers) -> None:
        """What happened at the door was something else, or the door is in another ward."""
        if answers["visit"]["visit_kind"] == "first" and chance(0.3, self.rng):
            answers["visit"]["ward"] = self.rng.choice((WARD, *OUTSIDE))
            return
        attempt = 1 if answers["visit"]["visit_kind"] == "first" else 2
        outcome = weighted(
            {"interviewed": 0.4, "refused": 0.2, "absent": 0.2, "locked": 0.1, "shifted": 0.1}, self.rng
        )
        agrees = outcome == "interviewed" and chance(0.8, self.rng)
        members = self.home.members if agrees else ()
        other = self._answers(Visit(self.home, attempt, outcome, 0, agrees, members))
        ward = answers["visit"].get("ward")
        for group in ("consent", "household", "member", "home"):
            answers.pop(group, None)
        answers |= other
        if ward:
            answers["visit"]["ward"] = ward


def sending_order(chains: list[list[Letter]], rng: Random) -> list[Letter]:
    """Mostly as written; now and then an edit overtakes its original, a revisit the first visit, or all is mixed up."""
    letters = [letter for chain in chains for letter in chain]
    if chance(0.15, rng):
        rng.shuffle(letters)
    for place in range(len(letters) - 1):
        if chance(0.12, rng):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return letters


def _drives(work: Answers) -> None:
    """One occupation at one worksite, so that groups can be found among all households."""
    work |= {"occupation_group": "transport", "occupation": "auto_driver", "worksite": BUSY}
