"""The lists that the form of a formation meeting shows on a phone: approved proposals of its area, and who sits in them.

No name leaves the office: people stand there by household number, sex and age, as on the slip at their door. Who goes to
the meeting has the printed list.
"""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from karmika.access.models import Device
from karmika.areas.queries import within
from karmika.groups.models import Candidacy, GroupProposal
from karmika.groups.queries.persons import SEXES
from karmika.intake.generated import GeneratedFile
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Person
from karmika.registry.numbers import spaced
from karmika.registry.occupations import occupation_name

PROPOSALS_MAXIMUM = 200


def proposals(viewer: Viewer, device: Device) -> Iterator[tuple[UUID, str]]:
    """Approved proposals of the phone's area and organisation, the newest first."""
    for one in _approved(device).select_related("run__worksite"):
        work = occupation_name(one.run.occupation)
        yield one.id, f"{one.run.worksite.name_en} · {work} · {one.number}"


def members(viewer: Viewer, device: Device) -> Iterator[tuple[UUID, str, UUID | None]]:
    """Everybody proposed there, by household number, sex and age."""
    shown = [one.id for one in _approved(device)]
    seats = Candidacy.objects.filter(
        proposal_id__in=shown, worker__hidden=False, worker__person__erased_on=None
    ).select_related("worker__person__household")
    for seat in seats.order_by("proposal_id", "distance_m", "id"):
        yield seat.worker_id, _label(seat.worker.person), seat.proposal_id


def _approved(device: Device) -> "QuerySet[GroupProposal]":
    found = GroupProposal.objects.filter(
        state="approved",
        area_id__in=list(within(device.area_id)),
        organisation_id=device.organisation_id,
        programme_id=device.programme_id,
    )
    return found.order_by("-entry_seq", "number", "id")[:PROPOSALS_MAXIMUM]


def _label(person: Person) -> str:
    age = [] if person.age_years is None else [str(person.age_years)]
    sex = [str(SEXES[person.sex])] if person.sex in SEXES else []
    return " · ".join([spaced(person.household.number), *sex, *age])


def proposal_names(codes: Collection[str]) -> Mapping[str, str]:
    """Where each of these proposals is."""
    found = GroupProposal.objects.filter(id__in=_ids(codes)).select_related("run__worksite")
    return {str(one.id): f"{one.run.worksite.name} · {one.number}" for one in found}


def member_names(codes: Collection[str]) -> Mapping[str, str]:
    """The household number of each, as on the phone; of who is restricted or erased, that alone."""
    found = Person.objects.filter(id__in=_ids(codes)).select_related("household")
    return {
        str(one.id): _("(data restricted)") if one.hidden or one.erased_on else _label(one) for one in found
    }


def _ids(codes: Collection[str]) -> list[UUID]:
    found = []
    for code in codes:
        try:
            found.append(UUID(code))
        except ValueError:
            continue
    return found


ATTACHMENTS: tuple[GeneratedFile, ...] = (
    GeneratedFile("formation_proposals.csv", ("name", "label"), proposals, proposal_names),
    GeneratedFile(
        "formation_members.csv", ("name", "label", "proposal"), members, member_names, of_persons=True
    ),
)
