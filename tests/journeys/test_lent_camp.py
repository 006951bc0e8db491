"""A laptop that knows nothing takes a camp along by the commands alone; in the evening the state has the same people.

The laptop's server is killed in the middle of a desk, its key is withdrawn and given anew, and forms come twice.
"""

import subprocess
from datetime import date

import pytest

from karmika import template_database
from karmika.journal.perform import perform
from karmika.kernel.ids import stable
from karmika.testing import Cast
from tests.anomaly.houses import House, on_sqlite
from tests.house import HOUSE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="two data directories of their own, as on a laptop"
    ),
]

LAPTOP = stable("test", "laptop")


@pytest.fixture
def state(tmp_path, django_db_setup, django_db_blocker):
    """The state's server: a camp is planned, a household of the ward is known, the laptop is registered."""
    from karmika.access.acts import RegisterDevice
    from karmika.outreach.tests import makers
    from karmika.registry.tests import doorstep

    data = tmp_path / "state"
    data.mkdir()
    house = on_sqlite(data, django_db_blocker.unblock)
    (data / "secret.key").write_text("a key of the state")
    with house.inside():
        cast = Cast()
        makers.published(cast)
        makers.camp(cast, is_open=False, team=(cast.user_id("lakshmi"),))
        doorstep.take_in(cast, doorstep.survey())
        act = RegisterDevice(
            device=LAPTOP,
            name="Laptop 1",
            holder=cast.user_id("ramesh"),
            organisation=cast.mepma,
            programme=cast.vog,
            area=cast.area(makers.WARD),
        )
        perform(act, cast.operator)
    return house


@pytest.fixture
def laptop(tmp_path, django_db_blocker):
    """A laptop on which nothing but `karmika migrate` was run."""
    data = tmp_path / "laptop"
    data.mkdir()
    file = data / "karmika.db"
    house = House(data, {"NAME": str(file)}, f"sqlite:///{file}", django_db_blocker.unblock)
    house.run("migrate")
    return house


def key_of(state, tmp_path):
    from karmika.access.device_keys import token_of

    with state.inside():
        (tmp_path / "key").write_text(token_of(LAPTOP))
        return str(tmp_path / "key"), str(Cast().project_number)


def at_the_desk(laptop, number, person):
    """A form as the laptop's page hands it in, by Lakshmi."""
    from uuid import UUID

    from karmika.access.models import User
    from karmika.access.viewer import viewer_for
    from karmika.outreach.handing_in import hand_in
    from karmika.outreach.models import Camp
    from karmika.outreach.tests import makers

    with laptop.inside():
        lakshmi = User.objects.get(username="lakshmi")
        said = makers.said(number, served_by=str(lakshmi.id), person=person)
        return hand_in(viewer_for(lakshmi), Camp.objects.get(), UUID(said["attendance_uid"]), said).status


def people(house):
    from karmika.outreach.models import Attendance
    from karmika.registry.models import Person

    with house.inside():
        names = dict(Person.objects.values_list("id", "name"))
        rows = Attendance.objects.order_by("token").values_list("token", "person_id")
        return [(token, person, names.get(person)) for token, person in rows]


def forwarded(laptop, base, key, *, succeeds=True):
    line = laptop.command("forward", "--to", base, "--key-file", key)
    done = subprocess.run(
        line, env=laptop.environment, cwd=HOUSE, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode == 0) is succeeds, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_who_is_known_stays_the_same_person_and_nothing_is_lost(state, laptop, tmp_path):
    from karmika.access.acts import ReissueDevice
    from karmika.journal.queries import history
    from karmika.outreach.acts import OpenCamp
    from karmika.outreach.models import Attendance, Camp, LentPerson
    from karmika.registry.models import Person

    key, _number = key_of(state, tmp_path)
    lent = str(tmp_path / "K12.karmika")
    said = state.run("lend", "--camp", "K12", "--laptop", "Laptop 1", "--out", lent)
    assert "people of its ground" in said
    assert "lakshmi" in laptop.run("load", lent, "--key-file", key)
    assert "lakshmi" not in laptop.run("load", lent, "--key-file", key)
    with laptop.inside():
        known = LentPerson.objects.order_by("id")[0]
        assert not Person.objects.exists()
        perform(OpenCamp(camp=Camp.objects.get().id), _lakshmi())
    assert at_the_desk(laptop, 1, {"known_person": str(known.person_id), "member_name": known.name}) == 201
    assert at_the_desk(laptop, 2, {"member_name": "Somebody new"}) == 201
    slip = {"household_number": known.number, "member_name": known.name, "sex": known.sex}
    assert at_the_desk(laptop, 3, slip) == 201
    with laptop.served() as served:
        served.kill()
    assert next(one[1] for one in people(laptop)) == known.person_id
    with state.inside():
        perform(ReissueDevice(device=LAPTOP), Cast().operator)
    with state.served() as served:
        old = forwarded(laptop, served.base, key)
        assert "3 forms and 0 files were acknowledged" in old
        new_key, _number = key_of(state, tmp_path)
        assert "0 forms to send" in forwarded(laptop, served.base, new_key)
        (tmp_path / "wrong").write_text("a" * 64)
        refused = forwarded(laptop, served.base, str(tmp_path / "wrong"), succeeds=False)
        assert "register this laptop anew" in refused and "Traceback" not in refused
    with state.inside():
        from karmika.intake import queue
        from karmika.intake.models import Submission
        from karmika.rooms import INTERPRETERS

        waiting = list(Submission.objects.filter(state="waiting", form_id="camp_desk"))
        assert {one.reason for one in waiting} == {"intake.phone_revoked"}
        for one in sorted(waiting, key=lambda one: one.entry_seq):
            assert queue.try_again(Cast().fatima, one, interpreters=INTERPRETERS).refused is None
        came = Attendance.objects.get(token="K12-2-1")
        assert came.served_by == Cast().user_id("lakshmi")
        said = [line.sentence for line in history(came.person_id)]
        assert any("Lakshmi Devi (" in one for one in said), said
    assert people(state) == people(laptop)
    assert "people were thrown away" in laptop.run("give-back")


def _lakshmi():
    from karmika.access.models import User
    from karmika.access.viewer import viewer_for

    return viewer_for(User.objects.get(username="lakshmi"))


def test_a_laptop_whose_forms_are_dated_years_ago_counts_on_the_day_of_the_camp(state):
    from karmika.outreach.models import Attendance
    from karmika.outreach.tests import makers

    with state.inside():
        cast = Cast()
        held = makers.send(cast, makers.said(start="2015-01-01T10:00:00.000+05:30"))
        assert held.status == 201
        came = Attendance.objects.get()
        assert came.closed_on == came.camp.held_on > date(2020, 1, 1)
