"""Why somebody is proposed for a group, what the next best would cost, why somebody is in none: facts made into sentences.

Who is kept apart from whom shows in no sentence: a seat beside such a person is simply no seat.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from karmika.groups.formation import Candidate, distance_m
from karmika.kernel.numbers import indian
from karmika.registry.choices import HOURS, LANGUAGES


@dataclass(frozen=True, slots=True)
class Near:
    """Another proposed group with a seat that suits: its number, and metres to the member in its middle."""

    number: int
    metres: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What all sentences of a run share: the kind of worksite, and pairs who wanted, or are, to be together."""

    place: str
    wants: frozenset[tuple[UUID, UUID]]
    together: frozenset[tuple[UUID, UUID]]


def why_here(ground: Ground, person: Candidate, host: Candidate, group: Collection[UUID]) -> str:
    """Why this group: what is shared with the member in the middle, the way, and wishes that were kept."""
    parts = [_("same place of work (%(place)s)") % {"place": ground.place}]
    if person.worker_id == host.worker_id:
        parts.append(_("in the middle of the group"))
    else:
        if (metres := way(person, host)) is not None:
            parts.append(_("%(metres)s m from the member in the middle") % {"metres": indian(metres)})
        if tongues := shared(LANGUAGES, person.languages, host.languages):
            parts.append(_("both speak %(languages)s") % {"languages": tongues})
        if hours := shared(HOURS, person.hours, host.hours):
            parts.append(_("the same hours suit both: %(hours)s") % {"hours": hours})
    if any((person.worker_id, other) in ground.wants for other in group):
        parts.append(_("with somebody she or he asked for"))
    if any({(person.worker_id, other), (other, person.worker_id)} & ground.together for other in group):
        parts.append(_("stays together with another member"))
    return "; ".join(parts)


def next_best(near: Near | None, distance: int | None) -> str:
    """The next best group, and what it would cost in metres."""
    if near is None:
        return _("No other group has a seat that suits.")
    facts = {"number": near.number, "metres": indian(near.metres)}
    if distance is None:
        return _("Next best: group %(number)s, %(metres)s m to its middle.") % facts
    more = near.metres - distance
    if more < 0:
        facts["less"] = indian(-more)
        return (
            _(
                "Next best: group %(number)s, %(metres)s m to its middle: %(less)s m less, but the others would walk more."
            )
            % facts
        )
    facts["more"] = indian(more)
    return _("Next best: group %(number)s, %(metres)s m to its middle: %(more)s m more.") % facts


def nearest_seat(near: Near | None) -> str:
    """Of somebody who is left out: where the nearest free seat is, however far."""
    if near is None:
        return _("No proposed group has a free seat that suits.")
    return _("Nearest free seat: group %(number)s, %(metres)s m to its middle.") % {
        "number": near.number,
        "metres": indian(near.metres),
    }


def way(person: Candidate, host: Candidate) -> int | None:
    """Metres between two people; None where a point is not known."""
    if None in (person.lat_e6, person.lon_e6, host.lat_e6, host.lon_e6):
        return None
    return distance_m(person, host)


def shared(known: Mapping[str, object], mine: int | None, others: int | None) -> str:
    """The words of the bits that both have; empty where one of them is not known."""
    both = (mine or 0) & (others or 0)
    return ", ".join(str(word) for number, word in enumerate(known.values()) if both >> number & 1)


def nearest(
    person: Candidate,
    hosts: Sequence[tuple[UUID, int, Candidate]],
    *,
    own: UUID | None,
    barred: Collection[UUID] = (),
) -> Near | None:
    """The nearest of these groups (id, number, host) that is not her own and not barred."""
    ways = (
        (metres, number)
        for key, number, host in hosts
        if key != own and key not in barred and (metres := way(person, host)) is not None
    )
    best = min(ways, default=None)
    return None if best is None else Near(best[1], best[0])


def barred_for(
    apart: Iterable[tuple[UUID, UUID]], seats: Mapping[UUID, UUID | None]
) -> dict[UUID, set[UUID]]:
    """For each worker the groups that are none for her. `seats`: worker -> proposal. Never shown."""
    found: dict[UUID, set[UUID]] = {}
    for a, b in apart:
        for one, other in ((a, b), (b, a)):
            if (group := seats.get(other)) is not None:
                found.setdefault(one, set()).add(group)
    return found
