"""What people do in the scene, each by the act and the right of his own: survey, propose, approve, ask everybody, form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from tqdm import tqdm

from karmika.access.viewer import device_access
from karmika.cli.demo.grouping import meeting
from karmika.cli.demo.mepma.cities import TEAMS
from karmika.cli.demo.mepma.doors import Letter
from karmika.cli.demo.mepma.plan import SIZE
from karmika.cli.demo.offices import Office
from karmika.cli.foundations import project_numbered
from karmika.cli.synth.drawing import generator, weighted
from karmika.groups.acts import ApproveProposal, Form, Propose
from karmika.groups.acts.parts import Answer
from karmika.groups.models import Candidacy, GroupProposal
from karmika.groups.queries.people import waiting
from karmika.intake.batch import Sent, receive_many
from karmika.intake.senders import phone
from karmika.journal.perform import Request, perform, perform_many
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.rooms import INTERPRETERS

GROUP_TYPE = "cig"
FORMS_A_BATCH = 100
"""Written in one transaction; between two of them the worker gets its turn."""
WAYS = {"thumb": 0.75, "spoken": 0.25}
"""How members give their word (karmika/groups/terms.py), and how often."""


@dataclass
class Taken:
    """What the phones sent and what they were answered. `written` leaves out what was sent a second time."""

    answers: Counter[int] = field(default_factory=Counter)
    written: int = 0


def take_in(office: Office, letters: Iterable[Letter]) -> Taken:
    """Receive every form as the HTTP door does, from the phone of its ward, a batch in one transaction."""
    project = project_numbered(office.project)
    taken = Taken()
    source = iter(tqdm(letters, desc="Survey", unit=" forms", mininterval=1, disable=None))
    while batch := list(islice(source, FORMS_A_BATCH)):
        senders = {
            ward: phone(device_access(office.tokens[ward]), project)
            for ward in {letter.ward for letter in batch}
        }
        sent = [Sent(senders[letter.ward], letter.xml) for letter in batch]
        taken.answers.update(answer.status for answer in receive_many(sent, interpreters=INTERPRETERS))
        taken.written += sum(not letter.again for letter in batch)
    return taken


def form_groups(office: Office, seed: int) -> Counter[str]:
    """In every city: ask at each worksite, let the second person approve, ask everybody, form. How many of each.

    What an earlier run left open is taken up again.
    """
    done: Counter[str] = Counter()
    for organiser, manager in tqdm(TEAMS, desc="Groups", unit=" cities", disable=None):
        asking, deciding = office.viewer(organiser), office.viewer(manager)
        for place in waiting(asking, GROUP_TYPE, at_least=SIZE, limit=10_000):
            asked = Propose(
                worksite=place.worksite.id, occupation=place.occupation, group_type=GROUP_TYPE,
                organisation=office.organisation, programme=office.programme,
            )  # fmt: skip
            perform(asked, asking)
        for run in _runs(asking, "proposed", "approved"):
            done["approved"] += _approve(run, deciding)
            done["formed"] += _form(run, asking, seed)
    return done


def _runs(viewer: Viewer, *states: str) -> list[UUID]:
    open_ones = GroupProposal.objects.visible_to(viewer).filter(state__in=states)
    return sorted(set(open_ones.values_list("run_id", flat=True)))


def _approve(run: UUID, deciding: Viewer) -> int:
    """The second person lets all proposals of a run go on; how many."""
    proposals = GroupProposal.objects.filter(run_id=run, state="proposed").order_by("number")
    requests = [Request(acts=[ApproveProposal(proposal=one.id)], viewer=deciding) for one in proposals]
    return len(perform_many(requests))


def _form(run: UUID, asking: Viewer, seed: int) -> int:
    """Everybody of the approved proposals of a run is asked, and the groups are formed; how many."""
    proposals = GroupProposal.objects.filter(run_id=run, state="approved").order_by("number")
    requests = [
        Request(acts=[_formed(proposal, seed)], viewer=asking)
        for proposal in proposals.select_related("run__worksite")
    ]
    return len(perform_many(requests))


def _formed(proposal: GroupProposal, seed: int) -> Form:
    """The group with the five who live nearest to its host: where more were proposed, those with the longest way say no."""
    seats = Candidacy.objects.filter(proposal=proposal).order_by("distance_m", "id")
    people = list(seats.values_list("worker_id", flat=True))
    answers = []
    for place, worker in enumerate(people):
        how = weighted(WAYS, generator(seed, "word", proposal.run_id.hex, proposal.number, place))
        witness = people[(place + 1) % len(people)] if how == "spoken" else None
        answers.append(Answer(worker=worker, given=place < SIZE, how=how, on=today(), witness=witness))
    work = proposal.run.occupation.replace("_", " ").replace("e rickshaw", "e-rickshaw")
    name = f"{proposal.run.worksite.name_en}, {work} {proposal.number}"
    return Form(
        proposal=proposal.id, name=name[:80], formed_on=today(), answers=tuple(answers), meeting=meeting(SIZE)
    )
