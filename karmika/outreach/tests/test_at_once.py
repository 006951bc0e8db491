"""Two desks and one token at one moment: it is called or it is over, and a number is given out once."""

from uuid import uuid4

import pytest

from karmika import testing
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.outreach import handing_in
from karmika.outreach.acts import CallNext, GiveToken, RegisterAttendance
from karmika.outreach.interpreters import At
from karmika.outreach.models import Attendance
from karmika.outreach.tests import makers
from karmika.registry.facts import Owner

ROUNDS = 6


@pytest.fixture
def desk(fresh_database, cast):
    makers.published(cast)
    return makers.camp(cast)


def test_who_left_is_not_called_any_more(cast, desk):
    for _ in range(ROUNDS):
        token = uuid4()
        perform(GiveToken(attendance=token, camp=desk.id, desk=1), cast.lakshmi)
        held = Attendance.objects.select_related("camp").get(id=token)
        called, left = testing.at_once(
            lambda: perform(CallNext(camp=desk.id, desk=2), cast.lakshmi),
            lambda held=held: handing_in.left(cast.ramesh, held.camp, held),
        )
        assert not isinstance(left, BaseException) and left.accepted
        assert Attendance.objects.get(id=token).state == "left", called


def test_the_form_of_a_token_waits_for_whoever_calls_or_gives_one_out(cast, desk):
    """Seen from the locks, which two connections would otherwise show only now and then."""
    at = At(desk.id, Owner(area=desk.area_id, organisation=cast.mepma, programme=cast.vog), desk.held_on)
    form = RegisterAttendance(attendance=uuid4(), camp=at.camp, whose=at.whose, desk=2, number=1)
    give = GiveToken(attendance=uuid4(), camp=desk.id, desk=2)
    assert {*form.locks()} & {*CallNext(camp=desk.id, desk=1).locks()}
    assert {*form.locks()} & {*give.locks()}
    other = GiveToken(attendance=uuid4(), camp=desk.id, desk=3)
    assert not {*form.locks()} & {*other.locks()}, "forms of one desk keep no other from giving out tokens"


def test_a_number_is_given_out_by_the_page_or_by_a_phone(cast, desk):
    for number in range(1, ROUNDS + 1):
        token = uuid4()
        results = testing.at_once(
            lambda token=token: perform(GiveToken(attendance=token, camp=desk.id, desk=1), cast.lakshmi),
            lambda number=number: makers.send(cast, makers.without_consent(number, desk=1)),
        )
        assert not [one for one in results if isinstance(one, BaseException) and not isinstance(one, Refused)]
        tokens = list(Attendance.objects.filter(camp=desk).values_list("token", flat=True))
        assert len(tokens) == len(set(tokens))
