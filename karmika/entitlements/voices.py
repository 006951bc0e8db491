"""What the sheets of a worker say, in pieces that an office records once, for devices that have no voice.

A sentence is cut at its numbers, so that one recording of "The form was handed in on" serves every day. Dates are then a
number, a month and a year; a number of an application is its digits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from karmika.areas.models import Area
from karmika.areas.queries import ancestors, within
from karmika.entitlements import terms
from karmika.entitlements.kinds import said, schemes
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Application, VoiceClip
from karmika.entitlements.spoken import next_words
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.text import nfc

NUMBERS = 31
"""The highest day of a month."""
AREAS_MAXIMUM = 500
_PARTS = re.compile(r"\d+|\D+")
_EDGES = " \t\r\n.,;:!?।–—-"


def clip_id(organisation: UUID, area: UUID, language: str, text: str) -> UUID:
    """The id of what an organisation has recorded of a text in a language, for an area."""
    return stable("entitlements", "clip", organisation, area, language, text)


def pieces(text: str) -> tuple[str, ...]:
    """A text as it is recorded: words and numbers apart, without what stands at their edges and is not said."""
    parts = (part.strip(_EDGES) for part in _PARTS.findall(nfc(text)))
    return tuple(part for part in parts if part)


def sayable(language: str) -> tuple[str, ...]:
    """Every piece that a sheet can say in a language, but for names of people, offices and places. Each once, in order."""
    with translation.override(language):
        found = dict.fromkeys(piece for text in _texts() for piece in pieces(text))
    year = today().year
    numbers = (*range(NUMBERS + 1), year, year + 1)
    return tuple(dict.fromkeys((*found, *(str(number) for number in numbers))))


def places(area: UUID, language: str) -> tuple[str, ...]:
    """The names of an area and of those within it, by name."""
    with translation.override(language):
        rows = Area.objects.filter(id__in=within(area)).order_by("id")[:AREAS_MAXIMUM]
        return tuple(sorted({piece for one in rows for piece in pieces(one.name)}))


def _texts() -> Iterator[str]:
    """Whole texts, in the active language."""
    yield from (_("Number"), _("Number of the office"), _("Papers"), _("still needed"), _("Whom to ask"))
    yield _("Keep this paper. Nobody may ask you for money for it.")
    yield from map(str, terms.STATES.values())
    for row in _examples():
        yield from next_words(row)
    yield from (formats.date_format(date(2026, month, 1), "F") for month in range(1, 13))
    yield from (said(scheme.name) for scheme in schemes().values())
    yield from (said(name) for name in installed().documents.values())
    yield from (said(name) for name in installed().offices.values())


def _examples() -> Iterator[Application]:
    """An application in every way in which it can stand; of days only the place in the sentence matters."""
    on = date(2026, 1, 1)
    for state in terms.STATES:
        reasons = terms.REJECT_REASONS if state == terms.REJECTED else ("",)
        for reason in reasons:
            days = {"prepared_on": on, "filed_on": on, "queried_on": on, "decided_on": on, "received_on": on}
            for more in (None, on):
                yield Application(state=state, reason=reason, renew_on=more, answer_due_on=more, **days)


class Clips:
    """What can be played of a sheet in one language: addresses by piece, those recorded nearest to the worker first."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses

    @classmethod
    def of(cls, area: UUID, organisation: UUID, language: str) -> "Clips":
        """What an organisation has recorded for an area or one around it."""
        around = {one.id: depth for depth, one in enumerate(ancestors(area))}
        rows = VoiceClip.objects.filter(
            organisation_id=organisation, language=language, removed=False, area_id__in=list(around)
        )
        farthest_first = sorted(rows, key=lambda one: -around[one.area_id])
        return cls({one.text: address(one) for one in farthest_first})

    def __bool__(self) -> bool:
        return bool(self._addresses)

    def clips_for(self, text: str) -> tuple[str, ...]:
        """The addresses that say a whole text, in order; none where a piece of it was not recorded."""
        found = [self._addresses.get(piece) for piece in pieces(text)]
        return tuple(one for one in found if one) if all(found) else ()


def address(clip: VoiceClip) -> str:
    """Where a recording is played from; another address for another recording of the same text."""
    return f"{reverse('entitlements.clip', args=[clip.id])}?of={clip.source_id}"


def recorded(organisation: UUID, area: UUID, language: str) -> Mapping[str, VoiceClip]:
    """What was recorded for one area itself, by text."""
    rows = VoiceClip.objects.filter(
        organisation_id=organisation, area_id=area, language=language, removed=False
    )
    return {one.text: one for one in rows}


def known_text(text: str, language: str, names: Iterable[str]) -> bool:
    """Whether a sheet can ever say this piece. `names`: those of the organisation and its places."""
    return text in sayable(language) or text in {piece for name in names for piece in pieces(name)}
