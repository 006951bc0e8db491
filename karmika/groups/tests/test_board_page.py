"""The board without scripts: what it shows, what its forms do, what the script is answered, and who learns nothing."""

import re

import pytest
from django.urls import reverse

from karmika.groups.acts import Lock, RecordTie
from karmika.groups.models import Alternative, Candidacy, GroupProposal, Tie
from karmika.groups.tests.people import Someone, approved, form, make, propose, worker_id
from karmika.journal.perform import perform
from karmika.registry.acts import WithdrawConsent
from karmika.registry.models import Consent
from karmika.rooms import LISTS


@pytest.fixture
def run(cast):
    """Forty people along a road, in several groups."""
    make(cast, [Someone(number=n, metres=37 * n * n % 1900) for n in range(40)])
    return propose(cast).run


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def look(client, run, query=""):
    return text(client.get(reverse("groups.board", args=[run]) + query))


def send(client, run, *, parts=False, **fields):
    headers = {"X-Board": "parts"} if parts else {}
    return client.post(reverse("groups.board_change", args=[run]), fields, follow=True, headers=headers)


def groups_of(run):
    return list(GroupProposal.objects.filter(run=run, state="proposed").order_by("number"))


def test_the_board_shows_groups_ways_and_reasons(cast, client_for, run):
    page = look(client_for("ramesh"), run)
    for one in groups_of(run):
        assert f'id="group-{one.number}"' in page
        assert f'id="map-{one.number}"' in page
    assert "As it stands now" in page
    assert "Fewer and larger groups" in page
    assert "same place of work (Auto stand)" in page
    assert "m from the member in the middle" in page
    assert "Next best: group" in page
    assert "<style" not in page
    assert " style=" not in page


def test_a_person_is_moved_by_a_plain_form_and_back(cast, client_for, run):
    client = client_for("ramesh")
    first, second = groups_of(run)[:2]
    person = first.candidacies.order_by("id").first().worker_id
    page = look(client, run, f"?person={person}")
    assert 'id="chosen"' in page
    page = text(send(client, run, do="move", worker=person, to=second.id, reason="knows_the_people"))
    assert "The person was moved." in page
    assert Candidacy.objects.get(run=run, worker=person).proposal_id == second.id
    assert "Take back: A person was moved" in page
    assert "The last change was taken back." in text(send(client, run, do="undo"))
    assert Candidacy.objects.get(run=run, worker=person).proposal_id == first.id


def test_the_script_gets_the_parts_that_changed_alone(cast, client_for, run):
    client = client_for("ramesh")
    first, second, third = groups_of(run)[:3]
    person = first.candidacies.order_by("id").first().worker_id
    answer = text(
        send(client, run, parts=True, do="move", worker=person, to=second.id, reason="knows_the_people")
    )
    parts = set(re.findall(r'id="((?:group|map)-\d+)"', answer))
    assert parts == {f"{what}-{one.number}" for what in ("group", "map") for one in (first, second)}
    assert f"group-{third.number}" not in answer
    answer = text(send(client, run, parts=True, do="move", worker=person, to=second.id, reason="own_wish"))
    assert "already there" in answer
    assert 'class="refusal"' in answer


def test_another_way_locks_and_a_new_proposal_of_the_rest(cast, client_for, run):
    client = client_for("fatima")
    assert "arranged in this way now" in text(send(client, run, do="choose", code="larger"))
    assert Alternative.objects.get(run=run, chosen=True).code == "larger"
    first = groups_of(run)[0]
    page = text(send(client, run, do="lock", proposal=first.id, locked="yes"))
    assert f"Unlock group {first.number}" in page
    page = text(send(client, run, do="anew", certified="yes"))
    assert "The rest was proposed anew" in page
    assert re.search(r"within \d+ % of the shortest ways possible", page)


def test_all_complete_groups_are_approved_at_once_and_only_those(cast, client_for, run):
    client = client_for("ramesh")
    first = groups_of(run)[0]
    people = list(first.candidacies.order_by("id").values_list("worker_id", flat=True))
    for worker in people[4:]:
        send(client, run, do="move", worker=worker, to="", out_reason="own_wish")
    whole = len(groups_of(run)) - 1
    page = text(send(client, run, do="approve_all"))
    assert f"{whole} groups were approved" in page
    first.refresh_from_db()
    assert first.state == "proposed"
    assert "No group that waits for approval is complete" in text(send(client, run, do="approve_all"))


def test_one_group_is_approved_but_none_of_another_run(cast, client_for, run):
    client = client_for("ramesh")
    first = groups_of(run)[0]
    assert "1 group was approved" in text(send(client, run, do="approve", proposal=first.id))
    make(cast, [Someone(number=n, metres=n - 600, occupation="rickshaw_puller") for n in range(100, 106)])
    other = propose(cast, occupation="rickshaw_puller")
    page = text(send(client, run, do="approve", proposal=other.proposals[0]))
    assert "could not be found" in page


@pytest.mark.parametrize("sent", [{}, {"do": "fly"}, {"do": "move", "worker": "x"}, {"do": "lift"}])
def test_nonsense_is_refused_in_a_sentence(cast, client_for, run, sent, nothing_written):
    with nothing_written():
        page = text(send(client_for("ramesh"), run, **sent))
    assert "Choose" in page


CANARY = "caste_harassment"


def test_who_is_kept_apart_shows_to_those_who_must_know_and_to_nobody_else(cast, client_for, run):
    """The canary: nothing on any page, list or answer for a resource person tells that the tie is there."""
    first = groups_of(run)[0]
    a, b = list(first.candidacies.order_by("id").values_list("worker_id", flat=True))[:2]
    lakshmi, ramesh = client_for("lakshmi"), client_for("ramesh")
    pages = [reverse("groups.board", args=[run]), reverse("groups.run", args=[run])]
    pages += [f"{pages[0]}?person={a}", reverse("groups.board_paper", args=[run])]
    hidden = re.compile(r'name="entry" value="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*')

    def all_of(client):
        return [hidden.sub("", text(client.get(page))) for page in pages]

    before = all_of(lakshmi)
    perform(RecordTie(worker=a, other=b, tie="apart", reason=CANARY), cast.ramesh)
    after = all_of(lakshmi)
    told = str(Tie.objects.get().id)
    for page in after:
        assert "Caste harassment" not in page
        assert "kept apart" not in page
        assert told not in page
    assert after == before
    assert "Caste harassment" in look(ramesh, run)
    assert "is to be kept apart from" in look(ramesh, run, f"?person={a}")
    assert "confidential" in look(ramesh, run)
    for code in ("groups", "members", "proposals"):
        listing = next(one for one in LISTS if one.name == code)
        rows = listing.rows(cast.lakshmi, {})
        read = listing.read(rows, cast.lakshmi) if listing.read else rows
        said = " ".join(str(column.value(row)) for row in read for column in listing.columns)
        assert "apart" not in said.casefold()


def test_a_resource_person_may_note_wishes_but_no_confidential_tie(cast, client_for, run):
    client = client_for("lakshmi")
    a, b = list(Candidacy.objects.filter(run=run).order_by("id").values_list("worker_id", flat=True))[:2]
    assert "kept apart" not in look(client, run, f"?person={a}")
    assert "This was recorded" in text(send(client, run, do="tie", worker=a, other=b, tie="wants"))
    tie = Tie.objects.get()
    assert "wants to be with" in look(client, run)
    page = text(send(client, run, do="tie", worker=a, other=b, tie="apart", tie_reason="debt"))
    assert Tie.objects.count() == 1
    assert "not" in page
    assert "This holds no longer" in text(send(client, run, do="lift", id=tie.id))


def test_a_seat_that_is_offered_in_a_group_stands_on_the_board(cast, client_for):
    group = form(cast, approved(cast, range(6)))
    make(cast, [20])
    page = look(client_for("ramesh"), propose(cast).run)
    assert group.name in page
    assert "joins there only by own word" in page


def test_the_list_for_the_field_has_phones_of_those_who_agreed_alone(cast, client_for):
    make(cast, [Someone(number=n, phone=f"+9198480555{n:02d}", hours="evening") for n in range(6)])
    run, client = propose(cast).run, client_for("ramesh")
    paper = reverse("groups.board_paper", args=[run])
    page = text(client.get(paper))
    assert page.count('class="sheet"') == 1
    assert "98480 55503" in page
    assert "Evening" in page
    told = Consent.objects.get(person_id=worker_id(3))
    act = WithdrawConsent(household=told.household_id, person=told.person_id, purpose="groups")
    perform(act, cast.ramesh)
    page = text(client.get(paper))
    assert "Worker 3" in page
    assert "98480 55503" not in page
    assert "98480 55504" in page


def test_a_locked_person_cannot_be_moved_and_a_stranger_sees_nothing(cast, client_for, run):
    client = client_for("ramesh")
    first, second = groups_of(run)[:2]
    person = first.candidacies.order_by("id").first().worker_id
    perform(Lock(run=run, worker=person, locked=True), cast.ramesh)
    page = text(send(client, run, do="move", worker=person, to=second.id, reason="own_wish"))
    assert "is locked" in page
    for name in ("stranger", "colleague"):
        assert client_for(name).get(reverse("groups.board", args=[run])).status_code == 404
        assert client_for(name).get(reverse("groups.board_paper", args=[run])).status_code == 404
