"""What phones sent and which forms they hold, for the pages of phones (access/phones.py)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, F, Max, Q

from karmika.access.models import Device, DeviceFetch
from karmika.access.phones import Activity
from karmika.intake.models import Form, FormVersion, SubmissionVersion

CLOCK = ("clock_ahead", "clock_behind")


def activity(devices: Sequence[Device]) -> Mapping[UUID, Activity]:
    """By phone: how many forms came from it, the last one, its clock, and forms that it holds in an old version."""
    ids = [device.id for device in devices]
    counted = SubmissionVersion.objects.filter(device_id__in=ids).values("device_id")
    days = {
        row["device_id"]: (row["sent"], row["last_on"])
        for row in counted.annotate(sent=Count("id"), last_on=Max("received_on")).order_by()
        if row["device_id"] is not None
    }
    last = _last(days)
    old = _old_forms(devices)
    return {
        one: Activity(
            sent=days[one][0] if one in days else 0,
            last_at=last[one].received_at if one in last else None,
            clock=_clock(last[one].findings) if one in last else "",  # type: ignore[attr-defined]
            old_forms=old.get(one, ()),
        )
        for one in ids
    }


def _last(days: Mapping[UUID, tuple[int, object]]) -> dict[UUID, SubmissionVersion]:
    """The latest that came from each phone, looked for on its last day alone."""
    if not days:
        return {}
    on_its_day = Q()
    for device, (_sent, day) in days.items():
        on_its_day |= Q(device_id=device, received_on=day)
    rows = SubmissionVersion.objects.filter(on_its_day).annotate(findings=F("submission__findings"))
    latest: dict[UUID, SubmissionVersion] = {}
    for row in rows.order_by("received_at", "id"):
        assert row.device_id is not None
        latest[row.device_id] = row
    return latest


def _clock(findings: Sequence[Mapping[str, str]]) -> str:
    return next((finding["code"] for finding in findings if finding["code"] in CLOCK), "")


def _old_forms(devices: Sequence[Device]) -> dict[UUID, tuple[str, ...]]:
    """Titles of open forms that a phone fetched in another version than the one it would get now."""
    projects = {device.id: device.project_id for device in devices}
    forms = Form.objects.filter(project_id__in=set(projects.values()), state="open")
    current = FormVersion.objects.filter(id__in=forms.values("current_id"))
    now_served = {
        (project, form_id): (title, version)
        for project, form_id, title, version in current.values_list(
            "form__project_id", "form__form_id", "title", "version"
        )
    }
    found: dict[UUID, tuple[str, ...]] = {}
    fetched = DeviceFetch.objects.filter(device_id__in=projects, is_form=True).order_by("name")
    for device, name, version in fetched.values_list("device_id", "name", "version"):
        title, served = now_served.get((projects[device], name), ("", version))
        if served != version:
            found[device] = (*found.get(device, ()), title)
    return found
