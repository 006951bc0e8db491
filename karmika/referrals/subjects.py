"""About whom or what a referral is: persons, and what rooms above hand down (cases). Nothing is imported from above.

Each kind says where a subject is, who may see referrals about it, what may be shared of it, and how it reads.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.db.models import Exists, Q
from django.utils.functional import Promise

from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer
from karmika.referrals.parts import Whose

Text: TypeAlias = str | Promise
Condition: TypeAlias = Q | Exists


@dataclass(frozen=True, kw_only=True)
class About:
    """One kind of subject. Conditions are asked of rows with `subject_id` (and `entry_seq`, when the row was made)."""

    name: Text
    fields: Mapping[str, Text]
    """What may be shared with an office: code -> what people read. Nothing else ever reaches it."""
    place: Callable[[UUID], Place | None]
    """Where a subject is and whose it is, whoever asks: the right to refer is looked for there."""
    whose: Callable[[Viewer, UUID], Whose | None]
    """Where a subject is and whose; None where the viewer may not see it, or it is hidden or erased."""
    seen: Callable[[Viewer], Condition]
    """Referrals about subjects that this viewer may know of. Asked besides area, organisation and programme."""
    living: Callable[[], Condition]
    """Referrals that may still be answered by the office: the subject is not hidden, its consent to share stands."""
    shared: Callable[[UUID, Sequence[str]], Mapping[str, str]]
    """The values of these fields today; what is not known or was erased is left out."""
    labels: Callable[[Viewer, Collection[UUID]], Mapping[UUID, Text]]
    """How a subject reads in a list, for those of them whom the viewer may see."""
    url: Callable[[UUID], str]
    """The page of the subject."""


_known: dict[str, About] = {}


def install(kinds: Mapping[str, About]) -> None:
    """Take over the kinds of subjects, once at start (karmika/apps.py)."""
    _known.clear()
    _known.update(kinds)


def kinds() -> Mapping[str, About]:
    """All kinds, by code."""
    return _known


def kind_of(code: str) -> About:
    """The kind with this code. Raises Refused("referrals.unknown_about")."""
    found = _known.get(code)
    if found is None:
        raise Refused("referrals.unknown_about")
    return found
