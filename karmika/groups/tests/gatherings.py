"""Meetings and sessions for the tests of this room, held by acts."""

from uuid import uuid4

from karmika.groups.acts import HoldMeeting, HoldSession
from karmika.groups.models import GroupSession, Meeting
from karmika.groups.tests.people import worker_id
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


def nowhere():
    """An id of nothing."""
    return stable("test", "nothing there")
