"""A member says at a visit, to somebody who had not entered the membership, whether it is true."""

import pytest

from karmika.groups.acts import Attest
from karmika.groups.models import Attestation
from karmika.groups.tests.checkers import hire
from karmika.groups.tests.people import group, make, worker_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.registry.models import Household, Worker


@pytest.fixture
def visitor(cast):
    return hire(cast, "kavitha", "community_organiser")


def attest(found, viewer, number=0, outcome="confirmed", **more):
    act = Attest(group=found.id, worker=worker_id(number), outcome=outcome, on=today(), **more)
    return perform(act, viewer).acts[0]


def code_of(number):
    home = Worker.objects.get(id=worker_id(number)).household_id
    return Household.objects.get(id=home).number


def refused(refusal, *arguments, **named):
    with pytest.raises(Refused) as caught:
        attest(*arguments, **named)
    assert caught.value.code == refusal, caught.value.code


def test_a_member_reads_the_number_of_the_slip_back_and_it_is_not_kept(cast, visitor):
    found = group(cast)
    number = code_of(0)
    act = attest(found, visitor, how="code", code=f" {number[:4]} {number[4:]}-")
    row = Attestation.objects.get()
    assert (row.outcome, row.how, row.met_by) == ("confirmed", "code", visitor.id)
    assert act.code == ""
    assert any("Says to be a member" in line.sentence for line in history(found.id))


def test_a_wrong_number_and_none_are_refused_and_a_signature_will_do(cast, visitor):
    found = group(cast)
    refused("groups.wrong_code", found, visitor, how="code", code=code_of(1))
    refused("groups.wrong_code", found, visitor, how="code", code="")
    refused("groups.how_attested", found, visitor)
    attest(found, visitor, how="signature")


def test_who_entered_the_group_does_not_attest_it(cast, visitor):
    found = group(cast)
    refused("groups.own_group", found, cast.ramesh, how="signature")
    refused("access.not_yours", found, cast.stranger, how="signature")


def test_only_members_are_asked_and_not_before_they_joined(cast, visitor):
    found = group(cast)
    make(cast, [40])
    refused("groups.not_member", found, visitor, 40, how="signature")
    refused("groups.unknown_outcome", found, visitor, outcome="perhaps")


def test_not_met_and_says_not_to_be_a_member_need_no_number(cast, visitor):
    found = group(cast)
    attest(found, visitor, 0, "not_met")
    attest(found, visitor, 1, "says_not_member", how="code", code="1")
    assert list(Attestation.objects.order_by("entry_seq").values_list("outcome", "how")) == [
        ("not_met", ""),
        ("says_not_member", ""),
    ]
