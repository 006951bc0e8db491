"""Questions that several acts of this room ask before they agree. All raise Refused; none writes."""

import re
from datetime import date
from uuid import UUID

from karmika.areas import queries
from karmika.areas.levels import LEVEL_NAMES, LEVELS, PARENT_LEVEL
from karmika.areas.models import Area, Parentage
from karmika.kernel.refused import Refused

NAME_MAXIMUM = 120
TEXT_MAXIMUM = 500
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}")


def level_name(level: str) -> str:
    """What people call a level, in the language that is active now."""
    return str(LEVEL_NAMES[level]).lower()


def level(value: str) -> None:
    """It is one of the seven levels."""
    if value not in PARENT_LEVEL:
        raise Refused("areas.no_such_level", level=value, levels=", ".join(LEVELS))


def code(value: str) -> None:
    """Letters, digits, dots and hyphens; short enough to print beside a name."""
    if _CODE.fullmatch(value) is None:
        raise Refused("areas.bad_code", typed=value[:40])


def names(english: str, *others: str) -> None:
    """An English name is there, and no name is too long."""
    if not english.strip() or max(map(len, (english, *others))) > NAME_MAXIMUM:
        raise Refused("areas.needs_name", maximum=NAME_MAXIMUM)


def texts(*values: str) -> None:
    """No other text is too long."""
    if max(map(len, values)) > TEXT_MAXIMUM:
        raise Refused("areas.text_too_long", maximum=TEXT_MAXIMUM)


def standing(area_id: UUID, on: date) -> Area:
    """The area, which exists on that day."""
    area = queries.area(area_id)
    if area.valid_from > on:
        raise Refused("areas.not_begun", name=area.name_en, on=on.isoformat())
    if area.valid_to is not None and area.valid_to <= on:
        raise Refused("areas.ended", name=area.name_en, on=on.isoformat())
    return area


def parent_level(of_level: str, parent: Area) -> None:
    """An area of the level may lie in this parent."""
    if PARENT_LEVEL[of_level] != parent.level:
        raise Refused(
            "areas.wrong_parent",
            level=level_name(of_level),
            parent_level=level_name(PARENT_LEVEL[of_level]) if PARENT_LEVEL[of_level] else "",
        )


def parent_of(area_id: UUID, on: date) -> UUID | None:
    """In whom the area officially lies on that day."""
    parentages = Parentage.objects.filter(area_id=area_id, valid_from__lte=on).exclude(valid_to__lte=on)
    return parentages.values_list("parent_id", flat=True).first()
