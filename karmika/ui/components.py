"""What the page components show: small frozen values that a page builds and a template tag draws.

No queries, no rights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils.functional import Promise

from karmika.kernel.numbers import indian, percent

Text: TypeAlias = str | Promise
Option: TypeAlias = tuple[str, Text]


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One figure with its name; `url` opens what is behind it, `about` leads to its definition.

    `moved`: by how much it moved since `since` ("yesterday"); None where nobody asks.
    """

    label: Text
    value: int | None
    url: str = ""
    note: Text = ""
    about: str = ""
    moved: int | None = None
    since: Text = ""

    @property
    def moved_by(self) -> str:
        """With its sign: +12, −3, ±0; empty where it is not asked."""
        if self.moved is None:
            return ""
        sign = "+" if self.moved > 0 else "−" if self.moved < 0 else "±"
        return sign + indian(abs(self.moved))


@dataclass(frozen=True)
class Crumb:
    """One step of the way to this page; the last one has no url."""

    label: Text
    url: str = ""


@dataclass(frozen=True)
class Ratio:
    """So many of so many: the percentage with both numbers beside it.

    Of nothing there is no percentage ("no data"); of fewer than 20 the numbers come first, because one more or less
    moves the percentage by five points.
    """

    numerator: int
    denominator: int

    FEW = 20

    @property
    def few(self) -> bool:
        """Whether the numbers say more than the percentage."""
        return self.denominator < self.FEW

    @property
    def percent(self) -> str:
        """As people read it; empty when the whole is not above zero."""
        return percent(self.numerator, self.denominator) if self.denominator > 0 else ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table. An int is shown as a number the Indian way, aligned to the end; so is a ratio."""

    value: Text | int | Ratio | None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: `head` names the columns, the first cell of a row is its heading; `foot` is the total.

    `stacked`: on a phone each row is a card of its own; right for things in words, not for columns to compare.
    `name`: a code; with it the reader may choose the columns, and this browser keeps the choice under the code.
    `tall`: on a desk the table scrolls in its own box, and its head stays in sight.
    """

    caption: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()
    empty: Text = ""
    stacked: bool = False
    name: str = ""
    tall: bool = False

    @property
    def columns(self) -> list[tuple[Text, bool]]:
        """The name of each column, and whether it holds numbers (in any row: a number may be missing)."""
        return [
            (name, any(n < len(row) and isinstance(row[n].value, int | Ratio) for row in self.rows))
            for n, name in enumerate(self.head)
        ]

    @property
    def named_rows(self) -> list[list[tuple[tuple[Text, bool], Cell]]]:
        """Each cell of each row with its column, so that a missing number stands where the numbers stand."""
        columns = self.columns
        return [list(zip(columns, row, strict=False)) for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One choice of a filter bar: options are (value, label). Never personal: it is in the address.

    Without options it is not shown, only kept.
    """

    name: str
    label: Text = ""
    options: tuple[Option, ...] = ()
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a history: when it happened, what happened in words, and who recorded it."""

    at: datetime
    sentence: Text
    who: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Pager:
    """The way to the next and the previous part of a list; empty where there is none."""

    previous_url: str = ""
    next_url: str = ""
    position: Text = ""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """The foot of everything that is printed: when, and the head of the journal that it was printed from."""

    printed_at: datetime
    head: str
    sealed_at: datetime


@dataclass(frozen=True, kw_only=True)
class AreaBar:
    """Where in the country this page looks, and the same page for other areas.

    `steps`: from the widest of the reader's own down to this one; `choices`: the areas inside it (or beside it, where
    there is none inside), each as (name, address of this very page there).
    """

    steps: tuple[Crumb, ...]
    choices: tuple[tuple[Text, str], ...] = ()
    heading: Text = ""


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """One person in a list. `lines`: what is known, most telling first; `lacks`: what is missing, in a few words."""

    name: str
    url: str
    lines: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()
    tags: tuple[tuple[Text, str], ...] = ()
    """Each with its kind: good, warn, bad or nothing."""


@dataclass(frozen=True)
class Step:
    """One step of a road over several pages: "done", "current" or "ahead"."""

    label: Text
    state: str = "ahead"


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """The one thing to do here, why, and where."""

    sentence: Text
    why: Text = ""
    url: str = ""
    action: Text = ""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Work that goes on for a while: so much of so much, in words beside the bar."""

    done: int
    total: int
    sentence: Text = ""


def steps(labels: Sequence[Text], current: int) -> tuple[Step, ...]:
    """The road with its `current` step (from 0); those before it are done. All are done when it is past the last."""
    return tuple(
        Step(label, "done" if n < current else "current" if n == current else "ahead")
        for n, label in enumerate(labels)
    )


def crumbs(*steps: tuple[Text, str]) -> Sequence[Crumb]:
    """Crumbs from (label, url) pairs."""
    return [Crumb(label, url) for label, url in steps]
