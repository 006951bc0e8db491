"""Things of groups for addresses that name one, and what a sample is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karmika.groups.models import Federation, Group, GroupProposal, GroupSession, Meeting, VisitDraw
from karmika.groups.tests import people

Named = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """How to name the thing in the address, and from which other ground it may be seen as well."""

    arguments: Callable[[Any], Named]
    seen_from: tuple[str, ...] = ()


def _proposal(cast: Any) -> Named:
    return {"proposal_id": GroupProposal.objects.get().id}


def _run(cast: Any) -> Named:
    return {"run_id": GroupProposal.objects.get().run_id}


def _group(cast: Any) -> Named:
    return {"group_id": Group.objects.earliest("entry_seq").id}


def _followed(cast: Any) -> Named:
    return {"unit_id": Group.objects.earliest("entry_seq").id}


def _member(cast: Any) -> Named:
    return {"person_id": people.worker_id(20)}


def _draw(cast: Any) -> Named:
    return {"draw_id": VisitDraw.objects.get().id}


def _meeting(cast: Any) -> Named:
    return {"meeting_id": Meeting.objects.latest("entry_seq").id}


def _federation(cast: Any) -> Named:
    return {"federation_id": Federation.objects.get().id}


def _session(cast: Any) -> Named:
    return {"session_id": GroupSession.objects.get().id}


OF_GROUPS: dict[str, Sample] = {
    "groups.run": Sample(_run),
    "groups.board": Sample(_run),
    "groups.board_change": Sample(_run),
    "groups.board_paper": Sample(_run),
    "groups.adjust": Sample(_run),
    "groups.approve": Sample(_proposal),
    "groups.reject": Sample(_proposal),
    "groups.form": Sample(_proposal),
    "groups.group": Sample(_group),
    "groups.add_member": Sample(_group),
    "groups.end_membership": Sample(_group),
    "groups.elect": Sample(_group),
    "groups.dissolve": Sample(_group),
    "groups.follow_up": Sample(_followed),
    "groups.note_visit": Sample(_followed),
    "groups.take_back_visit": Sample(_followed),
    "groups.note_stall": Sample(_followed),
    "groups.onboarding": Sample(_member),
    "groups.record_step": Sample(_member),
    "groups.take_back_step": Sample(_member),
    "groups.life": Sample(_group),
    "groups.federation": Sample(_federation),
    "groups.admit_group": Sample(_federation),
    "groups.leave_federation": Sample(_federation),
    "groups.name_delegate": Sample(_federation),
    "groups.record_meeting": Sample(_group),
    "groups.record_session": Sample(_group),
    "groups.adopt_charter": Sample(_group),
    "groups.charter_sheet": Sample(lambda cast: {**_group(cast), "language": "te"}),
    "groups.grade": Sample(_group),
    "groups.merge": Sample(_group),
    "groups.split": Sample(_group),
    "groups.note_dormant": Sample(_group),
    "groups.revive": Sample(_group),
    "groups.meeting": Sample(_meeting),
    "groups.correct_meeting": Sample(_meeting),
    "groups.withdraw_meeting": Sample(_meeting),
    "groups.withdraw_session": Sample(_session),
    "groups.checks": Sample(_group),
    "groups.verify": Sample(_group),
    "groups.attest": Sample(_group),
    "groups.group_signals": Sample(_group),
    "groups.review_signal": Sample(_group),
    "groups.visit_draw": Sample(_draw),
    "groups.record_drawn_visit": Sample(_draw),
}
