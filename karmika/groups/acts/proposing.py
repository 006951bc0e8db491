"""Asking for groups at a worksite. A proposal binds nobody: people look at it, and each member is asked."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.areas.models import Worksite
from karmika.groups.acts import deciding
from karmika.groups.acts.arranging import arrangements
from karmika.groups.acts.parts import Arrangement, LeftOut, Proposed, Seat, Whose
from karmika.groups.acts.writing import dims, write_alternatives, write_candidacy, write_offer
from karmika.groups.formation import How
from karmika.groups.models import GroupProposal, ProposalRun
from karmika.groups.queries.people import Asked, candidates, standing, without_consent
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute

ORGANISERS: frozenset[str] = frozenset(
    {Role.COMMUNITY_ORGANISER, Role.CITY_MISSION_MANAGER, Role.RESOURCE_PERSON}
)
RADIUS_MINIMUM_M, RADIUS_MAXIMUM_M = 100, 10_000
PEOPLE_MAXIMUM = 800
"""Formed inside a transaction, in three ways: a few CPU seconds for this many at most."""


def _as_plan(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had one way to arrange people: its groups and those left out stood in the act itself."""
    groups, left = fields.pop("groups", ()), fields.pop("left_out", ())
    ways = [seat.get("distance_m") or 0 for group in groups for seat in group["seats"]]
    plan = {
        "groups": [{"host": group["host"], "seats": group["seats"]} for group in groups],
        "left_out": left,
        "walk_m": sum(ways),
        "farthest_m": max(ways, default=0),
    }
    return fields | {"plan": plan, "proposals": [group["id"] for group in groups]}


class Propose(Act, frozen=True, kw_only=True):
    """Asks for groups of one occupation at one worksite among those who agreed to be proposed and are in no group.

    The check forms them and the journal keeps the whole result: free seats of groups that exist first, who sits with whom,
    how far, who was left out and why, the rule and the seed, and up to two other ways to arrange the same people.
    """

    kind: ClassVar[str] = "groups.propose"
    version: ClassVar[int] = 2
    upcasts: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {1: _as_plan}
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _("{actor} asked for groups at a worksite: {proposed} proposed")

    worksite: UUID
    occupation: str
    group_type: str
    organisation: UUID
    programme: UUID
    women_only: bool = False
    radius_m: int | None = None
    seed: int = 0
    certified: bool = False
    """Also say how far the ways are from the shortest there could be."""
    run: UUID | None = None
    area: UUID | None = None
    numbered_in: UUID | None = None
    minimum: int | None = None
    maximum: int | None = None
    proposed: int = 0
    without_consent: int = 0
    plan: Arrangement | None = None
    proposals: tuple[UUID, ...] = ()
    others: tuple[Arrangement, ...] = ()

    def place(self) -> Place:
        """The worksite's ward. Raises Refused("groups.unknown"), also for another organisation's worksite."""
        found = Worksite.objects.filter(id=self.worksite).first()
        if found is None or found.organisation_id not in (None, self.organisation):
            raise Refused("groups.unknown")
        return Place(found.area_id, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        """Two people who ask for the same worksite come one after the other."""
        return (self.worksite,)

    def subjects(self) -> Iterable[UUID]:
        """The run, its proposals, and the workers who are proposed."""
        seats = (seat.worker for group in self.groups for seat in group.seats)
        offered = () if self.plan is None else (one.worker for one in self.plan.offers)
        return (*filter(None, (self.run,)), *self.proposals, *seats, *offered)

    @property
    def groups(self) -> tuple[Proposed, ...]:
        """The groups that are proposed, each with its id."""
        some = () if self.plan is None else self.plan.groups
        return tuple(
            Proposed(id=key, host=one.host, seats=one.seats)
            for key, one in zip(self.proposals, some, strict=True)
        )

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Who is in none of them, and why."""
        return () if self.plan is None else self.plan.left_out

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.radius, groups.too_many, groups.nobody_to_propose, groups.no_rule."""
        rule = deciding.size_rule(self.group_type, context.today)
        radius_m = rule.radius_m if self.radius_m is None else self.radius_m
        if not RADIUS_MINIMUM_M <= radius_m <= RADIUS_MAXIMUM_M:
            raise Refused("groups.radius", minimum=RADIUS_MINIMUM_M, maximum=RADIUS_MAXIMUM_M)
        sizes = rule.proposal_rule(radius_m=radius_m, women_only=self.women_only)
        people = candidates(context.viewer, self.asked())
        if len(people) > PEOPLE_MAXIMUM:
            raise Refused("groups.too_many", people=len(people), maximum=PEOPLE_MAXIMUM)
        there = standing(self.asked(), sizes.maximum)
        plans = arrangements(people, sizes, there, How(seed=self.seed, bound=self.certified))
        plan = plans[0]
        if not plan.groups and not plan.offers:
            raise Refused("groups.nobody_to_propose", people=len(people), minimum=sizes.minimum)
        area = self.place().area
        assert area is not None
        run = deciding.new_id(context, "run", self.worksite, self.occupation, self.group_type)
        return msgspec.structs.replace(
            self,
            radius_m=radius_m,
            run=run,
            area=area,
            numbered_in=deciding.numbering_area(area)[0],
            minimum=sizes.minimum,
            maximum=sizes.maximum,
            proposed=len(plan.groups),
            without_consent=without_consent(context.viewer, self.asked()),
            plan=plan,
            proposals=tuple(deciding.new_id(context, run, n) for n in range(1, len(plan.groups) + 1)),
            others=plans[1:],
        )

    def asked(self) -> Asked:
        """Who is asked for."""
        return Asked(self.worksite, self.occupation, self.group_type, self.organisation, self.programme)

    def apply(self, entry: Header, rows: Rows) -> None:
        """A run, a proposal for each group, a row for everybody who was considered; each proposal counts."""
        assert self.area is not None and self.run is not None and self.plan is not None
        whose = Whose(area=self.area, organisation=self.organisation, programme=self.programme)
        where = {"area_id": self.area, "organisation_id": self.organisation, "programme_id": self.programme}
        rows.insert(
            ProposalRun,
            id=self.run,
            worksite_id=self.worksite,
            occupation=self.occupation,
            group_type=self.group_type,
            numbered_in=self.numbered_in,
            minimum=self.minimum,
            maximum=self.maximum,
            radius_m=self.radius_m,
            women_only=self.women_only,
            without_consent=self.without_consent,
            asked_on=entry.recorded_on,
            asked_by=entry.actor,
            asked_as=entry.role,
            seed=self.seed,
            **where,
        )
        for number, group in enumerate(self.groups, 1):
            rows.insert(
                GroupProposal,
                id=group.id, run_id=self.run, number=number, state="proposed", host_id=group.host, **where,
            )  # fmt: skip
            for seat in group.seats:
                write_candidacy(rows, run=self.run, seat=seat, proposal=group.id)
            contribute(
                rows, entry, "groups_proposed",
                subject=group.id, area=self.area, dims=dims(whose, self.group_type, occupation=self.occupation),
            )  # fmt: skip
        for left in self.left_out:
            write_candidacy(rows, run=self.run, seat=Seat(worker=left.worker), reason=left.reason)
        for offer in self.plan.offers:
            write_offer(rows, run=self.run, offer=offer)
        if self.plan.code:
            write_alternatives(rows, run=self.run, number=1, plans=(self.plan, *self.others))
