"""Candidates after a restore: whom the journal of before had settled or taken off comes back without a name, and open."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from karmika.access.viewer import Operator
from karmika.candidates.acts import WithdrawCandidate
from karmika.candidates.models import Candidate
from karmika.journal.perform import perform


def withdraw_restored(owners: Collection[UUID]) -> int:
    """Take those of an erasure list off their lists, by acts; how many. After `destroy_again`; twice is harmless.

    Nobody could go and look for them: what the list said of them died with their key.
    """
    waiting = Candidate.objects.filter(state__in=("open", "not_found")).order_by("id")
    gone = [one for one in waiting.values_list("id", flat=True).iterator() if one in owners]
    for candidate in gone:
        perform(WithdrawCandidate(candidate=candidate, reason="restored"), Operator())
    return len(gone)
