"""What the worker does after acts of this room: the search words of a person follow the person."""

from uuid import UUID

from karmika.journal.act import Act, Header
from karmika.kernel.room import Reaction
from karmika.registry.acts.person import CorrectPerson, RecordPerson, RemovePerson
from karmika.registry.derive import index_person


def index(entry: Header, act: Act, child: UUID) -> None:
    """Make the search words of the act's person anew."""
    assert isinstance(act, RecordPerson | CorrectPerson | RemovePerson)
    index_person(act.person)


REACTIONS: tuple[Reaction, ...] = tuple(
    Reaction(kind=act.kind, function=index, name=f"{act.kind}.index")
    for act in (RecordPerson, CorrectPerson, RemovePerson)
)
