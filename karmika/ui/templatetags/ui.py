"""Filters for numbers, money and dates as people in India read them, and the components of a page."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf.locale import LANG_INFO
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.functional import Promise

from karmika.kernel import numbers
from karmika.ui.assets import asset_url
from karmika.ui.components import (
    AreaBar,
    Crumb,
    Filter,
    Line,
    NextStep,
    Pager,
    PersonCard,
    Progress,
    Ratio,
    Stamp,
    Step,
    Table,
    Tile,
)

register = template.Library()


@register.filter
def indian(value: int | None) -> str:
    """1234567 -> 12,34,567; money -> rupees; nothing known -> a dash."""
    if isinstance(value, numbers.Paise):
        return numbers.rupees(value)
    return "–" if value is None else numbers.indian(value)


@register.filter
def rupees(paise: int | None) -> str:
    """Paise -> rupees with the sign: 123450 -> ₹1,234.50; nothing known -> a dash."""
    return "–" if paise is None else numbers.rupees(paise)


@register.filter
def phone(number: str) -> str:
    """A phone number as people read it: +919848012302 -> +91 98480 12302; others as they are."""
    return f"+91 {number[3:8]} {number[8:]}" if number.startswith("+91") and len(number) == 13 else number


@register.filter
def india_date(value: date | datetime | None) -> str:
    """A day, or the day in India of an instant, as `21 November 2026` in the active language."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return formats.date_format(value, "j F Y")


@register.filter
def india_time(value: datetime | None) -> str:
    """An instant as day and time in India."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{formats.date_format(local.date(), 'j F Y')}, {local:%H:%M}"


@register.filter
def language_name(code: str) -> str:
    """A language by its code, in its own words: te -> తెలుగు; the code where it is unknown."""
    return str(LANG_INFO[code]["name_local"]) if code in LANG_INFO else code


@register.filter
def is_number(value: Any) -> bool:
    """Whether a table cell holds a number (and is aligned as one)."""
    return isinstance(value, int | Ratio) and not isinstance(value, bool)


@register.filter
def is_ratio(value: Any) -> bool:
    """Whether a table cell holds so many of so many."""
    return isinstance(value, Ratio)


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our own files; it changes when the file does."""
    return asset_url(name)


@register.inclusion_tag("ui/area_bar.html")
def area_bar(bar: AreaBar | None) -> dict[str, Any]:
    """Where this page looks, and the same page for other areas."""
    return {"bar": bar}


@register.inclusion_tag("ui/people.html")
def people(cards: Iterable[PersonCard]) -> dict[str, Any]:
    """Persons as cards, each of which is the link to its person."""
    return {"cards": cards}


@register.inclusion_tag("ui/wizard.html")
def wizard(steps: Iterable[Step]) -> dict[str, Any]:
    """The steps of a road over several pages."""
    return {"steps": steps}


@register.inclusion_tag("ui/next_step.html")
def next_step(step: NextStep | None) -> dict[str, Any]:
    """The one thing to do here; nothing for None."""
    return {"step": step}


@register.inclusion_tag("ui/progress.html")
def progress(progress: Progress) -> dict[str, Any]:
    """How far a long work has come."""
    return {"progress": progress}


@register.inclusion_tag("ui/ratio.html")
def ratio(ratio: Ratio) -> dict[str, Any]:
    """So many of so many."""
    return {"ratio": ratio}


@register.inclusion_tag("ui/tile.html")
def tile(tile: Tile) -> dict[str, Any]:
    """One figure."""
    return {"tile": tile}


@register.inclusion_tag("ui/tiles.html")
def tiles(tiles: tuple[Tile, ...]) -> dict[str, Any]:
    """A list of figures."""
    return {"tiles": tiles}


@register.inclusion_tag("ui/table.html")
def table(table: Table) -> dict[str, Any]:
    """A table with caption and headings, or its sentence when it is empty."""
    return {"table": table}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(trail: list[Crumb]) -> dict[str, Any]:
    """Where this page is."""
    return {"trail": trail}


@register.inclusion_tag("ui/filter_bar.html")
def filter_bar(filters: list[Filter]) -> dict[str, Any]:
    """Choices that narrow a page; they travel in the address, so a link keeps them."""
    return {"filters": filters}


@register.inclusion_tag("ui/empty.html")
def nothing(sentence: str | Promise, url: str = "", action: str | Promise = "") -> dict[str, Any]:
    """Nothing to show: says why, and what to do."""
    return {"sentence": sentence, "url": url, "action": action}


@register.inclusion_tag("ui/pager.html")
def pager(pager: Pager) -> dict[str, Any]:
    """Previous and next."""
    return {"pager": pager}


@register.inclusion_tag("ui/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """One field of a form with label, help and errors, tied together for screen readers."""
    return {"field": field}


@register.inclusion_tag("ui/timeline.html")
def timeline(lines: list[Line], empty_sentence: str | Promise = "") -> dict[str, Any]:
    """A history in sentences, newest first as given."""
    return {"lines": lines, "empty_sentence": empty_sentence}


@register.inclusion_tag("ui/refusal.html")
def refusal(sentence: str | Promise) -> dict[str, Any]:
    """Why something was not done, and what to do."""
    return {"sentence": sentence}


@register.inclusion_tag("ui/stamp.html")
def stamp(stamp: Stamp | None) -> dict[str, Any]:
    """The foot of a printed page; shown on paper alone."""
    return {"stamp": stamp}
