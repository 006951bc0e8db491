"""Two offices at the same time, and the journal replayed."""

from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.programme.acts import WithdrawOutsideFigure, WithdrawTarget
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.tests.makers import a_figure, a_target, record, set_target
from karmika.rebuild import rebuild_and_compare
from karmika.testing import at_once


def outcomes(results):
    return sorted(result.code if isinstance(result, Refused) else result.state for result in results)


def test_of_two_targets_for_the_same_thing_one_is_refused(fresh_database, cast):
    acts = [a_target(cast, amount=amount) for amount in (900, 1000)]
    devi = cast.devi
    results = at_once(*(lambda act=act: perform(act, devi) for act in acts))
    assert outcomes(results) == ["done", "programme.target_stands"]
    assert Target.objects.standing().count() == 1


def test_of_two_replacements_of_one_target_one_is_refused(fresh_database, cast):
    first, devi = set_target(cast), cast.devi
    acts = [
        a_target(cast, amount=n, starts_on=day, replaces=first, reason="revised")
        for n, day in ((1, a_target(cast).starts_on), (2, a_target(cast).starts_on.replace(day=2)))
    ]
    results = at_once(*(lambda act=act: perform(act, devi) for act in acts))
    assert outcomes(results) == ["done", "programme.no_longer_stands"]
    assert Target.objects.standing().count() == 1


def test_of_two_who_record_the_same_source_one_is_refused(fresh_database, cast):
    acts = [a_figure(cast, source=source) for source in ("The source", "the  SOURCE")]
    devi = cast.devi
    results = at_once(*(lambda act=act: perform(act, devi) for act in acts))
    assert outcomes(results) == ["done", "programme.figure_stands"]


def test_replay_gives_the_same_targets_and_figures(fresh_database, cast):
    second = set_target(cast, amount=1000, replaces=set_target(cast), reason="revised")
    perform(WithdrawTarget(target=second, reason="cancelled"), cast.devi)
    figure = record(cast, amount=820, replaces=record(cast), reason="better_source")
    record(cast, cast.operator, about=None, organisation=None, amount=1949)
    perform(WithdrawOutsideFigure(figure=figure, reason="counts_otherwise"), cast.devi)
    assert (Target.objects.count(), OutsideFigure.objects.count()) == (2, 3)
    compared = rebuild_and_compare()
    assert not compared.differing, compared.first
