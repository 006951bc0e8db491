"""Handing forms on: to a door that answers as a house does; what is remembered, what is tried again, what stops."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from karmika.access.models import Project
from karmika.intake.enclosures import File
from karmika.intake.models import Submission
from karmika.kernel.refused import Refused
from karmika.outreach.forwarding import forward, left_to_send
from karmika.outreach.models import Forwarded
from karmika.outreach.posting import BODY_MAXIMUM, Door, Part, Target, in_loads, target_of
from karmika.outreach.tests import makers


class Answering(HTTPServer):
    """A house that answers what it is told to, and remembers what it was sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Door)
        self.heads, self.posts, self.bodies = [], [], []
        self.paths = set()
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def target(self):
        return Target(f"http://127.0.0.1:{self.server_port}", 3, "secret-key")

    def next_of(self, answers, usual):
        return answers.pop(0) if answers else usual


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self._answer(self.server.next_of(self.server.heads, 204))

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self.server.next_of(self.server.posts, 201))

    def _answer(self, status):
        self.server.paths.add(self.path)
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "9")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def other():
    house = Answering()
    yield house
    house.shutdown()
    house.server_close()


@pytest.fixture
def received(cast):
    """Three forms of a camp, one with a photo."""
    makers.published(cast)
    makers.camp(cast)
    for number in (1, 2):
        makers.send(cast, makers.said(number))
    from karmika.access.viewer import device_access
    from karmika.intake import senders
    from karmika.intake.receiving import receive
    from karmika.rooms import INTERPRETERS

    sender = senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))
    photo = File("card.jpg", b"\xff\xd8 photo", "image/jpeg")
    receive(sender, makers.xml(makers.said(3)), interpreters=INTERPRETERS, files=[photo])
    return Project.objects.get(id=cast.project)


def run(other, project, slept=None):
    door = Door(other.target(), sleep=(slept if slept is not None else []).append)
    return forward(other.target(), project, door=door)


def test_every_form_goes_out_once_as_it_came_with_its_files(cast, other, received):
    tally = run(other, received)
    assert (tally.sent, tally.files, tally.is_whole) == (3, 1, True)
    assert makers.xml(makers.said(1)) in other.bodies[0]
    assert b"\xff\xd8 photo" in other.bodies[2]
    assert other.paths == {"/v1/key/secret-key/projects/3/submission"}


def test_what_was_acknowledged_is_not_sent_again(cast, other, received):
    run(other, received)
    tally = run(other, received)
    assert (tally.sent, len(other.bodies)) == (0, 3)
    assert left_to_send(other.target(), received) == 0


def test_where_nobody_answers_it_waits_twice_as_long_each_time_and_then_stops(cast, other, received):
    other.posts = [503] * 50
    slept = []
    with pytest.raises(Refused) as refused:
        run(other, received, slept)
    assert refused.value.code == "outreach.forward_unreached"
    assert slept == [1, 2, 4, 8, 16, 32]
    other.posts = []
    assert run(other, received).sent == 3


def test_it_waits_as_long_as_the_other_house_asks(cast, other, received):
    other.posts = [429]
    slept = []
    assert run(other, received, slept).sent == 3
    assert slept == [9]


def test_a_house_that_is_not_there_is_said_so(cast, received):
    with pytest.raises(Refused) as refused:
        forward(
            Target("http://127.0.0.1:9", 1, "k"),
            received,
            door=Door(Target("http://127.0.0.1:9", 1, "k"), [].append),
        )
    assert refused.value.code == "outreach.forward_unreached"
    assert "127" not in refused.value.sentence()


def test_a_key_that_is_not_known_stops_before_anything_is_sent(cast, other, received):
    other.heads = [403]
    with pytest.raises(Refused) as refused:
        run(other, received)
    assert (refused.value.code, other.bodies) == ("outreach.forward_key", [])


def test_what_is_kept_there_for_a_person_is_sent_again_another_day(cast, other, received):
    other.posts = [404]
    tally = run(other, received)
    assert (tally.sent, tally.kept, tally.is_whole) == (2, 1, False)
    assert run(other, received).sent == 1


def test_a_photo_that_came_later_is_sent_after_its_form(cast, other, received):
    run(other, received)
    from karmika.access.viewer import device_access
    from karmika.intake import senders
    from karmika.intake.receiving import receive
    from karmika.rooms import INTERPRETERS

    sender = senders.phone(device_access(cast.device_token), received)
    receive(
        sender,
        makers.xml(makers.said(1)),
        interpreters=INTERPRETERS,
        files=[File("b.jpg", b"late", "image/jpeg")],
    )
    tally = run(other, received)
    assert (tally.sent, tally.files) == (1, 1)
    assert b"late" in other.bodies[-1]


def test_nobody_who_is_restricted_is_sent(cast, other, received):
    from datetime import timedelta
    from uuid import uuid4

    from karmika.journal.perform import perform
    from karmika.kernel.dates import today
    from karmika.outreach.models import Attendance
    from karmika.registry.acts.erasing import Restrict
    from karmika.registry.models import Person

    person = Person.objects.get(id=Attendance.objects.get(number=1).person_id)
    paper = {"reason": "own_request", "authority": "Order 1", "reference": "R-1"}
    restrict = Restrict(
        restriction=uuid4(),
        household=person.household_id,
        person=person.id,
        due_on=today() + timedelta(days=30),
        **paper,
    )
    perform(restrict, cast.operator)
    assert run(other, received).sent == 2
    assert not any(b"K12-2-1" in body for body in other.bodies)


def test_what_is_remembered_names_nobody(cast, other, received):
    run(other, received)
    assert Forwarded.objects.count() == 4
    for row in Forwarded.objects.all():
        assert re.fullmatch(r"[0-9a-f]{32}", row.target)
    assert Submission.objects.count() == 3


@pytest.mark.parametrize(
    ("address", "key", "code"),
    [
        ("karmika.example.org", "k", "outreach.forward_address"),
        ("ftp://karmika.example.org", "k", "outreach.forward_address"),
        ("http://karmika.example.org", "k", "outreach.forward_plain"),
        ("https://karmika.example.org", "", "outreach.forward_key_file"),
        ("https://karmika.example.org", "two words", "outreach.forward_key_file"),
    ],
)
def test_an_address_or_key_that_cannot_be_right_is_refused(address, key, code):
    with pytest.raises(Refused) as refused:
        target_of(address, key, 1)
    assert refused.value.code == code


def test_the_key_is_read_out_of_the_settings_of_the_phone_app_and_never_shown():
    target = target_of("https://k.example.org/", "https://k.example.org/v1/key/abc-1/projects/2\n", 2)
    assert target.path == "/v1/key/abc-1/projects/2/submission"
    assert "abc" not in repr(target)
    assert target_of("http://192.168.1.5:8000", "k", 1).base == "http://192.168.1.5:8000"


def test_many_large_files_go_in_several_requests():
    files = [Part(str(n), "", b"x" * (BODY_MAXIMUM // 2)) for n in range(5)]
    assert [len(load) for load in in_loads(files)] == [2, 2, 1]
    assert in_loads([]) == [[]]
