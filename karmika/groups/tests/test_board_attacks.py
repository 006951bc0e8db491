"""The board against two at once, forged numbers, and those who would learn from it who is kept apart from whom."""

import re
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from karmika.groups.acts import (
    AddMember,
    AdjustProposal,
    ApproveProposal,
    ChooseAlternative,
    Form,
    Merge,
    RecordTie,
    UndoChange,
)
from karmika.groups.acts.life_parts import Moving
from karmika.groups.models import Alternative, BoardChange, Candidacy, GroupProposal, Membership
from karmika.groups.queries.board import board
from karmika.groups.queries.standing import alike
from karmika.groups.tests.checkers import hire
from karmika.groups.tests.gatherings import meet
from karmika.groups.tests.people import (
    Someone,
    answers,
    approved,
    group,
    make,
    meeting,
    proposal,
    propose,
    self_formed,
    worker_id,
)
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused


def keep_apart(cast, a, b):
    perform(RecordTie(worker=worker_id(a), other=worker_id(b), tie="apart", reason="violence"), cast.ramesh)


def refused_with(code, act, viewer, nothing_written):
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(act, viewer)
    assert refused.value.code == code
    assert "apart" not in refused.value.sentence()


@pytest.fixture
def asked(cast):
    """Forty people along a road, in several groups."""
    make(cast, [Someone(number=n, metres=37 * n * n % 1900) for n in range(40)])
    return propose(cast)


def send(client, run, **form):
    return client.post(reverse("groups.board_change", args=[run]), form, follow=True)


def text(response):
    return response.content.decode()


def sent_fields(page, do):
    """What a form of the board would send: its hidden fields and its button."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if do in one)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    several = re.findall(r'name="seen" value="([^"]*)"', form)
    return fields | ({"seen": several} if several else {})


def test_nobody_takes_back_a_newer_change_of_another(cast, client_for, asked):
    one, other = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id")[:2]
    perform(AdjustProposal(run=asked.run, worker=one.worker_id, reason="own_wish"), cast.ramesh)
    page = text(client_for("ramesh").get(reverse("groups.board", args=[asked.run])))
    fields = sent_fields(page, 'value="undo"')
    perform(AdjustProposal(run=asked.run, worker=other.worker_id, reason="own_wish"), cast.fatima)
    said = text(send(client_for("ramesh"), asked.run, **fields))
    assert "after you looked" in said
    assert not BoardChange.objects.filter(undone=True).exists()
    fields = sent_fields(said, 'value="undo"')
    assert "was taken back" in text(send(client_for("ramesh"), asked.run, **fields))
    other.refresh_from_db()
    assert other.proposal_id is not None
    assert text(send(client_for("ramesh"), asked.run, **fields)).count("was taken back") == 0


def test_nobody_approves_a_group_that_another_changed_meanwhile(cast, client_for, asked):
    first = GroupProposal.objects.filter(run=asked.run).order_by("number").first()
    board_page = text(client_for("ramesh").get(reverse("groups.board", args=[asked.run])))
    run_page = text(client_for("ramesh").get(reverse("groups.run", args=[asked.run])))
    stand = re.search(r'id="group-1"[^>]*data-stand="(\w{16})"', board_page)[1]
    assert f'name="seen" value="{stand}"' in run_page
    whole = sent_fields(board_page, 'value="approve_all"')
    gone = first.candidacies.order_by("id").last().worker_id
    perform(AdjustProposal(run=asked.run, worker=gone, reason="own_wish"), cast.fatima)
    one = {"do": "approve", "proposal": first.id, "seen": stand}
    assert "after you looked" in text(send(client_for("ramesh"), asked.run, **one))
    assert "after you looked" in text(send(client_for("ramesh"), asked.run, **whole))
    client_for("ramesh").post(reverse("groups.approve", args=[first.id]), {"seen": stand})
    assert not GroupProposal.objects.filter(state="approved").exists()
    page = text(client_for("ramesh").get(reverse("groups.board", args=[asked.run])))
    assert "approved" in text(
        send(client_for("ramesh"), asked.run, **sent_fields(page, 'value="approve_all"'))
    )
    assert GroupProposal.objects.filter(state="approved").exists()


def test_what_another_moved_is_drawn_anew_with_the_own_move(cast, client_for, asked):
    view = board(cast.ramesh, asked.run)
    known = [card.stand for card in view.cards]
    third, fourth = view.cards[2], view.cards[3]
    perform(
        AdjustProposal(run=asked.run, worker=third.seats[-1].person.worker_id, reason="own_wish"), cast.fatima
    )
    mine = fourth.seats[-1].person.worker_id
    sent = {"do": "move", "worker": mine, "to": "", "out_reason": "own_wish", "known": known}
    address = reverse("groups.board_change", args=[asked.run])
    parts = text(client_for("ramesh").post(address, sent, headers={"X-Board": "parts"}))
    assert {"group-3", "group-4"} == set(re.findall(r'id="(group-\d+)"', parts))


@pytest.mark.parametrize("number", ["-1", "9" * 50, "٣", "x", ""])
def test_a_forged_number_takes_back_nothing_or_the_last(cast, client_for, asked, number):
    seat = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id").first()
    perform(AdjustProposal(run=asked.run, worker=seat.worker_id, reason="own_wish"), cast.ramesh)
    answer = send(client_for("ramesh"), asked.run, do="undo", number=number)
    assert answer.status_code == 200


def test_who_may_not_know_sees_the_same_seats_as_without_the_tie(cast, client_for, asked):
    before = text(client_for("lakshmi").get(reverse("groups.run", args=[asked.run])))
    nexts = [seat.next for seat in board(cast.lakshmi, asked.run).seats]
    known = [seat.next for seat in board(cast.ramesh, asked.run).seats]
    cards = board(cast.ramesh, asked.run).cards
    for a, b in pairwise(cards):
        for one in a.seats:
            pair = {"worker": one.person.worker_id, "other": b.seats[0].person.worker_id}
            perform(RecordTie(tie="apart", reason="debt", **pair), cast.ramesh)
    assert [seat.next for seat in board(cast.lakshmi, asked.run).seats] == nexts
    assert [seat.next for seat in board(cast.ramesh, asked.run).seats] != known
    after = text(client_for("lakshmi").get(reverse("groups.run", args=[asked.run])))
    best = re.compile(r"<small>.*?</small>")
    assert best.findall(after) == best.findall(before) != []
    told = text(client_for("ramesh").get(reverse("groups.run", args=[asked.run])))
    assert best.findall(told) != best.findall(before)


def test_a_tie_of_after_the_proposal_stops_approval_and_forming(cast, nothing_written):
    found = proposal(cast)
    keep_apart(cast, 0, 1)
    refused_with("groups.not_suiting", ApproveProposal(proposal=found.id), cast.ramesh, nothing_written)


def test_a_tie_of_after_the_approval_stops_the_forming(cast, nothing_written):
    found = approved(cast)
    keep_apart(cast, 0, 1)
    act = Form(proposal=found.id, name="A", formed_on=today(), answers=answers(found), meeting=meeting())
    refused_with("groups.not_suiting", act, cast.ramesh, nothing_written)
    said = answers(found, refused=(worker_id(1),))
    perform(
        Form(proposal=found.id, name="A", formed_on=today(), answers=said, meeting=meeting()), cast.ramesh
    )


def test_a_tie_of_after_the_ways_and_changes_bars_them(cast, asked, nothing_written):
    larger = Alternative.objects.get(run=asked.run, code="larger").arrangement
    pair = [UUID(one["worker"]) for one in larger["groups"][0]["seats"]][:2]
    seat = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id").first()
    beside = seat.proposal.candidacies.exclude(id=seat.id).order_by("id").first()
    perform(AdjustProposal(run=asked.run, worker=seat.worker_id, reason="own_wish"), cast.ramesh)
    for a, b in {frozenset(pair), frozenset((seat.worker_id, beside.worker_id))}:
        perform(RecordTie(worker=a, other=b, tie="apart", reason="debt"), cast.ramesh)
    refused_with(
        "groups.stale", ChooseAlternative(run=asked.run, code="larger"), cast.ramesh, nothing_written
    )
    refused_with("groups.stale", UndoChange(run=asked.run), cast.ramesh, nothing_written)


def test_who_is_kept_apart_joins_no_group_of_the_other(cast, nothing_written):
    one = group(cast, range(6))
    make(cast, [30])
    keep_apart(cast, 0, 30)
    joins = AddMember(group=one.id, worker=worker_id(30), joined_on=today(), how="phone", consent_on=today())
    refused_with("groups.no_fit", joins, cast.lakshmi, nothing_written)


def test_two_groups_with_a_pair_to_keep_apart_become_one_only_without_one_of_them(cast, nothing_written):
    ends, stays = group(cast, range(6)), group(cast, range(10, 16), name="B")
    keep_apart(cast, 0, 10)

    def merge(refusing=()):
        words = tuple(
            Moving(worker=worker_id(n), given=n not in refusing, how="thumb", on=today()) for n in range(6)
        )
        return Merge(group=ends.id, into=stays.id, on=today(), answers=words)

    refused_with("groups.no_fit", merge(), cast.ramesh, nothing_written)
    perform(merge(refusing=(0,)), cast.ramesh)
    assert Membership.objects.filter(group=stays, left_on__isnull=True).count() == 11


def test_ids_of_other_runs_change_nothing(cast, client_for, asked):
    make(cast, range(100, 106))
    other = propose(cast)
    foreign = GroupProposal.objects.get(run=other.run)
    person = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id").first().worker_id
    before = Candidacy.objects.count()
    for form in (
        {"do": "move", "worker": person, "to": foreign.id, "reason": "own_wish"},
        {"do": "approve", "proposal": foreign.id},
        {"do": "lock", "proposal": foreign.id, "locked": "yes"},
        {"do": "lock", "worker": worker_id(100), "locked": "yes"},
        {"do": "move", "worker": uuid4(), "to": "", "out_reason": "own_wish"},
        {"do": "lift", "id": uuid4()},
    ):
        send(client_for("ramesh"), asked.run, **form)
    foreign.refresh_from_db()
    assert (foreign.state, foreign.locked, Candidacy.objects.count()) == ("proposed", False, before)
    assert BoardChange.objects.count() == 0


@pytest.fixture
def of_both_cities(cast):
    """An organiser of the whole state."""
    return hire(cast, "kavitha", "community_organiser", area="28")


def test_nobody_of_another_city_is_moved_into_a_run(cast, of_both_cities, asked, nothing_written):
    far = {"area": "251719-W01", "worksite": "VSP-AS-001"}
    make(cast, [Someone(number=90)], viewer=cast.stranger, **far)
    seat = Candidacy.objects.filter(run=asked.run, proposal__isnull=False).order_by("id").first()
    perform(AdjustProposal(run=asked.run, worker=seat.worker_id, reason="own_wish"), cast.ramesh)
    there = {"run": asked.run, "to": seat.proposal_id, "reason": "know_each_other"}
    refused_with(
        "groups.no_fit", AdjustProposal(worker=worker_id(90), **there), of_both_cities, nothing_written
    )
    perform(AdjustProposal(worker=seat.worker_id, **there), of_both_cities)


def test_nobody_of_another_city_joins_a_group_or_is_entered_with_one(cast, of_both_cities, nothing_written):
    here = group(cast, range(6))
    far = {"area": "251719-W01", "worksite": "VSP-AS-001"}
    make(cast, range(20, 26), viewer=cast.stranger, **far)
    joins = {"group": here.id, "joined_on": today(), "how": "thumb", "consent_on": today()}
    refused_with(
        "groups.other_city", AddMember(worker=worker_id(20), **joins), of_both_cities, nothing_written
    )
    make(cast, range(30, 35))
    mixed = self_formed(cast, [20, *range(30, 35)], name="Of two cities")
    refused_with("groups.other_city", mixed, of_both_cities, nothing_written)
    perform(AddMember(worker=worker_id(30), **joins), of_both_cities)


def test_groups_of_two_cities_do_not_become_one(cast, of_both_cities, nothing_written):
    here = group(cast, range(6))
    far = {"area": "251719-W01", "worksite": "VSP-AS-001"}
    make(cast, range(20, 26), viewer=cast.stranger, **far)
    place = {"area": cast.area(far["area"]), "worksite": cast.worksite(far["worksite"])}
    act = self_formed(cast, range(20, 26), name="Far", **place)
    there = perform(act, cast.stranger).acts[0].group
    words = tuple(Moving(worker=worker_id(n), given=True, how="thumb", on=today()) for n in range(6))
    merge = Merge(group=here.id, into=there, on=today(), answers=words)
    refused_with("groups.not_alike", merge, of_both_cities, nothing_written)
    assert alike(of_both_cities, here) == []


def test_a_forged_member_of_a_meeting_is_refused_on_the_page(cast, client_for):
    held = meet(cast, group(cast))
    address = reverse("groups.correct_meeting", args=[held.id])
    sent = {"reason": "wrong_people", "came": ["nobody", str(worker_id(0))]}
    answer = client_for("ramesh").post(address, sent, follow=True)
    assert answer.status_code == 200 and "Choose somebody or something" in text(answer)


def test_the_other_pages_of_groups_are_reached_from_the_list(cast, client_for):
    page = text(client_for("fatima").get(reverse("groups.groups")))
    menu = re.search(r'<nav class="rooms".*?</nav>', page, re.S)[0]
    for name in ("pipeline", "federations", "visits", "verifications", "signals"):
        address = f'href="{reverse(f"groups.{name}")}"'
        assert address in page and address not in menu
    assert "groups/signals/" not in text(client_for("lakshmi").get(reverse("groups.groups")))


def test_a_board_on_which_all_is_formed_offers_nothing_to_move(cast, client_for):
    found = approved(cast)
    address = reverse("groups.board", args=[found.run_id])
    assert "Propose the rest anew" in text(client_for("ramesh").get(address))
    act = Form(proposal=found.id, name="A", formed_on=today(), answers=answers(found), meeting=meeting())
    perform(act, cast.ramesh)
    page = text(client_for("ramesh").get(address))
    assert "Propose the rest anew" not in page and "Why people are moved" not in page
