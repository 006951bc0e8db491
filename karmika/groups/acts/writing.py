"""What the `apply` of several acts writes alike: a group, a membership that begins, one that ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from karmika.groups.acts.parts import Arrangement, Change, Founding, Joining, Leaving, Offered, Seat, Whose
from karmika.groups.models import (
    Alternative,
    BoardChange,
    Candidacy,
    Group,
    GroupProposal,
    Membership,
    OfficeBearer,
)
from karmika.groups.queries.people import OFFERED
from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.contribute import Dims, contribute


def dims(whose: Whose, group_type: str, *, occupation: str = "", sex: str = "", cohort: str = "") -> Dims:
    """The dimensions of a contribution of this room. Its category is the type of the group."""
    return Dims(
        occupation=occupation,
        sex=sex,
        category=group_type,
        cohort=cohort,
        organisation=whose.organisation,
        programme=whose.programme,
    )


def write_group(
    entry: Header,
    rows: Rows,
    *,
    group: UUID,
    name: str,
    formed_on: date,
    founding: Founding,
) -> None:
    """The group's row, and one group formed."""
    rows.insert(
        Group,
        id=group,
        number=founding.number,
        numbered_in=founding.numbered_in,
        sequence=founding.sequence,
        group_type=founding.group_type,
        name=name,
        occupation=founding.occupation,
        worksite_id=founding.worksite,
        area_id=founding.whose.area,
        organisation_id=founding.whose.organisation,
        programme_id=founding.whose.programme,
        formed_on=formed_on,
    )
    contribute(
        rows, entry, "groups_formed",
        subject=group, area=founding.whose.area, happened_on=formed_on,
        dims=dims(founding.whose, founding.group_type, occupation=founding.occupation),
    )  # fmt: skip


def write_joining(
    entry: Header, rows: Rows, joining: Joining, *, group: UUID, group_type: str, whose: Whose
) -> None:
    """A membership that begins, and one member more."""
    rows.insert(
        Membership,
        id=joining.membership,
        group_id=group,
        worker_id=joining.worker,
        group_type=group_type,
        sex=joining.sex,
        occupation=joining.occupation,
        joined_on=joining.joined_on,
        consent_how=joining.how,
        consent_on=joining.consent_on,
    )
    contribute(
        rows, entry, "members",
        subject=joining.worker, area=whose.area, happened_on=joining.joined_on,
        dims=_member_dims(joining, group_type, whose),
    )  # fmt: skip


def write_leaving(entry: Header, rows: Rows, leaving: Leaving, *, group_type: str, whose: Whose) -> None:
    """A membership that ends, and one member fewer, in the very cell that joining had counted."""
    rows.update(Membership, leaving.membership, left_on=leaving.left_on, exit_reason=leaving.reason)
    contribute(
        rows, entry, "members",
        subject=leaving.worker, area=whose.area, happened_on=leaving.left_on, amount=-1,
        dims=_member_dims(leaving, group_type, whose),
    )  # fmt: skip


def _member_dims(person: Joining | Leaving, group_type: str, whose: Whose) -> Dims:
    cohort = f"{person.joined_on:%Y-%m}"
    return dims(whose, group_type, occupation=person.occupation, sex=person.sex, cohort=cohort)


def write_office(rows: Rows, *, group: UUID, worker: UUID, office: str, from_on: date) -> None:
    """An office that begins."""
    rows.insert(
        OfficeBearer, id=rows.new_id(), group_id=group, worker_id=worker, office=office, from_on=from_on
    )


def write_candidacy(
    rows: Rows,
    *,
    run: UUID,
    seat: Seat,
    proposal: UUID | None = None,
    reason: str = "",
    key: UUID | None = None,
) -> None:
    """A worker who was considered: with a seat in a proposal, or with the reason of being left out."""
    rows.insert(
        Candidacy,
        id=key or rows.new_id(),
        run_id=run,
        worker_id=seat.worker,
        proposal_id=proposal,
        distance_m=seat.distance_m,
        reason=reason,
    )


def write_offer(rows: Rows, *, run: UUID, offer: Offered) -> None:
    """A worker who was considered, with a free seat in a group that exists."""
    rows.insert(
        Candidacy,
        id=rows.new_id(),
        run_id=run,
        worker_id=offer.worker,
        distance_m=offer.distance_m,
        reason=OFFERED,
        offered_group_id=offer.group,
    )


def write_alternatives(rows: Rows, *, run: UUID, number: int, plans: Sequence[Arrangement]) -> None:
    """The ways of one round, the first of which is the arrangement."""
    for plan in plans:
        rows.insert(
            Alternative,
            id=rows.new_id(),
            run_id=run,
            round=number,
            code=plan.code,
            chosen=plan is plans[0],
            walk_m=plan.walk_m,
            farthest_m=plan.farthest_m,
            within_permille=plan.within_permille,
            arrangement=msgspec.to_builtins(plan),
        )


def write_change(
    entry: Header, rows: Rows, change: Change, *, run: UUID, whose: Whose, work: tuple[str, str]
) -> None:
    """Proposals and seats as they stand after a change of the board. `work`: type of group and occupation."""
    group_type, occupation = work
    for one in change.proposals:
        stands: dict[str, Any] = {
            "host_id": one.host,
            "state": one.state,
            "reason": one.reason,
            "decided_on": None,
            "decided_by": None,
        }
        if one.is_new:
            where = {
                "area_id": whose.area,
                "organisation_id": whose.organisation,
                "programme_id": whose.programme,
            }
            rows.insert(GroupProposal, id=one.id, run_id=run, number=one.number, **stands, **where)
        else:
            rows.update(GroupProposal, one.id, **stands)
        if one.counts:
            contribute(
                rows, entry, "groups_proposed",
                subject=one.id, area=whose.area, amount=one.counts,
                dims=dims(whose, group_type, occupation=occupation),
            )  # fmt: skip
    for seat in change.seats:
        rows.update(
            Candidacy,
            seat.candidacy,
            proposal_id=seat.proposal,
            distance_m=seat.distance_m,
            reason=seat.reason,
            offered_group_id=seat.offered,
        )


def write_step(rows: Rows, *, run: UUID, number: int, kind: str, before: Change) -> None:
    """A change that can be taken back, with what stood before it."""
    rows.insert(
        BoardChange,
        id=rows.new_id(),
        run_id=run,
        number=number,
        kind=kind,
        before=msgspec.to_builtins(before),
    )
