"""The map of the board: each proposed group as a star around the member in its middle, on plain paper, without tiles.

People of a group who live at one spot are one dot. `groups/board.js` brings parts of it nearer, and moves people on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from karmika.groups.queries.board import BoardCard, BoardSeat, BoardView
from karmika.kernel.numbers import indian
from karmika.ui.charts.ink import INK, RULE, SMALL, WHITE, element, escaped, group, rect, words
from karmika.ui.charts.words import width

WIDE, HIGH, MARGIN = 328, 300, 16
COLOURS = ("#17575a", "#a04500", "#5b3a8c", "#1c6139", "#98221c", "#1f4e9c", "#7a4a00", "#7b2c6b")
"""Each has 4.5 : 1 on white; the number beside a group says which it is, without the colour too."""
LEAST_M = 100.0
SPOT = 3
"""Points nearer than this on the paper are one dot."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How metres become places on the paper."""

    north: int
    west: int
    squeeze: float
    unit: float

    def metres(self, seat: BoardSeat) -> tuple[int, int] | None:
        """Metres east and south of the corner; None where no point is known, or the viewer may not know it."""
        lat, lon = seat.point.lat_e6, seat.point.lon_e6
        if lat is None or lon is None or not seat.person.seen:
            return None
        return round((lon - self.west) * 0.111195 * self.squeeze), round((self.north - lat) * 0.111195)

    def at(self, seat: BoardSeat) -> tuple[float, float] | None:
        """The place on the paper."""
        metres = self.metres(seat)
        if metres is None:
            return None
        return MARGIN + metres[0] * self.unit, MARGIN + metres[1] * self.unit


def paper(seats: Sequence[BoardSeat]) -> Paper:
    """The paper that shows all of these people."""
    lats = [one.point.lat_e6 for one in seats if one.point.lat_e6 is not None and one.person.seen]
    lons = [one.point.lon_e6 for one in seats if one.point.lon_e6 is not None and one.person.seen]
    if not lats or not lons:
        return Paper(0, 0, 1.0, 1.0)
    squeeze = cos(radians((max(lats) + min(lats)) / 2e6))
    tall = max((max(lats) - min(lats)) * 0.111195, LEAST_M)
    broad = max((max(lons) - min(lons)) * 0.111195 * squeeze, LEAST_M)
    unit = min((WIDE - 2 * MARGIN) / broad, (HIGH - 2 * MARGIN) / tall)
    return Paper(max(lats), min(lons), squeeze, unit)


def colour(number: int) -> str:
    """The colour of a group."""
    return COLOURS[(number - 1) % len(COLOURS)]


def draw(view: BoardView, on: Paper) -> SafeString:
    """The whole picture."""
    stars = "".join(star(card, on) for card in view.cards if card.proposal.state != "rejected")
    title = element("title", escaped(_("Map of the proposed groups")))
    frame = rect(0.5, 0.5, WIDE - 1, HIGH - 1, fill="#fbfaf7", stroke=RULE)
    picture = element(
        "svg",
        title + frame + element("g", left_out(view.left, on) + stars, id="board-stars"),
        viewBox=f"0 0 {WIDE} {HIGH}",
        class_="board-map",
        role="img",
        id="board-map",
        aria_label=_("Map of the proposed groups"),
        data_unit=f"{on.unit:.6f}",
        data_margin=str(MARGIN),
    )
    return mark_safe(picture)  # noqa: S308 - made of escaped elements above


def star(card: BoardCard, on: Paper) -> SafeString:
    """One group: a line from each member to the middle, dots, and the number."""
    host = next((seat for seat in card.seats if seat.is_host), None)
    middle = on.at(host) if host is not None else None
    ink = colour(card.proposal.number)
    parts: list[str] = []
    if middle is not None:
        x, y = middle
        ends = [on.at(seat) for seat in card.seats if not seat.is_host]
        path = "".join(f"M{x:.1f} {y:.1f}L{end[0]:.1f} {end[1]:.1f}" for end in ends if end is not None)
        parts.append(element("path", d=path or None, stroke=ink, fill="none", stroke_opacity=0.5))
        parts += _dots((seat for seat in card.seats if not seat.is_host), on, ink)
        label = str(card.proposal.number)
        radius = max(9.0, width(label, SMALL) / 2 + 4)
        parts.append(
            element(
                "g",
                element("title", escaped(_("Group %(number)s") % {"number": label})),
                element("circle", cx=x, cy=y, r=radius, fill=ink, stroke=WHITE, data_r=f"{radius:.1f}"),
                words(label, y + 4.5, x=x, text_anchor="middle", font_size=SMALL, fill=WHITE),
                class_="board-host",
                data_target=str(card.proposal.id),
            )
        )
    return mark_safe(  # noqa: S308 - made of escaped elements
        element("g", "".join(parts), id=f"map-{card.proposal.number}", data_part="")
    )


def _dots(seats: Iterable[BoardSeat], on: Paper, ink: str) -> list[str]:
    spots: dict[tuple[int, int], list[BoardSeat]] = {}
    for seat in seats:
        place = on.at(seat)
        if place is not None:
            spots.setdefault((round(place[0] / SPOT), round(place[1] / SPOT)), []).append(seat)
    drawn = []
    for some in spots.values():
        place = on.at(some[0])
        assert place is not None
        radius = 3.5 if len(some) == 1 else 5.0
        said = (
            str(some[0].person.name)
            if len(some) == 1
            else _("%(count)s people") % {"count": indian(len(some))}
        )
        drawn.append(
            element(
                "circle",
                element("title", escaped(said)),
                cx=place[0],
                cy=place[1],
                r=radius,
                data_r=str(radius),
                fill=ink,
                stroke=WHITE,
                data_dot=str(some[0].person.worker_id) if len(some) == 1 else None,
            )
        )
    return drawn


def left_out(seats: Sequence[BoardSeat], on: Paper) -> SafeString:
    """Who is in no group: rings."""
    rings = []
    for seat in seats:
        place = on.at(seat)
        if place is not None:
            ring = element(
                "circle",
                element("title", escaped(str(seat.person.name))),
                cx=place[0],
                cy=place[1],
                r=3.5,
                data_r="3.5",
                fill=WHITE,
                stroke=INK,
                data_dot=str(seat.person.worker_id),
            )
            rings.append(ring)
    return mark_safe(group(["".join(rings) or "<g/>"], id="map-left", data_part=""))  # noqa: S308
