"""Questions about phones: when they were last heard of, what they fetched, what they sent.

What they sent is known to a room above; karmika/apps.py hands its function down at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from karmika.access.models import Device, DeviceFetch, DeviceSeen, DeviceSet
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.kernel.dates import now
from karmika.kernel.viewer import Viewer

PAGE = 50
AREAS_MAXIMUM = 300
SILENT_DAYS = 7
"""A phone in use that was not heard of for so long is worth a call."""
STATES = ("in_use", "silent", "never", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What a phone sent: how many forms, the last of them, and what is to be said about its clock and its forms."""

    sent: int = 0
    last_at: datetime | None = None
    clock: str = ""
    """"clock_ahead" or "clock_behind" where the last form says that the phone's clock was more than a day off."""
    old_forms: Sequence[str] = ()
    """Titles of forms that it holds in another version than the one to be fetched."""


NOTHING_SENT = Activity()
Known = Callable[[Sequence[Device]], Mapping[UUID, Activity]]
_activity: list[Known] = []


def install(activity: Known) -> None:
    """Take over the function that knows what phones sent."""
    _activity[:] = [activity]


def is_withdrawn(device: Device) -> bool:
    """Whether it was withdrawn, and the day has come."""
    return device.revoked_at is not None and device.revoked_at <= now()


@dataclass(frozen=True)
class DeviceLine:
    """A phone as the list shows it."""

    device: Device
    last_seen_at: datetime | None
    client: str
    activity: Activity = NOTHING_SENT
    silent_days: int = 0
    """For how many days nothing was heard of it, where that is long and it is in use."""
    fetches: Sequence[DeviceFetch] = field(default_factory=tuple)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it may send nothing new any more; one that goes to a successor may, until that day."""
        return is_withdrawn(self.device)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the list: an area, and one of STATES."""

    area: UUID | None = None
    state: str = ""
    page: int = 0


def devices(viewer: Viewer, sought: Sought) -> tuple[list[DeviceLine], bool]:
    """A page of phones, those in use first and the newest first, and whether there are more."""
    ordered = (
        all_devices(viewer, sought)
        .select_related("holder", "area", "project")
        .order_by(ExpressionWrapper(Q(revoked_at__isnull=False), BooleanField()), "-registered_on", "id")
    )
    rows = list(ordered[sought.page * PAGE : (sought.page + 1) * PAGE + 1])
    return _lines(rows[:PAGE]), len(rows) > PAGE


def all_devices(viewer: Viewer, sought: Sought) -> DeviceSet:
    """The phones that are asked for, on all pages."""
    found = Device.objects.visible_to(viewer).filter(_in_state(sought.state))
    return found if sought.area is None else found.filter(area_id__in=within(sought.area))


def _in_state(state: str) -> Q:
    seen = DeviceSeen.objects.filter(device_id=OuterRef("id"))
    in_use = Q(revoked_at__isnull=True) | Q(revoked_at__gt=now())
    if state == "withdrawn":
        return Q(revoked_at__lte=now())
    if state == "in_use":
        return in_use
    if state == "never":
        return in_use & ~Q(Exists(seen))
    if state == "silent":
        return in_use & Q(Exists(seen.filter(last_seen_at__lt=now() - timedelta(days=SILENT_DAYS))))
    return Q()


def device(viewer: Viewer, device_id: UUID) -> DeviceLine | None:
    """This phone with what it fetched, if the viewer may see it."""
    found = Device.objects.visible_to(viewer).select_related(
        "holder", "area", "project", "programme", "organisation"
    )
    one = found.filter(id=device_id).first()
    if one is None:
        return None
    (line,) = _lines([one])
    fetches = list(DeviceFetch.objects.filter(device_id=device_id).order_by("-is_form", "name"))
    return DeviceLine(one, line.last_seen_at, line.client, line.activity, line.silent_days, fetches)


def _lines(rows: Sequence[Device]) -> list[DeviceLine]:
    seen = DeviceSeen.objects.in_bulk([one.id for one in rows])
    activity = _activity[0](rows) if _activity and rows else {}
    return [_line(one, seen.get(one.id), activity.get(one.id, NOTHING_SENT)) for one in rows]


def _line(device: Device, seen: DeviceSeen | None, activity: Activity) -> DeviceLine:
    if seen is None:
        return DeviceLine(device, None, "", activity)
    days = 0 if is_withdrawn(device) else (now() - seen.last_seen_at).days
    silent = days if days >= SILENT_DAYS else 0
    return DeviceLine(device, seen.last_seen_at, seen.client, activity, silent)


def areas_with_phones(viewer: Viewer) -> list[Area]:
    """The areas for which phones are set up that the viewer may see."""
    found = Area.objects.filter(id__in=Device.objects.visible_to(viewer).values("area_id"))
    return list(found.order_by("level", "code")[:AREAS_MAXIMUM])
