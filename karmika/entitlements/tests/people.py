"""Workers for the tests of this room, written by an act like everything else; the survey's own way is tested elsewhere."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from karmika.entitlements.acts import (
    AddPhoto,
    FileApplication,
    KeepClip,
    NoteFirstBenefit,
    PrepareApplication,
    RecordDocument,
    Sanction,
)
from karmika.entitlements.models import Application
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable, uuid7
from karmika.kernel.viewer import Place
from karmika.measures.models import Contribution
from karmika.registry.models import BankAccount, Consent, Household, Person, Worker

LISTED = date(2026, 11, 1)


class Someone(msgspec.Struct, frozen=True, kw_only=True):
    """A worker of the tests; `agreed` is what the household said about checking schemes, None where nobody asked."""

    number: int
    born_on: date | None = date(1990, 5, 1)
    age_years: int | None = None
    sex: str = "female"
    occupation: str = "construction_helper"
    occupation_group: str = "construction"
    household: int | None = None
    agreed: bool | None = True
    account: str = ""
    languages: tuple[str, ...] = ("te",)


class PeopleWhoApply(Act, frozen=True, kw_only=True):
    """Puts workers with their households into the registry."""

    kind: ClassVar[str] = "entitlements.people_of_the_tests"
    roles: ClassVar[frozenset[str]] = frozenset({"resource_person", "community_organiser"})
    says: ClassVar[str] = "{actor} made people for a test"
    identity: ClassVar[tuple[str, ...]] = ()
    area: UUID
    organisation: UUID
    programme: UUID
    people: tuple[Someone, ...]

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def apply(self, entry, rows) -> None:
        whose = {"area_id": self.area, "organisation_id": self.organisation, "programme_id": self.programme}
        homes = set()
        for one in self.people:
            key = person_id(one.number)
            home = stable("test", "home", str(one.household or one.number))
            if home not in homes:
                homes.add(home)
                rows.insert(Household, id=home, number=f"E{one.number:09d}", listed_on=LISTED, **whose)
                if one.agreed is not None:
                    rows.insert(
                        Consent, id=rows.new_id(), household_id=home, person_id=None, purpose="schemes",
                        given=one.agreed, notice_version="1", language="te", answered_on=LISTED, **whose,
                    )  # fmt: skip
            rows.insert(
                Person, id=key, household_id=home, name=f"Person {one.number}", sex=one.sex, born_on=one.born_on,
                age_years=one.age_years, age_precision="estimated" if one.age_years else "",
                languages=list(one.languages), listed_on=LISTED, **whose,
            )  # fmt: skip
            rows.insert(
                Worker, id=key, person_id=key, household_id=home, occupation=one.occupation,
                occupation_group=one.occupation_group, sex=one.sex, listed_on=LISTED, **whose,
            )  # fmt: skip
            if one.account:
                rows.insert(
                    BankAccount, id=rows.new_id(), worker_id=key, account_state=one.account, noted_on=LISTED
                )


encoding.install((PeopleWhoApply,))


def person_id(number: int) -> UUID:
    return stable("test", "applicant", str(number))


def make(cast, *people, area="251746-W07", viewer=None, organisation=None) -> list[Person]:
    """Write workers; returns them. `people`: numbers, or Someones; one where none is named."""
    wanted = [one if isinstance(one, Someone) else Someone(number=one) for one in people or (1,)]
    act = PeopleWhoApply(
        area=cast.area(area),
        organisation=organisation or cast.mepma,
        programme=cast.vog,
        people=tuple(wanted),
    )
    perform(act, viewer or cast.ramesh)
    return [Person.objects.get(id=person_id(one.number)) for one in wanted]


def prepare(cast, person, scheme="eshram", viewer=None, **changes) -> Application:
    """A prepared application."""
    act = PrepareApplication(**{"application": uuid7(), "person": person.id, "scheme": scheme} | changes)
    perform(act, viewer or cast.lakshmi)
    return Application.objects.get(id=act.application)


def file(cast, application, number="UP/2026/0042", **changes) -> Application:
    """It is handed in."""
    given = {"application": application.id, "external_number": number, "filed_on": today()}
    perform(FileApplication(**given | changes), cast.lakshmi)
    application.refresh_from_db()
    return application


def sanctioned(cast, application) -> Application:
    """It is handed in and sanctioned."""
    perform(Sanction(application=file(cast, application).id, on=today()), cast.ramesh)
    application.refresh_from_db()
    return application


def received(cast, application, paise=1_000_00, **changes) -> Application:
    """Its first benefit has arrived."""
    act = NoteFirstBenefit(
        application=sanctioned(cast, application).id, amount_paise=paise, on=today(), **changes
    )
    perform(act, cast.ramesh)
    application.refresh_from_db()
    return application


def counted(measure: str, **where) -> int:
    """The sum of all contributions to a measure."""
    return sum(Contribution.objects.filter(measure=measure, **where).values_list("amount", flat=True))


def for_rights(cast, person) -> None:
    """A photo of a paper of hers, and a recording for her ward, for the tests of rights."""
    paper, photo, sound = uuid7(), b"\xff\xd8\xff a photo", b"OggS a sound"
    perform(RecordDocument(document=paper, person=person.id, document_kind="bank_passbook"), cast.lakshmi)
    act = AddPhoto(photo=uuid7(), document=paper, media_type="image/jpeg", size=len(photo))
    perform(act, cast.lakshmi, source=photo)
    clip = KeepClip(
        area=cast.area("251746"), organisation=cast.mepma, language="en", text="Number", media_type="audio/ogg",
        size=len(sound),
    )  # fmt: skip
    perform(clip, cast.fatima, source=sound)
