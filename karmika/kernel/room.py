"""What a room shows to the house. Every room is listed in karmika/rooms.py; nothing is discovered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.urls import URLPattern
from django.utils.functional import Promise

from karmika.kernel.counting import Asked
from karmika.kernel.listing import Listing


@dataclass(frozen=True)
class NavItem:
    """An entry of the navigation: shown to viewers who hold one of `roles`, under the heading of its section.

    `takes_area`: its page reads `?area=`, so that going from page to page keeps the area one looks at.
    """

    label: str | Promise
    url_name: str
    roles: frozenset[str]
    section: str = "office"
    takes_area: bool = False


@dataclass(frozen=True)
class DayPart:
    """What a room puts on the first page of viewers who hold one of `roles`: figures of their own work, the way to it.

    `asks` says what is to be counted for a viewer, all rooms together in one question; `tiles` gives
    ui.components.Tile values of what was counted, by the words of `asks`. The question is kept for the day, for who
    asks it and with which roles; `by_the_minute`: it depends on the time of day too, and is written anew each time.
    """

    name: str
    heading: str | Promise
    roles: frozenset[str]
    asks: Callable[[Any], Sequence[Asked]]
    tiles: Callable[[Mapping[str, int]], Sequence[Any]]
    by_the_minute: bool = False


@dataclass(frozen=True)
class Reaction:
    """Something done after an act was written, by the worker; `name` makes the child entry's id.

    `together`: done instead for many acts at once, for what is only derived and cheaper so.
    """

    kind: str
    function: Callable[..., None]
    name: str
    together: Callable[[Sequence[Any]], None] | None = None

    @property
    def cursor(self) -> str:
        """The name of the cursor that says how far it has come."""
        return f"reaction.{self.name}"


@dataclass(frozen=True)
class Duty:
    """Work that falls due again and again, done by the worker: `every_s` seconds after it was last done.

    The function gets the instant (UTC) at which it is done; doing it twice must do no harm.
    """

    name: str
    function: Callable[[datetime], None]
    every_s: int
    destroys: bool = False
    """What it does cannot be undone: it waits for a day when the clock has leapt."""


@dataclass(frozen=True)
class Room:
    """A room's acts, measures, interpreters of forms, generated files for phones, pages and sentences of refusal."""

    name: str
    acts: tuple[type[Any], ...] = ()
    measures: tuple[Any, ...] = ()
    interpreters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    forms: tuple[Path, ...] = ()
    """The room's own XLSForms, as they are published where no file is named."""
    attachments: tuple[Any, ...] = ()
    pages: tuple[URLPattern, ...] = ()
    nav: tuple[NavItem, ...] = ()
    day: tuple[DayPart, ...] = ()
    help: Mapping[str, str | Promise] = field(default_factory=dict)
    """Name of a page's address -> what it is, in two sentences. A test asks for every page that is read."""
    refusals: Mapping[str, str | Promise] = field(default_factory=dict)
    lists: tuple[Listing, ...] = ()
    """What can be taken along as a file (karmika/<room>/listings.py)."""
    files: tuple[Any, ...] = ()
    """Kinds of files that are loaded on the console (karmika/files/kinds.py)."""
    reversals: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """Kind of file -> how one of its rows is taken back (karmika/files)."""
    derived: Mapping[str, Callable[[], int]] = field(default_factory=dict)
    """What -> makes it anew from the tables, and says from how many rows (`karmika derive`)."""
