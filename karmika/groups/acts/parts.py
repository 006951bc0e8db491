"""Parts that several acts of this room carry. Ids, codes, dates and numbers only: nothing here is personal."""

from datetime import date
from uuid import UUID

import msgspec


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """Where a group is and whose it is."""

    area: UUID
    organisation: UUID
    programme: UUID


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A worker in a proposed group, with metres to the host (straight line; None where no point is known)."""

    worker: UUID
    distance_m: int | None = None


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """One proposed group: its id, its host and its seats, the host's first."""

    id: UUID
    host: UUID
    seats: tuple[Seat, ...]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A worker who was considered and is in no proposed group, with the code of the reason."""

    worker: UUID
    reason: str


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """People who would be one group: the host and the seats, the host's first."""

    host: UUID
    seats: tuple[Seat, ...]


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A free seat of a group that exists, for a worker, with metres to the member in its middle."""

    worker: UUID
    group: UUID
    distance_m: int


class Arrangement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to arrange the people of a run, as the solver found it: the rule it kept, and who is where.

    `code` is empty for those from before there were several ways.
    """

    code: str = ""
    largest: int = 0
    no_language_m: int = 0
    no_hours_m: int = 0
    walk_m: int = 0
    farthest_m: int = 0
    within_permille: int | None = None
    groups: tuple[Grouping, ...] = ()
    offers: tuple[Offered, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def workers(self) -> tuple[UUID, ...]:
        """Everybody who is in it."""
        seated = (seat.worker for group in self.groups for seat in group.seats)
        return (*seated, *(one.worker for one in self.offers), *(one.worker for one in self.left_out))

    def together(self) -> tuple[tuple[UUID, ...], ...]:
        """Who would be in one proposed group."""
        return tuple(tuple(seat.worker for seat in group.seats) for group in self.groups)


class ProposalNow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a proposal stands after a change. `counts`: 1 where a group is proposed anew, -1 where one is no longer."""

    id: UUID
    number: int
    host: UUID
    state: str
    reason: str = ""
    is_new: bool = False
    counts: int = 0


class SeatNow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a worker of a run is after a change: in a proposal, offered a seat in a group, or left out with a reason."""

    candidacy: UUID
    worker: UUID
    proposal: UUID | None = None
    distance_m: int | None = None
    reason: str = ""
    offered: UUID | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a change of the board touches, as it stands before or after it."""

    proposals: tuple[ProposalNow, ...] = ()
    seats: tuple[SeatNow, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own word on joining: whether, how it was given (terms.CONSENT_WAYS) and on which day."""

    worker: UUID
    given: bool
    how: str
    on: date
    witness: UUID | None = None
    """Another of those asked, who heard a spoken yes."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A formation meeting: where it was held; where, when (HH:MM) and how often the group meets, with the votes for each.

    Codes of data/group_meetings.yaml. `women_only`: the women asked to be among themselves. `submission`: the form with
    the photos.
    """

    place: str
    meets_at: str
    meets_hour: str
    meets_every: str
    votes_place: int
    votes_hour: int
    women_only: bool = False
    submission: UUID | None = None


class Entering(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a group that formed itself: since when, how consent was given and when, and the office held."""

    worker: UUID
    how: str
    consent_on: date
    joined_on: date | None = None
    office: str = ""


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """A membership that begins. Sex and occupation as they were known on the day of the act."""

    membership: UUID
    worker: UUID
    sex: str
    occupation: str
    joined_on: date
    how: str
    consent_on: date


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A membership that ends, with what its beginning had counted."""

    membership: UUID
    worker: UUID
    sex: str
    occupation: str
    joined_on: date
    left_on: date
    reason: str


class OfficeEnd(msgspec.Struct, frozen=True, kw_only=True):
    """An office that ends, and its last day."""

    id: UUID
    on: date


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided when a group was formed: its number, never given twice, and where it belongs."""

    whose: Whose
    group_type: str
    number: str
    numbered_in: UUID
    sequence: int
    occupation: str
    worksite: UUID | None
    minimum: int
