"""What people tell, and what they are told: answers to the questions of the schemes, and what they are probably owed."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.entitlements import terms
from karmika.entitlements.acts import deciding
from karmika.entitlements.acts.deciding import HANDLERS
from karmika.entitlements.acts.parts import Counted, Happened, Told
from karmika.entitlements.acts.writing import dims
from karmika.entitlements.kinds import known_scheme
from karmika.entitlements.loading import installed
from karmika.entitlements.models import Screening, SealedTelling, ToldFact
from karmika.entitlements.screening import EVENT, rules_version
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.registry.acts.writing import owned
from karmika.registry.facts import Owner

FACTS_MAXIMUM = 100


class TellFacts(Act, frozen=True, kw_only=True):
    """A person answers questions that schemes ask; the latest answer holds. Sensitive ones are in the sealed entry alone."""

    kind: ClassVar[str] = "entitlements.tell_facts"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} wrote down what the person told for the schemes")
    identity: ClassVar[tuple[str, ...]] = ("private",)
    owner: ClassVar[str] = "person"

    person: UUID
    facts_told: tuple[Told, ...] = ()
    private: tuple[Told, ...] | None = None
    """Answers to sensitive questions; `check` moves here whatever came with the others."""
    events: tuple[Happened, ...] = ()
    in_private: bool = False
    """Decided: something sensitive was told; `apply` does not look at what is personal."""
    on: date | None = None
    household: UUID | None = None
    whose: Owner | None = None

    def place(self) -> Place:
        return deciding.person_place(self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def facts(self) -> dict[str, Any]:
        return terms.shown(Act.facts(self))

    def check(self, context: Context) -> Self:
        person = deciding.person_who_agreed(self.person)
        on = self.on or context.today
        deciding.happened(on, context.today)
        told = [checked(one) for one in (*self.facts_told, *(self.private or ()))]
        names = [one.fact for one in told]
        if not 0 < len(told) + len(self.events) <= FACTS_MAXIMUM or len(set(names)) != len(names):
            raise Refused("entitlements.nothing_told")
        for event in self.events:
            if event.event not in installed().words.get("events", {}):
                raise Refused("entitlements.unknown_fact", fact=event.event)
            deciding.happened(event.on, context.today)
        sensitive = {name for name in names if installed().facts[name].sensitive}
        return msgspec.structs.replace(
            self,
            facts_told=tuple(one for one in told if one.fact not in sensitive),
            private=tuple(one for one in told if one.fact in sensitive) or None,
            in_private=bool(sensitive),
            on=on,
            household=person.household_id,
            whose=deciding.owner(person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None
        values = {**owned(self.whose), "person_id": self.person, "told_on": self.on}
        events = [Told(fact=f"{EVENT}{one.event}", value=one.on.isoformat()) for one in self.events]
        for one in (*self.facts_told, *events):
            rows.insert(
                ToldFact,
                id=rows.new_id(),
                **values,
                household_id=self.household,
                fact=one.fact,
                of_household=one.of_household,
                value=one.value,
            )
        if self.in_private:
            rows.insert(SealedTelling, id=rows.new_id(), **values)


class ShowScreening(Act, frozen=True, kw_only=True):
    """A person was told what she is probably owed, by the rules of that day. She counts as told once."""

    kind: ClassVar[str] = "entitlements.show_screening"
    roles: ClassVar[frozenset[str]] = HANDLERS
    says: ClassVar[str | Promise] = _("{actor} told the person what is probably owed: {number} schemes")

    person: UUID
    owed: tuple[str, ...]
    """Schemes that she is probably owed, as they were said to her."""
    open_questions: tuple[str, ...] = ()
    on: date | None = None
    rules_version: str = ""
    first: bool = False
    """Whether nobody told her before; decided by `check`."""
    whose: Owner | None = None
    counted: Counted | None = None

    def place(self) -> Place:
        return deciding.person_place(self.person)

    def locks(self) -> Iterable[UUID]:
        return (self.person,)

    def subjects(self) -> Iterable[UUID]:
        return (self.person,)

    def facts(self) -> dict[str, Any]:
        return {**terms.shown(Act.facts(self)), "number": len(self.owed)}

    def check(self, context: Context) -> Self:
        person = deciding.person_who_agreed(self.person)
        on = self.on or context.today
        deciding.happened(on, context.today)
        for scheme in (*self.owed, *self.open_questions):
            known_scheme(scheme)
        return msgspec.structs.replace(
            self,
            on=on,
            rules_version=rules_version(),
            first=not Screening.objects.filter(person=person).exists(),
            whose=deciding.owner(person),
            counted=deciding.counted(person),
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        assert self.whose is not None and self.counted is not None
        rows.insert(
            Screening,
            id=rows.new_id(),
            **owned(self.whose),
            person_id=self.person,
            shown_on=self.on,
            rules_version=self.rules_version,
            owed=list(self.owed),
            open_questions=list(self.open_questions),
        )
        if self.first:
            contribute(
                rows, entry, "people_told",
                subject=self.person, area=self.whose.area, happened_on=self.on,
                dims=dims(self.whose, self.counted, self.counted.category),
            )  # fmt: skip


def checked(one: Told) -> Told:
    """An answer that fits its question. Raises Refused: entitlements.unknown_fact, entitlements.bad_answer."""
    known = installed().facts.get(one.fact)
    if known is None:
        raise Refused("entitlements.unknown_fact", fact=one.fact[:40])
    try:
        known.known(one.value)  # type: ignore[arg-type]
    except ValueError as error:
        raise Refused("entitlements.bad_answer", fact=one.fact) from error
    return msgspec.structs.replace(one, of_household=known.of == "household")
