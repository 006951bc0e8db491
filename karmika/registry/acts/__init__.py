"""What can happen in the registry, by noun."""

from karmika.journal.act import Act
from karmika.registry.acts.consent import CorrectConsent, GiveConsent, WithdrawConsent
from karmika.registry.acts.erasing import Erase, LiftRestriction, Restrict
from karmika.registry.acts.household import CorrectHousehold, ListHousehold
from karmika.registry.acts.person import CorrectPerson, RecordPerson, RemovePerson
from karmika.registry.acts.visit import CorrectVisit, RecordVisit
from karmika.registry.acts.worker import CorrectWorker, RecordWorker, RemoveWorker

ACTS: tuple[type[Act], ...] = (
    ListHousehold,
    CorrectHousehold,
    RecordVisit,
    CorrectVisit,
    RecordPerson,
    CorrectPerson,
    RemovePerson,
    RecordWorker,
    CorrectWorker,
    RemoveWorker,
    GiveConsent,
    WithdrawConsent,
    CorrectConsent,
    Restrict,
    LiftRestriction,
    Erase,
)
