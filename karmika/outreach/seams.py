"""What rooms beside this one add to the desk; karmika/rooms.py hands it in. Each may be left out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from karmika.journal.act import Act
from karmika.outreach.desk_answers import DeskForm
from karmika.registry.facts import Owner


@dataclass(frozen=True, kw_only=True)
class Named:
    """A form of the desk with the person it speaks of, as this server knows her."""

    form: DeskForm
    person: UUID
    household: UUID
    whose: Owner


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing that the person is probably owed, in sentences of her language."""

    scheme: str
    sentence: str
    why: str = ""
    missing: str = ""
    where: str = ""


Taken = Callable[[Named], Iterable[Act]]
"""The acts by which another room keeps what was asked, what is missing and what was applied for."""

Screen = Callable[[Mapping[str, str | int], date, str], Sequence[Owed]]
"""What the answers say so far, on a day, in a language. Answers nobody gave are left out, never taken as no."""


def nothing_taken(named: Named) -> Iterable[Act]:
    """No room keeps more of the form than this one."""
    return ()


def nothing_screened(answers: Mapping[str, str | int], on: date, language: str) -> Sequence[Owed]:
    """No room knows the rules."""
    return ()
