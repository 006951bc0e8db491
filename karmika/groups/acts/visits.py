"""Groups are drawn for a visit under the head of the journal's chain, and the visitor says what was found."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas.models import Area
from karmika.groups import terms, trust_terms, visit_draw
from karmika.groups.acts import deciding
from karmika.groups.acts.trusting import refuse_own
from karmika.groups.models import DrawnVisit, VisitDraw
from karmika.groups.queries.draws import first_head, risks_at
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

GROUPS_MAXIMUM = 5000


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A group that was drawn: its visit's id, and its stratum of risk."""

    visit: UUID
    group: UUID
    stratum: str


class DrawVisits(Act, frozen=True, kw_only=True):
    """Draws the groups of a city or block that are visited this month. One draw for a place and month.

    Nobody chooses: not the number, not the head (the first that was sealed in this month), not the groups (all that stood
    when it was sealed). Everything that the draw follows from is kept, so that anybody can draw again.
    """

    kind: ClassVar[str] = "groups.draw_visits"
    roles: ClassVar[frozenset[str]] = trust_terms.REVIEWERS
    says: ClassVar[str | Promise] = _("{actor} drew {drawn} groups for a visit, of {groups}")

    area: UUID
    organisation: UUID
    programme: UUID
    month_on: date | None = None
    draw: UUID | None = None
    head_number: int = 0
    head_digest: str = ""
    rule_version: int = 0
    risks: tuple[tuple[UUID, int], ...] = ()
    tickets: tuple[Ticket, ...] = ()
    groups: int = 0
    drawn: int = 0

    def place(self) -> Place:
        """The place of the draw."""
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        """The draws of this place: there is one a month."""
        return (stable("groups", "visit draw", self.area, self.organisation, self.programme),)

    def subjects(self) -> Iterable[UUID]:
        """The draw and the groups that were drawn."""
        return (*filter(None, (self.draw,)), *(ticket.group for ticket in self.tickets))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.draw_area, groups.drawn_already, groups.no_head, groups.nothing_to_draw."""
        area = Area.objects.filter(id=self.area).first()
        if area is None or area.level not in deciding.NUMBERED_LEVELS:
            raise Refused("groups.draw_area")
        month = context.today.replace(day=1)
        if VisitDraw.objects.filter(
            area=area, organisation_id=self.organisation, programme_id=self.programme, month_on=month
        ).exists():
            raise Refused("groups.drawn_already")
        head = first_head(month)
        if head is None:
            raise Refused("groups.no_head")
        risks = risks_at(self.area, self.organisation, self.programme, upto=head.last_seq)
        if not risks:
            raise Refused("groups.nothing_to_draw")
        if len(risks) > GROUPS_MAXIMUM:
            raise Refused("groups.too_many_to_draw", groups=len(risks), maximum=GROUPS_MAXIMUM)
        rule = visit_draw.RULES[visit_draw.VERSION]
        found = visit_draw.draw(head.full, [(str(group), risk) for group, risk in risks], rule)
        return msgspec.structs.replace(
            self,
            month_on=month,
            draw=deciding.new_id(context, "draw"),
            head_number=head.number,
            head_digest=head.digest,
            rule_version=visit_draw.VERSION,
            risks=tuple(risks),
            tickets=tuple(
                Ticket(
                    visit=deciding.new_id(context, "visit", one.group),
                    group=UUID(one.group),
                    stratum=one.stratum,
                )
                for one in found
            ),
            groups=len(risks),
            drawn=len(found),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The draw and its visits."""
        assert self.draw is not None
        rows.insert(
            VisitDraw,
            id=self.draw,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            month_on=self.month_on,
            head_number=self.head_number,
            head_digest=self.head_digest,
            rule_version=self.rule_version,
            risks=[[str(group), risk] for group, risk in self.risks],
            drawn_on=entry.recorded_on,
            drawn_by=entry.actor,
        )
        for number, ticket in enumerate(self.tickets, 1):
            rows.insert(
                DrawnVisit,
                id=ticket.visit,
                draw_id=self.draw,
                group_id=ticket.group,
                number=number,
                stratum=ticket.stratum,
            )


class RecordDrawnVisit(Act, frozen=True, kw_only=True):
    """What the visitor found at a group that was drawn. Not by who entered the group."""

    kind: ClassVar[str] = "groups.record_drawn_visit"
    roles: ClassVar[frozenset[str]] = trust_terms.VISITORS
    says: ClassVar[str | Promise] = _(
        "{actor} visited a group that had been drawn, on {on}: {outcome} {differs}"
    )

    visit: UUID
    outcome: str
    on: date
    differs: str = ""
    group: UUID | None = None

    def place(self) -> Place:
        """The group's place."""
        return deciding.group_place(_visit(self.visit).group_id)

    def locks(self) -> Iterable[UUID]:
        """The visit."""
        return (self.visit,)

    def subjects(self) -> Iterable[UUID]:
        """The group."""
        return tuple(filter(None, (self.group,)))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.own_group, groups.visited_already, groups.unknown_outcome, groups.unknown_reason."""
        visit = _visit(self.visit)
        if visit.outcome:
            raise Refused("groups.visited_already")
        deciding.one_of(self.outcome, trust_terms.VISIT_OUTCOMES, "groups.unknown_outcome")
        if self.outcome == "differs":
            deciding.one_of(self.differs, trust_terms.VISIT_DIFFERS, "groups.unknown_reason")
        deciding.refuse_day(self.on, context.today, earliest=visit.draw.drawn_on)
        refuse_own(visit.group, context.viewer.id)
        differs = self.differs if self.outcome == "differs" else ""
        return msgspec.structs.replace(self, group=visit.group_id, differs=differs)

    def facts(self) -> dict[str, Any]:
        """The outcome in words."""
        return terms.shown(
            Act.facts(self), outcome=trust_terms.VISIT_OUTCOMES, differs=trust_terms.VISIT_DIFFERS
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """What was found."""
        rows.update(
            DrawnVisit, self.visit,
            outcome=self.outcome, differs=self.differs, visited_on=self.on, visited_by=entry.actor,
        )  # fmt: skip


def _visit(visit: UUID) -> DrawnVisit:
    found = DrawnVisit.objects.select_related("draw", "group").filter(id=visit).first()
    if found is None:
        raise Refused("groups.unknown")
    return found
