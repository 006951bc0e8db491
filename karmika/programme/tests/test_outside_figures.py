"""Figures from outside: recorded with source and day, replaced, withdrawn; kept apart from ours."""

from datetime import date, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.measures.models import Contribution
from karmika.programme.acts import Document, WithdrawOutsideFigure
from karmika.programme.models import OutsideFigure
from karmika.programme.tests.makers import a_figure, record, refused


def test_a_figure_says_who_published_it_as_of_which_day_and_what_was_counted(cast):
    row = OutsideFigure.objects.get(id=record(cast))
    assert (row.measure, row.amount, row.as_of) == ("groups_formed", 818, date(2025, 3, 31))
    assert (row.about_id, row.area_id, row.organisation_id) == (cast.area("28"), cast.area("28"), cast.mepma)
    assert (row.source, row.wording) == ("Award exhibition page of the mission", "Common interest groups")
    assert (row.confidence, row.document_title) == ("medium", "Formation of groups")
    (line,) = history(row.id)
    assert line.sentence == (
        "Devi Prasad recorded the outside figure 818 for “Groups formed” as of 31 March 2025 "
        "(source: Award exhibition page of the mission)"
    )


def test_a_figure_from_outside_adds_nothing_to_ours(cast):
    before = Contribution.objects.count()
    record(cast)
    assert Contribution.objects.count() == before


def test_a_figure_of_the_nation_is_kept_by_the_state_that_recorded_it(cast):
    row = OutsideFigure.objects.get(id=record(cast, about=None, area=cast.area("28"), amount=1949))
    assert (row.about_id, row.area_id) == (None, cast.area("28"))
    for name in ("devi", "fatima", "auditor", "lakshmi"):
        assert OutsideFigure.objects.visible_to(getattr(cast, name)).count() == 1
    assert not OutsideFigure.objects.visible_to(cast.colleague).exists()


def test_what_the_operator_records_is_everyones(cast, nothing_written):
    figure = record(cast, cast.operator, about=None, organisation=None, amount=1949)
    for name in ("devi", "stranger", "colleague"):
        assert OutsideFigure.objects.visible_to(getattr(cast, name)).get().id == figure
    mine = a_figure(cast, organisation=None)
    assert refused(nothing_written, mine, cast.devi) == "programme.needs_organisation"
    act = a_figure(
        cast, about=None, area=cast.area("28"), organisation=None, replaces=figure, reason="revised", amount=1
    )
    assert refused(nothing_written, act, cast.devi) == "programme.needs_organisation"
    withdrawn = WithdrawOutsideFigure(figure=figure, reason="entered_by_mistake")
    assert refused(nothing_written, withdrawn, cast.devi) == "access.not_yours"
    of_the_state = record(cast, cast.operator, organisation=None)
    withdrawn = WithdrawOutsideFigure(figure=of_the_state, reason="entered_by_mistake")
    assert refused(nothing_written, withdrawn, cast.devi) == "programme.needs_organisation"
    perform(withdrawn, cast.operator)


def test_a_figure_is_replaced_and_withdrawn_never_edited(cast):
    first = record(cast)
    second = record(cast, amount=820, replaces=first, reason="better_source")
    old = OutsideFigure.objects.get(id=first)
    assert (old.state, old.replaced_by_id, old.amount) == ("replaced", second, 818)
    perform(WithdrawOutsideFigure(figure=second, reason="counts_otherwise"), cast.devi)
    new = OutsideFigure.objects.get(id=second)
    assert (new.state, new.withdrawn_for, new.replace_reason) == (
        "withdrawn",
        "counts_otherwise",
        "better_source",
    )
    assert len(history(second)) == 2


def test_two_sources_may_say_two_things_about_one_day(cast):
    record(cast)
    record(cast, source="A newspaper", amount=800, confidence="low")
    assert OutsideFigure.objects.standing().count() == 2


def test_what_a_figure_must_not_be(cast, nothing_written):
    first = record(cast)
    gone = record(cast, measure="workers")
    perform(WithdrawOutsideFigure(figure=gone, reason="counts_otherwise"), cast.devi)
    for changes, code in (
        ({}, "programme.figure_stands"),
        ({"source": " AWARD exhibition page  of the mission"}, "programme.figure_stands"),
        ({"figure": first}, "programme.already_set"),
        ({"measure": "happiness"}, "programme.unknown_measure"),
        ({"amount": -1}, "programme.amount"),
        ({"as_of": today() + timedelta(days=1)}, "programme.future"),
        ({"as_of": date(25, 3, 31)}, "programme.day"),
        ({"source": " "}, "programme.source"),
        ({"wording": ""}, "programme.source"),
        ({"confidence": "certain"}, "programme.unknown_confidence"),
        ({"document": Document(title="")}, "programme.document"),
        ({"source": "x" * 301}, "programme.text_too_long"),
        ({"area": cast.area("749")}, "programme.not_the_same"),
        ({"about": None}, "access.not_yours"),
        ({"about": cast.area("9")}, "access.not_yours"),
        ({"organisation": cast.other_org}, "access.not_yours"),
        ({"source": "Another", "reason": "revised"}, "programme.unknown_reason"),
        ({"replaces": first, "amount": 1}, "programme.unknown_reason"),
        ({"replaces": first, "reason": "revised", "measure": "workers"}, "programme.not_the_same"),
        ({"replaces": gone, "reason": "revised", "measure": "workers"}, "programme.no_longer_stands"),
        ({"replaces": uuid7(), "reason": "revised"}, "programme.unknown"),
    ):
        assert refused(nothing_written, a_figure(cast, **changes), cast.devi) == code, changes
    assert not OutsideFigure.objects.filter(source__startswith=" ").exists()


def test_who_may_record_and_withdraw(cast, nothing_written):
    first = record(cast)
    for name in ("fatima", "ramesh", "lakshmi", "auditor", "admin"):
        viewer = getattr(cast, name)
        act = a_figure(cast, about=cast.area("251746-W07"))
        assert refused(nothing_written, act, viewer) == "access.not_yours"
        withdrawn = WithdrawOutsideFigure(figure=first, reason="entered_by_mistake")
        assert refused(nothing_written, withdrawn, viewer) == "access.not_yours"
    wrong = WithdrawOutsideFigure(figure=first, reason="revised")
    assert refused(nothing_written, wrong, cast.devi) == "programme.unknown_reason"
    perform(WithdrawOutsideFigure(figure=first, reason="entered_by_mistake"), cast.devi)
    again = WithdrawOutsideFigure(figure=first, reason="entered_by_mistake")
    assert refused(nothing_written, again, cast.devi) == "programme.no_longer_stands"
    nowhere = WithdrawOutsideFigure(figure=uuid7(), reason="entered_by_mistake")
    assert refused(nothing_written, nowhere, cast.devi) == "programme.unknown"


def test_an_aadhaar_number_in_a_text_is_masked_before_it_is_kept(cast):
    act = a_figure(cast)
    document = msgspec.structs.replace(act.document, reference="list of 2341 2341 2346")
    figure = record(cast, document=document)
    assert "2341 2341" not in OutsideFigure.objects.get(id=figure).document_reference


def test_the_database_itself_holds_a_source_and_one_standing_figure(cast):
    row = OutsideFigure.objects.get(id=record(cast))
    row.id = uuid7()
    with guard.opened(), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    for change in ("source = ''", "state = 'replaced'", "amount = -1", "confidence = 'certain'"):
        with (
            guard.opened(),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE programme_outsidefigure SET {change}")


def test_control_letters_are_dropped_and_joiners_of_indian_scripts_stay(cast):
    figure = record(cast, source="A\x00B", wording="\u0c15\u0c4d\u200c\u0c37 groups\x07")
    row = OutsideFigure.objects.get(id=figure)
    assert (row.source, row.wording) == ("AB", "\u0c15\u0c4d\u200c\u0c37 groups")
