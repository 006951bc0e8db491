"""Template context of every page: the navigation of this viewer's roles, what the page is, the foot of what is printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karmika.access.roles import PERSONAL
from karmika.chain.heads import head_for_pages
from karmika.kernel.counting import Statement, told, written
from karmika.kernel.dates import now, today
from karmika.kernel.room import DayPart, NavItem
from karmika.kernel.viewer import Viewer
from karmika.ui.addresses import address
from karmika.ui.asked import id_of
from karmika.ui.components import Stamp, Tile

SECTIONS: dict[str, str | Promise] = {
    "day": "",
    "people": _("People"),
    "groups": _("Groups"),
    "figures": _("Figures"),
    "forms": _("Forms"),
    "office": pgettext_lazy("menu", "Office"),
}
"""Code -> heading, in the order of the page; a day's own work needs none."""


@dataclass(frozen=True)
class NavLink:
    """One link of the navigation. `current`: it is the page that is open, or the list that page belongs to."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True)
class NavSection:
    """Links under one heading."""

    code: str
    label: str | Promise
    links: tuple[NavLink, ...]


@dataclass(frozen=True)
class TodayPart:
    """A part of the first page: what one room gives this viewer for his day."""

    heading: str | Promise
    tiles: tuple[Tile, ...]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `search_link`, `what_is_this`; `stamp_now` is asked for by the frame, `day` by the first page alone."""
    from karmika.rooms import HELP, ROOMS

    viewer = getattr(request, "viewer", None)
    roles = {grant.role for grant in viewer.grants} if viewer is not None else set()
    items = [item for room in ROOMS for item in room.nav if not item.roles.isdisjoint(roles)]
    route = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "nav": tuple(_sections(request, items)),
        "search_link": NavLink(_("Search"), address("registry.search"), False) if roles & PERSONAL else None,
        "what_is_this": HELP.get(route or "", ""),
        "stamp_now": stamp_now,
        "day": lambda: _day(request),
    }


def _day(request: HttpRequest) -> list[TodayPart]:
    from karmika.rooms import DAY

    viewer = getattr(request, "viewer", None)
    return [] if viewer is None else today_of(viewer, DAY)


def today_of(viewer: Viewer, parts: Iterable[DayPart]) -> list[TodayPart]:
    """Those of the parts that are for one of the viewer's roles, all counted in one question."""
    roles = {grant.role for grant in viewer.grants}
    mine = [part for part in parts if part.roles & roles]
    found = told([statement for part in mine for statement in QUESTIONS.of(part, viewer)])
    return [TodayPart(part.heading, tuple(part.tiles(found[part.name]))) for part in mine]


class KeptQuestions:
    """The questions of the parts of a day, written once for each viewer: to write them takes longer than to answer them.

    Kept by part, who asks, his phone and his roles, until the day ends; the answers never are, nor who the viewer is
    beyond his id. tests/test_day_questions.py holds that nothing else has a say in them.
    """

    MOST = 2_000
    """A few kilobytes each."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._kept: dict[tuple[Any, ...], Sequence[Statement]] = {}

    def of(self, part: DayPart, viewer: Viewer) -> Sequence[Statement]:
        """The questions of one part. Two threads may write the same ones at the same time; they are equal."""
        if part.by_the_minute:
            return written(part.name, part.asks(viewer))
        day = today()
        if day != self._day or len(self._kept) >= self.MOST:
            self._day, self._kept = day, {}
        kept = self._kept
        # the day too: at midnight two threads may disagree about it for a moment
        key = (day, part.name, part.asks, viewer.id, viewer.device, viewer.grants)
        found = kept.get(key)
        if found is None:
            found = kept[key] = written(part.name, part.asks(viewer))
        return found

    def forget(self) -> None:
        """Write all of them anew."""
        self._day = None


QUESTIONS = KeptQuestions()
"""Of this process."""


def _sections(request: HttpRequest, items: list[NavItem]) -> Iterator[NavSection]:
    area = _area_of(request)
    paths = [(item, path) for item in items if (path := _path(item)) is not None]
    belongs = (
        one for _item, one in paths if one == request.path or (one != "/" and request.path.startswith(one))
    )
    here = max(belongs, key=len, default="")  # /cases/restricted/ is a list of its own, not a page of /cases/
    for code, label in SECTIONS.items():
        links = tuple(
            NavLink(item.label, f"{path}?area={area}" if area and item.takes_area else path, path == here)
            for item, path in paths
            if item.section == code
        )
        if links:
            yield NavSection(code, label, links)


def _path(item: NavItem) -> str | None:
    try:
        return address(item.url_name)
    except NoReverseMatch:  # a part of the house is tested without the others
        return None


def _area_of(request: HttpRequest) -> str:
    """The area that this page looks at, from its address; empty where it looks at none."""
    match = request.resolver_match
    asked = str(match.kwargs.get("area_id", "")) if match else ""
    found = id_of(asked or request.GET.get("area", ""))
    return str(found) if found else ""


def stamp_now() -> Stamp | None:
    """The foot of a page that is printed now; None before anything was sealed."""
    head = head_for_pages()
    return None if head is None else Stamp(printed_at=now(), head=head.short, sealed_at=head.sealed_at)
