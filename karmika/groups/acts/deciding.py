"""What the `check` of this room's acts asks of the tables. Reads only; every function may refuse."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from karmika.areas.queries import ancestors, is_within
from karmika.groups.acts.parts import Founding, Joining, Leaving, OfficeEnd, Whose
from karmika.groups.formation import FEMALE
from karmika.groups.models import Candidacy, Group, GroupProposal, Membership, OfficeBearer, ProposalRun
from karmika.groups.queries.people import are_apart
from karmika.groups.types import TypeRule, group_type
from karmika.journal.act import Context
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.kernel.viewer import Place, Viewer
from karmika.registry.models import Worker
from karmika.registry.queries import workers

NAME_MAXIMUM = 80
EARLIEST = date(1950, 1, 1)
"""No day of this room is before it; who types 1900 or 0206 has mistyped."""
NUMBERED_LEVELS = ("ulb", "block")


def new_id(context: Context, *parts: str | int | UUID) -> UUID:
    """An id that follows from the entry and `parts`, decided here so that subjects and sentences can name it."""
    return derive(context.entry_id, *parts, at_ms=int(context.now.timestamp() * 1000))


def proposal(proposal_id: UUID) -> GroupProposal:
    """The proposal with its run. Raises Refused("groups.unknown")."""
    found = GroupProposal.objects.select_related("run").filter(id=proposal_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found


def proposal_place(proposal_id: UUID) -> Place:
    """Where a proposal belongs. Raises Refused("groups.unknown")."""
    found = proposal(proposal_id)
    return Place(found.area_id, found.organisation_id, found.programme_id)


def run_lock(proposal_id: UUID) -> tuple[UUID, ...]:
    """What acts on a proposal lock: its run. A proposal never changes its run."""
    return tuple(GroupProposal.objects.filter(id=proposal_id).values_list("run_id", flat=True))


def any_group(group_id: UUID) -> Group:
    """The group, dissolved or not. Raises Refused("groups.unknown")."""
    found = Group.objects.filter(id=group_id).first()
    if found is None:
        raise Refused("groups.unknown")
    return found


def living_group(group_id: UUID) -> Group:
    """The group, if it was not dissolved. Raises Refused: groups.unknown, groups.dissolved."""
    found = any_group(group_id)
    if found.dissolved_on is not None:
        raise Refused("groups.dissolved")
    return found


def group_place(group_id: UUID) -> Place:
    """Where a group belongs. Raises Refused("groups.unknown")."""
    found = any_group(group_id)
    return Place(found.area_id, found.organisation_id, found.programme_id)


def whose(row: Group | GroupProposal | ProposalRun) -> Whose:
    """Where a row is and whose it is."""
    return Whose(area=row.area_id, organisation=row.organisation_id, programme=row.programme_id)


def size_rule(code: str, on: date) -> TypeRule:
    """The sizes of a type in force on a day. Raises Refused: groups.unknown_type, groups.no_rule."""
    known = group_type(code)
    if known is None:
        raise Refused("groups.unknown_type", group_type=code)
    rule = known.rule_on(on)
    if rule is None:
        raise Refused("groups.no_rule", on=on.isoformat())
    return rule


def refuse_size(rule: TypeRule, members: int) -> None:
    """Raises Refused: groups.too_few, groups.too_many_members."""
    if members < rule.minimum:
        raise Refused("groups.too_few", minimum=rule.minimum, members=members)
    refuse_too_many(rule, members)


def refuse_too_many(rule: TypeRule, members: int) -> None:
    """Raises Refused("groups.too_many_members")."""
    if members > rule.maximum:
        raise Refused("groups.too_many_members", maximum=rule.maximum, members=members)


def one_of(code: str, terms: Mapping[str, object], refusal: str) -> None:
    """A code must be in its closed list. Raises Refused(refusal)."""
    if code not in terms:
        raise Refused(refusal)


def refuse_day(on: date, today: date, *, earliest: date | None = None) -> None:
    """A day that is over or today, and not before `earliest`. Raises Refused: groups.future, groups.too_early."""
    if on > today:
        raise Refused("groups.future", on=on.isoformat())
    earliest = earliest or EARLIEST
    if on < earliest:
        raise Refused("groups.too_early", on=on.isoformat(), earliest=earliest.isoformat())


def group_name(name: str) -> str:
    """The name as it is kept: normal form, Aadhaar-like digits masked. Raises Refused("groups.name")."""
    kept = mask_aadhaar(nfc(name))
    if not kept or len(kept) > NAME_MAXIMUM:
        raise Refused("groups.name", maximum=NAME_MAXIMUM)
    return kept


def members_to_be(viewer: Viewer, ids: Sequence[UUID], whose: Whose) -> dict[UUID, Worker]:
    """The workers with these ids whom the viewer may see, of the group's own organisation and programme.

    Raises Refused: groups.twice, groups.unknown_worker (nobody learns which of them exist elsewhere).
    """
    if len(set(ids)) != len(ids):
        raise Refused("groups.twice")
    found = workers(viewer).filter(
        id__in=ids, organisation_id=whose.organisation, programme_id=whose.programme
    )
    known = {worker.id: worker for worker in found}
    if len(known) != len(ids):
        raise Refused("groups.unknown_worker", people=len(ids) - len(known))
    return known


def refuse_members(ids: Iterable[UUID], group_type: str, joined_on: date) -> None:
    """Nobody is in two groups of one type on one day. Raises Refused("groups.already_member").

    The caller locks the workers; the partial unique constraint of Membership is the second wall.
    """
    overlapping = Q(left_on__isnull=True) | Q(left_on__gt=joined_on)
    held = Membership.objects.filter(overlapping, worker_id__in=list(ids), group_type=group_type)
    people = held.values("worker_id").distinct().count()
    if people:
        raise Refused("groups.already_member", people=people)


def refuse_other_city(numbered_in: UUID, joining: Iterable[Worker]) -> None:
    """The members of a group live in one city or block, as its number says. Raises Refused("groups.other_city")."""
    areas = Counter(worker.area_id for worker in joining)
    people = sum(number for area, number in areas.items() if not is_within(area, numbered_in))
    if people:
        raise Refused("groups.other_city", people=people)


def refuse_unsuitable(group: Group, joining: Iterable[Worker]) -> None:
    """A seat that does not suit: for a man where women asked to be among themselves, or beside somebody to keep apart.

    Both in the same words, which tell nobody who is kept apart. Raises Refused("groups.no_fit").
    """
    among_women = Q(proposal__run__women_only=True) | Q(formation_meeting__women_only=True)
    women_only = Group.objects.filter(among_women, id=group.id).exists()
    there = Membership.objects.filter(group=group, left_on__isnull=True)
    members = list(there.values_list("worker_id", flat=True))
    for worker in joining:
        if (women_only and worker.sex != FEMALE) or are_apart(worker.id, members):
            raise Refused("groups.no_fit")


def joining(
    context: Context, worker: Worker, *, group: UUID, joined_on: date, word: tuple[str, date]
) -> Joining:
    """A membership to begin, with what it counts. `word` is how and when the person agreed."""
    return Joining(
        membership=new_id(context, group, worker.id, joined_on.isoformat()),
        worker=worker.id,
        sex=worker.sex,
        occupation=worker.occupation,
        joined_on=joined_on,
        how=word[0],
        consent_on=word[1],
    )


def in_open_proposal(worker_id: UUID, run_id: UUID) -> bool:
    """Whether a worker has a seat in a proposal of another run that still waits."""
    seats = Candidacy.objects.filter(worker_id=worker_id, proposal__state__in=("proposed", "approved"))
    return seats.exclude(run_id=run_id).exists()


def numbering_area(area_id: UUID) -> tuple[UUID, str]:
    """Id and code of the city or block whose groups are numbered together; the area itself where there is none.

    Raises Refused("groups.unknown") for an area that does not exist.
    """
    above = list(ancestors(area_id))
    if not above:
        raise Refused("groups.unknown")
    chosen = next((area for area in above if area.level in NUMBERED_LEVELS), above[0])
    return chosen.id, chosen.code


def number_lock(numbered_in: UUID, group_type: str) -> UUID:
    """The id to lock while a number is given out: one counter for each city or block and type."""
    return stable("groups", "number", numbered_in, group_type)


def number_locks(area_id: UUID, group_type: str) -> tuple[UUID, ...]:
    """The counter of an area's groups. Refuses nothing: an area that does not exist is for `check` to refuse."""
    known = ancestors(area_id).filter(level__in=NUMBERED_LEVELS).values_list("id", flat=True).first()
    return (number_lock(known or area_id, group_type),)


def founding(
    whose: Whose, group_type: str, *, occupation: str, worksite: UUID | None, minimum: int
) -> Founding:
    """Where a new group belongs, and its number: the next of its city or block and type. The caller holds `number_lock`.

    Numbers are never given again, because no group is ever deleted.
    """
    numbered_in, code = numbering_area(whose.area)
    last = Group.objects.filter(numbered_in=numbered_in, group_type=group_type).aggregate(
        last=Max("sequence")
    )["last"]
    sequence = (last or 0) + 1
    return Founding(
        whose=whose,
        group_type=group_type,
        number=f"{code}-{group_type.upper()}-{sequence:04d}",
        numbered_in=numbered_in,
        sequence=sequence,
        occupation=occupation,
        worksite=worksite,
        minimum=minimum,
    )


def open_membership(group_id: UUID, worker_id: UUID) -> Membership:
    """The membership of a worker who is in the group now. Raises Refused("groups.not_member")."""
    found = Membership.objects.filter(group_id=group_id, worker_id=worker_id, left_on__isnull=True).first()
    if found is None:
        raise Refused("groups.not_member")
    return found


def leaving(membership: Membership, *, on: date, reason: str) -> Leaving:
    """A membership to end. One that was entered by mistake ends on the day it began: it never was."""
    return Leaving(
        membership=membership.id,
        worker=membership.worker_id,
        sex=membership.sex,
        occupation=membership.occupation,
        joined_on=membership.joined_on,
        left_on=membership.joined_on if reason == "entered_by_mistake" else on,
        reason=reason,
    )


def office_ends(group: Group, on: date, *, worker: UUID | None = None) -> tuple[OfficeEnd, ...]:
    """The end of the offices held in a group now (of one worker, if one is given): `on`, never before the beginning."""
    held = OfficeBearer.objects.filter(group=group, to_on__isnull=True)
    if worker is not None:
        held = held.filter(worker_id=worker)
    return tuple(OfficeEnd(id=one.id, on=max(on, one.from_on)) for one in held.order_by("id"))
