"""The lists that the survey form shows on the phone, cut to the phone's area: wards, worksites, households to revisit."""

from collections.abc import Collection, Iterator, Mapping

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
_AT_ONCE = 500
"""Codes in one question."""


def wards(viewer: Viewer, device: Device) -> Iterator[tuple[str, str]]:
    """Wards and villages of the phone's area that exist today, by code."""
    day = today()
    standing = Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
    inside = standing.filter(id__in=within(device.area_id), level__in=WARD_LEVELS)
    for area in inside.order_by("code"):
        yield area.code, _both(area.name_en, area.name_te or area.name_hi)


def worksites(viewer: Viewer, device: Device) -> Iterator[tuple[str, str, str]]:
    """Open worksites of the phone's area, everybody's and the phone's own organisation's, by code."""
    ours = Q(organisation_id__isnull=True) | Q(organisation_id=device.organisation_id)
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
    found = Worksite.objects.filter(ours, still, area_id__in=within(device.area_id)).select_related("area")
    for site in found.order_by("code"):
        yield site.code, _both(site.name_en, site.name_te or site.name_hi), site.area.code


def households(viewer: Viewer, device: Device) -> Iterator[tuple[str, str, str]]:
    """Households that wait for a further visit, as their numbers; no name and no address leaves the office."""
    waiting = Household.objects.filter(
        area_id__in=list(within(device.area_id)),
        organisation_id=device.organisation_id,
        programme_id=device.programme_id,
        ended=False,
        hidden=False,
    ).select_related("area")
    for household in waiting.order_by("listed_on", "number")[:HOUSEHOLDS_MAXIMUM]:
        yield household.number, f"{spaced(household.number)} · {household.area.name_en}", household.area.code


def ward_names(codes: Collection[str]) -> Mapping[str, str]:
    """The names of the wards and villages with these codes."""
    found: dict[str, str] = {}
    for some in _some(codes):
        for area in Area.objects.filter(level__in=WARD_LEVELS, code__in=some).order_by("id"):
            found.setdefault(area.code, area.name)
    return found


def worksite_names(codes: Collection[str]) -> Mapping[str, str]:
    """The names of the worksites with these codes."""
    found: dict[str, str] = {}
    for some in _some(codes):
        for site in Worksite.objects.filter(code__in=some).order_by("id"):
            found.setdefault(site.code, site.name)
    return found


def household_numbers(codes: Collection[str]) -> Mapping[str, str]:
    """The numbers as they are printed."""
    return {code: spaced(code) for code in codes}


ATTACHMENTS: tuple[GeneratedFile, ...] = (
    GeneratedFile("wards.csv", ("name", "label"), wards, ward_names),
    GeneratedFile("worksites.csv", ("name", "label", "ward"), worksites, worksite_names),
    GeneratedFile(
        "households.csv", ("name", "label", "ward"), households, household_numbers, of_persons=True
    ),
)


def _some(codes: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(codes)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _both(english: str, other: str) -> str:
    return f"{english} · {other}" if other else english
