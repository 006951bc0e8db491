"""The survey of the scene: households behind doors, visited until every place of work of the plan is filled."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from karmika.cli.demo.mepma.plan import Slot, Ward, near_the_middle
from karmika.cli.synth.drawing import chance, generator, new_uuid, weighted
from karmika.cli.synth.people import Household, Map, Member, household
from karmika.cli.synth.visits import Visit, visits
from karmika.cli.synth.work import TRADES, trade_for, work_answers
from karmika.cli.synth.writing import Writer
from karmika.intake.definition import FormDefinition

LAST_DAY, DAYS, YEAR = dt.date(2026, 11, 15), 21, 2026
RESENT = 0.02
"""Share of the forms that a phone sends twice."""
GROWN_UP = range(18, 66)
OTHER_WORK = 0.12
"""Share of those without a slot who work at something else, at no worksite."""
SELDOM = 0.12
"""An occupation with a smaller share of a sex is not given to somebody of it."""
_INDIA = dt.timezone(dt.timedelta(hours=5, minutes=30))


@dataclass(frozen=True)
class Letter:
    """One form on its way from the phone of a ward. `again`: it was sent before, byte for byte."""

    ward: str
    xml: bytes
    again: bool = False


def survey(seed: int, wards: Sequence[Ward], form: FormDefinition) -> Iterator[Letter]:
    """All forms of all wards, each phone's in its own order."""
    writer, number = Writer(form), 0
    for position, ward in enumerate(wards):
        left = Counter(ward.slots)
        while left.total():
            home = Doors(seed, ward, position).household(number, left)
            yield from home.forms(writer)
            number += 1


@dataclass(frozen=True)
class Doors:
    """The doors of one ward. `position` makes the number of its phone."""

    seed: int
    ward: Ward
    position: int

    def household(self, number: int, left: Counter[Slot]) -> Home:
        """The household with this number; those of it who are met take slots out of `left`."""
        home = household(self.seed, number, Map((self.ward.code,), self.ward.sites))
        rng = generator(self.seed, "slots", number)
        if home.point is not None:
            home = replace(home, point=near_the_middle(self.ward, rng))
        met = {member.uid for visit in self.visits(home) for member in visit.members}
        taken: dict[str, Slot] = {}
        members: list[Member] = []
        for member in home.members:
            work: dict[str, Any] = {}
            if member.work and member.uid in met:
                slot = _slot_for(member, left, rng)
                if slot is not None:
                    left[slot] -= 1
                    taken[member.uid] = slot
                    work = work_answers(slot.trade, member.age, slot.site, YEAR, rng)
                elif member.age in GROWN_UP and chance(OTHER_WORK, rng):
                    work = _other_work(member, rng)
            for debt in work.get("debt", ()):
                debt["debt_uid"] = new_uuid(rng)
            members.append(replace(member, work=work))
        return Home(self, replace(home, members=tuple(members)), taken)

    def visits(self, home: Household) -> list[Visit]:
        """The visits to a household: the same ones whatever its members work at."""
        return visits(home, generator(self.seed, "visits", home.number))


def _slot_for(member: Member, left: Counter[Slot], rng: Random) -> Slot | None:
    """A slot that is still free and in which somebody of this sex is not a rarity; None where there is none."""
    if member.age not in GROWN_UP:
        return None
    woman = member.sex == "female"
    shares = {
        slot: count * (slot.trade.women if woman else 1 - slot.trade.women)
        for slot, count in left.items()
        if count and (slot.trade.women if woman else 1 - slot.trade.women) >= SELDOM
    }
    return weighted(shares, rng) if shares else None


def _other_work(member: Member, rng: Random) -> dict[str, Any]:
    """Work outside the plan: at no worksite, so that nobody can be proposed for a group by it."""
    trade = trade_for(member.sex, rng)
    found = next((one for one in TRADES if one.group == "street_vendor" and chance(0.5, rng)), trade)
    return work_answers(found, member.age, "", YEAR, rng)


@dataclass(frozen=True)
class Home:
    """A household with the slots that its members took, and the forms that are filled in at its door."""

    doors: Doors
    home: Household
    taken: dict[str, Slot]

    def forms(self, writer: Writer) -> Iterator[Letter]:
        """A form for each visit, now and then sent twice."""
        rng = generator(self.doors.seed, "forms", self.home.number)
        first_day = LAST_DAY - dt.timedelta(days=7 + rng.randrange(DAYS))
        for visit in self.doors.visits(self.home):
            began = _moment(first_day + dt.timedelta(days=visit.days_later), rng)
            answers = visit.answers(rng, began.date())
            for member in answers.get("member", ()):
                self._own_word(member)
            ended = began + dt.timedelta(seconds=60 + 240 * len(answers.get("member", ())))
            answers |= {
                "start": _iso(began), "end": _iso(ended), "username": "", "notice_version": "2026-11",
                "deviceid": f"collect:scene{self.doors.position:03}",
            }  # fmt: skip
            letter = Letter(self.doors.ward.code, writer.xml(answers, new_uuid(rng)))
            yield letter
            if chance(RESENT, rng):
                yield replace(letter, again=True)

    def _own_word(self, member: dict[str, Any]) -> None:
        """Who took a slot was asked in person, and said whether to be proposed for a group."""
        slot = self.taken.get(member["member_uid"])
        if slot is not None:
            member["work"] |= {"answered_by": "self", "consent_groups": "yes" if slot.willing else "no"}


def _moment(day: dt.date, rng: Random) -> dt.datetime:
    """Some time of that day at which doors are knocked at, in India's time."""
    return dt.datetime(
        day.year,
        day.month,
        day.day,
        rng.randint(8, 18),
        rng.randint(0, 59),
        rng.randint(0, 59),
        tzinfo=_INDIA,
    )


def _iso(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
