"""Parts of a worksite's page that belong to higher rooms: karmika/rooms.py hands down the functions that make them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from karmika.areas.models import Worksite
from karmika.ui.components import Tile


@dataclass(frozen=True, kw_only=True)
class Part:
    """A template with what it shows (as `part`), and figures for the top of the page."""

    template: str
    part: Mapping[str, Any] = field(default_factory=dict)
    tiles: Sequence[Tile] = ()


MakesPart = Callable[[HttpRequest, Worksite], Part | None]
"""None where the viewer has no business with it."""
