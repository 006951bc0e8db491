"""The list for the field: whom to ask, where they live, when they can be met, and how to call those who agreed to it."""

from dataclasses import dataclass
from uuid import UUID

from karmika.groups.models import Candidacy, ProposalRun
from karmika.groups.queries.people import OPEN_STATES
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import HOURS
from karmika.registry.models import Consent, Person


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to be asked. `phone` is empty where the person's agreement to be proposed does not stand."""

    number: int
    name: str
    age_years: int | None
    where: str
    hours: str
    phone: str
    distance_m: int | None
    is_host: bool
    worker_id: UUID
    seen: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One proposed group on paper."""

    number: int
    asks: tuple[Ask, ...]


def sheets(viewer: Viewer, run_id: UUID) -> tuple[ProposalRun, tuple[Sheet, ...]] | None:
    """The open proposals of a run as sheets; None where there is none for this viewer."""
    run = ProposalRun.objects.visible_to(viewer).select_related("worksite", "area").filter(id=run_id).first()
    if run is None:
        return None
    rows = Candidacy.objects.filter(run=run, proposal__state__in=OPEN_STATES).select_related("proposal")
    seats = list(rows.order_by("proposal__number", "distance_m", "id"))
    ids = [seat.worker_id for seat in seats]
    people = Person.objects.visible_to(viewer).filter(id__in=ids, erased_on=None).select_related("household")
    known = {one.id: one for one in people}
    agreed = set(
        Consent.objects.filter(
            person_id__in=ids, purpose="groups", given=True, withdrawn_on__isnull=True
        ).values_list("person_id", flat=True)
    )
    found: dict[int, list[Ask]] = {}
    for seat in seats:
        assert seat.proposal is not None
        ask = _ask(seat, known.get(seat.worker_id), agreed=seat.worker_id in agreed)
        found.setdefault(seat.proposal.number, []).append(ask)
    return run, tuple(
        Sheet(number, tuple(sorted(asks, key=lambda ask: not ask.is_host))) for number, asks in found.items()
    )


def _ask(seat: Candidacy, person: Person | None, *, agreed: bool) -> Ask:
    assert seat.proposal is not None
    home = person.household if person is not None else None
    where = [home.number, home.address or "", home.landmark or ""] if home is not None else []
    return Ask(
        number=seat.proposal.number,
        name=(person.name or "") if person is not None else "",
        age_years=person.age_years if person is not None else None,
        where=", ".join(filter(None, where)),
        hours=str(HOURS.get(person.preferred_hours, "")) if person is not None else "",
        phone=(person.phone or "") if person is not None and agreed else "",
        distance_m=seat.distance_m,
        is_host=seat.worker_id == seat.proposal.host_id,
        worker_id=seat.worker_id,
        seen=person is not None,
    )
