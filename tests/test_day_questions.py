"""The questions of the first page are kept for a day: nothing but who asks, his roles and the day may have a say in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from karmika.access.roles import ALL_STAFF
from karmika.access.viewer import Person
from karmika.kernel.counting import told, written
from karmika.kernel.viewer import Grant
from karmika.rooms import DAY


@pytest.fixture
def viewer(cast):
    """Somebody with every role there is, in a city and in its state."""
    areas = {area for grant in cast.fatima.grants + cast.devi.grants if (area := grant.area)}
    organisation = cast.fatima.grants[0].organisation
    grants = tuple(
        Grant(role, area, organisation, None) for role in sorted(ALL_STAFF) for area in sorted(areas)
    )
    return Person(id=cast.user_id("fatima"), name="", grants=grants)


@pytest.mark.parametrize("part", DAY, ids=lambda part: part.name)
def test_a_question_is_the_same_whenever_and_in_whichever_language_it_is_written(viewer, part):
    with CaptureQueriesContext(connection) as sent:
        found = []
        for language in ("en", "te", "hi"):
            with translation.override(language):
                found.append(written(part.name, part.asks(viewer)))
    assert not sent.captured_queries, "what is in the tables may change before the question is asked again"
    assert part.by_the_minute or found[0] == found[1] == found[2]


def test_all_parts_together_can_be_asked_in_one_question(viewer, django_assert_num_queries):
    statements = [one for part in DAY for one in written(part.name, part.asks(viewer))]
    assert len(statements) > len(DAY)
    with django_assert_num_queries(1):
        told(statements)
