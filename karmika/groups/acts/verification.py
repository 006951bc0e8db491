"""A group is verified level by level: each by another person, none by who entered it."""

from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms, trust_terms
from karmika.groups.acts import deciding
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.parts import Whose
from karmika.groups.acts.trusting import refuse_own, standing
from karmika.groups.acts.writing import dims
from karmika.groups.models import Verification
from karmika.groups.verification_levels import all_roles, level, levels_of
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.measures.contribute import contribute


class Verify(OfGroup, Act, frozen=True, kw_only=True):
    """Confirms a group at one level, or sends it back with a reason; says what was looked at.

    The levels are taken in their order. Sending back opens the level before as well: its holder looks again.
    """

    kind: ClassVar[str] = "groups.verify"
    roles: ClassVar[frozenset[str]] = all_roles()
    says: ClassVar[str | Promise] = _("{actor} verified the group as {level}: {outcome} {reason}")

    group: UUID
    level: str
    outcome: str
    looked_at: tuple[str, ...]
    reason: str = ""
    whose: Whose | None = None
    group_type: str = ""
    number: int = 0
    stands: int = 0
    complete: bool = False

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.own_group, groups.level_not_due, groups.one_level, groups.looked_at and others."""
        group = deciding.living_group(self.group)
        codes = [one.code for one in levels_of(group.group_type, context.today)]
        if self.level not in codes:
            raise Refused("groups.unknown_level")
        number = codes.index(self.level) + 1
        known = level(self.level)
        assert known is not None
        context.viewer.authorise(known.roles, self.place())
        self._refuse_words()
        now = standing(group)
        if number != now.levels + 1:
            raise Refused("groups.level_not_due", standing=now.levels, levels=len(codes))
        refuse_own(group, context.viewer.id)
        if context.viewer.id in now.holders:
            raise Refused("groups.one_level")
        confirmed = self.outcome == "confirmed"
        return msgspec.structs.replace(
            self,
            whose=deciding.whose(group),
            group_type=group.group_type,
            number=number,
            stands=number if confirmed else max(0, number - 2),
            complete=confirmed and number == len(codes),
        )

    def _refuse_words(self) -> None:
        """Something was looked at; a reason for sending back, and for nothing else."""
        deciding.one_of(self.outcome, trust_terms.VERIFY_OUTCOMES, "groups.unknown_outcome")
        if not self.looked_at or len(set(self.looked_at)) != len(self.looked_at):
            raise Refused("groups.looked_at")
        for code in self.looked_at:
            deciding.one_of(code, trust_terms.LOOKED_AT, "groups.looked_at")
        if self.outcome == "sent_back":
            deciding.one_of(self.reason, trust_terms.SENT_BACK_REASONS, "groups.unknown_reason")
        elif self.reason:
            raise Refused("groups.unknown_reason")

    def facts(self) -> dict[str, Any]:
        """Level, outcome and reason in words."""
        known = level(self.level)
        shown = terms.shown(
            Act.facts(self), outcome=trust_terms.VERIFY_OUTCOMES, reason=trust_terms.SENT_BACK_REASONS
        )
        return shown | {"level": known.name_in(get_language() or "en") if known else self.level}

    def apply(self, entry: Header, rows: Rows) -> None:
        """The look that was taken; a confirmation is counted at its level."""
        assert self.whose is not None
        rows.insert(
            Verification,
            id=rows.new_id(),
            group_id=self.group,
            level=self.level,
            number=self.number,
            outcome=self.outcome,
            reason=self.reason,
            looked_at=list(self.looked_at),
            stands=self.stands,
            verified_on=entry.recorded_on,
            verified_by=entry.actor,
        )
        if self.outcome == "confirmed":
            contribute(
                rows, entry, "group_verifications",
                subject=self.group, area=self.whose.area,
                dims=msgspec.structs.replace(dims(self.whose, self.level), verified=self.complete),
            )  # fmt: skip
