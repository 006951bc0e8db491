"""Tables of places: areas, who lay in whom and when, how figures roll up, and worksites.

Every period is half open: `valid_from` is the first day, `valid_to` the first day it no longer holds (empty: it goes on).
Nothing is ever deleted: an area that ended keeps its rows, so that what happened there still counts.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from karmika.areas.levels import LEVELS, WORKSITE_KINDS
from karmika.journal.models import Recorded

_ORDERLY = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def _in_language(english: str, telugu: str, hindi: str) -> str:
    language = (get_language() or "en")[:2]
    return {"te": telugu, "hi": hindi}.get(language, "") or english


class Area(Recorded):
    """A state, district, city, ward, block, gram panchayat or village, with its LGD code (or a synthetic one)."""

    level = models.TextField()
    code = models.TextField()
    name_en = models.TextField()
    name_te = models.TextField(blank=True)
    name_hi = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("level", "code"), name="areas_area_code"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="areas_area_level"),
            models.CheckConstraint(condition=_ORDERLY, name="areas_area_dates"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language; English where no other is known."""
        return _in_language(self.name_en, self.name_te, self.name_hi)


class Parentage(Recorded):
    """The official map: in whom an area lay, from when to when. Ends when either of the two ends."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="parentages")
    parent = models.ForeignKey(Area, models.PROTECT, related_name="child_parentages")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ORDERLY, name="areas_parentage_dates"),
            models.CheckConstraint(condition=~Q(area=F("parent")), name="areas_parentage_not_itself"),
        )


class Ancestor(Recorded):
    """How figures roll up: everything of `area` counts under `ancestor` on the maps of this period.

    The closure of a tree on every single day, with the area itself at depth 0. Differs from Parentage in this: an area
    that ended stays under the one that took it over, or under its parent, so that no day's total loses what happened in it.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="above", db_index=False)
    ancestor = models.ForeignKey(Area, models.PROTECT, related_name="below", db_index=False)
    depth = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ORDERLY, name="areas_ancestor_dates"),
            models.CheckConstraint(condition=Q(depth__gte=0), name="areas_ancestor_depth"),
        )
        indexes = (
            # Each carries all that `within` and `is_within` read, so that neither touches the table.
            models.Index(fields=("ancestor", "valid_from", "valid_to", "area"), name="areas_below"),
            models.Index(fields=("area", "ancestor", "valid_from", "valid_to"), name="areas_above"),
        )


class Worksite(Recorded):
    """A place where workers are found: an auto stand, a labour chowk, a market. Shared by all when it has no organisation.

    `lat_e6`, `lon_e6` are millionths of a degree; hours are India's time, and may run past midnight.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="worksites")
    kind = models.TextField()
    code = models.TextField(unique=True)
    name_en = models.TextField()
    name_te = models.TextField(blank=True)
    name_hi = models.TextField(blank=True)
    lat_e6 = models.IntegerField(null=True, blank=True)
    lon_e6 = models.IntegerField(null=True, blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    organisation_id = models.UUIDField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=tuple(WORKSITE_KINDS)), name="areas_worksite_kind"),
            models.CheckConstraint(
                condition=Q(lat_e6__isnull=True, lon_e6__isnull=True)
                | Q(lat_e6__range=(-90_000_000, 90_000_000), lon_e6__range=(-180_000_000, 180_000_000)),
                name="areas_worksite_point",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="areas_worksite_hours",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language; English where no other is known."""
        return _in_language(self.name_en, self.name_te, self.name_hi)


class Boundary(Recorded):
    """The boundary of an area on maps from a day on, of a licence that an operator holds. Drawn, never measured with.

    `rings`: each a list of longitude, latitude, longitude, ... in millionths of a degree. Of several that hold on a day the
    one that begins last is shown, and of those the one that was loaded last.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries")
    rings = models.JSONField()
    licence = models.TextField()
    source = models.TextField()
    valid_from = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
