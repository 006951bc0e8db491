"""The list of camps that the desk's form shows on a phone: those of its area, from a week ago on."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from django.utils.formats import date_format

from karmika.access.models import Device
from karmika.areas.queries import within
from karmika.intake.generated import GeneratedFile
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.outreach.models import Camp
from karmika.outreach.terms import CANCELLED

DAYS_BACK = 7
"""Forms of a camp are still begun so many days after it."""
CAMPS_MAXIMUM = 500


def camps(viewer: Viewer, device: Device) -> Iterator[tuple[str, str]]:
    """Camps of the phone's area, by day."""
    found = Camp.objects.filter(
        area_id__in=within(device.area_id),
        organisation_id=device.organisation_id,
        programme_id=device.programme_id,
        held_on__gte=today() - timedelta(days=DAYS_BACK),
    ).exclude(state=CANCELLED)
    for camp in found.select_related("area").order_by("held_on", "code")[:CAMPS_MAXIMUM]:
        yield camp.code, f"{camp.code} · {date_format(camp.held_on, 'j M')} · {camp.area.name_en}"


def camp_names(codes: Collection[str]) -> Mapping[str, str]:
    """Codes are what people call them."""
    return {code: code for code in codes}


ATTACHMENTS: tuple[GeneratedFile, ...] = (GeneratedFile("camps.csv", ("name", "label"), camps, camp_names),)
