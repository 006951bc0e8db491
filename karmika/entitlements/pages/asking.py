"""What a page of this room reads from a sent form, and how it hands an act to the journal."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from karmika.access.pages import PageRequest
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.parts import Told, Value
from karmika.entitlements.facts import FactDefinition
from karmika.entitlements.loading import installed
from karmika.entitlements.uploads import PHOTO_MAXIMUM
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.text import ascii_digits
from karmika.kernel.viewer import holds

ANSWER = "fact-"
"""Begins the name of the field that answers a question."""


def may_handle(request: PageRequest) -> bool:
    """Whether forms are worth showing; the act decides."""
    return holds(request.viewer, HANDLERS)


def entry(request: PageRequest) -> UUID:
    """The id that the form carried, so that a second click changes nothing. Raises Refused("entitlements.choose")."""
    text = request.POST.get("entry", "")
    try:
        return UUID(text) if text else uuid7()
    except ValueError as error:
        raise Refused("entitlements.choose") from error


def new_id(request: PageRequest, what: str) -> UUID:
    """The id of what the form makes: the same when the form comes twice."""
    return derive(entry(request), what)


def asked_uuid(request: PageRequest, name: str) -> UUID:
    """The id in a field that must be filled in. Raises Refused("entitlements.choose")."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Refused("entitlements.choose") from error


def asked_day(request: PageRequest, name: str) -> date:
    """The day in a field. Raises Refused("entitlements.date")."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise Refused("entitlements.date") from error


def perhaps_day(request: PageRequest, name: str) -> date | None:
    """The day in a field that may be empty. Raises Refused("entitlements.date")."""
    return asked_day(request, name) if request.POST.get(name, "") else None


def asked_text(request: PageRequest, name: str) -> str | None:
    """What was typed, without the NUL that no text of a database holds; None for nothing."""
    return request.POST.get(name, "").replace("\x00", "").strip() or None


def asked_paise(request: PageRequest, name: str) -> int:
    """Whole rupees in a field, as paise; nothing typed is nothing received. Raises Refused("entitlements.number")."""
    text = ascii_digits(request.POST.get(name, "")).replace(",", "").strip() or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise Refused("entitlements.number")
    return int(text) * 100


def answers(request: PageRequest) -> tuple[Told, ...]:
    """Every question that was answered; the others are left open. Raises Refused: entitlements.number."""
    found = []
    for name, fact in installed().facts.items():
        text = request.POST.get(f"{ANSWER}{name}", "").strip()
        if text:
            found.append(Told(fact=name, value=_answer(fact, text)))
    return tuple(found)


def _answer(fact: FactDefinition, text: str) -> Value:
    if fact.kind == "bool":
        return {"yes": True, "no": False}.get(text, text)
    if fact.kind == "enum":
        return text
    low, hyphen, high = ascii_digits(text).replace(",", "").replace("–", "-").partition("-")
    try:
        bounds: list[int | str] = [int(low.strip()), int(high.strip())] if hyphen else [int(low.strip())]
    except ValueError as error:
        raise Refused("entitlements.number") from error
    return bounds if hyphen else bounds[0]


def uploaded(request: PageRequest, name: str, maximum: int) -> bytes:
    """The bytes of a file, one more than `maximum` of them at most; none where none was chosen."""
    file = request.FILES.get(name)
    if file is None:
        return b""
    file.seek(0)
    return bytes(file.read(maximum + 1))


def source(request: PageRequest, name: str, maximum: int = PHOTO_MAXIMUM) -> bytes | None:
    """The same, as the source of an entry; None where no file came."""
    return uploaded(request, name, maximum) if name in request.FILES else None


def hand_over(request: PageRequest, act: Act | list[Act], source: bytes | None = None) -> Sequence[Act]:
    """Perform under the id that the form carried; returns the decided acts. `source`: a file. Raises Refused."""
    return perform(act, request.viewer, entry_id=entry(request), source=source).acts
