"""Forming a group: each member's own word."""

from datetime import timedelta

import msgspec
import pytest

from karmika.groups.acts import Form
from karmika.groups.models import Group, Membership
from karmika.groups.tests.people import (
    Someone,
    answers,
    approved,
    counted,
    form,
    group,
    make,
    meeting,
    proposal,
    propose,
    worker_id,
)
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution


def refused(cast, nothing_written, found, viewer=None, **changes):
    with nothing_written(), pytest.raises(Refused) as caught:
        asked = {
            "proposal": found.id,
            "name": "Autos",
            "formed_on": today(),
            "answers": answers(found),
            "meeting": meeting(),
        }
        perform(Form(**asked | changes), viewer or cast.ramesh)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_those_who_said_yes_are_members_and_those_who_said_no_are_not(cast):
    found = approved(cast)
    formed = form(cast, found, name="  Sri   Rama Autos ", answers=answers(found, refused=[worker_id(0)]))
    found.refresh_from_db()
    assert (formed.name, formed.number, found.state) == ("Sri Rama Autos", "251746-CIG-0001", "formed")
    assert set(formed.memberships.values_list("worker_id", flat=True)) == {worker_id(n) for n in range(1, 6)}
    no = found.candidacies.get(worker_id=worker_id(0))
    assert (no.answer, no.answered_how, no.answered_on) == ("refused", "thumb", today())
    assert (counted("groups_formed"), counted("members"), counted("groups_proposed")) == (1, 5, 1)
    assert history(formed.id)[0].sentence == (
        "Ramesh Babu recorded that the group Sri Rama Autos was formed with 5 members"
    )
    assert [line.kind for line in history(worker_id(0))] == ["groups.propose", "groups.form"]


def test_members_count_with_sex_occupation_and_month_of_joining(cast):
    form(cast, approved(cast))
    row = Contribution.objects.filter(measure="members").first()
    assert (row.sex, row.occupation, row.cohort) == ("female", "auto_driver", f"{today():%Y-%m}")
    assert (row.organisation_id, row.programme_id, row.area_id) == (
        cast.mepma,
        cast.vog,
        cast.area("251746-W07"),
    )


def test_numbers_go_up_in_each_city_and_type(cast):
    first = form(cast, approved(cast, range(6)))
    far = [Someone(number=n, metres=3000 + n) for n in range(10, 16)]  # no seat of the first is within reach
    second = form(cast, approved(cast, far))
    assert (first.number, second.number) == ("251746-CIG-0001", "251746-CIG-0002")


def test_a_resource_person_may_record_the_answers(cast):
    found = approved(cast)
    act = Form(proposal=found.id, name="Autos", formed_on=today(), answers=answers(found), meeting=meeting())
    assert perform(act, cast.lakshmi).state == "done"


def test_too_few_who_agree_make_no_group(cast, nothing_written):
    found = approved(cast)
    said = answers(found, refused=[worker_id(0), worker_id(1)])
    assert refused(cast, nothing_written, found, answers=said) == "groups.too_few"


def test_everybody_is_asked_once_and_nobody_else(cast, nothing_written):
    found = approved(cast)
    said = answers(found)
    assert refused(cast, nothing_written, found, answers=said[1:]) == "groups.answers"
    assert refused(cast, nothing_written, found, answers=(*said, said[0])) == "groups.answers"
    stranger = msgspec.structs.replace(said[0], worker=worker_id(99))
    assert refused(cast, nothing_written, found, answers=(*said, stranger)) == "groups.answers"


def test_answers_have_a_way_and_a_day(cast, nothing_written):
    found = approved(cast)
    first, *others = answers(found)
    for changes, code in (
        ({"how": "by_husband"}, "groups.unknown_way"),
        ({"on": today() + timedelta(days=1)}, "groups.future"),
        ({"on": today() - timedelta(days=1)}, "groups.too_early"),
    ):
        said = (msgspec.structs.replace(first, **changes), *others)
        assert refused(cast, nothing_written, found, answers=said) == code


def test_a_group_has_a_name_and_a_day_that_can_be(cast, nothing_written):
    found = approved(cast)
    assert refused(cast, nothing_written, found, name=" ") == "groups.name"
    assert refused(cast, nothing_written, found, name="x" * 81) == "groups.name"
    assert refused(cast, nothing_written, found, formed_on=today() + timedelta(days=1)) == "groups.future"
    assert refused(cast, nothing_written, found, formed_on=today() - timedelta(days=1)) == "groups.too_early"


def test_a_proposal_must_be_approved_first_and_is_formed_once(cast, nothing_written):
    found = proposal(cast)
    assert refused(cast, nothing_written, found) == "groups.not_approved"
    again = approved(cast, range(20, 26))
    form(cast, again)
    assert refused(cast, nothing_written, again) == "groups.not_open"


def test_who_joined_another_group_meanwhile_is_refused(cast, nothing_written):
    found = approved(cast)
    from karmika.groups.tests.people import self_formed

    perform(self_formed(cast, range(1, 6)), cast.ramesh)
    assert refused(cast, nothing_written, found) == "groups.already_member"


def test_a_repeated_form_changes_nothing(cast):
    found = approved(cast)
    act = Form(proposal=found.id, name="Autos", formed_on=today(), answers=answers(found), meeting=meeting())
    first = perform(act, cast.ramesh, entry_id=worker_id(1000))
    assert perform(act, cast.ramesh, entry_id=worker_id(1000)).state == "same"
    assert (first.state, Group.objects.count(), Membership.objects.count()) == ("done", 1, 6)


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_may_not_form_it(cast, who, nothing_written):
    assert refused(cast, nothing_written, approved(cast), getattr(cast, who)) == "access.not_yours"


def test_one_who_left_the_proposal_for_another_group_is_not_proposed_again(cast):
    group(cast, range(3, 8))
    make(cast, range(10, 15))
    assert {seat.worker for seat in propose(cast).groups[0].seats} == {worker_id(n) for n in range(10, 15)}
