"""A laptop sends for all its desks: who sat there is kept with the token and stands in the histories."""

from uuid import uuid4

import pytest

from karmika.access.models import User
from karmika.journal.queries import history
from karmika.outreach.models import Attendance
from karmika.outreach.tests import makers


@pytest.fixture
def desk(cast):
    makers.published(cast)
    return makers.camp(cast)


def registered(came):
    """The line of its history that tells of the token."""
    return next(line for line in history(came.person_id) if line.kind == "outreach.register_attendance")


def test_who_sat_at_the_desk_stands_before_who_sent_it(cast, desk):
    makers.send(cast, makers.said(served_by=str(cast.user_id("ramesh"))))
    came = Attendance.objects.get()
    assert came.served_by == cast.user_id("ramesh")
    ramesh, lakshmi = (User.objects.get(id=cast.user_id(name)).name for name in ("ramesh", "lakshmi"))
    line = registered(came)
    assert line.sentence.startswith(f"{ramesh} ({lakshmi}) ") and line.actor_id == cast.user_id("lakshmi")


def test_of_a_phone_its_holder_is_enough(cast, desk):
    for number, said in enumerate((str(cast.user_id("lakshmi")), str(uuid4()), "nobody"), start=1):
        makers.send(cast, makers.said(number, served_by=said))
    makers.send(cast, makers.said(4))
    assert set(Attendance.objects.values_list("served_by", flat=True)) == {None}
    assert "(" not in registered(Attendance.objects.get(number=4)).sentence


def test_a_colleague_of_another_organisation_is_not_taken_for_one_of_ours(cast, desk):
    makers.send(cast, makers.said(served_by=str(cast.user_id("colleague"))))
    assert Attendance.objects.get().served_by is None
