"""Parts that acts of a group's life carry. Ids, codes, dates and numbers only: nothing here is personal."""

from datetime import date
from uuid import UUID

import msgspec


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """A member on the day of a meeting or session, with what joining had counted, and whether the member came."""

    membership: UUID
    worker: UUID
    sex: str
    occupation: str
    joined_on: date
    came: bool


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """Something decided: a code of life_terms.RESOLUTIONS, and its number (paise, days) where it has one."""

    code: str
    value: int | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is taken back, with what it had counted."""

    session: UUID
    topic: str
    held_on: date
    came: tuple[Present, ...]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A number that a group chose for its charter."""

    name: str
    value: int


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own word when a group merges or splits: yes or no, how it was given, on which day."""

    worker: UUID
    given: bool
    how: str
    on: date


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a grading sheet: the answer's code or the number reckoned, and its marks; None: not counted."""

    question: str
    answer: str = ""
    number: int | None = None
    marks: int | None = None
    out_of: int = 0
