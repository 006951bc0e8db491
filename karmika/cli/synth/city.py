"""The synthetic city: the survey of an invented town as its phones would send it, one submission after the other.

Exactly as many workers as asked for end up in the registry (some of them are one person registered twice). Memory stays
the same however many they are: households are drawn from seed and number, and only letters still on their way are kept.
"""

import datetime as dt
import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from karmika.cli.synth.drawing import chance, generator, new_uuid, weighted
from karmika.cli.synth.people import Household, Map, Member, household, seen_again
from karmika.cli.synth.visits import Visit, visits
from karmika.cli.synth.writing import Writer
from karmika.intake.definition import FormDefinition


@dataclass(frozen=True)
class Habits:
    """How the survey goes: shares of all households, or of all submissions for what is sent again or corrected.

    `duplicates` is the share of workers who were registered before; `odd` the share of households whose form has
    something for the office to look at (they hold no worker). The survey ends on `until` and takes `days`.
    """

    duplicates: float = 0.03
    resent: float = 0.02
    edited: float = 0.01
    late: float = 0.05
    odd: float = 0.004
    until: dt.date = dt.date(2026, 11, 15)
    days: int = 21


@dataclass(frozen=True)
class SyntheticSubmission:
    """What one phone sends once. `follows` is the instance that must have arrived before this one makes sense.

    `again` marks what was sent before, byte for byte; `replaces` the instance that this one corrects.
    """

    instance_id: str
    ward: str
    device_index: int
    xml: bytes
    occurred_at: dt.datetime
    attachments: tuple[tuple[str, bytes], ...] = ()
    follows: str = ""
    again: bool = False
    replaces: str = ""

    @property
    def workers(self) -> int:
        """How many workers it brings into the registry: those of an edit, or of what is sent again, are there already."""
        return 0 if self.again or self.replaces else self.xml.count(b"<works>yes</works>")


STANDARD = Habits()


def city(
    seed: int,
    workers: int,
    *,
    where: Map,
    form: FormDefinition,
    habits: Habits = STANDARD,
    only: Collection[str] | None = None,
) -> Iterator[SyntheticSubmission]:
    """The submissions of a whole survey in the order in which they are sent.

    Phones send late, twice, and originals again after their correction; a correction or a revisit never overtakes what
    it follows, as one phone sends in its own order. The same seed and arguments give the same bytes; `only` leaves out
    what the phones of other wards send, and changes nothing else.
    """
    survey = _Survey(seed, where, Writer(form), habits)
    waiting: list[tuple[int, int, SyntheticSubmission]] = []
    found = number = order = 0
    while found < workers:
        home = survey.household(number, workers - found)
        plan = visits(home, generator(seed, "visits", number))
        found += sum(visit.workers for visit in plan)
        letters = survey.letters(home, plan, found / workers)
        for due, letter in letters if only is None or home.ward in only else ():
            heapq.heappush(waiting, (number + due, order, letter))
            order += 1
        while waiting and waiting[0][0] <= number:
            yield heapq.heappop(waiting)[2]
        number += 1
    while waiting:
        yield heapq.heappop(waiting)[2]


@dataclass
class _Survey:
    """One survey being made: what every household of it shares."""

    seed: int
    where: Map
    writer: Writer
    habits: Habits
    index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.index = {ward: position for position, ward in enumerate(self.where.wards)}

    def household(self, number: int, workers_left: int) -> Household:
        """The household with this number; some of its workers are people known already, none is beyond what is left."""
        home = household(self.seed, number, self.where)
        rng = generator(self.seed, "again", number)
        members: list[Member] = []
        for member in home.members:
            if member.work and number and chance(self.habits.duplicates, rng):
                earlier = household(self.seed, rng.randrange(max(0, number - 5_000), number), self.where)
                known = [other for other in earlier.members if other.work]
                member = seen_again(rng.choice(known), rng) if known else member
            if member.work:
                workers_left -= 1
            members.append(member if workers_left >= 0 else replace(member, work={}))
        if home.workers and chance(self.habits.odd, rng):
            members = [replace(member, work={}) for member in members]
        return replace(home, members=tuple(members))

    def letters(
        self, home: Household, plan: Sequence[Visit], progress: float
    ) -> Iterator[tuple[int, SyntheticSubmission]]:
        """What is sent about a household, each with how many households later it leaves the phone."""
        rng = generator(self.seed, "letters", home.number)
        habits = self.habits
        first_day = (
            habits.until
            - dt.timedelta(days=habits.days + 7)
            + dt.timedelta(days=int(habits.days * min(1, progress)))
        )
        due = rng.randint(200, 500) if chance(habits.late, rng) else rng.randint(0, 30)
        follows = ""
        for visit in plan:
            began = _moment(first_day + dt.timedelta(days=visit.days_later), rng)
            answers = visit.answers(rng, began.date())
            if not any(one.workers for one in plan):
                _odd(answers, habits.odd * 4, rng)
                if len(plan) == 1 and chance(habits.odd, rng):
                    # the street beyond the border of the phone's ward
                    answers["visit"]["ward"] = rng.choice(self.where.wards)
            letter = self._letter(home, answers, began, follows, rng)
            yield due, letter
            yield from self._again(letter, due, rng)
            if chance(habits.edited, rng) and "member" in answers:
                due += rng.randint(20, 200)
                corrected = self._corrected(home, letter, answers, rng)
                yield due, corrected
                if chance(0.3, rng):
                    yield (
                        due + rng.randint(20, 60),
                        replace(letter, again=True, follows=corrected.instance_id),
                    )
            follows = letter.instance_id
            due += rng.randint(20, 80)

    def _letter(
        self, home: Household, answers: dict[str, Any], began: dt.datetime, follows: str, rng: Random
    ) -> SyntheticSubmission:
        ended = began + dt.timedelta(seconds=rng.randint(50, 120) + 240 * len(answers.get("member", ())))
        device = self.index[home.ward]
        answers |= {
            "start": _iso(began), "end": _iso(ended), "username": "",
            "deviceid": f"collect:{_letters(self.seed)}{_letters(device)}", "notice_version": "2026-11",
        }  # fmt: skip
        instance = new_uuid(rng)
        return SyntheticSubmission(
            instance_id=instance, ward=home.ward, device_index=device, xml=self.writer.xml(answers, instance),
            occurred_at=ended, follows=follows,
        )  # fmt: skip

    def _again(
        self, letter: SyntheticSubmission, due: int, rng: Random
    ) -> Iterator[tuple[int, SyntheticSubmission]]:
        if chance(self.habits.resent, rng):
            yield due + rng.randint(0, 40), replace(letter, again=True, follows=letter.instance_id)

    def _corrected(
        self, home: Household, letter: SyntheticSubmission, answers: dict[str, Any], rng: Random
    ) -> SyntheticSubmission:
        """The same form corrected hours later: an income, a phone number, or somebody who does not live there."""
        members = [dict(member) for member in answers["member"]]
        someone = rng.choice(members)
        gone = [member for member in members if member["works"] == "no"]
        if len(members) > 2 and gone and chance(0.15, rng):
            members.remove(gone[-1])
        elif "work" in someone and chance(0.6, rng):
            income = someone["work"]["income_usual"] + rng.choice((-500, 500, 1000))
            someone["work"] = someone["work"] | {"income_usual": max(0, income)}
        else:
            someone |= {"phone": f"9{rng.randrange(10**9):09}", "phone_answered_by": "self"}
        ended = letter.occurred_at + dt.timedelta(minutes=rng.randint(20, 400))
        instance = new_uuid(rng)
        changed = answers | {"member": members, "end": _iso(ended)}
        return replace(
            letter, instance_id=instance, xml=self.writer.xml(changed, instance, letter.instance_id), occurred_at=ended,
            follows=letter.instance_id, replaces=letter.instance_id,
        )  # fmt: skip


def _letters(number: int) -> str:
    """Eight letters, as in a phone's id."""
    return "".join(chr(97 + number // 26**place % 26) for place in range(8))


def _odd(answers: dict[str, Any], share: float, rng: Random) -> None:
    """Now and then a form holds something that the office must look at."""
    if not chance(share, rng):
        return
    home, visit = answers.get("home"), answers["visit"]
    kind = weighted({"address": 0.4, "day": 0.3, "outcome": 0.3}, rng)
    if kind == "address" and home:
        home.pop("address", None)
    elif kind == "day" and home and "revisit_on" in home:
        home["revisit_on"] = "soon"
    elif kind == "outcome" and visit["outcome"] in ("shifted", "vacant"):
        visit["outcome"] = "demolished"


def _moment(day: dt.date, rng: Random) -> dt.datetime:
    """Some time of that day at which doors are knocked at, in India's time."""
    minute = rng.randint(8 * 60, 18 * 60 + 30)
    return dt.datetime(
        day.year,
        day.month,
        day.day,
        minute // 60,
        minute % 60,
        rng.randint(0, 59),
        rng.randint(0, 999) * 1000,
        tzinfo=_INDIA,
    )


_INDIA = dt.timezone(dt.timedelta(hours=5, minutes=30))


def _iso(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
