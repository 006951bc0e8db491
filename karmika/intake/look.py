"""The look at the tables before the locks are taken: what several arrivals ask alike is asked once for all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from lxml import etree

from karmika.intake.acts.lookups import Version, versions_of
from karmika.intake.letters import Letter
from karmika.intake.secrecy import named_in, withheld_among

K = TypeVar("K")
T = TypeVar("T")


class Look:
    """Answers of one moment, for arrivals that are taken in together. What it says may be overtaken: `check` decides."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._versions: dict[str, list[Version]] = {}
        self._withheld: Mapping[UUID, str] | None = None

    def ahead(self, letters: Iterable[Letter]) -> None:
        """Ask for all these at once."""
        letters = list(letters)
        self._versions = versions_of([letter.instance_id for letter in letters])
        self._withheld = withheld_among(one for letter in letters for one in named_in(letter.instance.root))

    def versions_of(self, instance_id: str) -> list[Version]:
        """Everything that arrived under this instance id, oldest first."""
        found = self._versions.get(instance_id)
        return versions_of([instance_id])[instance_id] if found is None else found

    def secrecy_of(self, root: etree._Element) -> str:
        """ "erased" or "restricted" where answers name somebody who is; else empty."""
        if self._withheld is None:
            found = withheld_among(named_in(root))
        elif self._withheld:
            found = {one: self._withheld[one] for one in named_in(root) if one in self._withheld}
        else:
            return ""
        return min(found.values(), default="")

    def once(self, question: Callable[..., T], *given: Any) -> T:
        """The answer to a question about what hardly changes (areas, forms), asked once."""
        key = (question, *given)
        if key not in self._known:
            self._known[key] = question(*given)
        answer: T = self._known[key]
        return answer

    def each(self, question: Callable[[frozenset[K]], Mapping[K, T]], wanted: Iterable[K]) -> dict[K, T]:
        """The answers for several things at once; those known already are not asked for again. Unknown ones are left out."""
        known: dict[K, T | None] = self._known.setdefault(question, {})
        wanted = frozenset(wanted)
        if new := wanted - known.keys():
            known.update({**dict.fromkeys(new), **question(new)})
        return {key: found for key in wanted if (found := known[key]) is not None}
