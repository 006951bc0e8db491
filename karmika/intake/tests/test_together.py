"""Several waiting submissions at once, and giving them to a colleague."""

from datetime import timedelta
from typing import Any

import pytest

from karmika.access.acts import AssignRole, DeactivateUser
from karmika.access.roles import Role
from karmika.intake import together, waiting
from karmika.intake.models import Submission
from karmika.intake.tests.doorstep import INTERPRETERS, Form, figure
from karmika.intake.tests.doorstep import waiting as number_waiting
from karmika.intake.tests.test_receiving import send
from karmika.intake.waiting import NOBODY, Sought
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import assert_nothing_written, at_once

pytestmark = pytest.mark.usefixtures("survey")


def waiting_forms(cast: Any, *forms: Form) -> list[Submission]:
    """These forms, which wait, in the order given."""
    ids = [send(cast, form).submission for form in forms]
    rows = {one.id: one for one in waiting.chosen(cast.ramesh, ids)}
    return [rows[one] for one in ids]


def ends(report: together.Report) -> list[str]:
    return [line.end for line in report.lines]


def test_several_are_tried_again_and_each_says_how_it_ended(cast: Any) -> None:
    forms = waiting_forms(cast, Form(ward="251746-W08"), Form(head="refuse"), Form(ward="251746-W08"))
    report = together.try_again(cast.ramesh, forms, interpreters=INTERPRETERS)
    assert ends(report) == ["done", "waits", "done"]
    assert report.counts() == [("done", 2), ("waits", 1)]
    assert report.lines[1].why is not None
    assert report.lines[1].why.code == "registry.test_refusal"
    assert (number_waiting(), figure("households_listed")) == (1, 2)


def test_doing_it_all_a_second_time_does_no_harm(cast: Any) -> None:
    forms = waiting_forms(cast, Form(ward="251746-W08"), Form(ward="251746-W08"))
    together.try_again(cast.ramesh, forms, interpreters=INTERPRETERS)
    fresh = waiting.chosen(cast.ramesh, [one.id for one in forms])
    for given in (forms, fresh):
        with assert_nothing_written():
            report = together.try_again(cast.ramesh, given, interpreters=INTERPRETERS)
            assert ends(report) == ["settled", "settled"]
            assert ends(together.dismiss(cast.ramesh, given, "duplicate", "")) == ["settled", "settled"]
            assert ends(together.give(cast.ramesh, given, None)) == ["settled", "settled"]


def test_each_is_done_in_the_right_of_the_viewer(cast: Any) -> None:
    forms = waiting_forms(cast, Form(ward="251746-W08"), Form(head="refuse"))
    for who in ("stranger", "colleague", "lakshmi", "auditor", "admin"):
        viewer = getattr(cast, who)
        with assert_nothing_written():
            assert ends(together.try_again(viewer, forms, interpreters=INTERPRETERS)) == ["refused"] * 2
            assert ends(together.dismiss(viewer, forms, "duplicate", "")) == ["refused"] * 2
            assert ends(together.give(viewer, forms, cast.user_id("ramesh"))) == ["refused"] * 2


def test_several_are_dismissed_for_one_reason(cast: Any) -> None:
    forms = waiting_forms(cast, Form(head="refuse"), Form(version="9"))
    with assert_nothing_written():
        assert ends(together.dismiss(cast.ramesh, forms, "no such reason", "")) == ["refused"] * 2
    assert ends(together.dismiss(cast.ramesh, forms, "practice", "")) == ["done", "done"]
    assert number_waiting() == 0
    assert set(Submission.objects.values_list("state", flat=True)) == {"dismissed"}


def test_none_and_too_many_are_refused_before_anything_is_done(cast: Any) -> None:
    forms = waiting_forms(cast, Form(head="refuse"))
    with assert_nothing_written():
        with pytest.raises(Refused, match=r"intake\.none_chosen"):
            together.dismiss(cast.ramesh, [], "practice", "")
        with pytest.raises(Refused, match=r"intake\.too_many_chosen"):
            together.dismiss(cast.ramesh, forms * (together.MOST + 1), "practice", "")


def test_what_could_not_be_begun_in_time_is_told(cast: Any) -> None:
    forms = waiting_forms(cast, Form(head="refuse"), Form(head="refuse"))
    moments = iter((0.0, 1.0, together.SECONDS + 1))
    report = together._each(forms, lambda one: None, clock=lambda: next(moments))
    assert ends(report) == ["done", "later"]


def test_a_form_is_given_to_a_colleague_who_may_work_there_and_taken_back(cast: Any) -> None:
    (form,) = waiting_forms(cast, Form(head="refuse"))
    fatima, ramesh = cast.user_id("fatima"), cast.user_id("ramesh")
    assert ends(together.give(cast.ramesh, [form], fatima)) == ["done"]
    form.refresh_from_db()
    assert form.given_to == fatima
    assert [one.id for one in waiting.found(cast.ramesh, Sought(given=fatima))] == [form.id]
    assert not waiting.found(cast.ramesh, Sought(given=NOBODY)).exists()
    assert not waiting.found(cast.ramesh, Sought(given=ramesh)).exists()
    with assert_nothing_written():
        assert ends(together.give(cast.ramesh, [form], fatima)) == ["settled"]
    assert ends(together.give(cast.ramesh, [form], None)) == ["done"]
    form.refresh_from_db()
    assert form.given_to is None


@pytest.mark.parametrize("who", ["stranger", "colleague", "lakshmi", "auditor", "admin"])
def test_it_is_given_to_nobody_who_may_not_work_there(cast: Any, who: str) -> None:
    (form,) = waiting_forms(cast, Form(head="refuse"))
    with assert_nothing_written():
        report = together.give(cast.ramesh, [form], cast.user_id(who))
        assert report.lines[0].why is not None
        assert report.lines[0].why.code == "intake.cannot_be_given"
        assert ends(together.give(cast.ramesh, [form], uuid7())) == ["refused"]


def test_it_is_not_given_to_somebody_who_left(cast: Any) -> None:
    (form,) = waiting_forms(cast, Form(head="refuse"))
    perform(DeactivateUser(user=cast.user_id("fatima")), cast.operator)
    with assert_nothing_written():
        assert ends(together.give(cast.ramesh, [form], cast.user_id("fatima"))) == ["refused"]


def test_the_history_says_that_it_was_given(cast: Any) -> None:
    (form,) = waiting_forms(cast, Form(head="refuse"))
    together.give(cast.ramesh, [form], cast.user_id("fatima"))
    assert [line.sentence for line in history(form.id)][-1] == "Ramesh Babu settled who deals with this form"


def test_colleagues_are_those_who_work_the_queue_here_or_above(cast: Any) -> None:
    names = [one.name for one in waiting.colleagues(cast.ramesh)]
    assert names == ["Ramesh Babu", "Devi Prasad", "Fatima Begum"]
    assert [one.name for one in waiting.colleagues(cast.colleague)] == ["Anita Rao"]
    for_ramesh = AssignRole(
        assignment=uuid7(),
        user=cast.user_id("stranger"),
        role=Role.DATA_ENTRY_OFFICER,
        area=cast.area("251746-W07"),
        organisation=cast.mepma,
        programme=cast.vog,
        valid_from=now().date() + timedelta(days=30),
    )
    perform(for_ramesh, cast.operator)
    assert "Suresh Kumar" not in [one.name for one in waiting.colleagues(cast.ramesh)], "not before it begins"


def test_the_queue_is_narrowed_and_each_choice_is_counted_under_the_others(cast: Any) -> None:
    send(cast, Form(ward="251746-W08"))
    send(cast, Form(head="refuse"))
    send(cast, Form(head="refuse"))
    send(cast, Form(form_id="elsewhere"))
    ramesh, lakshmi = cast.ramesh, cast.user_id("lakshmi")
    counted = waiting.counted(ramesh, Sought(form="doorstep"))
    assert counted.total == 3
    assert dict(counted.reasons) == {"access.not_yours": 1, "registry.test_refusal": 2}
    assert dict(counted.forms) == {"doorstep": 3, "elsewhere": 1}
    assert dict(counted.senders) == {lakshmi: 3}
    assert dict(counted.areas) == {cast.area("251746-W07"): 3}
    asked = {
        Sought(reason="registry.test_refusal"): 2,
        Sought(sender=lakshmi): 4,
        Sought(sender=uuid7()): 0,
        Sought(area=cast.area("251746-W07")): 4,
        Sought(area=cast.area("251746")): 4,
        Sought(area=cast.area("251746-W08")): 0,
        Sought(area=uuid7()): 0,
        Sought(older_days=1): 0,
        Sought(reason="no such"): 0,
    }
    for sought, number in asked.items():
        assert waiting.found(ramesh, sought).count() == number, sought
        assert waiting.counted(ramesh, sought).total == number, sought


def test_two_officers_who_try_the_same_again_at_once_take_it_in_once(
    fresh_database: Any, cast: Any, survey: Any
) -> None:
    forms = waiting_forms(cast, *(Form(ward="251746-W08") for _ in range(4)))
    as_well = AssignRole(
        assignment=uuid7(),
        user=cast.user_id("fatima"),
        role=Role.COMMUNITY_ORGANISER,
        area=cast.area("251746"),
        organisation=cast.mepma,
        programme=cast.vog,
    )
    perform(as_well, cast.operator)
    viewers = [cast.ramesh, cast.fatima]

    def work(viewer: Any) -> list[str]:
        mine = waiting.chosen(viewer, [one.id for one in forms])
        return ends(together.try_again(viewer, mine, interpreters=INTERPRETERS))

    one, other = at_once(*(lambda viewer=viewer: work(viewer) for viewer in viewers))
    assert isinstance(one, list), one
    assert isinstance(other, list), other
    for mine, theirs in zip(one, other, strict=True):
        assert sorted((mine, theirs)) == ["done", "settled"], (one, other)
    assert (number_waiting(), figure("households_listed")) == (0, 4)


def test_two_officers_who_give_the_same_at_once_leave_it_with_one(
    fresh_database: Any, cast: Any, survey: Any
) -> None:
    (form,) = waiting_forms(cast, Form(head="refuse"))
    fatima = cast.user_id("fatima")
    viewers = [cast.ramesh, cast.fatima]
    found = at_once(*(lambda v=viewer: ends(together.give(v, [form], fatima)) for viewer in viewers))
    assert sorted(map(str, found)) == ["['done']", "['settled']"]
    form.refresh_from_db()
    assert form.given_to == fatima
