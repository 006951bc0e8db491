"""Parts that several acts of this room carry. Ids, codes, dates and answers: a name is in none of them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from karmika.kernel.ids import derive

Value = bool | int | str | list[int | str] | None
"""An answer: yes or no, a whole number, a code; two numbers or several codes where it is unsure; None takes it back."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a question of schemes/facts.yaml. `of_household`, decided: it holds for everybody of the household."""

    fact: str
    value: Value
    of_household: bool = False


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in the life of a family (an event of the schemes) on a day."""

    event: str
    on: date


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """By what a person is counted, as it was known on the day of the act."""

    occupation: str = ""
    sex: str = ""
    category: str = ""


class Photos(msgspec.Struct, frozen=True, kw_only=True):
    """Photos that end, by what keeps their bytes: entries of the page, files of forms. Ids only."""

    photos: tuple[UUID, ...] = ()
    entries: tuple[UUID, ...] = ()
    attachments: tuple[UUID, ...] = ()

    def owners(self) -> Iterable[UUID]:
        """The owners of the keys that end."""
        return tuple(derive(entry, "source") for entry in (*self.entries, *self.attachments))
