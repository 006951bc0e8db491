"""What this room puts on the first page: phones that have been silent."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access.models import Device, DeviceSeen
from karmika.access.roles import Role
from karmika.kernel.counting import Asked, either
from karmika.kernel.dates import now
from karmika.kernel.room import DayPart
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Tile

SILENT = timedelta(days=7)
MANAGERS = frozenset({Role.CITY_MISSION_MANAGER, Role.ULB_NODAL_OFFICER, Role.ADMINISTRATOR})


def in_use(viewer: Viewer) -> list[Asked]:
    """Phones in use, by whether they have called within a week."""
    recent = DeviceSeen.objects.filter(device_id=OuterRef("id"), last_seen_at__gt=now() - SILENT)
    used = Device.objects.visible_to(viewer).filter(revoked_at=None)
    return [Asked(used, either(Q(Exists(recent)), "heard", "silent"))]


def phones(found: Mapping[str, int]) -> list[Tile]:
    """Phones in use, and those that have not called for a week."""
    url = reverse("access.devices")
    return [
        Tile(label=_("Phones in use"), value=found["heard"] + found["silent"], url=url),
        Tile(label=_("Phones silent for a week"), value=found["silent"], url=url),
    ]


DAY = (DayPart("phones", gettext_lazy("People and phones"), MANAGERS, in_use, phones, by_the_minute=True),)
