"""What the worker does after acts of this room: the search words of a person follow the person."""

from uuid import UUID

from karmika.journal.act import Act, Header
from karmika.kernel.room import Reaction
from karmika.registry.acts.erasing import Erase, LiftRestriction, Restrict
from karmika.registry.acts.person import CorrectPerson, RecordPerson, RemovePerson
from karmika.registry.derive import index_person, index_persons


def index(entry: Header, act: Act, child: UUID) -> None:
    """Make the search words of the act's person anew."""
    assert isinstance(act, RecordPerson | CorrectPerson | RemovePerson)
    index_person(act.person)


def index_all(entry: Header, act: Act, child: UUID) -> None:
    """Those who are hidden are not found by search words, not even by a fault of a query; those shown again are."""
    assert isinstance(act, Restrict | LiftRestriction | Erase)
    index_persons(act.reach.people)


REACTIONS: tuple[Reaction, ...] = tuple(
    Reaction(kind=act.kind, function=index, name=f"{act.kind}.index")
    for act in (RecordPerson, CorrectPerson, RemovePerson)
) + tuple(
    Reaction(kind=act.kind, function=index_all, name=f"{act.kind}.index")
    for act in (Restrict, LiftRestriction, Erase)
)
