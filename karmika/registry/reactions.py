"""What the worker does after acts: the search words of a person follow the person, those of a worksite the worksite.

The version of the words is part of the names: a new one lets the worker go through the journal from its beginning.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from karmika.areas.acts.worksites import ChangeWorksite, DefineWorksite, worksite_id
from karmika.journal.act import Act, Header
from karmika.kernel.room import Reaction
from karmika.registry.acts.erasing import Erase, LiftRestriction, Restrict
from karmika.registry.acts.person import CorrectPerson, RecordPerson, RemovePerson
from karmika.registry.acts.worker import CorrectWorker, RecordWorker, RemoveWorker
from karmika.registry.derive import WORDS_VERSION, index_persons, index_worksites


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
    if isinstance(act, RecordWorker):
        return (act.person,) if act.uan else ()  # the name was read when the person was recorded
    assert isinstance(act, RecordPerson | CorrectPerson | RemovePerson | CorrectWorker | RemoveWorker)
    return (act.person,)


def index_site(entry: Header, act: Act, child: UUID) -> None:
    """Make the search words of the act's worksite anew."""
    index_sites([act])


def index_sites(acts: Sequence[Act]) -> None:
    """The same for many acts at once."""
    index_worksites(dict.fromkeys(site_of(act) for act in acts))


def site_of(act: Act) -> UUID:
    """Whose name an act said."""
    assert isinstance(act, DefineWorksite | ChangeWorksite)
    return act.worksite if isinstance(act, ChangeWorksite) else worksite_id(act.code)


_OF_PEOPLE: tuple[type[Act], ...] = (
    *(RecordPerson, CorrectPerson, RemovePerson, RecordWorker, CorrectWorker, RemoveWorker),
    *(Restrict, LiftRestriction, Erase),
)
REACTIONS: tuple[Reaction, ...] = (
    *(
        Reaction(kind=act.kind, function=index, name=f"{act.kind}.index.{WORDS_VERSION}", together=index_many)
        for act in _OF_PEOPLE
    ),
    *(
        Reaction(
            kind=act.kind, function=index_site, name=f"{act.kind}.index.{WORDS_VERSION}", together=index_sites
        )
        for act in (DefineWorksite, ChangeWorksite)
    ),
)
