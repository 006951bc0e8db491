"""The lists that the survey form shows on the phone, cut to the phone's area: wards, worksites, households to revisit."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from karmika.access.models import Device
from karmika.areas.models import Area, Worksite
from karmika.areas.queries import within
from karmika.intake.generated import GeneratedFile
from karmika.kernel.dates import today
from karmika.kernel.viewer import Viewer
from karmika.registry.interpreters import WARD_LEVELS
from karmika.registry.models import Household
from karmika.registry.numbers import spaced

HOUSEHOLDS_MAXIMUM = 2000
"""A longer list makes forms slow on small phones; the households listed longest ago come first."""


def wards(viewer: Viewer, device: Device) -> Iterator[tuple[str, str]]:
    """Wards and villages of the phone's area that exist today, by code."""
    day = today()
    standing = Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
    inside = standing.filter(id__in=_inside(device), level__in=WARD_LEVELS)
    for area in inside.order_by("code"):
        yield area.code, _both(area.name_en, area.name_te or area.name_hi)


def worksites(viewer: Viewer, device: Device) -> Iterator[tuple[str, str, str]]:
    """Open worksites of the phone's area, everybody's and the phone's own organisation's, by code."""
    ours = Q(organisation_id__isnull=True) | Q(organisation_id=device.organisation_id)
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
    found = Worksite.objects.filter(ours, still, area_id__in=_inside(device)).select_related("area")
    for site in found.order_by("code"):
        yield site.code, _both(site.name_en, site.name_te or site.name_hi), site.area.code


def households(viewer: Viewer, device: Device) -> Iterator[tuple[str, str, str]]:
    """Households that wait for a further visit, as their numbers; no name and no address leaves the office."""
    waiting = Household.objects.filter(
        area_id__in=_inside(device),
        organisation_id=device.organisation_id,
        programme_id=device.programme_id,
        ended=False,
        hidden=False,
    ).select_related("area")
    for household in waiting.order_by("listed_on", "number")[:HOUSEHOLDS_MAXIMUM]:
        yield household.number, f"{spaced(household.number)} · {household.area.name_en}", household.area.code


def ward_name(code: str) -> str:
    """The name of the ward or village with this code; the code where there is none."""
    area = Area.objects.filter(level__in=WARD_LEVELS, code=code).first()
    return area.name if area is not None else code


def worksite_name(code: str) -> str:
    """The name of the worksite with this code; the code where there is none."""
    site = Worksite.objects.filter(code=code).first()
    return site.name if site is not None else code


ATTACHMENTS: tuple[GeneratedFile, ...] = (
    GeneratedFile("wards.csv", ("name", "label"), wards, ward_name),
    GeneratedFile("worksites.csv", ("name", "label", "ward"), worksites, worksite_name),
    GeneratedFile("households.csv", ("name", "label", "ward"), households, spaced, of_persons=True),
)


def _inside(device: Device) -> list[UUID]:
    return list(within(device.area_id))


def _both(english: str, other: str) -> str:
    return f"{english} · {other}" if other else english
