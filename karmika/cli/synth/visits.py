"""How often a household is visited and what happens each time: found, absent, locked, refused, moved away, empty."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from karmika.cli.synth.drawing import chance, weighted
from karmika.cli.synth.people import Household, Member, member_answers, script_of
from karmika.registry.numbers import household_number

_FIRST = {
    "interviewed": 0.715, "absent": 0.11, "locked": 0.055, "partly": 0.03, "refused": 0.04, "shifted": 0.02, "vacant": 0.03,
}  # fmt: skip
_NEXT = {"interviewed": 0.74, "absent": 0.14, "locked": 0.08, "refused": 0.03, "shifted": 0.01}


@dataclass(frozen=True, slots=True)
class Visit:
    """One knock at the door. `members` are those asked about at this visit; `days_later` counts from the first."""

    home: Household
    attempt: int
    outcome: str
    days_later: int
    consent: bool = False
    members: tuple[Member, ...] = ()

    @property
    def workers(self) -> int:
        """How many workers this visit brings into the registry."""
        return sum(1 for member in self.members if member.work)

    def answers(self, rng: Random, on: dt.date) -> dict[str, Any]:
        """The survey form as it is filled in at this visit."""
        home, first = self.home, self.attempt == 1
        place = {"ward": home.ward} if first else {"household_number": household_number(UUID(home.uid))}
        answers: dict[str, Any] = {
            "household_uid": home.uid,
            "visit": {"visit_kind": "first" if first else "again", **place, "outcome": self.outcome},
        }
        if self.outcome in ("interviewed", "partly"):
            answers["consent"] = {"consent_survey": "yes" if self.consent else "no"}
        if self.consent:
            answers["consent"] |= {
                "consent_schemes": "yes" if chance(0.93, rng) else "no",
                "consent_share_department": "yes" if chance(0.78, rng) else "no",
            }
            answers["household"] = _household_answers(home, rng)
            script = script_of(home.community, rng)
            answers["member"] = [
                member_answers(member, script, on, home.community, rng) for member in self.members
            ]
        if first and (self.consent or self.outcome in ("absent", "locked")):
            answers["home"] = _home_answers(home, rng)
            if self.outcome in ("absent", "locked") and chance(0.5, rng):
                answers["home"]["revisit_on"] = (on + dt.timedelta(days=rng.randint(1, 4))).isoformat()
        return answers


def visits(home: Household, rng: Random) -> list[Visit]:
    """The visits to a household, first to last: three at most, and none after it has been talked to or has said no."""
    plan: list[Visit] = []
    left, day, shares = home.members, 0, _FIRST
    for attempt in (1, 2, 3):
        outcome = weighted(shares, rng)
        consent = outcome in ("interviewed", "partly") and (
            chance(0.96, rng) or len(left) < len(home.members)
        )
        asked: tuple[Member, ...] = ()
        if consent:
            # Who answers at the first sitting is asked first; the others follow another day.
            asked, left = (left[:1], left[1:]) if outcome == "partly" and len(left) > 1 else (left, ())
            outcome = "partly" if left else "interviewed"
        elif outcome == "partly":
            outcome = "interviewed"  # met, and said no: nobody comes again
        plan.append(Visit(home, attempt, outcome, day, consent, asked))
        if outcome not in ("absent", "locked", "partly") or (attempt == 2 and chance(0.5, rng)):
            break
        day, shares = day + rng.randint(1, 3), _NEXT
    return plan


def _household_answers(home: Household, rng: Random) -> dict[str, Any]:
    muslim = home.community == "muslim"
    category = weighted({"obc": 0.52, "sc": 0.22, "st": 0.06, "general": 0.16, "refused": 0.04}, rng)
    minority = "muslim" if muslim else weighted({"no": 0.9, "christian": 0.08, "refused": 0.02}, rng)
    return {
        "single_woman": "yes" if home.single_woman else "no",
        "social_category": "obc" if muslim and category in ("sc", "st") else category,
        "minority": "refused" if chance(0.02, rng) else minority,
    }


def _home_answers(home: Household, rng: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {"address": home.address, "landmark": home.landmark}
    if home.point:
        lat, lon = home.point
        answers["point"] = (
            f"{lat:.7f} {lon:.7f} {rng.randint(5, 40)}.0 {rng.randint(4, 30)}.{rng.randint(0, 9)}"
        )
    return answers
