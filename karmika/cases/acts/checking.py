"""What the acts of this room ask before they agree. Reads only; every function may refuse."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from karmika.access.models import RoleAssignment
from karmika.access.roles import Role
from karmika.access.seclusion import SECLUDED
from karmika.areas.queries import ancestors
from karmika.cases.models import Case
from karmika.cases.terms import CASE_WORKERS, RESTRICTED
from karmika.cases.words import Words, tidy
from karmika.journal.act import Act, Context
from karmika.kernel.numbers import check_digit
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place

RUPEES_MAXIMUM = 100_000_000_00
"""Paise: ten crore rupees; more is a slip of the pen."""
_ATTEMPTS = 20


class OnCase(Act, frozen=True, kw_only=True):
    """Base of what happens to a case. `level` is decided by the check: it says who may be told that it happened."""

    case: UUID
    level: int | None = None

    def place(self) -> Place:
        found = Case.objects.filter(id=self.case).first()
        if found is None:
            raise Refused("cases.unknown")
        return Place(found.area_id, found.organisation_id, found.programme_id)

    def locks(self) -> Iterable[UUID]:
        return (self.case,)

    def subjects(self) -> Iterable[UUID]:
        return subjects_of(self.case, self.level)

    def facts(self) -> dict[str, Any]:
        """Days as people read them: 21 November 2026."""
        found = Act.facts(self)
        days = {name: date_format(one, "j F Y") for name, one in found.items() if type(one) is date}
        return found | days


class Saying(OnCase, frozen=True, kw_only=True):
    """Base of acts that carry words: sealed under the key of the case."""

    identity: ClassVar[tuple[str, ...]] = ("words",)
    owner: ClassVar[str] = "case"

    words: Words | None = None


def subjects_of(case: UUID, level: int | None) -> tuple[UUID, ...]:
    """A case alone, never the person: her page is read by more people than her case."""
    return (case, SECLUDED) if level == RESTRICTED else (case,)


def seen(context: Context, case: UUID, *, closed: bool = False) -> dict[str, Any]:
    """The row of a case that the viewer may see; `closed`: also when it is closed.

    Raises Refused: cases.unknown (also for what is not his to know), cases.closed, cases.forgotten.
    """
    row = context.rows.find(Case, case)
    if row is None or not Case.objects.visible_to(context.viewer).filter(id=case).exists():
        raise Refused("cases.unknown")
    if row["forgotten_on"] is not None:
        raise Refused("cases.forgotten")
    if row["state"] == "closed" and not closed:
        raise Refused("cases.closed")
    return row


def said(words: Words | None, *needed: str) -> Words:
    """Words as they are kept, with what must be said. Raises Refused: cases.say_it, and those of `tidy`."""
    kept = tidy(words)
    if kept is None or any(not getattr(kept, name) for name in needed):
        raise Refused("cases.say_it")
    return kept


def known(code: str, codes: Iterable[str]) -> None:
    """The code is one of the list. Raises Refused("cases.choose")."""
    if code not in codes:
        raise Refused("cases.choose")


def not_future(day: date | None, today: date) -> None:
    """The day is not still to come. Raises Refused("cases.future")."""
    if day is not None and day > today:
        raise Refused("cases.future", on=day.isoformat())


def amount(paise: int) -> None:
    """An amount that can be. Raises Refused("cases.amount")."""
    if not 0 <= paise <= RUPEES_MAXIMUM:
        raise Refused("cases.amount")


def holders(roles: frozenset[str], place: Place, today: date) -> dict[UUID, set[str]]:
    """User -> which of these roles he holds today in reach of the place; active users alone."""
    assert place.area is not None and place.organisation is not None
    found = RoleAssignment.objects.valid_on(today).filter(
        Q(programme_id=None) | Q(programme_id=place.programme),
        role__in=roles,
        organisation_id=place.organisation,
        area_id__in=[area.id for area in ancestors(place.area)],
        user__active=True,
    )
    held: dict[UUID, set[str]] = {}
    for user, role in found.values_list("user_id", "role").order_by("user_id", "role"):
        held.setdefault(user, set()).add(role)
    return held


def paralegal(user: UUID, row: dict[str, Any], today: date) -> None:
    """The user works on cases where this one is. Raises Refused("cases.not_a_paralegal")."""
    place = Place(row["area_id"], row["organisation_id"], row["programme_id"])
    if user not in holders(CASE_WORKERS, place, today):
        raise Refused("cases.not_a_paralegal")


def may_lead(context: Context, row: dict[str, Any]) -> None:
    """At level 2 the legal advisor alone says who is of the team. Raises Refused("access.not_yours")."""
    if row["level"] == RESTRICTED:
        place = Place(row["area_id"], row["organisation_id"], row["programme_id"])
        context.viewer.authorise(frozenset({Role.LEGAL_ADVISOR}), place)


def free_number(case: UUID) -> str:
    """A number that no case has: C, nine digits drawn from its id and a check digit. Tells nothing of how many there are.

    Raises Refused("cases.no_number").
    """
    for attempt in range(_ATTEMPTS):
        digest = hashlib.blake2b(case.bytes, digest_size=8, key=b"case" + attempt.to_bytes(2, "big")).digest()
        digits = str(100_000_000 + int.from_bytes(digest, "big") % 900_000_000)
        number = f"C{digits}{check_digit(digits)}"
        if not Case.objects.filter(number=number).exists():
            return number
    raise Refused("cases.no_number")
