"""Visits are drawn once a month under the first head of the month, and anybody can draw them again."""

from datetime import timedelta

import pytest

from karmika.chain import sealing
from karmika.groups.acts import DrawVisits, RecordDrawnVisit
from karmika.groups.models import DrawnVisit, GhostScore, Group, VisitDraw
from karmika.groups.queries.draws import drawn_again, first_head, head_is_the_first, same_as_drawn
from karmika.groups.tests.checkers import hire
from karmika.groups.tests.people import entering, group, make, self_formed
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused


def groups(cast, many=6):
    make(cast, range(5 * many))
    for n in range(many):
        perform(self_formed(cast, name=f"G{n}", entering=entering(*range(5 * n, 5 * n + 5))), cast.ramesh)
    return list(Group.objects.order_by("id"))


def draw(cast, viewer=None, area="251746"):
    act = DrawVisits(area=cast.area(area), organisation=cast.mepma, programme=cast.vog)
    return perform(act, viewer or cast.fatima).acts[0]


def refused(code, function, *arguments, **named):
    with pytest.raises(Refused) as caught:
        function(*arguments, **named)
    assert caught.value.code == code, caught.value.code


def test_a_draw_keeps_all_that_it_follows_from_and_can_be_repeated(cast):
    known = groups(cast)
    GhostScore.objects.create(group=known[0], points=60, risk=60)
    sealing.seal(now())
    act = draw(cast)
    kept = VisitDraw.objects.get()
    assert (act.groups, act.drawn) == (6, 3) and kept.visits.count() == 3
    assert kept.visits.filter(group=known[0], stratum="high").exists()
    assert same_as_drawn(kept) and head_is_the_first(kept)
    GhostScore.objects.all().delete()
    assert same_as_drawn(kept)
    assert [one.group for one in drawn_again(kept)] == [str(ticket.group) for ticket in act.tickets]


def test_a_list_that_somebody_changed_is_not_what_is_drawn_again(cast):
    known = groups(cast)
    sealing.seal(now())
    draw(cast)
    kept = VisitDraw.objects.get()
    visit = kept.visits.order_by("number").first()
    other = next(one for one in known if not kept.visits.filter(group=one).exists())
    with guard.opened():
        DrawnVisit.objects.filter(id=visit.id).update(group=other)
    assert not same_as_drawn(kept)
    with guard.opened():
        VisitDraw.objects.update(head_digest="00" * 32)
    assert not head_is_the_first(VisitDraw.objects.get())


def test_nobody_draws_until_it_suits(cast):
    groups(cast)
    sealing.seal(now())
    draw(cast)
    refused("groups.drawn_already", draw, cast)
    refused("groups.drawn_already", draw, cast, cast.devi)
    refused("groups.draw_area", draw, cast, cast.fatima, "251746-W07")


def test_the_head_is_the_first_of_the_month_and_later_groups_are_not_drawn_from(cast):
    known = groups(cast)
    sealing.seal(now())
    first = first_head(today().replace(day=1))
    late = group(cast, range(50, 56), name="Late")
    sealing.seal(now() + timedelta(minutes=2))
    act = draw(cast)
    assert act.head_number == first.number and act.groups == len(known)
    assert late.id not in {group for group, _ in act.risks}


def test_nothing_is_drawn_before_something_was_sealed_nor_where_no_group_stands(cast):
    groups(cast)
    refused("groups.no_head", draw, cast)
    sealing.seal(now() - timedelta(days=40))
    refused("groups.no_head", draw, cast)
    assert first_head(today().replace(day=1)) is None


def test_an_empty_city_has_nothing_to_draw(cast):
    sealing.seal(now())
    refused("groups.nothing_to_draw", draw, cast)


def test_the_field_and_strangers_do_not_draw(cast):
    groups(cast)
    sealing.seal(now())
    for name in ("lakshmi", "ramesh", "stranger", "colleague", "auditor"):
        refused("access.not_yours", draw, cast, getattr(cast, name))


def test_the_visitor_is_not_who_entered_the_group_and_says_what_was_found_once(cast):
    groups(cast)
    sealing.seal(now())
    draw(cast)
    visitor = hire(cast, "kavitha", "community_organiser")
    visit = DrawnVisit.objects.order_by("number").first()

    def record(viewer, outcome="found", **more):
        perform(RecordDrawnVisit(visit=visit.id, outcome=outcome, on=today(), **more), viewer)

    refused("groups.own_group", record, cast.ramesh)
    refused("groups.unknown_outcome", record, visitor, "perhaps")
    refused("groups.unknown_reason", record, visitor, "differs")
    record(visitor, "differs", differs="fewer_members")
    visit.refresh_from_db()
    assert (visit.outcome, visit.differs, visit.visited_by) == ("differs", "fewer_members", visitor.id)
    refused("groups.visited_already", record, visitor)
