"""Whatever was received, corrected, kept or dismissed: replaying the journal gives the same tables."""

from importlib import import_module
from itertools import permutations
from typing import Any

import pytest
from django.db import connection

from karmika.intake import queue, together
from karmika.intake.acts import SetFormState
from karmika.intake.enclosures import File
from karmika.intake.models import Form as PublishedForm
from karmika.intake.models import Submission
from karmika.intake.publishing import attach
from karmika.intake.tests.doorstep import INTERPRETERS, Form, ListHousehold, figure, publish_doorstep, waiting
from karmika.intake.tests.test_receiving import send
from karmika.journal import encoding
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.rebuild import rebuild_and_compare


def test_replay_gives_the_same_tables(
    fresh_database: str, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(encoding._kinds, ListHousehold.kind, ListHousehold)
    publish_doorstep(cast)
    published = PublishedForm.objects.get()
    attach(cast.devi, published, b"logo", "logo.png")
    one = Form(photo="a.jpg")
    send(
        cast,
        one,
        files=[File("a.jpg", b"photo", "image/jpeg"), File("b.csv", b"x,2341 2341 2346", "text/csv")],
    )
    send(cast, one.edited(head="Gita"))
    send(cast, one.edited(head="Rita"))
    conflict = send(cast, Form(instance_id=one.instance_id, head="Other")).submission
    queue.adopt(cast.ramesh, Submission.objects.get(id=conflict), interpreters=INTERPRETERS)
    outside = send(cast, Form(ward="251746-W08")).submission
    queue.try_again(cast.ramesh, Submission.objects.get(id=outside), interpreters=INTERPRETERS)
    wrong = Submission.objects.get(id=send(cast, Form(rooms="many")).submission)
    together.give(cast.ramesh, [wrong], cast.user_id("fatima"))
    changes = {"/data/rooms": "3"}
    queue.correct(cast.ramesh, wrong, changes, because="slip", interpreters=INTERPRETERS)
    broken = send(cast, Form(head="break")).submission
    queue.dismiss(cast.ramesh, Submission.objects.get(id=broken), "other", "typed at the office")
    later = Form(version="2")
    send(cast, later)
    publish_doorstep(cast, "2")
    send(cast, later)
    perform(SetFormState(form=published.id, state="closed"), cast.devi)
    send(cast, Form())
    comparison = rebuild_and_compare()
    assert comparison.differing == 0, comparison.first
    assert comparison.rows > 30
    forms_from_before_are_told_apart()


def forms_from_before_are_told_apart() -> None:
    """The migration writes whether they ever waited as the acts and a replay do."""
    written = dict(Submission.objects.values_list("id", "waited"))
    assert set(written.values()) == {True, False}
    back_fill = import_module("karmika.intake.migrations.0006_back_fill_waited")
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_submission SET waited = %s", [False])
        cursor.execute(back_fill.WAITED, [True])
    assert dict(Submission.objects.values_list("id", "waited")) == written


@pytest.mark.usefixtures("survey")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_versions_arrive_the_phone_gets_them_all_in(
    cast: Any, order: tuple[int, ...]
) -> None:
    first = Form()
    second = first.edited(head="Gita")
    third = second.edited(head="Rita")
    letters = [first, second, third]
    rounds = 0
    while {send(cast, letters[number]).status for number in order} != {201}:
        rounds += 1
        assert rounds < 4
    submission = Submission.objects.get(state="applied")
    assert (submission.versions, submission.instance_id) == (3, third.instance_id)
    assert (figure("households_listed"), waiting()) == (1, 0)
    assert not Submission.objects.in_queue().exists()
