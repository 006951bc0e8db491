"""Forms that are no submissions: the room they are for takes them in itself, and no table, queue, list or figure of this
room ever holds one.

They are known by their form id alone, whatever version and whether it was published: what they may tell is not for the
queue either.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

Receiver = Callable[[Any, Any, Any], tuple[int, str, UUID, Mapping[str, str]]]
"""(sender, letter, files) -> status, code, id, facts, as in `receiving.Answer`. Keeps everything that it was given."""


def receiver_of(form_id: str) -> Receiver | None:
    """Who takes in forms of this id; None for the forms of this room. Settings name the list, for no room may import it."""
    found: Mapping[str, Receiver] = import_string(getattr(settings, "KARMIKA_APART", "karmika.rooms.APART"))
    return found.get(form_id)
