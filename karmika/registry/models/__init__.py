"""Tables of the room, a file for each concern."""

from karmika.registry.models.register import (
    BankAccount,
    Consent,
    Debt,
    Household,
    Identifier,
    InsurancePolicy,
    OccupationSpell,
    Person,
    PersonPlace,
    Placed,
    Restriction,
    Scoped,
    Shock,
    Trait,
    Visit,
    Worker,
)
from karmika.registry.models.words import SearchToken, WorksiteToken

__all__ = [
    "BankAccount",
    "Consent",
    "Debt",
    "Household",
    "Identifier",
    "InsurancePolicy",
    "OccupationSpell",
    "Person",
    "PersonPlace",
    "Placed",
    "Restriction",
    "Scoped",
    "SearchToken",
    "Shock",
    "Trait",
    "Visit",
    "Worker",
    "WorksiteToken",
]
