"""Which offices there are, and which of them give a service where somebody lives."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from karmika.access.models import Organisation
from karmika.areas.queries import ancestors
from karmika.kernel.listing import Sought
from karmika.kernel.viewer import Viewer
from karmika.referrals import terms
from karmika.referrals.models import Office, OfficeSet, Referral
from karmika.referrals.service_list import services
from karmika.ui import asked

PAGE = 25


def sought_offices(viewer: Viewer, sought: Sought) -> OfficeSet:
    """The offices that the viewer may see, narrowed to a kind and an area that they serve; open ones unless asked."""
    found = Office.objects.visible_to(viewer)
    kind, area = sought.get("kind", ""), asked.id_of(sought.get("area", ""))
    if kind in terms.OFFICE_KINDS:
        found = found.filter(kind=kind)
    if area is not None:
        found = found.filter(area_id__in=ancestors(area).order_by().values("id"))
    return found if sought.get("closed") == "yes" else found.filter(closed_on=None)


def offices(viewer: Viewer, sought: Sought, page: int = 0) -> tuple[list[Office], bool]:
    """A page of offices by name, and whether there are more."""
    rows = sought_offices(viewer, sought).select_related("area").order_by("name_en", "id")
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def offices_for(viewer: Viewer, organisation: UUID, area: UUID, service: str) -> list[Office]:
    """Open offices of the organisation that give the service to those who live there; the nearest area first."""
    around = {one.id: depth for depth, one in enumerate(ancestors(area))}
    rows = Office.objects.visible_to(viewer).filter(
        organisation_id=organisation, closed_on=None, area_id__in=list(around)
    )
    known = services().get(service)
    usual = known.kinds if known else ()
    found = [one for one in rows.select_related("area") if service in one.services]
    return sorted(found, key=lambda one: (one.kind not in usual, around[one.area_id], one.name_en, one.id))


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office as people look at it, with how many referrals of the viewer's went there."""

    office: Office
    services: tuple[str, ...]
    officers_of: str
    sent: int
    open: int


def office_view(viewer: Viewer, office_id: UUID) -> OfficeView | None:
    """One office; None where there is none for this viewer."""
    found = Office.objects.visible_to(viewer).select_related("area").filter(id=office_id).first()
    if found is None:
        return None
    counts = Referral.objects.visible_to(viewer).filter(office=found)
    counted = counts.aggregate(sent=Count("id"), open=Count("id", filter=Q(state__in=terms.OPEN)))
    officers = found.officers_of
    names = Organisation.objects.filter(id=officers).values_list("name", flat=True) if officers else ()
    return OfficeView(
        office=found,
        services=tuple(terms.service_label(code) for code in found.services),
        officers_of=next(iter(names), ""),
        **counted,
    )


def other_organisations(organisations: frozenset[UUID]) -> list[tuple[str, str]]:
    """Departments, banks and others whose officers may answer for an office: id and name, by name."""
    rows = Organisation.objects.exclude(id__in=organisations).order_by("name", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "name")]
