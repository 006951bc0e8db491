"""Targets: set, replaced, withdrawn; never edited, never two for one thing."""

from datetime import date, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.programme.acts import Document, WithdrawTarget
from karmika.programme.models import Target
from karmika.programme.tests.makers import ENDS, ORDER, STARTS, a_target, refused, set_target


def test_a_target_says_how_much_where_until_when_who_set_it_and_by_which_paper(cast):
    row = Target.objects.get(id=set_target(cast))
    assert (row.measure, row.amount, row.starts_on, row.ends_on) == ("members", 900, STARTS, ENDS)
    assert (row.area_id, row.organisation_id, row.programme_id) == (cast.area("28"), cast.mepma, None)
    assert (row.set_by, row.set_as, row.set_on) == (cast.devi.id, "state_programme_manager", today())
    assert (row.document_title, row.document_issuer) == (ORDER.title, "Mission Director")
    assert (row.document_dated_on, row.document_reference) == (date(2026, 3, 30), "p. 2")
    (line,) = history(row.id)
    assert line.sentence == (
        "Devi Prasad set the target 900 for “Members of groups” from 1 April 2026 to 31 March 2027"
    )


def test_a_target_is_corrected_by_another_that_takes_its_place(cast):
    first = set_target(cast)
    second = set_target(cast, amount=1000, replaces=first, reason="revised")
    old, new = Target.objects.get(id=first), Target.objects.get(id=second)
    assert (old.state, old.replaced_by_id, old.amount) == ("replaced", second, 900)
    assert (new.state, new.amount, new.replace_reason) == ("standing", 1000, "revised")
    assert len(history(first)) == 2


def test_a_period_is_corrected_the_same_way(cast):
    first = set_target(cast)
    second = set_target(cast, ends_on=ENDS - timedelta(days=90), replaces=first, reason="entered_wrongly")
    assert list(Target.objects.standing().values_list("id", flat=True)) == [second]
    set_target(cast)


def test_a_target_is_withdrawn_with_a_reason_and_another_may_be_set(cast):
    first = set_target(cast)
    perform(WithdrawTarget(target=first, reason="cancelled"), cast.devi)
    row = Target.objects.get(id=first)
    assert (row.state, row.withdrawn_for) == ("withdrawn", "cancelled")
    assert history(first)[-1].sentence == (
        "Devi Prasad withdrew the target 900 for “Members of groups” (The authority cancelled it)"
    )
    set_target(cast)


def test_what_a_target_must_not_be(cast, nothing_written):
    first = set_target(cast)
    gone = set_target(cast, measure="workers")
    perform(WithdrawTarget(target=gone, reason="cancelled"), cast.devi)
    issuerless = msgspec.structs.replace(ORDER, issuer=" ")
    for changes, code in (
        ({}, "target_stands"),
        ({"target": first}, "already_set"),
        ({"measure": "happiness"}, "unknown_measure"),
        ({"amount": -1}, "amount"),
        ({"amount": 10**13}, "amount"),
        ({"ends_on": STARTS - timedelta(days=1)}, "period"),
        ({"starts_on": date(26, 4, 1)}, "day"),
        ({"document": Document(title="  ")}, "document"),
        ({"document": Document(title="Undated", issuer="Mission Director")}, "document"),
        ({"document": issuerless}, "document"),
        ({"document": msgspec.structs.replace(ORDER, reference="x" * 301)}, "text_too_long"),
        ({"reason": "revised", "measure": "groups_formed"}, "unknown_reason"),
        ({"replaces": first, "amount": 1}, "unknown_reason"),
        ({"replaces": first, "reason": "cancelled", "amount": 1}, "unknown_reason"),
        ({"replaces": first, "reason": "revised"}, "nothing_to_change"),
        ({"replaces": first, "reason": "revised", "measure": "workers"}, "not_the_same"),
        ({"replaces": gone, "reason": "revised", "measure": "workers"}, "no_longer_stands"),
        ({"replaces": uuid7(), "reason": "revised"}, "unknown"),
    ):
        assert refused(nothing_written, a_target(cast, **changes), cast.devi) == f"programme.{code}", changes


def test_a_replacement_does_not_take_the_place_of_a_third(cast, nothing_written):
    first = set_target(cast)
    set_target(cast, ends_on=ENDS - timedelta(days=1))
    act = a_target(cast, ends_on=ENDS - timedelta(days=1), replaces=first, reason="revised")
    assert refused(nothing_written, act, cast.devi) == "programme.target_stands"


def test_who_withdraws_says_why_and_only_once(cast, nothing_written):
    first = set_target(cast)
    wrong = WithdrawTarget(target=first, reason="")
    assert refused(nothing_written, wrong, cast.devi) == "programme.unknown_reason"
    perform(WithdrawTarget(target=first, reason="cancelled"), cast.devi)
    again = WithdrawTarget(target=first, reason="cancelled")
    assert refused(nothing_written, again, cast.devi) == "programme.no_longer_stands"
    nowhere = WithdrawTarget(target=uuid7(), reason="cancelled")
    assert refused(nothing_written, nowhere, cast.devi) == "programme.unknown"


def test_targets_are_for_the_state_office_and_not_for_another_organisation(cast, nothing_written):
    first = set_target(cast)
    for name in ("fatima", "ramesh", "lakshmi", "auditor", "admin"):
        viewer = getattr(cast, name)
        act = a_target(cast, area=cast.area("251746-W07"), programme=cast.vog)
        assert refused(nothing_written, act, viewer) == "access.not_yours"
        withdrawn = WithdrawTarget(target=first, reason="cancelled")
        assert refused(nothing_written, withdrawn, viewer) == "access.not_yours"
    other = a_target(cast, organisation=cast.other_org)
    assert refused(nothing_written, other, cast.devi) == "access.not_yours"
    elsewhere = a_target(cast, area=cast.area("9"))
    assert refused(nothing_written, elsewhere, cast.devi) == "access.not_yours"


def test_a_target_for_all_programmes_is_hidden_from_who_sees_one(cast):
    everything = set_target(cast, area=cast.area("251746"))
    mine = set_target(cast, area=cast.area("251746"), programme=cast.vog)
    seen = set(Target.objects.visible_to(cast.fatima).values_list("id", flat=True))
    assert seen == {mine}
    assert set(Target.objects.visible_to(cast.auditor).values_list("id", flat=True)) == {everything, mine}
    for name in ("colleague", "stranger"):
        assert not Target.objects.visible_to(getattr(cast, name)).exists()


def test_the_database_itself_holds_one_standing_target_for_one_thing(cast):
    row = Target.objects.get(id=set_target(cast))
    row.id = uuid7()
    with guard.opened(), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    columns = "state = 'withdrawn'", "amount = -1", "ends_on = '2020-01-01'", "state = 'gone'"
    for change in columns:
        with (
            guard.opened(),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE programme_target SET {change}")


def test_the_same_entry_twice_is_one_target(cast):
    act, entry = a_target(cast), uuid7()
    perform(act, cast.devi, entry_id=entry)
    assert perform(act, cast.devi, entry_id=entry).state == "same"
    assert Target.objects.count() == 1
