"""Targets and outside figures for the tests: the state's of the cast, unless a test says otherwise."""

from datetime import date
from uuid import UUID

import pytest

from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.programme.acts import Document, RecordOutsideFigure, SetTarget

ORDER = Document(
    title="Circular 12/2026 on groups",
    issuer="Mission Director",
    dated_on=date(2026, 3, 30),
    reference="p. 2",
)
STARTS, ENDS = date(2026, 4, 1), date(2027, 3, 31)


def a_target(cast, **changes) -> SetTarget:
    """900 members in the state in the financial year, for all programmes."""
    given = {
        "target": uuid7(),
        "measure": "members",
        "area": cast.area("28"),
        "organisation": cast.mepma,
        "starts_on": STARTS,
        "ends_on": ENDS,
        "amount": 900,
        "document": ORDER,
    }
    return SetTarget(**given | changes)


def a_figure(cast, **changes) -> RecordOutsideFigure:
    """818 groups in the state as of the end of March 2025."""
    given = {
        "figure": uuid7(),
        "measure": "groups_formed",
        "about": cast.area("28"),
        "organisation": cast.mepma,
        "as_of": date(2025, 3, 31),
        "amount": 818,
        "wording": "Common interest groups",
        "source": "Award exhibition page of the mission",
        "confidence": "medium",
        "document": Document(title="Formation of groups", reference="Outcomes, line 1"),
    }
    return RecordOutsideFigure(**given | changes)


def set_target(cast, viewer=None, **changes) -> UUID:
    """Performed; the target's id."""
    act = a_target(cast, **changes)
    perform(act, viewer or cast.devi)
    return act.target


def record(cast, viewer=None, **changes) -> UUID:
    """Performed; the figure's id."""
    act = a_figure(cast, **changes)
    perform(act, viewer or cast.devi)
    return act.figure


def refused(nothing_written, act, viewer) -> str:
    """The code of the refusal; its sentence lacks nothing, and nothing was written."""
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code
