"""How a worker is shown in a list of this room: name, age, sex; only where the viewer may see the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.visibility import scope
from karmika.kernel.viewer import Viewer
from karmika.registry.models import Person

SEXES: dict[str, str | Promise] = {"female": _("woman"), "male": _("man"), "transgender": _("transgender")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A worker in a list. `seen` is False where the person lives outside the viewer's area: then there is no name."""

    worker_id: UUID
    name: str | Promise
    age_years: int | None = None
    sex: str | Promise = ""
    seen: bool = True


def shown(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Shown]:
    """Workers by id as this viewer sees them, in two queries however many there are."""
    wanted = list(ids)
    people = Person._base_manager.filter(scope(viewer, programme="programme_id"), id__in=wanted)
    found = {
        key: Shown(key, name or _("(name erased)"), age, SEXES.get(sex, ""))
        for key, name, age, sex in people.values_list("id", "name", "age_years", "sex")
    }
    return {key: found.get(key) or Shown(key, _("A person outside your area"), seen=False) for key in wanted}
