"""How a group comes into being: from an approved proposal with each member's own word, or as it formed itself."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.areas.models import Worksite
from karmika.areas.queries import is_within
from karmika.groups import terms
from karmika.groups.acts import deciding
from karmika.groups.acts.formation_meeting import refuse_meeting, write_meeting
from karmika.groups.acts.parts import Answer, Entering, Founding, Joining, Meeting, Whose
from karmika.groups.acts.proposals import APPROVERS
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.acts.writing import write_group, write_joining, write_office
from karmika.groups.models import Candidacy, Group, GroupProposal
from karmika.groups.queries.people import any_apart
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


class Form(Act, frozen=True, kw_only=True):
    """Forms the group of an approved proposal at its formation meeting, with those who said yes, each in their own words.

    Every proposed person was asked and the answer is kept; who said no is not a member. The rule of the type in force
    on `formed_on` decides whether those who remain are enough. Entries from before formation meetings have none.
    """

    kind: ClassVar[str] = "groups.form"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded that the group {name} was formed with {joined} members"
    )

    proposal: UUID
    name: str
    formed_on: date
    answers: tuple[Answer, ...]
    meeting: Meeting | None = None
    group: UUID | None = None
    joined: int = 0
    founding: Founding | None = None
    members: tuple[Joining, ...] = ()
    candidacies: tuple[UUID, ...] = ()

    def place(self) -> Place:
        """The proposal's place."""
        return deciding.proposal_place(self.proposal)

    def locks(self) -> Iterable[UUID]:
        """The run, the counter of group numbers, and everybody who was asked: nobody joins two groups at once."""
        numbers = GroupProposal.objects.filter(id=self.proposal).values_list(
            "run__numbered_in", "run__group_type"
        )
        counters = (deciding.number_lock(area, code) for area, code in numbers)
        return (*deciding.run_lock(self.proposal), *counters, *(answer.worker for answer in self.answers))

    def subjects(self) -> Iterable[UUID]:
        """The proposal, the group and everybody who was asked."""
        return (self.proposal, *filter(None, (self.group,)), *(answer.worker for answer in self.answers))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.not_approved, groups.answers, groups.too_few, groups.already_member and others."""
        found = deciding.proposal(self.proposal)
        if found.state != "approved":
            raise Refused("groups.not_approved" if found.state == "proposed" else "groups.not_open")
        name = deciding.group_name(self.name)
        deciding.refuse_day(self.formed_on, context.today, earliest=found.run.asked_on)
        candidacies = self._asked(found, context.today)
        willing = [answer for answer in self.answers if answer.given]
        rule = deciding.size_rule(found.run.group_type, self.formed_on)
        deciding.refuse_size(rule, len(willing))
        whose = deciding.whose(found)
        known = deciding.members_to_be(context.viewer, [answer.worker for answer in willing], whose)
        deciding.refuse_members(known, found.run.group_type, self.formed_on)
        if any_apart(known):
            raise Refused("groups.not_suiting")
        refuse_meeting(self.meeting, self.answers, known.values(), women_asked=found.run.women_only)
        group = deciding.new_id(context, "group", self.proposal)
        return msgspec.structs.replace(
            self,
            name=name,
            group=group,
            joined=len(willing),
            founding=deciding.founding(
                whose, found.run.group_type,
                occupation=found.run.occupation, worksite=found.run.worksite_id, minimum=rule.minimum,
            ),
            members=tuple(
                deciding.joining(
                    context, known[answer.worker], group=group, joined_on=self.formed_on, word=(answer.how, answer.on)
                )
                for answer in willing
            ),
            candidacies=candidacies,
        )  # fmt: skip

    def _asked(self, found: GroupProposal, today: date) -> tuple[UUID, ...]:
        """The rows of those who were asked, in the order of the answers: everybody once, nobody else."""
        seats = dict(Candidacy.objects.filter(proposal=found).values_list("worker_id", "id"))
        asked = [answer.worker for answer in self.answers]
        if len(set(asked)) != len(asked) or set(asked) != seats.keys():
            raise Refused(
                "groups.answers", missing=len(set(asked) ^ seats.keys()) or len(asked) - len(set(asked))
            )
        for answer in self.answers:
            deciding.one_of(answer.how, terms.ALL_WAYS, "groups.unknown_way")
            deciding.refuse_day(answer.on, today, earliest=found.run.asked_on)
            if answer.on > self.formed_on:
                raise Refused("groups.answer_later")
        return tuple(seats[worker] for worker in asked)

    def apply(self, entry: Header, rows: Rows) -> None:
        """The group, its meeting and members, everybody's answer, the proposal's state; counts the group and its members."""
        assert self.group is not None and self.founding is not None
        founding = self.founding
        write_group(
            entry, rows, group=self.group, name=self.name, formed_on=self.formed_on, founding=founding
        )
        rows.update(Group, self.group, proposal_id=self.proposal)
        for member in self.members:
            write_joining(
                entry, rows, member, group=self.group, group_type=founding.group_type, whose=founding.whose
            )
        for candidacy, answer in zip(self.candidacies, self.answers, strict=True):
            said = "joined" if answer.given else "refused"
            rows.update(Candidacy, candidacy, answer=said, answered_how=answer.how, answered_on=answer.on)
        if self.meeting is not None:
            write_meeting(rows, self.meeting, self.answers, group=self.group, held_on=self.formed_on)
        rows.update(
            GroupProposal, self.proposal, state="formed", decided_on=entry.recorded_on, decided_by=entry.actor
        )


class EnterSelfFormed(Act, frozen=True, kw_only=True):
    """A group that formed itself, entered in one sitting: members, how each agreed, and who holds which office.

    Not by resource persons: there is no proposal that a second person has seen.
    """

    kind: ClassVar[str] = "groups.enter_self_formed"
    roles: ClassVar[frozenset[str]] = APPROVERS
    says: ClassVar[str | Promise] = _(
        "{actor} entered the group {name}, which formed itself, with {joined} members"
    )

    name: str
    group_type: str
    area: UUID
    organisation: UUID
    programme: UUID
    formed_on: date
    entering: tuple[Entering, ...]
    worksite: UUID | None = None
    occupation: str = ""
    group: UUID | None = None
    joined: int = 0
    founding: Founding | None = None
    members: tuple[Joining, ...] = ()

    def place(self) -> Place:
        """The area named in the act."""
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        """The counter of group numbers, and every member: nobody joins two groups at once."""
        counter = deciding.number_locks(self.area, self.group_type)
        return (*counter, *(member.worker for member in self.entering))

    def subjects(self) -> Iterable[UUID]:
        """The group and its members."""
        return (*filter(None, (self.group,)), *(member.worker for member in self.entering))

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.name, groups.no_rule, groups.too_few, groups.already_member and others."""
        name = deciding.group_name(self.name)
        deciding.refuse_day(self.formed_on, context.today)
        rule = deciding.size_rule(self.group_type, self.formed_on)
        deciding.refuse_size(rule, len(self.entering))
        self._refuse_worksite()
        self._refuse_entries(context.today)
        whose = Whose(area=self.area, organisation=self.organisation, programme=self.programme)
        known = deciding.members_to_be(context.viewer, [member.worker for member in self.entering], whose)
        deciding.refuse_members(known, self.group_type, self.formed_on)
        deciding.refuse_other_city(deciding.numbering_area(self.area)[0], known.values())
        group = deciding.new_id(context, "group", self.area, self.group_type, name)
        return msgspec.structs.replace(
            self,
            name=name,
            group=group,
            joined=len(self.entering),
            founding=deciding.founding(
                whose, self.group_type, occupation=self.occupation, worksite=self.worksite, minimum=rule.minimum
            ),
            members=tuple(
                deciding.joining(
                    context, known[member.worker],
                    group=group, joined_on=member.joined_on or self.formed_on, word=(member.how, member.consent_on),
                )
                for member in self.entering
            ),
        )  # fmt: skip

    def _refuse_worksite(self) -> None:
        """A worksite that is named lies in the group's area and is everybody's or the organisation's own."""
        if self.worksite is None:
            return
        found = Worksite.objects.filter(id=self.worksite, organisation_id=None).first()
        found = found or Worksite.objects.filter(id=self.worksite, organisation_id=self.organisation).first()
        if found is None or not is_within(found.area_id, self.area):
            raise Refused("groups.unknown")

    def _refuse_entries(self, today: date) -> None:
        """Each member's dates and consent; each office at most once, and one office a member."""
        offices = [member.office for member in self.entering if member.office]
        if len(set(offices)) != len(offices):
            raise Refused("groups.has_office")
        for member in self.entering:
            deciding.one_of(member.how, terms.CONSENT_WAYS, "groups.unknown_way")
            deciding.refuse_day(member.consent_on, today)
            deciding.refuse_day(member.joined_on or self.formed_on, today, earliest=self.formed_on)
            if member.office:
                deciding.one_of(member.office, terms.OFFICES, "groups.unknown_office")

    def apply(self, entry: Header, rows: Rows) -> None:
        """The group, its members and office bearers; counts the group and its members."""
        assert self.group is not None and self.founding is not None
        founding = self.founding
        write_group(
            entry, rows, group=self.group, name=self.name, formed_on=self.formed_on, founding=founding
        )
        for member in self.members:
            write_joining(
                entry, rows, member, group=self.group, group_type=founding.group_type, whose=founding.whose
            )
        for entering, joining in zip(self.entering, self.members, strict=True):
            if entering.office:
                write_office(
                    rows,
                    group=self.group,
                    worker=entering.worker,
                    office=entering.office,
                    from_on=joining.joined_on,
                )
