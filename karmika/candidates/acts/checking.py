"""What the acts of this room ask before they agree. Reads only; every function may refuse."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from karmika.access.roles import Role
from karmika.candidates.lists import GROUP, LISTS, ListKind
from karmika.candidates.models import Candidate
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc, phone_e164
from karmika.kernel.viewer import Place
from karmika.registry.occupations import occupation

TEXT_MAXIMUM = 200
LISTERS: frozenset[str] = frozenset({Role.STATE_PROGRAMME_MANAGER, Role.OPERATOR})
"""Who loads lists of people: not the administrator, who sees no personal data."""


def known_list(listed_in: str) -> ListKind:
    """The kind of list. Raises Refused("candidates.unknown_list")."""
    if listed_in not in LISTS:
        raise Refused("candidates.unknown_list", listed_in=listed_in[:40], lists=", ".join(LISTS))
    return LISTS[listed_in]


def text(value: str, refusal: str) -> str:
    """A text of 3 to 200 letters, tidied. Raises Refused(refusal)."""
    tidy = nfc(value)
    if not 3 <= len(tidy) <= TEXT_MAXIMUM:
        raise Refused(refusal, maximum=TEXT_MAXIMUM)
    return tidy


def identity(kind: ListKind, given: Mapping[str, str | None]) -> dict[str, str | None]:
    """Name, phone, address and number as they are kept. Raises Refused: an Aadhaar number, a name that is missing."""
    plain = {name: nfc(value or "") for name, value in given.items()}
    for name, value in plain.items():
        if mask_aadhaar(value) != value and not (name == "reference" and kind.twelve_digits):
            raise Refused("candidates.aadhaar")
        if len(value) > TEXT_MAXIMUM:
            raise Refused("files.text_too_long", maximum=TEXT_MAXIMUM)
    if kind.what != GROUP and not plain["name"]:
        raise Refused("candidates.name", maximum=TEXT_MAXIMUM)
    if "reference" in kind.needed and not plain["reference"]:
        raise Refused("candidates.reference")
    phone = phone_e164(plain["phone"]) if plain["phone"] else None
    return {**{name: value or None for name, value in plain.items()}, "phone": phone}


def facts(kind: ListKind, act: Any, today: date) -> None:
    """What the list says of somebody besides identity makes sense. Raises Refused."""
    if kind.what == GROUP and not 1 <= len(act.title) <= TEXT_MAXIMUM:
        raise Refused("candidates.title", maximum=TEXT_MAXIMUM)
    if mask_aadhaar(act.title) != act.title:
        raise Refused("candidates.aadhaar")
    if act.sex not in ("", "female", "male", "transgender"):
        raise Refused("candidates.sex")
    if act.birth_year is not None and not today.year - 120 <= act.birth_year <= today.year:
        raise Refused("candidates.birth_year")
    if act.occupation and occupation(act.occupation) is None:
        raise Refused("candidates.occupation", typed=act.occupation[:40])
    if act.members_count is not None and not 2 <= act.members_count <= 1000:
        raise Refused("candidates.members_count")
    if act.formed_on is not None and act.formed_on > today:
        raise Refused("candidates.future", on=act.formed_on.isoformat())


def place_of(candidate: UUID) -> Place:
    """Where a candidate is to be found. Raises Refused("candidates.unknown")."""
    found = Candidate.objects.filter(id=candidate).first()
    if found is None:
        raise Refused("candidates.unknown")
    return Place(found.area_id, found.organisation_id, found.programme_id)


def unsettled(rows: Rows, candidate: UUID) -> dict[str, Any]:
    """The row of a candidate who was neither found nor taken off. Raises Refused: candidates.unknown, .settled."""
    found = rows.find(Candidate, candidate)
    if found is None:
        raise Refused("candidates.unknown")
    if found["state"] not in ("open", "not_found"):
        raise Refused("candidates.settled")
    return found
