"""Meetings and sessions for the tests of this room, held by acts."""

from uuid import uuid4

from karmika.groups.acts import AdoptCharter, FormFederation, HoldMeeting, HoldSession
from karmika.groups.acts.life_parts import Chosen
from karmika.groups.models import Federation, GroupSession, Meeting
from karmika.groups.tests.people import group, worker_id
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable


def meeting_of(found, numbers=range(4), **changes) -> HoldMeeting:
    """The act of a meeting today to which these workers came."""
    asked = {
        "meeting": uuid4(),
        "group": found.id,
        "on": today(),
        "attended": tuple(worker_id(n) for n in numbers),
    }
    return HoldMeeting(**asked | changes)


def session_of(found, numbers=range(4), **changes) -> HoldSession:
    """The act of a session today at which these workers were."""
    asked = {
        "session": uuid4(),
        "group": found.id,
        "topic": "rights_at_work",
        "minutes": 30,
        "on": today(),
        "attended": tuple(worker_id(n) for n in numbers),
    }
    return HoldSession(**asked | changes)


def meet(cast, found, numbers=range(4), **changes) -> Meeting:
    """A meeting that was held."""
    act = meeting_of(found, numbers, **changes)
    perform(act, cast.lakshmi)
    return Meeting.objects.get(id=act.meeting)


def talk(cast, found, numbers=range(4), **changes) -> GroupSession:
    """A session that was held."""
    act = session_of(found, numbers, **changes)
    perform(act, cast.lakshmi)
    return GroupSession.objects.get(id=act.session)


def for_rights(cast, found) -> None:
    """A meeting, a session and a charter of a group with the workers 20 to 25."""
    perform(meeting_of(found, range(20, 24)), cast.lakshmi)
    perform(session_of(found, range(20, 24)), cast.lakshmi)
    numbers = {"meets_every_days": 14, "quorum_percent": 50, "term_months": 12, "saving_paise": 5_000}
    chosen = tuple(Chosen(name=name, value=value) for name, value in numbers.items())
    adopts = AdoptCharter(group=found.id, charter="plain-1", chosen=chosen, on=today(), agreed=6)
    perform(adopts, cast.lakshmi)
    others = [group(cast, range(n, n + 5), name=f"Federated {n}") for n in range(4000, 4025, 5)]
    federation(cast, others)


def federation(cast, groups, **changes) -> Federation:
    """A federation of the ward, of these groups."""
    asked = {
        "level": "alf", "name": "Ward seven together", "area": cast.area("251746-W07"),
        "organisation": cast.mepma, "programme": cast.vog, "formed_on": today(),
        "members": tuple(one.id for one in groups),
    }  # fmt: skip
    return Federation.objects.get(
        id=perform(FormFederation(**asked | changes), cast.ramesh).acts[0].federation
    )


def nowhere():
    """An id of nothing."""
    return stable("test", "nothing there")
