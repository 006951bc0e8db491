"""What this room tells the pages of lower rooms: who is in which group, and the groups of a worksite.

karmika/rooms.py hands these functions down. Groups that the viewer may not see are left out.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import DateField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.groups import saying, terms
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.models import Candidacy, FinancialEvent, Group, Membership, ProposalRun
from karmika.groups.queries.people import OPEN_STATES
from karmika.groups.queries.trust import trust_of
from karmika.kernel.asking import ask_any, uuid_of
from karmika.kernel.viewer import Viewer
from karmika.registry.above import LEFT, MEMBER, PROPOSED, Above, Said, SaidLine, Teller, Tie, Ties

STEPS_SHOWN = 3


def groups_now(viewer: Viewer, people: Collection[UUID]) -> Ties:
    """The groups that each of these is in today."""
    # who is in no group, as most people are, costs the page one short question and no more
    held = ask_any(
        "SELECT worker_id FROM groups_membership WHERE left_on IS NULL AND worker_id", tuple(people)
    )
    if not held:
        return {}
    found: dict[UUID, list[Tie]] = defaultdict(list)
    rows = _memberships(viewer, {uuid_of(row[0]) for row in held}).filter(left_on=None)
    rows = rows.order_by("joined_on", "id")
    for worker, group, name, since in rows.values_list("worker_id", "group_id", "group__name", "joined_on"):
        tie = Tie(what=MEMBER, label=name, url=reverse("groups.group", args=[group]), since=since)
        found[worker].append(tie)
    return found


def groups_ever(viewer: Viewer, people: Collection[UUID]) -> Ties:
    """The groups that each of these is or was in, and the open proposals; what holds now comes first."""
    seats = Candidacy.objects.filter(
        worker_id__in=list(people),
        proposal__state__in=OPEN_STATES,
        run__in=ProposalRun.objects.visible_to(viewer),
    )
    of_groups = _memberships(viewer, people).values_list(
        Value(MEMBER), "worker_id", "group__name", "group_id", "joined_on", "left_on", "exit_reason"
    )
    of_runs = seats.values_list(
        Value(PROPOSED), "worker_id", "run__worksite__name_en", "run_id", "run__asked_on",
        Value(None, output_field=DateField()), Value(""),
    )  # fmt: skip
    found: dict[UUID, list[Tie]] = defaultdict(list)
    for row in of_groups.union(of_runs, all=True):
        found[row[1]].append(_tie(*row))
    order = {MEMBER: 0, PROPOSED: 1, LEFT: 2}
    return {
        person: sorted(ties, key=lambda tie: (order[tie.what], tie.url)) for person, ties in found.items()
    }


def _tie(what: str, person: UUID, name: str, where: UUID, *rest: Any) -> Tie:
    since, until, why = rest
    if what == PROPOSED:
        label = _("Proposed group at %(worksite)s") % {"worksite": name}
        return Tie(what=what, label=label, url=reverse("groups.run", args=[where]), since=since)
    return Tie(
        what=MEMBER if until is None else LEFT,
        label=name,
        url=reverse("groups.group", args=[where]),
        since=since,
        until=until,
        note=terms.ALL_EXIT_REASONS.get(why, why),
    )


def _memberships(viewer: Viewer, people: Collection[UUID]) -> QuerySet[Membership]:
    return Membership.objects.filter(worker_id__in=list(people), group__in=Group.objects.visible_to(viewer))


def following(viewer: Viewer, person_id: UUID, any_rows: bool) -> Said | None:
    """How far a member has come, the trust ladder with its warning, and the steps into banking."""
    return Said(
        heading=_("Group and bank"),
        lines=_lines(viewer, person_id) if any_rows else (),
        empty=_("In no group, and no step into banking is recorded."),
        url=reverse("groups.onboarding", args=[person_id]),
        action=_("Steps into banking"),
    )


def _lines(viewer: Viewer, person_id: UUID) -> list[SaidLine]:
    held = list(_memberships(viewer, [person_id]).filter(left_on=None).order_by("joined_on", "id"))
    found: list[SaidLine] = []
    for membership, trust in zip(held[:1], trust_of(held[:1]).values(), strict=True):
        url = reverse("groups.follow_up", args=[membership.group_id])
        found.append(SaidLine(sentence=saying.ladder(trust), url=url))
        if trust.warning:
            found.append(SaidLine(sentence=saying.warning(trust), url=url, kind="warn", tag=_("Look after")))
    steps = FinancialEvent.objects.visible_to(viewer).filter(worker_id=person_id, taken_back_on__isnull=True)
    latest = steps.order_by("-happened_on", "-entry_seq", "id")[:STEPS_SHOWN]
    return found + [SaidLine(sentence=f"{saying.step(one)}.") for one in latest]


SAYS = (Teller(following, (("groups_membership", "worker_id"), ("groups_financialevent", "worker_id"))),)

ABOVE = Above(
    now=groups_now,
    ever=groups_ever,
    rows=(("groups_membership", "worker_id"), ("groups_candidacy", "worker_id")),
    propose="groups.proposals",
    proposers=ORGANISERS,
)
