"""Workers for the tests of this room, written by an act like everything else; the survey's own way is tested elsewhere."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from karmika.groups.acts import ApproveProposal, EnterSelfFormed, Form, Propose
from karmika.groups.acts.parts import Answer, Entering, Meeting
from karmika.groups.models import Group, GroupProposal
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Place
from karmika.registry.models import Consent, Household, Person, Worker

STAND = (16_499_700, 80_656_600)  # the auto stand of the cast
METRE = 9
JOINED = date(2026, 1, 10)


class Someone(msgspec.Struct, frozen=True, kw_only=True):
    """A worker of the tests: `metres` north of the stand, None for a home without a point."""

    number: int
    metres: int | None = 0
    east: int = 0
    consent: bool = True
    sex: str = "female"
    occupation: str = "auto_driver"
    phone: str | None = None
    languages: tuple[str, ...] = ()
    hours: str = ""


class People(Act, frozen=True, kw_only=True):
    """Puts workers with their households into the registry."""

    kind: ClassVar[str] = "groups.people_of_the_tests"
    roles: ClassVar[frozenset[str]] = frozenset({"resource_person", "community_organiser"})
    says: ClassVar[str] = "{actor} made people for a test"
    area: UUID
    worksite: UUID
    organisation: UUID
    programme: UUID
    people: tuple[Someone, ...]

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def apply(self, entry, rows) -> None:
        whose = {"area_id": self.area, "organisation_id": self.organisation, "programme_id": self.programme}
        day = entry.recorded_on
        for one in self.people:
            worker, home = worker_id(one.number), stable("test", "household", one.number)
            point = {}
            if one.metres is not None:
                point = {"lat_e6": STAND[0] + one.metres * METRE, "lon_e6": STAND[1] + one.east * METRE}
            rows.insert(Household, id=home, number=f"H{one.number:09d}", listed_on=day, **point, **whose)
            rows.insert(
                Person,
                id=worker,
                household_id=home,
                name=f"Worker {one.number}",
                sex=one.sex,
                phone=one.phone,
                languages=list(one.languages),
                preferred_hours=one.hours,
                listed_on=day,
                **whose,
            )
            rows.insert(
                Worker, id=worker, person_id=worker, household_id=home, occupation=one.occupation,
                occupation_group="transport", worksite_id=self.worksite, sex=one.sex, listed_on=day, **whose,
            )  # fmt: skip
            rows.insert(
                Consent, id=rows.new_id(), household_id=home, person_id=worker, purpose="groups", given=one.consent,
                notice_version="1", language="te", answered_on=day, **whose,
            )  # fmt: skip


encoding.install((People,))


def worker_id(number: int) -> UUID:
    return stable("test", "worker", number)


def make(
    cast, people, *, viewer=None, area="251746-W07", worksite="VJA-AS-012", organisation=None
) -> list[UUID]:
    """Write workers; returns their ids. `people`: numbers of workers at the stand, or Someones."""
    people = [one if isinstance(one, Someone) else Someone(number=one, metres=one) for one in people]
    act = People(
        area=cast.area(area),
        worksite=cast.worksite(worksite),
        organisation=organisation or cast.mepma,
        programme=cast.vog,
        people=tuple(people),
    )
    perform(act, viewer or cast.ramesh)
    return [worker_id(one.number) for one in people]


def propose(cast, viewer=None, **changes) -> Propose:
    """Ask for groups at the stand; returns the act as it was decided."""
    asked = {
        "worksite": cast.worksite("VJA-AS-012"),
        "occupation": "auto_driver",
        "group_type": "cig",
        "organisation": cast.mepma,
        "programme": cast.vog,
    }
    return perform(Propose(**asked | changes), viewer or cast.ramesh).acts[0]


def proposal(cast, people=range(6), viewer=None) -> GroupProposal:
    """One open proposal with these workers."""
    make(cast, people)
    return GroupProposal.objects.get(id=propose(cast, viewer).groups[0].id)


def approved(cast, people=range(6)) -> GroupProposal:
    """One approved proposal with these workers."""
    found = proposal(cast, people)
    perform(ApproveProposal(proposal=found.id), cast.ramesh)
    return found


def answers(found: GroupProposal, *, refused=(), on=None) -> tuple[Answer, ...]:
    """Everybody's yes, by thumb print and today; a no from those who refused."""
    workers = found.candidacies.order_by("id").values_list("worker_id", flat=True)
    return tuple(
        Answer(worker=worker, given=worker not in refused, how="thumb", on=on or today())
        for worker in workers
    )


def meeting(votes: int = 5, **changes) -> Meeting:
    """A formation meeting at the anganwadi, where so many voted for place and hour."""
    said = {
        "place": "anganwadi",
        "meets_at": "members_home",
        "meets_hour": "18:30",
        "meets_every": "fortnightly",
    }
    return Meeting(**said | {"votes_place": votes, "votes_hour": votes} | changes)


def form(cast, found: GroupProposal, **changes) -> Group:
    """The group of an approved proposal."""
    asked = {
        "proposal": found.id,
        "name": "Benz Circle Autos",
        "formed_on": today(),
        "answers": answers(found),
        "meeting": meeting(),
    }
    return Group.objects.get(id=perform(Form(**asked | changes), cast.ramesh).acts[0].group)


def entering(*numbers, **changes) -> tuple[Entering, ...]:
    """Members of a group that formed itself."""
    return tuple(
        Entering(**{"worker": worker_id(n), "how": "thumb", "consent_on": JOINED} | changes) for n in numbers
    )


def self_formed(cast, numbers=range(6), **changes) -> EnterSelfFormed:
    """The act that enters a group which formed itself in January."""
    asked = {
        "name": "Sri Durga",
        "group_type": "cig",
        "area": cast.area("251746-W07"),
        "organisation": cast.mepma,
        "programme": cast.vog,
        "worksite": cast.worksite("VJA-AS-012"),
        "occupation": "auto_driver",
        "formed_on": JOINED,
        "entering": entering(*numbers),
    }
    return EnterSelfFormed(**asked | changes)


def group(cast, numbers=range(6), **changes) -> Group:
    """A group that formed itself, with these workers, who are made for it."""
    make(cast, numbers)
    return Group.objects.get(id=perform(self_formed(cast, numbers, **changes), cast.ramesh).acts[0].group)


def counted(measure: str) -> int:
    """The sum of all contributions to a measure."""
    from karmika.measures.models import Contribution

    return sum(Contribution.objects.filter(measure=measure).values_list("amount", flat=True))
