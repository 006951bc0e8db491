"""Groups in the demo: the organiser asks at worksites, the manager approves, members give their word."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from karmika.cli.demo.offices import Office
from karmika.groups.acts.forming import Form
from karmika.groups.acts.parts import Answer, Meeting
from karmika.groups.acts.proposals import ApproveProposal
from karmika.groups.acts.proposing import Propose
from karmika.groups.models import Candidacy, GroupProposal
from karmika.groups.queries.people import waiting
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

TEAMS = (("organiser", "city"), ("organiser2", "city2"))
"""Who asks and forms, and who approves: two people."""
GROUP_TYPE, SMALLEST = "cig", 5
LEFT_OPEN = 7
"""Every so manieth proposal is left for whoever looks at the demo."""


def form_groups(office: Office) -> Counter[str]:
    """Propose, approve and form groups wherever enough people wait. Returns how many of each."""
    done: Counter[str] = Counter()
    for organiser, manager in TEAMS:
        asking, deciding = office.viewer(organiser), office.viewer(manager)
        for place in waiting(asking, GROUP_TYPE, at_least=SMALLEST, limit=200):
            asked = Propose(
                worksite=place.worksite.id,
                occupation=place.occupation,
                group_type=GROUP_TYPE,
                organisation=office.organisation,
                programme=office.programme,
            )
            try:
                run = perform(asked, asking).acts[0]
            except Refused:  # too far from one another: the page says so to the organiser
                done["nobody near enough"] += 1
                continue
            for group in getattr(run, "groups", ()):
                done["proposed"] += 1
                if done["proposed"] % LEFT_OPEN:
                    _form(group.id, asking, deciding, name=f"{place.worksite.name} {done['formed'] + 1}")
                    done["formed"] += 1
    return done


def _form(proposal: UUID, asking: Viewer, deciding: Viewer, *, name: str) -> None:
    perform(ApproveProposal(proposal=proposal), deciding)
    members = (
        Candidacy.objects.filter(proposal_id=proposal).order_by("id").values_list("worker_id", flat=True)
    )
    answers = tuple(Answer(worker=worker, given=True, how="thumb", on=today()) for worker in members)
    perform(
        Form(proposal=proposal, name=name, formed_on=today(), answers=answers, meeting=meeting(len(answers))),
        asking,
    )


def meeting(joining: int) -> Meeting:
    """The formation meeting of a group of the demo: at the anganwadi, everybody for the same place and hour."""
    return Meeting(
        place="anganwadi", meets_at="anganwadi", meets_hour="18:30", meets_every="fortnightly",
        votes_place=joining, votes_hour=joining,
    )  # fmt: skip


def open_proposals() -> int:
    """Proposals that still wait for somebody."""
    return GroupProposal.objects.filter(state="proposed").count()
