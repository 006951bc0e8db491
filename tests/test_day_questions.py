"""The questions of the first page are kept for a day: only who asks, his phone and his roles may have a say in them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from karmika.access.roles import Role
from karmika.access.viewer import Person
from karmika.kernel import dates
from karmika.kernel.counting import told, written
from karmika.kernel.viewer import Grant
from karmika.navigation import KeptQuestions
from karmika.rooms import DAY

MOMENTS = [
    datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    for day, hour, minute in ((19, 18, 31), (20, 6, 0), (20, 18, 29))
]
"""The first minutes, a middle and the last minute of one day in India."""


@pytest.fixture
def viewer(cast):
    """Somebody with every role there is, in a city and in its state, of one programme and of all."""
    areas = {area for grant in cast.fatima.grants + cast.devi.grants if (area := grant.area)}
    organisation = cast.fatima.grants[0].organisation
    grants = tuple(
        Grant(role, area, organisation, programme)
        for role in sorted(Role)
        for area in sorted(areas)
        for programme in (None, cast.vog)
    )
    return Person(id=cast.user_id("fatima"), name="Fatima", grants=grants)


@pytest.mark.parametrize("part", DAY, ids=lambda part: part.name)
def test_a_question_is_the_same_whenever_and_in_whichever_language_it_is_written(viewer, part, monkeypatch):
    found = []
    with CaptureQueriesContext(connection) as sent, dates.playing() as stand_at:
        for moment, language in zip(MOMENTS, ("en", "te", "hi"), strict=True):
            stand_at(moment)
            with translation.override(language):
                found.append(written(part.name, part.asks(viewer)))
    assert not sent.captured_queries, "what is in the tables may change before the question is asked again"
    assert found[0]
    assert (found[0] == found[1] == found[2]) is not part.by_the_minute


def test_all_parts_together_can_be_asked_in_one_question(viewer, django_assert_num_queries):
    assert len({part.name for part in DAY}) == len(DAY)
    statements = [one for part in DAY for one in written(part.name, part.asks(viewer))]
    assert len(statements) > len(DAY)
    with django_assert_num_queries(1):
        told(statements)


def test_questions_are_kept_for_who_asks_with_which_roles_until_the_day_ends(viewer):
    written_for = []

    def asks(who):
        written_for.append(who.grants)
        return part.asks(who)

    part = next(one for one in DAY if not one.by_the_minute)
    counted = type(part)(part.name, part.heading, part.roles, asks, part.tiles)
    kept = KeptQuestions()
    with dates.playing() as stand_at:
        stand_at(MOMENTS[0])
        assert kept.of(counted, viewer) is kept.of(counted, viewer)
        less = Person(id=viewer.id, name="", grants=viewer.grants[:1])
        kept.of(counted, less)
        kept.of(counted, Person(id=less.id, name="", grants=less.grants, device=viewer.id))
        assert written_for == [viewer.grants, less.grants, less.grants]
        stand_at(datetime(2026, 11, 20, 18, 31, tzinfo=UTC))
        kept.of(counted, viewer)
        assert len(written_for) == 4
