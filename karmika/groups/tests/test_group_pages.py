"""The list of groups, one group, and the page for a group that formed itself."""

import pytest
from django.urls import reverse

from karmika.groups.models import Group, Membership, OfficeBearer
from karmika.groups.tests.people import JOINED, approved, form, group, make, worker_id
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.registry.derive import index_person

SELF_FORMED = "/groups/self-formed/"


def text(response):
    return response.content.decode()


def test_the_list_shows_groups_with_number_and_members(cast, client_for):
    group(cast)
    page = text(client_for("ramesh").get("/groups/"))
    assert "Sri Durga" in page and "251746-CIG-0001" in page and 'class="number">6</td>' in page
    assert "Sri Durga" not in text(client_for("ramesh").get("/groups/?type=shg"))
    assert "Sri Durga" not in text(client_for("colleague").get("/groups/"))
    assert client_for("ramesh").get("/groups/?page=x&type=nonsense").status_code == 200


def test_a_group_shows_members_consents_and_history_in_sentences(cast, client_for):
    found = group(cast)
    page = text(client_for("lakshmi").get(reverse("groups.group", args=[found.id])))
    assert all(f"Worker {n}" in page for n in range(6)) and "Thumb print" in page
    assert "Ramesh Babu entered the group Sri Durga, which formed itself, with 6 members" in page
    assert "Dissolve the group" not in page


def test_the_history_begins_with_the_proposal(cast, client_for):
    found = form(cast, approved(cast))
    page = text(client_for("ramesh").get(reverse("groups.group", args=[found.id])))
    told = page.split("What happened")[1]
    assert told.index("was formed with 6 members") < told.index("approved a proposed group of 6")
    assert told.index("approved a proposed") < told.index("asked for groups at a worksite: 1 proposed")
    assert told.count("was formed with") == 1


def test_members_come_and_go_and_are_elected_on_the_page(cast, client_for):
    found = group(cast)
    make(cast, [9])
    client, day = client_for("ramesh"), today().isoformat()

    def post(name, **sent):
        return text(client.post(reverse(f"groups.{name}", args=[found.id]), sent, follow=True))

    assert "Worker 9" in text(client.get(reverse("groups.group", args=[found.id]))).split("Add a member")[1]
    assert "Worker 9" in post("add_member", worker=worker_id(9), how="phone", joined_on=day, entry=uuid7())
    post("elect", worker=worker_id(9), office="treasurer", on=day)
    assert OfficeBearer.objects.get().worker_id == worker_id(9)
    page = post("end_membership", worker=worker_id(9), reason="moved_away", on=day)
    assert "Former members" in page and "Moved away" in page
    assert "Choose a reason" in post("end_membership", worker=worker_id(0), reason="", on=day)
    assert "Enter a date" in post("elect", worker=worker_id(0), office="treasurer", on="")
    page = post("dissolve", reason="never_met", on=day)
    assert "The group never met" in page and "Add a member" not in page
    assert not Membership.objects.filter(left_on__isnull=True).exists()


def test_a_group_below_its_minimum_says_so(cast, client_for):
    found = group(cast, range(5))
    client = client_for("ramesh")
    sent = {"worker": worker_id(0), "reason": "died", "on": today().isoformat()}
    page = text(client.post(reverse("groups.end_membership", args=[found.id]), sent, follow=True))
    assert "fewer members than the 5" in page


def test_somebody_is_found_by_name_to_be_added(cast, client_for):
    found = group(cast)
    make(cast, [30], area="251746-W08", worksite="VJA-LC-003")
    index_person(worker_id(30))
    client = client_for("ramesh")
    address = reverse("groups.group", args=[found.id])
    assert "Worker 30" not in text(client.get(address))
    assert "Worker 30" in text(client.post(address, {"text": "worker"}))
    assert 'class="refusal"' in text(client.post(address, {"text": "x"}))


def test_a_group_that_formed_itself_is_entered_in_one_sitting(cast, client_for):
    make(cast, range(6))
    client = client_for("ramesh")
    assert "Benz Circle auto stand" in text(client.get(SELF_FORMED))
    sent = {"do": "find", "type": "cig", "worksite": cast.worksite("VJA-AS-012"), "entry": uuid7()}
    page = text(client.post(SELF_FORMED, sent))
    assert all(f"Worker {n}" in page for n in range(6))
    sent |= {"member": [str(worker_id(n)) for n in range(5)], f"office-{worker_id(0)}": "president"}
    page = text(client.post(SELF_FORMED, sent))
    assert page.count(" checked>") == 5 and page.count('type="checkbox"') == 6
    sent |= {f"how-{worker_id(n)}": "thumb" for n in range(5)}
    sent |= {
        "do": "save",
        "name": "Durga",
        "formed_on": JOINED.isoformat(),
        "consent_on": today().isoformat(),
    }
    answer = client.post(SELF_FORMED, sent, follow=True)
    found = Group.objects.get()
    assert answer.redirect_chain == [(reverse("groups.group", args=[found.id]), 302)]
    assert (found.name, found.worksite_id, found.occupation) == (
        "Durga",
        cast.worksite("VJA-AS-012"),
        "auto_driver",
    )
    assert (found.area_id, found.memberships.count()) == (cast.area("251746-W07"), 5)
    assert OfficeBearer.objects.get().worker_id == worker_id(0)
    assert client.post(SELF_FORMED, sent).status_code == 302 and Group.objects.count() == 1
    assert "already in a group" in text(client.post(SELF_FORMED, sent | {"entry": uuid7()}))


def test_what_is_refused_on_that_page_is_said_and_nothing_is_lost(cast, client_for, nothing_written):
    make(cast, range(6))
    client = client_for("ramesh")
    sent = {
        "do": "save",
        "type": "cig",
        "worksite": cast.worksite("VJA-AS-012"),
        "entry": uuid7(),
        "name": "Durga",
    }
    with nothing_written():
        assert "Choose somebody" in text(client.post(SELF_FORMED, sent))
        sent |= {"member": [str(worker_id(n)) for n in range(4)], "consent_on": today().isoformat()}
        assert "Enter a date" in text(client.post(SELF_FORMED, sent))
        sent |= {"formed_on": JOINED.isoformat()} | {f"how-{worker_id(n)}": "phone" for n in range(4)}
        page = text(client.post(SELF_FORMED, sent))
        assert "at least 5 members; this would have 4" in page and 'value="Durga"' in page
        assert page.count(" checked>") == 4
        assert client.post(SELF_FORMED, sent | {"member": "nonsense"}).status_code == 200


@pytest.mark.parametrize("who", ["lakshmi", "auditor", "admin", "devi"])
def test_that_page_is_for_those_who_may_enter_groups(cast, client_for, who):
    assert client_for(who).get(SELF_FORMED).status_code == 404
