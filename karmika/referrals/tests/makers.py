"""Offices and referrals for tests: made by acts, by whoever holds the role."""

from typing import Any
from uuid import UUID

from karmika.access.viewer import Person
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Grant
from karmika.referrals import links
from karmika.referrals.acts import Answer, DefineOffice, GiveLink, Refer
from karmika.referrals.acts.offices import Details, office_id
from karmika.referrals.models import Referral

WARD = "251746-W07"
SERVICE = "bocw_registration"


def holder(cast: Any, role: str, area: str = WARD, organisation: UUID | None = None) -> Person:
    """Somebody with one role at one place."""
    grant = Grant(role, cast.area(area), organisation or cast.mepma, cast.vog)
    return Person(id=uuid7(), name="Somebody", grants=(grant,))


def details(cast: Any, **changes: Any) -> Details:
    """What is known of a labour office of ward 7."""
    said = {
        "office_kind": "labour_office",
        "area": cast.area(WARD),
        "services": (SERVICE, "wage_claim"),
        "name_en": "Labour office",
        "name_te": "కార్మిక కార్యాలయం",
        "name_hi": "श्रम कार्यालय",
        "phone": "0866 2571234",
    }
    return Details(**said | changes)


def office(cast: Any, code: str = "LO-1", organisation: UUID | None = None, **changes: Any) -> UUID:
    """A labour office on the list of an organisation; its id."""
    whose = organisation or cast.mepma
    keeper = holder(cast, "state_programme_manager", "28", whose)
    perform(DefineOffice(code=code, organisation=whose, details=details(cast, **changes)), keeper)
    return office_id(whose, code)


def refer(cast: Any, person: UUID, to: UUID, viewer: Any = None, **changes: Any) -> Referral:
    """A referral of a person to an office for BoCW registration; nothing is shared unless said."""
    asked = {"subject": person, "service": SERVICE, "office": to, "consent_how": "in_person"}
    (act,) = perform(Refer(**asked | changes), viewer or cast.lakshmi).acts
    return Referral.objects.select_related("office").get(id=act.referral)


def referral(cast: Any, number: int = 60, **changes: Any) -> Referral:
    """A referral of a new person to a new office."""
    (person,) = people.make(cast, [number])
    return refer(cast, person, office(cast, code=f"LO-{number}"), **changes)


def link(cast: Any, row: Referral, viewer: Any = None) -> str:
    """The secret of a new link for a referral."""
    (act,) = perform(GiveLink(referral=row.id), viewer or cast.lakshmi).acts
    return links.new_token(act.link)


def officer(cast: Any, organisation: UUID, area: str = WARD) -> Person:
    """An officer of a department."""
    return holder(cast, "department_officer", area, organisation)


def answer(row: Referral, **changes: Any) -> Answer:
    """A yes of the office."""
    return Answer(**{"referral": row.id, "subject": row.subject_id, "answer": "accepted"} | changes)


def at_department(cast: Any, number: int = 70, **changes: Any) -> Referral:
    """A referral of the other organisation to an office of which officers of ours answer."""
    (person,) = people.make(cast, [number], viewer=cast.colleague, organisation=cast.other_org)
    where = office(cast, code=f"D-{number}", organisation=cast.other_org, officers_of=cast.mepma)
    return refer(cast, person, where, viewer=cast.colleague, **changes)


def samples(cast: Any) -> str:
    """A referral of each sort, for the tests of rights; the secret of the link of the first."""
    row = referral(cast, shared=("name",))
    at_department(cast, shared=("name", "phone"), note="She needs the form.")
    return link(cast, row)
