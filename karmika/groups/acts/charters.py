"""A group adopts by-laws: a version of data/charters.yaml with its own numbers. An amendment is a new adoption."""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karmika.groups import terms
from karmika.groups.acts import deciding, gathering
from karmika.groups.acts.life_parts import Chosen
from karmika.groups.acts.of_group import OfGroup
from karmika.groups.acts.proposing import ORGANISERS
from karmika.groups.by_laws import Charter, charters_for, needed
from karmika.groups.models import CharterAdoption
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused


def name_in(names: Any, language: str | None) -> str:
    """A name of a data file in a language ("te", "hi-in"); English where there is none."""
    return str(names.get((language or "en").partition("-")[0], names["en"]))


class AdoptCharter(OfGroup, Act, frozen=True, kw_only=True):
    """A group adopted a charter, or changed its own by adopting it anew.

    Each number of the charter is chosen once, as the charter allows it. Enough members of that day agreed.
    """

    kind: ClassVar[str] = "groups.adopt_charter"
    roles: ClassVar[frozenset[str]] = ORGANISERS
    says: ClassVar[str | Promise] = _(
        "{actor} recorded that the group adopted its rules on {on}: {agreed} of {members} members agreed"
    )

    group: UUID
    charter: str
    chosen: tuple[Chosen, ...]
    on: date
    agreed: int
    members: int = 0
    former: UUID | None = None

    def check(self, context: Context) -> Self:
        """Raises Refused: groups.unknown_charter, groups.charter_number, groups.too_few_agreed, groups.charter_earlier."""
        group = deciding.living_group(self.group)
        deciding.refuse_day(self.on, context.today, earliest=group.formed_on)
        known = next((one for one in charters_for(group.group_type) if one.code == self.charter), None)
        if known is None:
            raise Refused("groups.unknown_charter")
        self._refuse_numbers(known)
        members = len(gathering.members_on(self.group, self.on))
        if self.agreed > members:
            raise Refused("groups.agreed", members=members)
        enough = needed(members, known.adopted_by_percent)
        if self.agreed < enough:
            raise Refused("groups.too_few_agreed", agreed=self.agreed, members=members, needed=enough)
        former = CharterAdoption.objects.filter(group=group, replaced_on__isnull=True).first()
        if former is not None and self.on < former.adopted_on:
            raise Refused("groups.charter_earlier", on=former.adopted_on.isoformat())
        return msgspec.structs.replace(self, members=members, former=former.id if former else None)

    def _refuse_numbers(self, known: Charter) -> None:
        given = {one.name: one.value for one in self.chosen}
        strange = given.keys() - {one.name for one in known.parameters}
        if strange or len(given) != len(self.chosen):
            raise Refused("groups.unknown_charter")
        for one in known.parameters:
            if one.name not in given or not one.allows(given[one.name]):
                raise Refused("groups.charter_number", name=name_in(one.names, get_language()))

    def facts(self) -> dict[str, Any]:
        """The day as people read it."""
        return terms.shown(Act.facts(self))

    def apply(self, entry: Header, rows: Rows) -> None:
        """The end of the former charter, and the new one."""
        chosen = {one.name: one.value for one in self.chosen}
        if self.former is not None:
            rows.update(CharterAdoption, self.former, replaced_on=self.on)
        rows.insert(
            CharterAdoption,
            id=rows.new_id(),
            group_id=self.group,
            charter=self.charter,
            chosen=chosen,
            meets_every_days=chosen["meets_every_days"],
            quorum_percent=chosen["quorum_percent"],
            term_months=chosen["term_months"],
            adopted_on=self.on,
            agreed=self.agreed,
            members=self.members,
        )
