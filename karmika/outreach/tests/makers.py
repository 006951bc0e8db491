"""A campaign, a camp and forms of its desk, for tests: real XML of the real form, made by acts like everything else."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.intake import senders
from karmika.intake.models import FormVersion
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.intake.xlsform import compile_form
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.outreach.acts import (
    CampaignDetails,
    CampDetails,
    CloseAttendance,
    Done,
    GiveToken,
    OpenCamp,
    PlanCamp,
    PlanCampaign,
    RegisterAttendance,
)
from karmika.outreach.handing_in import letter
from karmika.outreach.models import Attendance, Camp, Campaign, FollowUp
from karmika.registry.facts import Owner
from karmika.registry.models import Worker
from karmika.rooms import INTERPRETERS

FORM = Path(__file__).parents[1] / "forms" / "camp_desk.md"
WARD = "251746-W07"


@cache
def form():
    return compile_form(FORM.read_bytes(), FORM.name)


def published(cast, viewer=None) -> FormVersion:
    """The form, published in the cast's project."""
    return publish(viewer or cast.devi, Project.objects.get(id=cast.project), FORM.read_bytes(), FORM.name)


def campaign(cast, *, area=WARD, name="Kaam Mango", viewer=None, **changes) -> Campaign:
    day = today()
    said = {
        "name": name,
        "starts_on": day - timedelta(days=30),
        "ends_on": day + timedelta(days=60),
        **changes,
    }
    act = PlanCampaign(
        campaign=uuid4(),
        area=cast.area(area),
        organisation=cast.mepma,
        programme=cast.vog,
        details=CampaignDetails(**said),
    )
    perform(act, viewer or cast.fatima)
    return Campaign.objects.get(id=act.campaign)


def details(**changes) -> CampDetails:
    said = {
        "venue": "Panchayat hall",
        "held_on": today(),
        "opens_at": "09:30",
        "closes_at": "16:00",
        "desks": 4,
    }
    return CampDetails(**{**said, **changes})


def camp(cast, *, of=None, area=WARD, code="K12", is_open=True, viewer=None, **changes) -> Camp:
    """A camp, open unless it is said otherwise."""
    viewer = viewer or cast.fatima
    of = of or campaign(cast, viewer=viewer)
    act = PlanCamp(camp=uuid4(), campaign=of.id, area=cast.area(area), code=code, details=details(**changes))
    perform(act, viewer)
    if is_open:
        perform(OpenCamp(camp=act.camp), viewer)
    return Camp.objects.get(id=act.camp)


def result(key):
    """What the desk did: told of two schemes, noted a paper that is missing, filed an application."""
    gap = {"document": "ninety_day_certificate", "gap_reason": "no_90_day_certificate"}
    application = {"scheme": "eshram", "stage": "filed", "external_number": "ACK-7"}
    return {
        "told": "eshram bocw_registration",
        "gap": [{"gap_uid": key("gap"), **gap}],
        "application": [{"application_uid": key("application"), **application}],
    }


def said(number=1, *, desk=2, camp="K12", name="Sunita Devi", seed="desk", **changes):
    """A filled-in form of the desk: a new person who was told of a scheme, and of whom an application was filed."""
    key = lambda what: str(stable("test", seed, desk, number, what))  # noqa: E731
    answers = {
        "start": "2026-11-20T11:00:00.000+05:30",
        "end": "2026-11-20T11:09:00.000+05:30",
        "attendance_uid": key("attendance"),
        "person_uid": key("person"),
        "household_uid": key("household"),
        "notice_version": "2026-11",
        "token": {"camp": camp, "desk": desk, "number": number, "came": "yes"},
        "consent": {"consent_survey": "yes", "consent_schemes": "yes", "consent_share_department": "no"},
        "person": {
            "member_name": name,
            "sex": "female",
            "age_precision": "estimated",
            "age_years": 40,
            "phone": "9848012399",
            "may_call": "yes",
            "social_category": "sc",
        },
        "asked": {
            "occupation_group": "construction",
            "occupation": "construction_helper",
            "income_tax": "no",
            "construction_days": 120,
            "income_usual": 9000,
            "eshram": "no",
            "bank_account": "active",
        },
        "result": result(key),
    }
    for group, more in changes.items():
        answers[group] = {**answers.get(group, {}), **more} if isinstance(more, dict) else more
    return answers


def without_consent(number=1, **more):
    """She came and did not agree: the form has nothing but the token."""
    answers = said(number, **more)
    answers["consent"] = {"consent_survey": "no"}
    return {name: part for name, part in answers.items() if name not in ("person", "asked", "result")}


def who_left(number=1, **more):
    """Somebody left before the turn came."""
    answers = said(number, **more)
    answers["token"]["came"] = "left"
    return {
        name: part for name, part in answers.items() if name not in ("consent", "person", "asked", "result")
    }


def xml(answers, *, instance=None, edits=None) -> bytes:
    """A submission with these answers; each token has an instance id of its own."""
    version = FormVersion(version=form().version)
    sent = letter(
        version, instance or f"uuid:{stable('test', 'instance', answers['attendance_uid'])}", answers
    )
    if edits:
        sent = sent.replace(b"</meta>", f"<deprecatedID>{edits}</deprecatedID></meta>".encode())
    return sent


def send(cast, answers, **how):
    """Handed in by Lakshmi's phone."""
    sender = senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))
    return receive(sender, xml(answers, **how), interpreters=INTERPRETERS)


def for_rights(cast) -> None:
    """A camp of ward 7 with a token that waits, and somebody to ask again after another one."""
    held = camp(cast)
    perform(GiveToken(attendance=uuid4(), camp=held.id, desk=1), cast.lakshmi)
    came, person = (
        uuid4(),
        Worker.objects.filter(hidden=False, organisation_id=held.organisation_id).order_by("id")[0],
    )
    whose = Owner(area=held.area_id, organisation=held.organisation_id, programme=held.programme_id)
    acts = [
        RegisterAttendance(attendance=came, camp=held.id, whose=whose, desk=2, number=1, person=person.id),
        CloseAttendance(attendance=came, whose=whose, person=person.id, done=Done(outcome="gap")),
    ]
    perform(acts, cast.lakshmi)


def _campaign_of(cast):
    return {"campaign_id": Campaign.objects.get().id}


def _camp_of(cast):
    return {"camp_id": Camp.objects.get().id}


def _desk_of(cast):
    return {**_camp_of(cast), "desk": 1}


def _token_of(cast):
    return {"attendance_id": Attendance.objects.order_by("entry_seq", "id")[0].id}


def _follow_up_of(cast):
    return {"follow_up_id": FollowUp.objects.get(after_days=7).id}


FOR_RIGHTS = {
    **{f"outreach.{name}": _campaign_of for name in ("campaign", "change_campaign", "plan_camp")},
    "outreach.campaign_report": lambda cast: {**_campaign_of(cast), "kind": "csv"},
    "outreach.campaign_acts": lambda cast: {**_campaign_of(cast), "measure": "camp_met"},
    **{
        f"outreach.{name}": _camp_of
        for name in ("camp", "lend", "change_camp", "cancel_camp", "open_camp", "close_camp")
    },
    **{f"outreach.{name}": _desk_of for name in ("desk", "give_token", "call_next")},
    **{f"outreach.{name}": _token_of for name in ("token", "find", "left", "receipt")},
    "outreach.follow_up": _follow_up_of,
}
"""Name of an address -> what it names in the things that the rights are tried on."""
