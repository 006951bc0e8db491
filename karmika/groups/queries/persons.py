"""How a worker is shown in a list of this room: name, age, sex; only where the viewer may see the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.kernel.viewer import Viewer
from karmika.registry.models import Person

SEXES: dict[str, str | Promise] = {"female": _("woman"), "male": _("man"), "transgender": _("transgender")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A worker in a list. `seen` is False where there is no name: the person lives outside the viewer's area, or is
    restricted or erased. The seat in the group stays."""

    worker_id: UUID
    name: str | Promise
    age_years: int | None = None
    sex: str | Promise = ""
    seen: bool = True


def shown(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Shown]:
    """Workers by id as this viewer sees them, in two queries however many there are."""
    wanted = list(ids)
    people = Person.objects.visible_to(viewer).filter(id__in=wanted, erased_on=None)
    found = {
        key: Shown(key, name or _("(name not known)"), age, SEXES.get(sex, ""))
        for key, name, age, sex in people.values_list("id", "name", "age_years", "sex")
    }
    hidden = Person.objects.filter(id__in=[key for key in wanted if key not in found], hidden=True)
    for key, erased_on in hidden.values_list("id", "erased_on"):
        found[key] = Shown(key, _("(erased)") if erased_on else _("(data restricted)"), seen=False)
    return {key: found.get(key) or Shown(key, _("A person outside your area"), seen=False) for key in wanted}
