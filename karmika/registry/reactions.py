"""What the worker does after acts of this room: the search words of a person follow the person."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from karmika.journal.act import Act, Header
from karmika.kernel.room import Reaction
from karmika.registry.acts.erasing import Erase, LiftRestriction, Restrict
from karmika.registry.acts.person import CorrectPerson, RecordPerson, RemovePerson
from karmika.registry.derive import index_persons


def index(entry: Header, act: Act, child: UUID) -> None:
    """Make the search words of the act's people anew.

    Those who are hidden are not found by search words, not even by a fault of a query; those shown again are.
    """
    index_persons(people_of(act))


def index_many(acts: Sequence[Act]) -> None:
    """The same for many acts at once."""
    index_persons(dict.fromkeys(person for act in acts for person in people_of(act)))


def people_of(act: Act) -> Iterable[UUID]:
    """Whose search words an act may have changed."""
    if isinstance(act, Restrict | LiftRestriction | Erase):
        return act.reach.people
    assert isinstance(act, RecordPerson | CorrectPerson | RemovePerson)
    return (act.person,)


REACTIONS: tuple[Reaction, ...] = tuple(
    Reaction(kind=act.kind, function=index, name=f"{act.kind}.index", together=index_many)
    for act in (RecordPerson, CorrectPerson, RemovePerson, Restrict, LiftRestriction, Erase)
)
