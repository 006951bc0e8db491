"""Somebody looked into a signal and says what was found."""

from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms, trust_terms
from karmika.groups.acts import deciding
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.trusting import entered_by, refuse_own
from karmika.groups.models import GhostSignal, Group, SignalReview
from karmika.groups.queries.ghost_facts import groups_of
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused


class ReviewSignal(OfGroup, Act, frozen=True, kw_only=True):
    """Says what a signal at a group turned out to be. What it rested on is kept, and is silent from now on.

    Anything that the signal rests on later and that was not looked at opens it again.
    """

    kind: ClassVar[str] = "groups.review_signal"
    roles: ClassVar[frozenset[str]] = trust_terms.REVIEWERS
    says: ClassVar[str | Promise] = _("{actor} looked into a signal ({signal}): {outcome}. {reason}")

    group: UUID
    signal: str
    outcome: str
    reason: str
    items: tuple[str, ...] = ()
    points: int = 0

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.no_signal, groups.own_group, groups.own_signal, groups.unknown_outcome and others."""
        group = deciding.any_group(self.group)
        deciding.one_of(self.outcome, trust_terms.REVIEW_OUTCOMES, "groups.unknown_outcome")
        deciding.one_of(self.reason, trust_terms.REVIEW_REASONS, "groups.unknown_reason")
        refuse_own(group, context.viewer.id)
        found = GhostSignal.objects.filter(group=group, kind=self.signal).first()
        if found is None or (found.silenced and not self._again(group.id)):
            raise Refused("groups.no_signal")
        # what looks odd in two groups speaks of both: who entered the other one does not say that this one is genuine
        others = Group.objects.filter(id__in=groups_of(found.items)).exclude(id=group.id)
        if any(context.viewer.id in entered_by(other) for other in others):
            raise Refused("groups.own_signal")
        return msgspec.structs.replace(self, items=tuple(found.items), points=found.points)

    def _again(self, group: UUID) -> bool:
        """Whether this says something else than the last review of the signal."""
        last = (
            SignalReview.objects.filter(group_id=group, signal=self.signal)
            .order_by("-entry_seq", "-id")
            .first()
        )
        return last is not None and last.outcome != self.outcome

    def facts(self) -> dict[str, Any]:
        """Signal, outcome and reason in words."""
        return terms.shown(
            Act.facts(self),
            signal=trust_terms.SIGNALS,
            outcome=trust_terms.REVIEW_OUTCOMES,
            reason=trust_terms.REVIEW_REASONS,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        """The review."""
        rows.insert(
            SignalReview,
            id=rows.new_id(),
            group_id=self.group,
            signal=self.signal,
            outcome=self.outcome,
            reason=self.reason,
            items=list(self.items),
            points=self.points,
            reviewed_on=entry.recorded_on,
            reviewed_by=entry.actor,
        )
