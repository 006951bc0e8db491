"""Figures of groups are divided by the type of group, also those that were counted before it was said."""

import importlib

import pytest
from django.db import connection
from django.db.models import Sum

from karmika.groups.acts import ApproveProposal, Dissolve, EndMembership, RejectProposal
from karmika.groups.models import GroupProposal
from karmika.groups.tests import people
from karmika.groups.tests.people import worker_id
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.measures.models import Contribution
from karmika.rebuild import rebuild_and_compare

MIGRATION = importlib.import_module("karmika.groups.migrations.0002_type_in_figures")


@pytest.fixture
def groups_of_two_types(fresh_database, cast):
    self_help = people.group(cast, range(20, 32), group_type="shg")
    people.make(cast, range(20))
    run = people.propose(cast)
    first, second, *_ = GroupProposal.objects.filter(run_id=run.run).order_by("number")
    perform(ApproveProposal(proposal=first.id), cast.ramesh)
    people.form(cast, first)
    perform(RejectProposal(proposal=second.id, reason="strangers"), cast.ramesh)
    gone = EndMembership(group=self_help.id, worker=worker_id(20), reason="moved_away", on=today())
    perform(gone, cast.ramesh)
    return self_help


def sums() -> dict[tuple[str, str], int]:
    rows = Contribution.objects.filter(measure__in=("groups_formed", "groups_proposed", "members"))
    return {
        (measure, category): total
        for measure, category, total in rows.values_list("measure", "category").annotate(n=Sum("amount"))
        if total
    }


def test_a_common_interest_group_is_not_counted_with_self_help_groups(cast, groups_of_two_types):
    found = sums()
    assert found["groups_formed", "cig"] == 1 and found["groups_formed", "shg"] == 1
    assert found["members", "shg"] == 11 and found["members", "cig"] >= 5
    assert {category for _, category in found} == {"cig", "shg"}
    perform(Dissolve(group=groups_of_two_types.id, reason="entered_by_mistake", on=today()), cast.ramesh)
    assert {category for _, category in sums()} == {"cig"}


def test_what_was_counted_before_is_brought_to_the_same_by_the_migration(groups_of_two_types):
    before = sums()
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute("UPDATE measures_contribution SET category = '' WHERE category IN ('cig', 'shg')")
        assert sums() != before
        for statement in MIGRATION.STATEMENTS:
            cursor.execute(statement)
    assert sums() == before
    assert rebuild_and_compare().differing == 0
