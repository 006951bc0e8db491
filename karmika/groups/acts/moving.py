"""Two groups become one, or one becomes two. Each member is asked; who says no is not moved. No number is given twice."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.federating import refuse_federated
from karmika.groups.acts.life_parts import Moving
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Founding, Joining, Leaving, OfficeEnd, Whose
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.sleeping import Waking, wake, waking
from karmika.groups.acts.writing import dims, write_group, write_joining, write_leaving
from karmika.groups.models import Group, Membership, Move, OfficeBearer, Succession
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.registry.models import Worker


class Merge(Act, frozen=True, kw_only=True):
    """The members of a group go over to another one, each by own word, and the first group ends.

    Who says no leaves with the end of the group. The two count as one group formed from that day on.
    """

    kind: ClassVar[str] = "groups.merge"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded that two groups became one on {on}: {moved} members went over"
    )

    group: UUID
    into: UUID
    on: date
    answers: tuple[Moving, ...]
    moved: int = 0
    whose: Whose | None = None
    into_whose: Whose | None = None
    succession: UUID | None = None
    group_type: str = ""
    occupation: str = ""
    leaving: tuple[Leaving, ...] = ()
    joining: tuple[Joining, ...] = ()
    offices: tuple[OfficeEnd, ...] = ()
    waking: Waking | None = None

    def place(self) -> Place:
        """The place of the group that ends. That the other one is the viewer's too, `check` sees to."""
        return deciding.group_place(self.group)

    def locks(self) -> Iterable[UUID]:
        """Both groups, and everybody who was asked."""
        return (self.group, self.into, *(answer.worker for answer in self.answers))

    def subjects(self) -> Iterable[UUID]:
        """Both groups, and everybody who was asked."""
        return (self.group, self.into, *(answer.worker for answer in self.answers))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.same_group, groups.not_alike, groups.each_asked, groups.no_fit and others."""
        if self.group == self.into:
            raise Refused("groups.same_group")
        ends, stays = deciding.living_group(self.group), deciding.living_group(self.into)
        context.viewer.authorise(self.roles, deciding.group_place(self.into))
        if (ends.group_type, ends.numbered_in, ends.organisation_id, ends.programme_id) != (
            stays.group_type, stays.numbered_in, stays.organisation_id, stays.programme_id,
        ):  # fmt: skip
            raise Refused("groups.not_alike")
        refuse_federated(ends)
        members = asked_members(ends, self.answers, self.on, context)
        deciding.refuse_day(self.on, context.today, earliest=stays.formed_on)
        willing = {answer.worker for answer in self.answers if answer.given}
        there = Membership.objects.filter(group=stays, left_on__isnull=True).count()
        deciding.refuse_too_many(deciding.size_rule(stays.group_type, self.on), there + len(willing))
        deciding.refuse_unsuitable(stays, Worker.objects.filter(id__in=willing))
        return msgspec.structs.replace(
            self,
            moved=len(willing),
            whose=deciding.whose(ends),
            into_whose=deciding.whose(stays),
            succession=deciding.new_id(context, "succession", self.group, self.into),
            group_type=ends.group_type,
            occupation=ends.occupation,
            leaving=tuple(leaves(row, self.on, willing) for row in members),
            joining=tuple(
                moves(context, row, self.into, self.on) for row in members if row.worker_id in willing
            ),
            offices=deciding.office_ends(ends, self.on),
            waking=waking(ends, self.on),
        )

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the one group, the memberships in the other, everybody's word; one group formed fewer."""
        assert self.whose is not None and self.into_whose is not None and self.succession is not None
        rows.update(Group, self.group, dissolved_on=self.on, dissolve_reason=terms.GROUP_MERGED)
        write_moves(entry, rows, self, later=self.into, later_whose=self.into_whose)
        for office in self.offices:
            rows.update(OfficeBearer, office.id, to_on=office.on)
        contribute(
            rows, entry, "groups_formed",
            subject=self.group, area=self.whose.area, amount=-1, happened_on=self.on,
            dims=dims(self.whose, self.group_type, occupation=self.occupation),
        )  # fmt: skip
        if self.waking is not None:
            wake(entry, rows, self.group, self.waking, whose=self.whose, by="group_ended")


class Split(OfGroup, Act, frozen=True, kw_only=True):
    """Some members of a group make a group of their own, each by own word. Both groups keep the sizes of their type.

    The new group gets the next number; the old one keeps its own, its meetings and its rules.
    """

    kind: ClassVar[str] = "groups.split"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded that the group {name} was made of another one on {on}, with {moved} members"
    )

    group: UUID
    name: str
    on: date
    answers: tuple[Moving, ...]
    moved: int = 0
    new_group: UUID | None = None
    founding: Founding | None = None
    whose: Whose | None = None
    succession: UUID | None = None
    group_type: str = ""
    leaving: tuple[Leaving, ...] = ()
    joining: tuple[Joining, ...] = ()
    offices: tuple[OfficeEnd, ...] = ()

    def locks(self) -> Iterable[UUID]:
        """The group, the counter of its city or block, and everybody who was asked."""
        found = Group.objects.filter(id=self.group).values_list("numbered_in", "group_type")
        counters = (deciding.number_lock(area, code) for area, code in found)
        return (self.group, *counters, *(answer.worker for answer in self.answers))

    def subjects(self) -> Iterable[UUID]:
        """Both groups, and everybody who was asked."""
        return (self.group, *filter(None, (self.new_group,)), *(answer.worker for answer in self.answers))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.each_asked, groups.too_few, groups.name and others."""
        group = deciding.living_group(self.group)
        name = deciding.group_name(self.name)
        members = asked_members(group, self.answers, self.on, context)
        willing = {answer.worker for answer in self.answers if answer.given}
        rule = deciding.size_rule(group.group_type, self.on)
        deciding.refuse_size(rule, len(willing))
        deciding.refuse_size(rule, len(members) - len(willing))
        going = [row for row in members if row.worker_id in willing]
        new_group = deciding.new_id(context, "group", self.group, name)
        ends = (deciding.office_ends(group, self.on, worker=row.worker_id) for row in going)
        return msgspec.structs.replace(
            self,
            name=name,
            moved=len(willing),
            new_group=new_group,
            founding=deciding.founding(
                deciding.whose(group), group.group_type,
                occupation=group.occupation, worksite=group.worksite_id, minimum=rule.minimum,
            ),
            whose=deciding.whose(group),
            succession=deciding.new_id(context, "succession", self.group, new_group),
            group_type=group.group_type,
            leaving=tuple(leaves(row, self.on, willing, to=terms.GROUP_SPLIT) for row in going),
            joining=tuple(moves(context, row, new_group, self.on) for row in going),
            offices=tuple(office for several in ends for office in several),
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The new group with its members, and everybody's word; counts one group formed."""
        assert self.new_group is not None and self.founding is not None and self.whose is not None
        write_group(
            entry, rows, group=self.new_group, name=self.name, formed_on=self.on, founding=self.founding
        )
        write_moves(entry, rows, self, later=self.new_group, later_whose=self.whose)
        for office in self.offices:
            rows.update(OfficeBearer, office.id, to_on=office.on)


def asked_members(group: Group, answers: tuple[Moving, ...], on: date, context: Context) -> list[Membership]:
    """The members of today, each of whom was asked once, nobody else. Raises Refused."""
    members = list(Membership.objects.filter(group=group, left_on__isnull=True).order_by("entry_seq", "id"))
    asked = [answer.worker for answer in answers]
    wanted = {row.worker_id for row in members}
    if len(set(asked)) != len(asked) or set(asked) != wanted:
        raise Refused("groups.each_asked", missing=len(set(asked) ^ wanted) or len(asked) - len(set(asked)))
    last = max((row.joined_on for row in members), default=group.formed_on)
    deciding.refuse_day(on, context.today, earliest=last)
    for answer in answers:
        deciding.one_of(answer.how, terms.CONSENT_WAYS, "groups.unknown_way")
        deciding.refuse_day(answer.on, context.today)
    return members


def leaves(row: Membership, on: date, willing: set[UUID], *, to: str = terms.GROUP_MERGED) -> Leaving:
    """The end of a membership: it goes over, or ends with its group."""
    reason = to if row.worker_id in willing else terms.GROUP_DISSOLVED
    return deciding.leaving(row, on=on, reason=reason)


def moves(context: Context, row: Membership, to: UUID, on: date) -> Joining:
    """The membership in the other group: how and when the member had agreed to join stays as it was."""
    return Joining(
        membership=deciding.new_id(context, to, row.worker_id, on.isoformat()),
        worker=row.worker_id,
        sex=row.sex,
        occupation=row.occupation,
        joined_on=on,
        how=row.consent_how,
        consent_on=row.consent_on,
    )


def write_moves(entry: Header, rows: Rows, act: Merge | Split, *, later: UUID, later_whose: Whose) -> None:
    """Who left, who went over, and what each member said."""
    assert act.whose is not None and act.succession is not None
    for leaving in act.leaving:
        write_leaving(entry, rows, leaving, group_type=act.group_type, whose=act.whose)
    for joining in act.joining:
        write_joining(entry, rows, joining, group=later, group_type=act.group_type, whose=later_whose)
    kind = "merge" if isinstance(act, Merge) else "split"
    rows.insert(Succession, id=act.succession, kind=kind, earlier_id=act.group, later_id=later, on=act.on)
    sources = {one.worker: one.membership for one in act.leaving}
    targets = {one.worker: one.membership for one in act.joining}
    for answer in act.answers:
        if answer.worker in sources:
            rows.insert(
                Move,
                id=rows.new_id(),
                succession_id=act.succession,
                source_id=sources[answer.worker],
                to_id=targets.get(answer.worker),
                how=answer.how,
                on=answer.on,
            )
