"""Reports of wrongs, what paralegals do about them, and how they end. Words of level 2 stand in the sealed acts alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

import msgspec

from karmika.cases.acts import (
    AddNote,
    AddTask,
    AskClosure,
    AssignCase,
    ConfirmClosure,
    DeclineClosure,
    FinishTask,
    NoteFirstResponse,
    OpenCase,
    RecordMoney,
    RecordPaper,
    ReopenCase,
    SetClaimLine,
)
from karmika.cases.acts.claims import owed
from karmika.cases.terms import RESTRICTED, WAGE
from karmika.cases.words import Words
from karmika.cli.demo.kaam_mango.desk import Desks
from karmika.cli.demo.kaam_mango.diary import Acts, Diary, india
from karmika.cli.demo.kaam_mango.names import NOWHERE_ELSE, contractor, full_name
from karmika.cli.demo.kaam_mango.plan import Visitor
from karmika.cli.demo.kaam_mango.staff import SENIOR
from karmika.cli.synth.drawing import chance, generator, weighted
from karmika.kernel.ids import stable
from karmika.referrals.acts import Answer, Refer
from karmika.referrals.models import Referral

KINDS = (
    "wage", "gang", "restricted", "anonymous", "on_behalf",
    "unknown_here", "accident", "gang", "restricted_anonymous", "wage",
)  # fmt: skip
"""The kinds in turn: of ten reports two are of level 2, two are claims of a gang, two have no name."""
MATTERS = {"wage_unpaid": 0.5, "wage_below_minimum": 0.2, "contractor_default": 0.2, "wage_cut": 0.1}
GRAVE = {
    "violence_worker": 0.3,
    "bonded_labour": 0.3,
    "violence_woman": 0.2,
    "atrocity_sc_st": 0.1,
    "child_labour": 0.1,
}
ANSWERED = {"in_time": 0.72, "late": 0.22, "never": 0.06}
ENDS = {"full": 0.3, "part": 0.25, "settled": 0.1, "withdrawn": 0.1, "no_remedy": 0.08, "open": 0.17}
REFERRED = 0.3


@dataclass(frozen=True)
class Report:
    """One report: who of the camp's visitors it is about (of level 2 nobody is named by id), where, when, what kind."""

    number: int
    kind: str
    about: Visitor
    at: dt.datetime

    @property
    def key(self) -> UUID:
        """Its case."""
        return self.id("case")

    @property
    def level(self) -> int:
        """Level 2 for violence, else 0."""
        return RESTRICTED if self.kind.startswith("restricted") else WAGE

    def id(self, what: str, *more: int) -> UUID:
        """The id of something of it."""
        return stable("kaam-mango", "report", what, self.number, *more)


class Reports:
    """All reports, and the lines of the diary about them."""

    def __init__(self, desks: Desks, diary: Diary) -> None:
        self.desks, self.diary = desks, diary
        self.manch, self.seed = desks.manch, desks.plan.seed
        self.all = list(self._drawn())

    def note(self) -> None:
        """Everything that happens to every report."""
        for one in self.all:
            _Road(self, one, generator(self.seed, "kaam-mango", "report", one.number)).note()

    def _drawn(self) -> Iterator[Report]:
        """Told at a camp, or in the weeks after it; the last ones in these days."""
        rng = generator(self.seed, "kaam-mango", "reports")
        people = self.desks.plan.people
        for number, about in enumerate(rng.sample(people, self.desks.plan.reports)):
            at = _at_the_camp(about, rng)
            if chance(0.5, rng):
                later = india(
                    about.camp.held_on + dt.timedelta(days=rng.randint(1, 30)),
                    rng.randint(10, 15),
                    rng.randint(0, 59),
                )
                at = later if later < self.diary.until - dt.timedelta(hours=1) else at
            yield Report(number, KINDS[number % len(KINDS)], about, at)


def _at_the_camp(about: Visitor, rng: Random) -> dt.datetime:
    """Aside, after the form of the desk was sent: those of the morning are sent at one o'clock, the others at five."""
    hour = rng.randint(13, 15) if about.began.hour < 13 else 17
    return india(about.camp.held_on, hour, rng.randint(2, 25))


def told_nowhere_else(one: Report) -> Words:
    """The words of a report of level 2: each of them is found nowhere but in its sealed acts."""
    rng = generator("kaam-mango", "restricted", one.number)
    name = f"{NOWHERE_ELSE[one.number % len(NOWHERE_ELSE)]} {one.number:03}"
    where = f"brick kiln at milestone {7000 + one.number}"
    return Words(
        name="" if one.kind == "restricted_anonymous" else name,
        phone=f"8{rng.randrange(10**9):09}",
        hours="after nine in the evening",
        safe_word=f"marigold {one.number}",
        message_ok=False,
        story=f"{name} says: held at the {where}, beaten when she asked for her wages.",
        against=f"Owner of the {where}",
    )


@dataclass
class _Road:
    """What happens to one report, from the first word to the end."""

    reports: Reports
    one: Report
    rng: Random
    number: int = 0
    end: str = ""
    ends_after: int = 30
    """Days from the report to its end."""

    def __post_init__(self) -> None:
        self.manch = self.reports.manch
        self.paralegal = self.manch.paralegal(self.one.about.camp.district)
        self.is_restricted = self.one.level == RESTRICTED

    def note(self) -> None:
        """The report, the first response, the work, the end."""
        opened = self._opened()
        how = weighted(ANSWERED, self.rng)
        assigned = self.one.at + dt.timedelta(minutes=self.rng.randint(5, 25))
        if not self.is_restricted and opened != self.paralegal:
            user = self.manch.viewer(self.paralegal).id
            self._line(assigned, "coordinator", [AssignCase(case=self.one.key, user=user)])
        if how == "never":
            return
        wait = dt.timedelta(minutes=self.rng.randint(30, 110))
        if how == "late":
            tried = assigned + dt.timedelta(minutes=30)
            if chance(0.4, self.rng):
                self._line(tried, self.paralegal, [NoteFirstResponse(case=self.one.key, how="not_reached")])
            wait = dt.timedelta(hours=self.rng.randint(3, 70))
        answer = "through_other" if self.one.kind == "on_behalf" else self.rng.choice(("called", "met"))
        answered = self.one.at + wait
        self._line(answered, self.paralegal, [NoteFirstResponse(case=self.one.key, how=answer)])
        self._worked(answered)

    def _line(self, at: dt.datetime, who: str, acts: Acts) -> bool:
        self.number += 1
        return self.reports.diary.note(at, who, ("report", self.one.number, self.number), acts)

    def _day(self, days: int, hour: int = 12) -> dt.datetime:
        return india(self.one.at.date() + dt.timedelta(days=days), hour, self.one.number % 60)

    def _opened(self) -> str:
        """Who took it down: a resource person, or the paralegal herself."""
        one, about, rng = self.one, self.one.about, self.rng
        who = self.paralegal if chance(0.4, rng) else self.manch.resource_person(about.camp.district)
        at_camp = one.at.date() == about.camp.held_on
        matter = weighted(GRAVE if self.is_restricted else MATTERS, rng)
        if one.kind == "accident":
            matter = "accident_disability"
        ended = one.at.date() - dt.timedelta(days=rng.randint(5, 60))
        act = OpenCase(
            case=one.key,
            level=one.level,
            area=self.reports.desks.area(about.camp),
            organisation=self.manch.organisation,
            programme=self.manch.programme,
            told="named",
            matter=matter,
            channel="camp" if at_camp else rng.choice(("call", "office", "visit", "leader")),
            occupation=about.occupation,
            sex=about.sex,
            happened_from=ended - dt.timedelta(days=rng.randint(15, 60)),
            happened_to=ended,
            words=Words(against=contractor(rng), story="Worked for weeks; the money did not come."),
        )
        self._line(one.at, who, [self._told(act)])
        return who

    def _told(self, act: OpenCase) -> OpenCase:
        """By whom, in whose name."""
        assert act.words is not None
        rng = self.rng
        if self.is_restricted:
            told = "anonymous" if self.one.kind == "restricted_anonymous" else "named"
            return msgspec.structs.replace(act, told=told, words=told_nowhere_else(self.one))
        if self.one.kind == "anonymous":
            return msgspec.structs.replace(act, told="anonymous")
        if self.one.kind == "on_behalf":
            words = msgspec.structs.replace(
                act.words, name=full_name(act.sex, rng), speaks="A neighbour who knows the gang"
            )
            return msgspec.structs.replace(act, told="on_behalf", words=words)
        if self.one.kind == "unknown_here":
            words = msgspec.structs.replace(
                act.words, name=full_name(act.sex, rng), phone=f"9{rng.randrange(10**9):09}"
            )
            return msgspec.structs.replace(act, words=words)
        return msgspec.structs.replace(act, person=self.one.about.id("person"), consent_how="in_person")

    def _worked(self, answered: dt.datetime) -> None:
        task = self.one.id("task")
        due = answered.date() + dt.timedelta(days=7)
        self._line(
            answered + dt.timedelta(minutes=10), self.paralegal,
            [AddTask(case=self.one.key, task=task, what="proof", due_on=due)],
        )  # fmt: skip
        done = self._day(self.rng.randint(4, 12))
        if chance(0.8, self.rng):
            self._line(done, self.paralegal, [FinishTask(case=self.one.key, task=task)])
        if self.is_restricted:
            self._protected()
        elif self.one.kind != "accident":
            self._claimed()
        self._ended()

    def _protected(self) -> None:
        """The work on a restricted case: notes and an FIR, in words of its own."""
        words = told_nowhere_else(self.one)
        note = AddNote(
            case=self.one.key,
            note=self.one.id("note"),
            words=Words(text=f"Spoke with her alone. {words.story}"),
        )
        self._line(self._day(4, 13), self.paralegal, [note])
        number = Words(number=f"{300 + self.one.number}/2026")
        on = self._day(6).date()
        paper = RecordPaper(
            case=self.one.key, paper=self.one.id("paper"), what="fir", on_day=on, words=number
        )
        self._line(self._day(6, 14), self.paralegal, [paper])

    def _claimed(self) -> None:
        """Days, rates and what was paid; claimed, offered, received in rupees."""
        paise, acts = 0, []
        workers = self.rng.randint(4, 9) if self.one.kind == "gang" else 1
        for worker in range(workers):
            half_days, rate = self.rng.randint(20, 110), self.rng.randrange(300_00, 560_00, 10_00)
            paid = self.rng.randrange(0, half_days * rate // 4, 100_00)
            paise += owed(half_days, rate, paid)
            line = SetClaimLine(
                case=self.one.key, line=self.one.id("line", worker), half_days=half_days, rate_paise=rate,
                paid_paise=paid, words=Words(name=full_name("male" if worker % 3 else "female", self.rng)),
            )  # fmt: skip
            acts.append(line)
        at = self._day(3, 16)
        if not self._line(at, self.paralegal, acts):
            return
        self._money("disputed", paise, at)
        if chance(REFERRED, self.rng):
            self._referred()
        self.end = end = weighted(ENDS, self.rng)
        for what, amount, days in _payments(end, paise, self.rng):
            self._money(what, amount, self._day(days))
            self.ends_after = days + 2

    def _money(self, what: str, paise: int, at: dt.datetime) -> None:
        if paise:
            self.number += 1
            act = RecordMoney(
                case=self.one.key, money=self.one.id("money", self.number), what=what, amount_paise=paise,
                on_day=at.date(),
            )  # fmt: skip
            self._line(at, self.paralegal, [act])

    def _referred(self) -> None:
        """The labour office is asked about the claim, and its officer answers by his own account."""
        case, district = self.one.key, self.one.about.camp.district
        refer = Refer(
            subject=case, about="case", service="wage_claim", office=self.manch.office(district, "LO"),
            consent_how="in_person", shared=("number", "matter", "against", "days", "claimed", "workers"),
        )  # fmt: skip
        self._line(self._day(4, 11), self.paralegal, [refer])

        def answered() -> Sequence[Answer]:
            row = Referral.objects.get(subject_id=case, service="wage_claim")
            return [Answer(referral=row.id, subject=case, answer="accepted")]

        if chance(0.6, self.rng):
            self._line(self._day(self.rng.randint(5, 7), 15), "officer", answered)

    def _ended(self) -> None:
        """One asks to close, another looks: at level 2 somebody of the team, else the coordinator."""
        end = self.end or weighted(ENDS, self.rng)
        if end == "open":
            return
        if self.is_restricted or self.one.kind == "accident":
            end = {"full": "settled", "part": "passed_on"}.get(end, end)
        second = SENIOR if self.is_restricted else "coordinator"
        case, days = self.one.key, self.ends_after
        ask = [AskClosure(case=case, result=end)]
        self._line(self._day(days), self.paralegal, ask)
        if chance(0.1, self.rng):
            self._line(self._day(days + 1), second, [DeclineClosure(case=case)])
            self._line(self._day(days + 2), self.paralegal, ask)
        closed = self._day(days + self.rng.randint(3, 6))
        self._line(closed, second, [ConfirmClosure(case=case)])
        if end == "part" and chance(0.15, self.rng):
            self._line(
                closed + dt.timedelta(days=8), self.paralegal, [ReopenCase(case=case, reason="not_paid")]
            )


def _payments(end: str, paise: int, rng: Random) -> Iterator[tuple[str, int, int]]:
    """What is offered and received of a claim that ends with money: what, paise, days after the report."""
    if end not in ("full", "part"):
        return
    offered = paise if end == "full" else paise * rng.randint(40, 85) // 100 // 100_00 * 100_00
    days = rng.randint(8, 25)
    yield "offered", offered * 8 // 10, days - 2
    yield "offered", offered, days
    first = offered // 2 if chance(0.4, rng) else offered
    yield "received", first, days + 5
    if first < offered:
        yield "received", offered - first, days + 25
