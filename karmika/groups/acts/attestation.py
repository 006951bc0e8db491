"""A member says at a visit, to somebody else than who entered it, whether the membership is true."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms, trust_terms
from karmika.groups.acts import deciding
from karmika.groups.acts.of_group import OfMember
from karmika.groups.acts.trusting import refuse_own
from karmika.groups.models import Attestation
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.registry.models import Household, Worker
from karmika.registry.numbers import tidy


class Attest(OfMember, Act, frozen=True, kw_only=True):
    """What a member said when visited: is a member, says not to be one, or could not be met.

    Who confirms reads the number of the household's slip back, or signs. The number is compared and not kept. Somebody
    who says not to be a member is a signal at once.
    """

    kind: ClassVar[str] = "groups.attest"
    roles: ClassVar[frozenset[str]] = trust_terms.VISITORS
    says: ClassVar[str | Promise] = _("{actor} visited a member on {on}: {outcome}")

    group: UUID
    worker: UUID
    outcome: str
    on: date
    how: str = ""
    code: str = ""

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.own_group, groups.not_member, groups.how_attested, groups.wrong_code and others."""
        group = deciding.living_group(self.group)
        deciding.one_of(self.outcome, trust_terms.ATTESTED, "groups.unknown_outcome")
        membership = deciding.open_membership(self.group, self.worker)
        deciding.refuse_day(self.on, context.today, earliest=membership.joined_on)
        refuse_own(group, context.viewer.id)
        if self.outcome != "confirmed":
            return msgspec.structs.replace(self, how="", code="")
        deciding.one_of(self.how, trust_terms.ATTESTED_HOW, "groups.how_attested")
        if self.how == "code" and not _is_number_of(self.worker, self.code):
            raise Refused("groups.wrong_code")
        return msgspec.structs.replace(self, code="")

    def facts(self) -> dict[str, Any]:
        """The outcome in words."""
        return terms.shown(Act.facts(self), outcome=trust_terms.ATTESTED)

    def apply(self, entry: Header, rows: Rows) -> None:
        """What was said."""
        rows.insert(
            Attestation,
            id=rows.new_id(),
            group_id=self.group,
            worker_id=self.worker,
            outcome=self.outcome,
            how=self.how,
            met_on=self.on,
            met_by=entry.actor,
        )


def _is_number_of(worker: UUID, code: str) -> bool:
    """Whether this is the number on the slip of the worker's household, however it was spaced."""
    household = Worker.objects.filter(id=worker).values("household_id")
    numbers = Household.objects.filter(id__in=household).values_list("number", flat=True)
    typed = tidy(code)
    return bool(typed) and any(tidy(number) == typed for number in numbers)
