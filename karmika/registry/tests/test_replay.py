"""Replay: the same journal gives the same tables, with and without the personal fields."""

import random
from itertools import pairwise

import msgspec

from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.journal.rows import Rows
from karmika.rebuild import rebuild_and_compare
from karmika.registry.acts import ACTS
from karmika.registry.acts.consent import GiveConsent, WithdrawConsent
from karmika.registry.models import Consent, Household, Person
from karmika.registry.tests.doorstep import nobody, revisit, survey, take_in
from karmika.registry.tests.test_editing import some_edit, some_survey


def some_histories(cast, dice, number):
    for _ in range(number):
        steps = [some_survey(dice)]
        steps += [some_edit(dice, steps[0]) for _ in range(dice.randint(0, 2))]
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
    take_in(cast, nobody("locked"))
    take_in(
        cast,
        revisit(Household.objects.filter(last_outcome="locked", ended=False).last().number),
        viewer=cast.ramesh,
    )
    for consent in Consent.objects.filter(given=True, withdrawn_on=None, purpose="survey")[:2]:
        perform(WithdrawConsent(household=consent.household_id, purpose="survey"), cast.ramesh)
        perform(GiveConsent(household=consent.household_id, purpose="survey", language="te"), cast.ramesh)


def test_random_histories_are_rebuilt_row_by_row(fresh_database, cast):
    some_histories(cast, random.Random(11), 12)
    assert Person.objects.count() > 10
    found = rebuild_and_compare()
    assert found.differing == 0, found.first


class Writes(Rows):
    """Notes which rows an act writes, and every value that is not personal."""

    PERSONAL = frozenset(
        {
            "name",
            "phone",
            "born_on",
            "address",
            "landmark",
            "lat_e6",
            "lon_e6",
            "employer_name",
            "description",
            "value",
        }
    )

    def __init__(self):
        super().__init__()
        self.noted = []

    def _note(self, what, model, key, values):
        plain = {name: value for name, value in values.items() if name not in self.PERSONAL}
        if model.__name__ == "Trait":
            plain["value"] = values.get("value")
        self.noted.append((what, model.__name__, key, plain))

    def insert(self, model, **values):
        self._note("insert", model, values["id"], values)

    def update(self, model, key, **changes):
        self._note("update", model, key, changes)

    def delete(self, model, key):
        self.noted.append(("delete", model.__name__, key))


def test_no_act_writes_other_rows_when_the_person_was_erased(cast):
    take_in(cast, survey())
    said = survey()
    dice = random.Random(3)
    after = some_edit(dice, said)
    submission = take_in(cast, said)
    take_in(
        cast, after, before=said, submission=submission, viewer=cast.ramesh, decisions=["remove_vanished"]
    )
    seen = set()
    for head, acts in follow.entries(0, follow.horizon()):
        for act in acts:
            if type(act) not in ACTS or not act.identity:
                continue
            erased = msgspec.structs.replace(act, **dict.fromkeys(act.identity))
            both = []
            for one in (act, erased):
                writes = Writes()
                writes.begin(head)
                one.apply(head, writes)
                both.append(writes.noted)
            assert both[0] == both[1]
            seen.add(act.kind)
    assert {"registry.list_household", "registry.record_person", "registry.record_worker"} <= seen
