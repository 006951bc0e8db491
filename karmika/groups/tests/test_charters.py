"""By-laws that a group adopts, the quorum that follows from them, and offices whose time ends."""

from datetime import date, timedelta

import pytest

from karmika.groups import by_laws
from karmika.groups.acts import AdoptCharter, Dissolve, Elect
from karmika.groups.acts.life_parts import Chosen
from karmika.groups.models import CharterAdoption
from karmika.groups.queries import due
from karmika.groups.tests.gatherings import meet
from karmika.groups.tests.people import JOINED, group, worker_id
from karmika.groups.types import group_types
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused

DAY = timedelta(days=1)
NUMBERS = {"meets_every_days": 14, "quorum_percent": 75, "term_months": 6, "saving_paise": 5_000}


def adopts(found, chosen=None, **changes):
    numbers = NUMBERS if chosen is None else chosen
    asked = {
        "group": found.id,
        "charter": "plain-1",
        "chosen": tuple(Chosen(name=name, value=value) for name, value in numbers.items()),
        "on": today(),
        "agreed": 5,
    }
    return AdoptCharter(**asked | changes)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def test_a_charter_keeps_the_numbers_and_how_many_agreed(cast):
    found = group(cast)
    perform(adopts(found), cast.lakshmi)
    row = CharterAdoption.objects.get()
    assert (row.chosen, row.agreed, row.members, row.replaced_on) == (NUMBERS, 5, 6, None)


def test_the_quorum_of_a_meeting_is_that_of_the_charter_of_its_day(cast):
    found = group(cast)
    perform(adopts(found, on=today() - 5 * DAY), cast.lakshmi)
    assert meet(cast, found, on=today() - 6 * DAY).needed == 3
    assert meet(cast, found, on=today() - 5 * DAY).needed == 5


def test_an_amendment_is_a_new_adoption_after_the_former(cast, nothing_written):
    found = group(cast)
    perform(adopts(found, on=today() - 5 * DAY), cast.lakshmi)
    assert (
        refused(nothing_written, adopts(found, on=today() - 6 * DAY), cast.ramesh) == "groups.charter_earlier"
    )
    perform(adopts(found, NUMBERS | {"term_months": 12}), cast.lakshmi)
    former, now = CharterAdoption.objects.order_by("entry_seq")
    assert (former.replaced_on, now.replaced_on, now.term_months) == (today(), None, 12)


def test_what_cannot_be_is_refused(cast, nothing_written):
    found = group(cast)
    for changes, code in (
        ({"charter": "none"}, "groups.unknown_charter"),
        ({"chosen": NUMBERS | {"colour": 1}}, "groups.unknown_charter"),
        ({"chosen": NUMBERS | {"term_months": 7}}, "groups.charter_number"),
        ({"chosen": NUMBERS | {"saving_paise": -1}}, "groups.charter_number"),
        ({"chosen": {}}, "groups.charter_number"),
        ({"agreed": 7}, "groups.agreed"),
        ({"agreed": 4}, "groups.too_few_agreed"),
        ({"on": today() + DAY}, "groups.future"),
        ({"on": JOINED - DAY}, "groups.too_early"),
    ):
        assert refused(nothing_written, adopts(found, **changes), cast.ramesh) == code, changes
    perform(Dissolve(group=found.id, reason="never_met", on=today()), cast.ramesh)
    assert refused(nothing_written, adopts(found), cast.ramesh) == "groups.dissolved"


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "devi", "admin"])
def test_others_adopt_nothing(cast, who, nothing_written):
    assert refused(nothing_written, adopts(group(cast)), getattr(cast, who)) == "access.not_yours"


def test_offices_whose_time_is_over_or_ends_soon_are_listed(cast):
    found = group(cast)
    perform(Elect(group=found.id, worker=worker_id(0), office="president", on=JOINED), cast.ramesh)
    assert not any(line.over for line in due.ending_lines(cast.ramesh)[0])
    perform(adopts(found), cast.lakshmi)
    (line,), more = due.ending_lines(cast.ramesh)
    assert (line.over, line.ends_on, more) == (True, date(2026, 7, 10), False)
    assert due.ending_lines(cast.colleague) == ([], False)
    perform(Elect(group=found.id, worker=worker_id(1), office="president", on=today()), cast.ramesh)
    assert due.ending_lines(cast.ramesh) == ([], False)


def test_months_are_counted_as_people_do():
    assert due.months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert due.months_after(date(2026, 11, 15), 1) == date(2026, 12, 15)
    assert due.months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)
    assert due.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert due.months_before(date(2026, 1, 10), 12) == date(2025, 1, 10)


def test_the_file_of_charters_is_whole():
    laws = by_laws.by_laws()
    assert laws.customs.keys() == {one.code for one in group_types()}
    for one in laws.charters:
        for clause in one.clauses:
            for language in ("en", "te", "hi"):
                told = by_laws.said(clause[language], {p.name: "7" for p in one.parameters})
                assert told and "{" not in told
        for language in ("en", "te", "hi"):
            text = " ".join(clause[language] for clause in one.clauses)
            assert all("{" + p.name + "}" in text for p in one.parameters), "a number that no sentence says"


def test_how_many_are_needed_is_rounded_up():
    assert [by_laws.needed(n, 50) for n in (1, 5, 6)] == [1, 3, 3]
    assert by_laws.needed(10, 67) == 7 and by_laws.needed(0, 50) == 1
