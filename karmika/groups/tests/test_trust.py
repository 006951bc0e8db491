"""The trust ladder: computed from what is recorded, rung by rung, with a warning who may be about to leave."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from karmika.groups.acts import RecordIntroduction, TakeBackIntroduction, TakeBackVisit
from karmika.groups.models import Membership
from karmika.groups.queries.trust import trust_of
from karmika.groups.tests.people import approved, form, group, make, worker_id
from karmika.groups.tests.test_stages import visit
from karmika.groups.trust import MISSED, SILENT, Known, book, trust
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute
from karmika.measures.definitions import Measure
from karmika.rooms import MEASURES

TODAY = date(2026, 11, 20)
DAYS = st.frozensets(st.dates(date(2026, 1, 1), TODAY), max_size=5)
KNOWN = st.builds(
    Known,
    joined_on=st.dates(date(2026, 1, 1), TODAY),
    met=DAYS,
    meetings=DAYS,
    visits=st.lists(st.booleans(), max_size=5),
    received=st.booleans(),
    brought=st.booleans(),
)


@given(KNOWN)
def test_every_rung_stands_on_what_is_known(known):
    found = trust(known, TODAY)
    assert ("met_once" in found.rungs) == bool(known.met | known.meetings)
    assert ("met_thrice" in found.rungs) == (len(known.met | known.meetings) >= 3)
    assert ("came_to_meeting" in found.rungs) == bool(known.meetings)
    assert ("received_something" in found.rungs) == known.received
    assert ("brought_another" in found.rungs) == known.brought
    assert list(found.rungs) == [code for code in book().rungs if code in found.rungs]


@given(KNOWN)
def test_who_was_met_today_is_not_silent(known):
    met = Known(
        joined_on=known.joined_on, met=known.met | {TODAY}, meetings=known.meetings, visits=known.visits
    )
    assert trust(met, TODAY).warning != SILENT


def test_two_visits_that_missed_her_and_a_long_silence_warn():
    joined = TODAY - timedelta(days=10)
    assert trust(Known(joined_on=joined), TODAY).warning == ""
    assert trust(Known(joined_on=joined, visits=[False]), TODAY).warning == ""
    assert trust(Known(joined_on=joined, visits=[False, False]), TODAY).warning == MISSED
    assert trust(Known(joined_on=joined, visits=[True, False, False]), TODAY).warning == ""
    assert trust(Known(joined_on=TODAY - timedelta(days=60)), TODAY).warning == ""
    assert trust(Known(joined_on=TODAY - timedelta(days=61)), TODAY).warning == SILENT


def of(number):
    return trust_of(Membership.objects.filter(worker_id=worker_id(number), left_on=None))


def rungs(number):
    ((found),) = of(number).values()
    return found.rungs


def test_the_ladder_of_a_member_follows_visits_meetings_and_introductions(cast):
    formed = form(cast, approved(cast))
    assert rungs(0) == ("met_once", "came_to_meeting")
    first = visit(cast, formed)
    assert rungs(0) == ("met_once", "came_to_meeting"), "the same day counts once"
    perform(TakeBackVisit(visit=first.id, reason="another_day"), cast.ramesh)
    make(cast, [9])
    done = perform(
        RecordIntroduction(worker=worker_id(9), brought_by=worker_id(0), happened_on=today()), cast.lakshmi
    )
    assert rungs(0) == ("met_once", "came_to_meeting", "brought_another")
    key = done.acts[0].introduction
    perform(TakeBackIntroduction(introduction=key, reason="entered_by_mistake"), cast.lakshmi)
    assert rungs(0) == ("met_once", "came_to_meeting")


def test_a_visit_from_before_she_joined_did_not_miss_her(cast):
    formed = group(cast)
    for days in (4, 2):
        visit(cast, formed, visited_on=today() - timedelta(days=days), met=(worker_id(1),))
    from karmika.groups.acts import AddMember

    make(cast, [9])
    act = AddMember(group=formed.id, worker=worker_id(9), joined_on=today(), how="thumb", consent_on=today())
    perform(act, cast.ramesh)
    ((fresh),) = of(9).values()
    ((missed),) = of(0).values()
    assert (fresh.warning, missed.warning) == ("", MISSED)


class Benefit(Act, frozen=True, kw_only=True):
    """What another room counts when something arrived, or was taken back; the subject is an application."""

    kind: ClassVar[str] = "groups.benefit_of_the_tests"
    roles: ClassVar[frozenset[str]] = frozenset({"community_organiser"})
    says: ClassVar[str] = "{actor} noted a benefit for a test"
    worker: UUID
    area: UUID
    whose: UUID
    amount: int = 1

    def place(self) -> Place:
        return Place(self.area, self.whose)

    def subjects(self):
        return (self.worker,)

    def apply(self, entry, rows) -> None:
        contribute(rows, entry, "first_benefits", subject=uuid7(), area=self.area, amount=self.amount)


encoding.install((Benefit,))


def test_she_received_something_if_an_act_that_speaks_of_her_counted_it(cast):
    group(cast)
    said = {"worker": worker_id(0), "area": cast.area("251746-W07"), "whose": cast.mepma}
    perform(Benefit(**said), cast.ramesh)
    assert rungs(0) == ("received_something",) and rungs(1) == ()
    perform(Benefit(**said, amount=-1), cast.ramesh)
    assert rungs(0) == ()


def test_what_counts_as_received_is_measured_somewhere():
    codes = {one.code for one in MEASURES if isinstance(one, Measure)}
    assert set(book().received) <= codes
