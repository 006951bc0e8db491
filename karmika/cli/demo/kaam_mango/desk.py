"""Forms of the desk: what a resource person's phone holds of each token, told by the rules what the person is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from karmika.access.viewer import device_access
from karmika.cli.demo.kaam_mango.diary import Diary, india
from karmika.cli.demo.kaam_mango.plan import Camp, Plan, Visitor
from karmika.cli.demo.kaam_mango.staff import Manch
from karmika.cli.foundations import project_numbered
from karmika.intake.batch import Sent
from karmika.intake.models import Form, FormVersion
from karmika.intake.senders import Sender, phone
from karmika.kernel.dates import playing
from karmika.kernel.ids import stable
from karmika.outreach.acts import (
    CampaignDetails,
    CampDetails,
    CancelCamp,
    CloseCamp,
    GiveToken,
    OpenCamp,
    PlanCamp,
    PlanCampaign,
)
from karmika.outreach.handing_in import letter
from karmika.outreach.interpreters import FORM_ID
from karmika.outreach.owed import verdicts
from karmika.outreach.terms import SCHEMES
from karmika.registry.occupations import occupation

CAMPAIGN = stable("kaam-mango", "campaign")
NOTICE = "2026-11"
TOLD_MAXIMUM = 4
WAITING = 3
"""Tokens that wait at the camp of the day."""
_USUAL = ("eshram", "pmsby", "ration_card", "pmjjby")
"""What people apply for where the rules name nothing: the office decides."""
_OWED = ("eligible", "windowed", "within_reach")


class Desks:
    """The desks of all camps. `schemes`: application -> what it is for; known when everybody was told what is owed."""

    def __init__(self, plan: Plan, manch: Manch) -> None:
        self.plan, self.manch = plan, manch
        self.schemes: dict[UUID, str] = {}
        self._told: dict[UUID, list[str]] = {}
        self._senders: dict[str, Sender] = {}
        self._of: dict[int, list[Visitor]] = {camp.number: [] for camp in plan.camps}
        for one in plan.visitors:
            self._of[one.camp.number].append(one)
        self._project = project_numbered(manch.project)
        form = Form.objects.get(project=self._project, form_id=FORM_ID)
        self._version = FormVersion.objects.get(id=form.current_id)

    def tell(self) -> None:
        """Ask the rules for everybody, each on the day of the camp, what is owed; so what is applied for is known."""
        with playing() as stand_at:
            for one in self.plan.people:
                stand_at(india(one.camp.held_on, one.began.hour, one.began.minute))
                said = self._verdicts(one)
                told = [scheme for scheme, how in said.items() if how in _OWED][:TOLD_MAXIMUM]
                self._told[one.id("person")] = told
                unsure = [scheme for scheme, how in said.items() if how == "unknown"]
                for application in one.applications:
                    # what the rules are sure of first; else one of what the office may find she gets
                    turn = application.number % max(1, len(unsure))
                    chosen = dict.fromkeys([*told, *unsure[turn:], *unsure[:turn], *_USUAL])
                    taken = {self.schemes.get(other.key) for other in one.applications}
                    self.schemes[application.key] = next(scheme for scheme in chosen if scheme not in taken)

    def note(self, diary: Diary) -> None:
        """The campaign, its camps, and what happens at each."""
        first, last = self.plan.camps[0].held_on, max(camp.held_on for camp in self.plan.camps)
        details = CampaignDetails(
            name="Kaam Mango",
            aims="Papers, wages and insurance for 20 districts: everybody goes home with something done.",
            starts_on=first - dt.timedelta(days=5),
            ends_on=last + dt.timedelta(days=5),
            target_camps=len(self.plan.camps),
            target_people=self.plan.size,
        )
        state = self.manch.areas["9"].id
        campaign = PlanCampaign(
            campaign=CAMPAIGN, area=state, organisation=self.manch.organisation, programme=self.manch.programme,
            details=details,
        )  # fmt: skip
        began = india(first - dt.timedelta(days=5), 10)
        diary.note(began, "coordinator", ("campaign",), [campaign])
        for camp in self.plan.camps:
            self._planned(diary, camp, max(began, india(camp.held_on - dt.timedelta(days=9), 10, 30)))
            if camp.state == "held":
                self._held(diary, camp)
        self._today(diary)

    def area(self, camp: Camp) -> UUID:
        """The village or ward of a camp."""
        district = self.manch.districts[camp.district]
        return self.manch.areas[district.village if camp.rural else district.ward].id

    def sent(self, token: str, xml: bytes) -> Sent:
        """A form from the phone with this key, as the door receives it."""
        if token not in self._senders:
            self._senders[token] = phone(device_access(token), self._project)
        return Sent(self._senders[token], xml)

    def _planned(self, diary: Diary, camp: Camp, at: dt.datetime) -> None:
        at = min(at, diary.until - dt.timedelta(hours=20))
        details = CampDetails(
            venue="Panchayat hall" if camp.rural else "Primary school",
            held_on=camp.held_on,
            opens_at="09:30",
            closes_at="16:30",
            agenda=("rights", "eshram", "bocw", "documents", "wages"),
            departments=("labour", "bocw_board", "food") if camp.number % 3 else ("labour", "legal_services"),
            resource_persons=("csc_operator", "advocate") if camp.number % 2 else ("csc_operator",),
            desks=2,
            target=self.plan.size // len(self.plan.camps),
        )
        planned = PlanCamp(
            camp=camp.key, campaign=CAMPAIGN, area=self.area(camp), code=camp.code, details=details
        )
        diary.note(at, "coordinator", ("camp", camp.number), [planned])
        if camp.state == "cancelled":
            cancelled = CancelCamp(camp=camp.key, reason="election")
            diary.note(at + dt.timedelta(hours=2), "coordinator", ("cancelled", camp.number), [cancelled])

    def _held(self, diary: Diary, camp: Camp) -> None:
        host = self.manch.resource_person(camp.district)
        came = self._of[camp.number]
        diary.note(india(camp.held_on, 9, 20), host, ("opened", camp.number), [OpenCamp(camp=camp.key)])
        for hour, some in (
            (13, [one for one in came if one.began.hour < 13]),
            (17, [one for one in came if one.began.hour >= 13]),
        ):
            if some:
                diary.forms(india(camp.held_on, hour), self._letters(some))
        closed = CloseCamp(camp=camp.key, tokens_given=len(came))
        diary.note(india(camp.held_on, 17, 30), host, ("closed", camp.number), [closed])

    def _today(self, diary: Diary) -> None:
        """A camp that is open now, with people who wait."""
        (camp,) = (camp for camp in self.plan.camps if camp.state == "today")
        host = self.manch.resource_person(camp.district)
        now = diary.until
        diary.note(now - dt.timedelta(minutes=30), host, ("opened", camp.number), [OpenCamp(camp=camp.key)])
        for number in range(WAITING):
            given = GiveToken(attendance=stable("kaam-mango", "waiting", number), camp=camp.key, desk=1)
            at = now - dt.timedelta(minutes=20 - number)
            diary.note(at, host, ("waiting", number), [given])

    def _letters(self, visitors: Sequence[Visitor]) -> Any:
        def fill_in() -> list[tuple[str, bytes]]:
            found = []
            for one in visitors:
                token = self.manch.token(one.camp.district, one.desk)
                instance = f"uuid:{one.id('instance')}"
                found.append((token, letter(self._version, instance, self._answers(one))))
            return found

        return fill_in

    def _answers(self, one: Visitor) -> dict[str, Any]:
        began = dt.datetime.combine(one.camp.held_on, one.began, india(one.camp.held_on, 0).tzinfo)
        answers: dict[str, Any] = {
            "start": began.isoformat(timespec="milliseconds"),
            "end": (began + dt.timedelta(minutes=8)).isoformat(timespec="milliseconds"),
            "attendance_uid": one.id("attendance"),
            "person_uid": one.id("person"),
            "household_uid": one.id("household"),
            "notice_version": NOTICE,
            "token": {
                "camp": one.camp.code, "desk": one.desk, "number": one.number,
                "came": "left" if one.came == "left" else "yes",
            },
        }  # fmt: skip
        if one.came == "left":
            return answers
        if one.came == "no_consent":
            return answers | {"consent": {"consent_survey": "no"}}
        consent = {
            "consent_survey": "yes", "consent_schemes": "yes",
            "consent_share_department": "yes" if one.shares else "no",
        }  # fmt: skip
        return answers | {
            "consent": consent,
            "person": _person(one),
            "asked": _asked(one),
            "result": self._result(one),
        }

    def _result(self, one: Visitor) -> dict[str, Any]:
        """What the person was told by the rules, what is missing, what was applied for."""
        told = self._told[one.id("person")]
        result: dict[str, Any] = {"told": " ".join(told)} if told else {}
        if one.gap is not None:
            document, reason = one.gap
            result["gap"] = [{"gap_uid": one.id("gap"), "document": document, "gap_reason": reason}]
        applications = []
        for application in one.applications:
            stage: dict[str, Any] = {
                "application_uid": application.key,
                "scheme": self.schemes[application.key],
            }
            stage["stage"] = "filed" if application.at_desk else "prepared"
            if application.at_desk:
                stage["external_number"] = application.external
            applications.append(stage)
        return result | ({"application": applications} if applications else {})

    def _verdicts(self, one: Visitor) -> dict[str, str]:
        said = {
            **_asked(one), "sex": one.sex, "age_years": one.age, "marital": one.marital,
            "social_category": one.category,
        }  # fmt: skip
        found = verdicts(said, self.area(one.camp))
        return {scheme: how for scheme, how in found.items() if scheme in SCHEMES}


def _person(one: Visitor) -> Mapping[str, Any]:
    found = {"member_name": one.name, "sex": one.sex, "age_precision": "estimated", "age_years": one.age}
    if one.phone:
        found |= {"phone": one.phone, "may_call": "yes"}
    if one.category:
        found["social_category"] = one.category
    return found | {"marital": one.marital}


def _asked(one: Visitor) -> dict[str, Any]:
    known = occupation(one.occupation)
    assert known is not None
    return {"occupation_group": known.category, "occupation": one.occupation, **one.asked}
