"""What is open where somebody leaves a post, as the rooms above tell it; karmika/apps.py hands their list down at start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from karmika.kernel.counting import Asked, counted
from karmika.kernel.viewer import Place, Viewer, holds


@dataclass(frozen=True)
class OpenWork:
    """Work of one kind: its rows, to be counted, and the page that lists it (if any) for those with one of `roles`.

    Both get the person who leaves and the place of the post; what hangs on the place alone does not look at the person.
    A number says nothing of anybody, so whoever may end the post is told it.
    """

    label: str | Promise
    rows: Callable[[UUID, Place], QuerySet[Any]]
    url: Callable[[UUID, Place], str]
    roles: frozenset[str]


@dataclass(frozen=True)
class OpenLine:
    """So much is open, and where it is listed."""

    label: str | Promise
    number: int
    url: str


_kinds: list[OpenWork] = []


def install(kinds: Sequence[OpenWork]) -> None:
    """Take over the rooms' kinds of open work."""
    _kinds[:] = kinds


def open_at(viewer: Viewer, user_id: UUID, place: Place) -> list[OpenLine]:
    """All that is open with this person at this post; kinds of which there is none are left out.

    The caller has checked that the viewer may end the post.
    """
    asked = {str(n): [Asked(kind.rows(user_id, place), "open")] for n, kind in enumerate(_kinds)}
    numbers = [words["open"] for words in counted(asked).values()]
    lines = []
    for kind, number in zip(_kinds, numbers, strict=True):
        opens = holds(viewer, kind.roles)
        if number:
            lines.append(OpenLine(kind.label, number, kind.url(user_id, place) if opens else ""))
    return lines
