"""The organiser's way: who waits, ask, look, change, approve or reject, record the answers."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from karmika.groups.models import Candidacy, Group, GroupProposal, ProposalRun
from karmika.groups.tests.people import Someone, approved, form, make, proposal, worker_id
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7

LIST = "/groups/proposals/"


def asked(cast, **changes):
    return {
        "worksite": cast.worksite("VJA-AS-012"),
        "occupation": "auto_driver",
        "type": "cig",
        "organisation": cast.mepma,
        "programme": cast.vog,
        "radius_m": "1500",
        "entry": uuid7(),
    } | changes


def text(response):
    return response.content.decode()


def test_the_page_shows_where_people_wait_and_the_button_proposes(cast, client_for):
    make(cast, range(7))
    client = client_for("ramesh")
    page = text(client.get(LIST))
    assert "Benz Circle auto stand" in page and 'class="number">7</td>' in page and "5 to 20 members" in page
    answer = client.post(reverse("groups.ask"), asked(cast), follow=True)
    run = ProposalRun.objects.get()
    assert answer.redirect_chain == [(reverse("groups.run", args=[run.id]), 302)]
    page = text(answer)
    assert all(f"Worker {n}" in page for n in range(7)) and "in the middle" in page
    assert "Benz Circle auto stand" not in text(client.get(LIST)).split("Latest proposals")[0]


def test_a_second_click_proposes_nothing_more(cast, client_for):
    make(cast, range(7))
    client, sent = client_for("ramesh"), asked(cast)
    client.post(reverse("groups.ask"), sent)
    assert client.post(reverse("groups.ask"), sent).status_code == 302
    assert ProposalRun.objects.count() == 1


def test_a_refusal_is_said_in_a_sentence(cast, client_for, nothing_written):
    make(cast, range(3))
    client = client_for("ramesh")
    with nothing_written():
        page = text(client.post(reverse("groups.ask"), asked(cast), follow=True))
        assert "3 people of this occupation may be proposed here" in page
        page = text(client.post(reverse("groups.ask"), asked(cast, worksite="nonsense"), follow=True))
        assert "Choose somebody or something" in page


def test_everybody_left_out_is_shown_with_the_reason(cast, client_for):
    found = proposal(cast, [*range(5), Someone(number=9, metres=9_000), Someone(number=8, consent=False)])
    page = text(client_for("ramesh").get(reverse("groups.run", args=[found.run_id])))
    assert "Worker 9" in page.split("Left out")[1] and "Too few people within reach" in page
    assert "Worker 8" not in page and "1 more person works here" in page


def move(client, found, worker, to="", reason="own_wish", **headers):
    sent = {"worker": worker, "to": to, "reason": reason}
    return client.post(reverse("groups.adjust", args=[found.run_id]), sent, headers=headers)


def test_somebody_is_left_out_by_hand_and_taken_in_again_with_htmx(cast, client_for):
    found = proposal(cast)
    client = client_for("ramesh")
    answer = move(client, found, worker_id(0))
    assert answer.headers["Location"] == reverse("groups.run", args=[found.run_id])
    assert Candidacy.objects.get(worker_id=worker_id(0)).reason == "own_wish"
    page = text(
        move(client, found, worker_id(0), to=found.id, reason="know_each_other", **{"HX-Request": "true"})
    )
    assert page.startswith('<div id="run">') and "<html" not in page
    assert Candidacy.objects.get(worker_id=worker_id(0)).proposal_id == found.id


def test_a_change_that_is_refused_says_why_both_ways(cast, client_for, nothing_written):
    found = proposal(cast)
    client = client_for("ramesh")
    with nothing_written():
        assert "Choose a reason" in text(
            move(client, found, worker_id(0), reason="", **{"HX-Request": "true"})
        )
        move(client, found, worker_id(0), reason="")
        assert "Choose a reason" in text(client.get(reverse("groups.run", args=[found.run_id])))


def test_approve_and_reject(cast, client_for):
    found = proposal(cast)
    client = client_for("fatima")
    client.post(reverse("groups.approve", args=[found.id]))
    assert GroupProposal.objects.get().state == "approved"
    client.post(reverse("groups.reject", args=[found.id]), {"reason": "strangers"})
    page = text(client.get(reverse("groups.run", args=[found.run_id])))
    assert "Rejected" in page and "do not know or trust" in page
    client.post(reverse("groups.reject", args=[found.id]), {"reason": "strangers"})
    assert "was decided meanwhile" in text(client.get(LIST))


def test_a_resource_person_does_not_see_what_she_may_not_do(cast, client_for):
    found = proposal(cast, viewer=cast.lakshmi)
    client = client_for("lakshmi")
    assert "Approve" not in text(client.get(reverse("groups.run", args=[found.run_id])))
    assert client.post(reverse("groups.approve", args=[found.id])).status_code == 404


def filled_in(found, *, no=(), **changes):
    sent = {"name": "Benz Circle Autos", "formed_on": today().isoformat(), "entry": uuid7()}
    sent |= {"place": "anganwadi", "meets_at": "anganwadi", "meets_hour": "18:30", "meets_every": "weekly"}
    sent |= {"votes_place": 5, "votes_hour": 5}
    for seat in found.candidacies.all():
        key = seat.worker_id
        given = "no" if key in no else "yes"
        sent |= {f"given-{key}": given, f"how-{key}": "thumb"}
    return sent | changes


def test_the_members_answers_form_the_group(cast, client_for):
    found = approved(cast)
    client = client_for("lakshmi")
    address = reverse("groups.form", args=[found.id])
    assert "Only the person can say yes" in text(client.get(address))
    sent = filled_in(found, no=[worker_id(0)])
    answer = client.post(address, sent, follow=True)
    group = Group.objects.get()
    assert answer.redirect_chain == [(reverse("groups.group", args=[group.id]), 302)]
    assert "The group was formed." in text(answer)
    assert set(group.memberships.values_list("consent_how", flat=True)) == {"thumb"}
    assert group.memberships.count() == 5
    assert client.post(address, sent).status_code == 302 and Group.objects.count() == 1
    page = text(client.get(reverse("groups.run", args=[found.run_id])))
    assert "did not want to join" in page and "Benz Circle Autos" in page


def test_a_refused_form_keeps_what_was_typed(cast, client_for, nothing_written):
    found = approved(cast)
    client, address = client_for("ramesh"), reverse("groups.form", args=[found.id])
    with nothing_written():
        page = text(client.post(address, filled_in(found, no=[worker_id(0), worker_id(1)])))
        assert "at least 5 members; this would have 4" in page and 'value="Benz Circle Autos"' in page
        assert page.count('value="no" checked') == 2
        late = (today() + timedelta(days=1)).isoformat()
        assert "is not over yet" in text(client.post(address, filled_in(found, formed_on=late)))
        assert "Enter a date" in text(client.post(address, filled_in(found, formed_on="")))
        page = text(client.post(address, {"name": "x", "formed_on": today().isoformat()}))
        assert "6 answers are missing" in page


def test_only_an_approved_proposal_has_a_form(cast, client_for):
    found = proposal(cast)
    address = reverse("groups.form", args=[found.id])
    assert client_for("ramesh").get(address).headers["Location"] == reverse("groups.run", args=[found.run_id])


@pytest.mark.parametrize("who", ["stranger", "colleague", "admin"])
def test_others_find_nothing(cast, client_for, who):
    found = approved(cast)
    group = form(cast, approved(cast, range(20, 26)))
    client = client_for(who)
    for name, key in (("run", found.run_id), ("form", found.id), ("group", group.id)):
        assert client.get(reverse(f"groups.{name}", args=[key])).status_code == 404
    for name in ("approve", "reject"):
        assert client.post(reverse(f"groups.{name}", args=[found.id])).status_code == 404
    if who != "admin":
        assert "Benz" not in text(client.get(LIST))


def test_the_auditor_and_the_state_look_but_have_no_buttons(cast, client_for):
    found = proposal(cast)
    for who in ("auditor", "devi"):
        page = text(client_for(who).get(reverse("groups.run", args=[found.run_id])))
        assert "Worker 0" in page and "Approve" not in page and "Reject this" not in page


def test_nobody_signed_in_is_sent_to_sign_in(db, client):
    assert client.get(LIST).status_code == 302
    assert client.get(reverse("groups.run", args=[UUID(int=1)])).headers["Location"].startswith("/sign-in/")


def test_a_person_of_another_ward_has_no_name_for_a_resource_person(cast, client_for):
    from karmika.groups.acts import AdjustProposal
    from karmika.journal.perform import perform

    found = proposal(cast)
    make(cast, [30], area="251746-W08", worksite="VJA-LC-003")
    act = AdjustProposal(run=found.run_id, worker=worker_id(30), to=found.id, reason="know_each_other")
    perform(act, cast.ramesh)
    page = text(client_for("lakshmi").get(reverse("groups.run", args=[found.run_id])))
    assert "Worker 30" not in page and "A person outside your area" in page
