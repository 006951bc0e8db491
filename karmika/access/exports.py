"""The list of what left the system: printed lists, files, lists on phones. Ids of persons, never names; kept for a time.

Not journalled: it is a log of reading, written where somebody only looks, and it is thrown away when its time is over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Export, ExportSubject, Organisation
from karmika.access.retention import days_kept
from karmika.areas.queries import ancestors
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Place, Viewer

NAMED_MAXIMUM = 500
"""Ids kept with one export; of a longer list only the place is kept, and it "may have contained" somebody."""

LABELS: dict[str, Promise] = {
    "groups.group": _("Page of a group with its members"),
    "groups.run": _("Page of a proposal with its people"),
    "registry.slip": _("Slip of a household"),
    "entitlements.receipt": _("Receipt of an application"),
    "entitlements.photo": _("Photo of a paper"),
    "entitlements.slip": _("Slip of an application"),
    "intake.attachment": _("File that came with a form"),
    "intake.submission": _("Form as it was sent"),
    "referrals.link": _("Shown to an office by its link"),
    "referrals.received": _("Shown to an officer of a department"),
    "referrals.referral": _("Page of a referral"),
    "outreach.loan": _("People of a camp's ground on a laptop"),
    "odk.list": _("List on a phone"),
    "list": _("List taken along as a file"),
}


def note(
    viewer: Viewer,
    what: str,
    place: Place,
    *,
    subjects: Collection[UUID] = (),
    persons: int | None = None,
    file: str = "",
) -> None:
    """Something about persons left. `persons`: how many, where more than `subjects` (or no ids at all) are in it."""
    listed = list(dict.fromkeys(subjects)) if len(subjects) <= NAMED_MAXIMUM else []
    count = len(subjects) if persons is None else persons
    if not count:
        return
    export = Export.objects.create(
        id=uuid7(),
        at=now(),
        what=what,
        file=file[:100],
        user_id=viewer.id,
        device_id=viewer.device,
        area_id=place.area,
        organisation_id=place.organisation,
        programme_id=place.programme,
        persons=count,
        listed=bool(listed),
    )
    ExportSubject.objects.bulk_create(ExportSubject(export=export, subject=one) for one in listed)


def exports_of(subjects: Collection[UUID], place: Place, since: datetime | None = None) -> QuerySet[Export]:
    """What contained one of these (persons, their household, their submissions), and what may have: lists without ids
    of the same organisation whose area holds the place. Newest first.
    """
    assert place.area is not None
    above = [place.area, *(area.id for area in ancestors(place.area))]
    certain = Q(id__in=ExportSubject.objects.filter(subject__in=subjects).values("export_id"))
    perhaps = Q(listed=False, organisation_id=place.organisation, area_id__in=above)
    found = Export.objects.filter(certain | perhaps).order_by("-at", "id")
    return found if since is None else found.filter(at__gte=since)


def forget_old(at: datetime) -> None:
    """Throw away what is older than its organisation keeps it."""
    for organisation in [None, *Organisation.objects.values_list("id", flat=True)]:
        before = at - timedelta(days=days_kept(organisation, "read_log"))
        old = Export.objects.filter(organisation_id=organisation, at__lt=before)
        ExportSubject.objects.filter(export__in=old).delete()
        old.delete()
