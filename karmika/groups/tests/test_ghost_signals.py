"""Signals are found in the tables, follow what changes, are reviewed, stay silent, and open again on new evidence."""

import random

import pytest
from django.db.models import F

from karmika.groups import ghost_signals
from karmika.groups.acts import AddMember, Attest, Dissolve, EndMembership, ReviewSignal
from karmika.groups.models import GhostMark, GhostScore, GhostSignal, Group
from karmika.groups.queries.ghost_facts import facts
from karmika.groups.tests.checkers import hire
from karmika.groups.tests.people import entering, group, make, self_formed, worker_id
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.reactions import REACTIONS
from karmika.registry.models import Person


@pytest.fixture
def visitor(cast):
    return hire(cast, "kavitha", "community_organiser")


def phones(numbers, phone):
    """The survey's own way to a phone number is tested elsewhere."""
    with guard.opened():
        Person.objects.filter(id__in=[worker_id(n) for n in numbers]).update(
            phone=phone, changed_seq=F("changed_seq")
        )


def two_groups_of_one_card(cast):
    first = group(cast, range(6))
    make(cast, range(10, 16), area="251746-W08", worksite="VJA-LC-003")
    act = self_formed(
        cast, name="Second", entering=entering(*range(10, 16)), worksite=cast.worksite("VJA-LC-003"),
        area=cast.area("251746-W08"),
    )  # fmt: skip
    second = Group.objects.get(id=perform(act, cast.ramesh).acts[0].group)
    phones([*range(4), *range(10, 14)], "+919848000001")
    return first, second


def joins(found, worker):
    return AddMember(group=found.id, worker=worker, joined_on=today(), how="in_person", consent_on=today())


def kinds(found):
    return set(GhostSignal.objects.filter(group=found).values_list("kind", flat=True))


def review(found, viewer, outcome="genuine", signal="shared_phone"):
    act = ReviewSignal(group=found.id, signal=signal, outcome=outcome, reason="members_visited")
    perform(act, viewer)
    ghost_signals.compute([found.id])


def test_a_card_used_at_two_places_is_found_and_no_number_is_kept(cast):
    first, second = two_groups_of_one_card(cast)
    assert ghost_signals.compute_all() == 2
    signal = GhostSignal.objects.get(group=first)
    assert (signal.kind, signal.numbers["households"]) == ("shared_phone", 8)
    assert f"group:{second.id}" in signal.items
    assert GhostScore.objects.get(group=first).points == signal.points > 0
    assert not GhostMark.objects.filter(mark__contains="98480").exists()


def test_what_a_member_says_is_a_signal_at_once(cast, visitor):
    found = group(cast)
    ghost_signals.compute_all()
    assert not kinds(found)
    act = Attest(group=found.id, worker=worker_id(0), outcome="says_not_member", on=today())
    outcome = perform(act, visitor)
    (reaction,) = [one for one in REACTIONS if one.kind == act.kind]
    reaction.function(None, outcome.acts[0], None)
    assert kinds(found) == {"contradicted"}
    perform(
        Attest(group=found.id, worker=worker_id(0), outcome="confirmed", how="signature", on=today()), visitor
    )
    ghost_signals.compute([found.id])
    assert not kinds(found)


def test_a_review_silences_the_evidence_and_new_evidence_opens_it_again(cast):
    first, second = two_groups_of_one_card(cast)
    ghost_signals.compute_all()
    review(first, cast.fatima)
    assert GhostScore.objects.get(group=first).points == 0 == GhostScore.objects.get(group=first).risk
    assert GhostScore.objects.get(group=second).points > 0
    with pytest.raises(Refused, match="no_signal"):
        review(first, cast.fatima)
    make(cast, [30])
    perform(joins(first, worker_id(30)), cast.ramesh)
    phones([30], "+919848000001")
    ghost_signals.compute([first.id])
    assert GhostScore.objects.get(group=first).points > 0
    review(first, cast.fatima, "fake")
    assert GhostScore.objects.get(group=first).points == 0 < GhostScore.objects.get(group=first).risk


def test_who_entered_the_group_does_not_review_it_nor_does_the_field(cast):
    first, _ = two_groups_of_one_card(cast)
    ghost_signals.compute_all()
    hire_ramesh_as_manager(cast)
    with pytest.raises(Refused, match="own_group"):
        review(first, cast.ramesh)
    with pytest.raises(Refused, match="not_yours"):
        review(first, cast.lakshmi)
    with pytest.raises(Refused, match="no_signal"):
        review(first, cast.fatima, signal="shared_photo")


def hire_ramesh_as_manager(cast):
    from karmika.groups.tests.test_verification import hire_ramesh_as_manager as hired

    hired(cast)


def snapshot():
    signals = GhostSignal.objects.values_list("group_id", "kind", "points", "silenced", "items", "numbers")
    marks = GhostMark.objects.values_list("group_id", "mark")
    return (
        sorted(map(str, signals)),
        sorted(map(str, marks)),
        sorted(GhostScore.objects.values_list("group_id", "points", "risk")),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_derived_step_by_step_is_what_is_derived_at_once(cast, visitor, seed):
    chance = random.Random(seed)
    groups = [group(cast, range(10 * n, 10 * n + 6), name=f"G{n}") for n in range(5)]
    make(cast, range(60, 70))
    ghost_signals.compute_changed(now())
    for _ in range(25):
        found = chance.choice(groups)
        member = chance.choice(
            list(found.memberships.filter(left_on=None).values_list("worker_id", flat=True))
        )
        step = chance.randrange(5)
        try:
            if step == 0:
                phone = f"+91984800000{chance.randrange(3)}"
                acts_on = found.memberships.values_list("worker_id", flat=True)
                with guard.opened():
                    top = max(Group.objects.values_list("changed_seq", flat=True)) + 10**6
                    Person.objects.filter(id__in=list(acts_on)[:4]).update(phone=phone, changed_seq=top)
                ghost_signals.compute([found.id])
            elif step == 1:
                worker = worker_id(chance.randrange(60, 70))
                perform(joins(found, worker), cast.ramesh)
            elif step == 2:
                perform(
                    EndMembership(group=found.id, worker=member, reason="own_wish", on=today()), cast.ramesh
                )
            elif step == 3:
                said = chance.choice(["says_not_member", "not_met"])
                perform(Attest(group=found.id, worker=member, outcome=said, on=today()), visitor)
                ghost_signals.compute([found.id])
            elif chance.random() < 0.2:
                perform(Dissolve(group=found.id, reason="never_met", on=today()), cast.ramesh)
                groups.remove(found)
        except Refused:
            continue
        ghost_signals.compute_changed(now())
    step_by_step = snapshot()
    assert step_by_step[0]
    ghost_signals.compute_all()
    assert snapshot() == step_by_step


def test_people_who_are_restricted_have_no_marks(cast):
    found = group(cast)
    phones(range(6), "+919848000001")
    with guard.opened():
        Person.objects.update(hidden=True)
    assert all(one.phone == "" and one.photos == () for one in facts([found.id])[0].members)
