"""An edited survey: corrections of what changed, and figures as if it had been right from the first."""

import random
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import transaction

from karmika.kernel.refused import Refused
from karmika.registry.models import Consent, Debt, Household, Person, Shock, Trait, Visit, Worker
from karmika.registry.tests.doorstep import (
    changed,
    figures,
    interpret,
    member,
    nobody,
    refused,
    revisit,
    survey,
    take_in,
    uid,
    worker_answers,
)


def kinds(acts):
    return [act.kind.removeprefix("registry.") for act in acts]


def edited(cast, before, after, **how):
    """Take in a survey and then its edit; the acts of the edit."""
    submission = take_in(cast, before, viewer=how.get("viewer"))
    acts = interpret(cast, after, before=before, submission=submission, **how)
    take_in(cast, after, before=before, submission=submission, **how)
    return acts


class _Undo(Exception):
    pass


def figures_of(work):
    """The figures after some work that is undone."""
    found = {}
    try:
        with transaction.atomic():
            work()
            found = figures()
            raise _Undo
    except _Undo:
        return found


def test_an_edit_that_changes_nothing_is_no_act(cast):
    said = survey()
    assert edited(cast, said, said) == []


def test_a_corrected_name_is_one_act_and_keeps_the_rest(cast):
    said = survey()
    assert kinds(edited(cast, said, changed(said, member__0__member_name="Venkateswara Rao"))) == [
        "correct_person"
    ]
    assert Person.objects.get(id=uid(said, 0)).name == "Venkateswara Rao"
    assert Trait.objects.filter(trait="disability").count() == 4


def test_a_corrected_sex_moves_person_and_worker_in_the_figures(cast):
    said = survey()
    after = changed(said, member__0__sex="transgender")
    assert kinds(edited(cast, said, after)) == ["correct_person"]
    assert Worker.objects.get(id=uid(said, 0)).sex == "transgender"
    found = {(key[0], key[2], key[3]): n for key, n in figures().items() if key[0] in ("persons", "workers")}
    assert found[("workers", "auto_driver", "transgender")] == 1
    assert ("workers", "auto_driver", "male") not in found


def test_corrected_work_replaces_debts_and_shocks(cast):
    said = survey()
    after = changed(
        said,
        member__0__work__has_debt="no",
        member__0__work__shocks="none",
        member__0__work__occupation="loader",
    )
    assert kinds(edited(cast, said, after)) == ["correct_worker"]
    worker = Worker.objects.get(id=uid(said, 0))
    assert (worker.occupation, worker.spells.get().occupation) == ("loader", "loader")
    assert not Debt.objects.filter(worker=worker).exists()
    assert list(Shock.objects.filter(worker=worker).values_list("what", flat=True)) == ["none"]


def test_one_who_does_not_work_after_all_is_no_worker(cast):
    said = survey()
    after = changed(said, member__1__works="no", member__1__work=None)
    assert kinds(edited(cast, said, after)) == ["remove_worker", "correct_consent"]
    assert Worker.objects.get(id=uid(said, 1)).state == "removed"
    assert Person.objects.get(id=uid(said, 1)).state == "active"


def test_one_who_works_again_is_a_worker_again(cast):
    said = survey()
    without = changed(said, member__1__works="no", member__1__work=None)
    submission = take_in(cast, said)
    take_in(cast, without, before=said, submission=submission)
    take_in(cast, said, before=without, submission=submission)
    assert Worker.objects.get(id=uid(said, 1)).state == "active"
    assert sum(n for key, n in figures().items() if key[0] == "workers") == 2


def test_an_added_member_is_recorded(cast):
    said = survey()
    after = {**said, "member": [*said["member"], member("Kotamma", relation="parent", sex="female")]}
    assert kinds(edited(cast, said, after)) == ["record_person"]


def test_a_vanished_member_waits_for_a_person(cast, nothing_written):
    said = survey()
    after = {**said, "member": said["member"][:2]}
    submission = take_in(cast, said)
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, after, before=said, submission=submission)
    assert (no.value.code, no.value.facts) == ("registry.member_vanished", {"members": 2})


def test_a_person_may_take_vanished_members_out(cast):
    said = survey()
    acts = edited(cast, said, {**said, "member": said["member"][1:]}, decisions=["remove_vanished"])
    assert kinds(acts) == ["remove_person"]
    assert Person.objects.get(id=uid(said, 0)).state == "removed"
    assert Worker.objects.get(id=uid(said, 0)).state == "removed"
    assert not Consent.objects.filter(person_id=uid(said, 0), withdrawn_on=None, given=True).exists()


def test_a_person_may_keep_vanished_members(cast):
    said = survey()
    assert edited(cast, said, {**said, "member": said["member"][:3]}, decisions=["keep_vanished"]) == []
    assert Person.objects.filter(state="active").count() == 4


@pytest.mark.parametrize("work", [worker_answers(), None])
def test_one_who_was_kept_may_be_in_the_form_again(cast, work):
    said = survey()
    without = {**said, "member": said["member"][1:]}
    works = "yes" if work else "no"
    again = changed(said, member__0__sex="transgender", member__0__works=works, member__0__work=work)
    right_at_once = figures_of(lambda: take_in(cast, again))
    submission = take_in(cast, said)
    take_in(cast, without, before=said, submission=submission, decisions=["keep_vanished"])
    take_in(cast, again, before=without, submission=submission)
    assert Person.objects.get(id=uid(said, 0), state="active").sex == "transgender"
    assert Worker.objects.get(id=uid(said, 0)).state == ("active" if work else "removed")
    assert figures() == right_at_once


def test_a_corrected_ward_moves_everything(cast):
    said = survey()
    after = changed(said, visit__ward="251746-W08")
    edited(cast, said, after, viewer=cast.ramesh)
    moved = cast.area("251746-W08")
    for table in (Household, Visit, Person, Worker):
        assert set(table.objects.values_list("area_id", flat=True)) == {moved}
    assert {key[1] for key in figures() if key[0] != "consents"} == {moved}


def test_a_corrected_ward_moves_what_other_visits_recorded_too(cast):
    first = survey(member(work=worker_answers()), outcome="partly")
    submission = take_in(cast, first)
    take_in(cast, revisit(Household.objects.get().number, member("Sita", work=worker_answers())))
    after = changed(first, visit__ward="251746-W08")
    take_in(cast, after, before=first, submission=submission, viewer=cast.ramesh)
    consents = Consent.objects.filter(given=True)
    for rows in (Household.objects, Visit.objects, Person.objects, Worker.objects, consents):
        assert set(rows.values_list("area_id", flat=True)) == {cast.area("251746-W08")}
    assert {key[1] for key in figures()} == {cast.area("251746-W08")}


def test_a_correction_may_not_move_things_out_of_reach(cast, nothing_written):
    said = survey()
    submission = take_in(cast, said)
    with nothing_written(), pytest.raises(Refused) as no:
        take_in(cast, changed(said, visit__ward="251746-W08"), before=said, submission=submission)
    assert no.value.code == "access.not_yours"


def test_consent_taken_back_in_an_edit_takes_everything_back(cast):
    said = survey()
    after = {**refused(), "household_uid": said["household_uid"]}
    edited(cast, said, after, decisions=["remove_vanished"])
    household = Household.objects.get()
    assert (household.address, household.last_outcome) == (None, "refused")
    assert set(Person.objects.values_list("state", flat=True)) == {"removed"}
    assert not Consent.objects.filter(given=True, withdrawn_on=None).exists()
    counted = {key[0]: n for key, n in figures().items()}
    assert counted == {"households_listed": 1, "visits_ended": 1, "visit_outcomes": 1}


def test_a_refusal_that_was_a_mistake_becomes_a_household(cast):
    said = survey()
    before = {**refused(), "household_uid": said["household_uid"]}
    acts = edited(cast, before, said)
    assert kinds(acts)[:2] == ["list_household", "correct_visit"]
    assert Visit.objects.get().household_id == Household.objects.get().id


def some_survey(dice):
    """A survey at random."""
    if dice.random() < 0.2:
        said = nobody(dice.choice(["absent", "locked", "vacant", "shifted"]))
    elif dice.random() < 0.2:
        said = refused()
    else:
        said = survey(*(some_member(dice, str(uuid4())) for _ in range(dice.randint(1, 4))))
        said["household"]["social_category"] = dice.choice(["sc", "st", "obc", "refused"])
        said["consent"]["consent_schemes"] = dice.choice(["yes", "no"])
    said["visit"]["ward"] = dice.choice(["251746-W07", "251746-W08"])
    return said


def some_member(dice, member_uid):
    work = None
    if dice.random() < 0.6:
        group, occupation = dice.choice(
            [("transport", "loader"), ("domestic", "domestic_cook"), ("waste", "waste_picker")]
        )
        work = worker_answers(
            occupation_group=group, occupation=occupation, consent_groups=dice.choice(["yes", "no"]),
            shocks=dice.choice(["illness", "none", ""]),
        )  # fmt: skip
    return member(
        work=work, member_uid=member_uid, sex=dice.choice(["female", "male", "transgender", "not_said"])
    )


def some_edit(dice, before):
    """Another survey of the same door: some members stay (perhaps changed), some go, some come."""
    after = some_survey(dice)
    after["household_uid"] = before["household_uid"]
    for position, old in enumerate(before.get("member", [])):
        if "member" in after and position < len(after["member"]) and dice.random() < 0.7:
            after["member"][position] = old if dice.random() < 0.4 else some_member(dice, old["member_uid"])
    return after


@pytest.mark.parametrize("seed", range(40))
def test_recorded_then_corrected_counts_as_if_recorded_right(cast, seed):
    dice = random.Random(seed)
    steps = [some_survey(dice)]
    for _ in range(dice.randint(1, 3)):
        steps.append(some_edit(dice, steps[-1]))

    def with_corrections():
        submission = take_in(cast, steps[0], viewer=cast.ramesh)
        for before, after in pairwise(steps):
            take_in(
                cast,
                after,
                before=before,
                submission=submission,
                viewer=cast.ramesh,
                decisions=["remove_vanished"],
            )

    right_at_once = figures_of(lambda: take_in(cast, steps[-1], viewer=cast.ramesh))
    assert figures_of(with_corrections) == right_at_once
