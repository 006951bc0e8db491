"""The pages of checks: what waits for whom, the forms, the order of signals, and a draw made again."""

from django.urls import reverse

from karmika.chain import sealing
from karmika.groups import ghost_signals
from karmika.groups.models import Attestation, DrawnVisit, SignalReview, Verification, VisitDraw
from karmika.groups.tests.checkers import hire, verify
from karmika.groups.tests.people import group, worker_id
from karmika.groups.tests.test_ghost_signals import two_groups_of_one_card
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7


def text(response):
    return response.content.decode()


def test_a_group_waits_for_each_level_in_turn(cast, client_for):
    found = group(cast)
    verify(found, "organiser", hire(cast, "kavitha", "community_organiser"))
    client = client_for("fatima")
    address = reverse("groups.verifications")
    assert "Sri Durga" in text(client.get(address)) and "Groups to verify" in text(client.get("/"))
    page = text(client.get(reverse("groups.checks", args=[found.id])))
    assert "Verify as City mission manager" in page and "Worker 0" in page
    sent = {"level": "city", "outcome": "confirmed", "looked_at": ["photo", "place"], "entry": uuid7()}
    client.post(reverse("groups.verify", args=[found.id]), sent)
    assert Verification.objects.filter(level="city").count() == 1
    assert "Sri Durga" not in text(client.get(address))
    assert "Sri Durga" not in text(client_for("ramesh").get(address))


def test_who_entered_the_group_sees_no_form(cast, client_for):
    found = group(cast)
    page = text(client_for("ramesh").get(reverse("groups.checks", args=[found.id])))
    assert "Somebody else checks it" in page and "What I looked at" not in page
    assert "Number on the slip" not in page
    sent = {"worker": worker_id(0), "outcome": "not_met", "on": today().isoformat()}
    page = text(client_for("ramesh").post(reverse("groups.attest", args=[found.id]), sent, follow=True))
    assert "Somebody else must check it" in page


def test_what_a_member_said_is_recorded_on_the_page(cast, client_for):
    found = group(cast)
    client = client_for("lakshmi")
    sent = {"worker": worker_id(0), "outcome": "says_not_member", "on": today().isoformat()}
    page = text(client.post(reverse("groups.attest", args=[found.id]), sent, follow=True))
    assert "Says not to be a member" in page and Attestation.objects.count() == 1


def test_signals_are_listed_by_strength_and_reviewed(cast, client_for):
    first, second = two_groups_of_one_card(cast)
    ghost_signals.compute_all()
    client = client_for("fatima")
    address = reverse("groups.signals")
    page = text(client.get(address, {"kind": "shared_phone", "area": cast.area("251746-W07")}))
    assert "Sri Durga" in page and "Second" not in page
    assert "Second" not in text(client.get(address, {"kind": "one_device"}))
    page = text(client.get(reverse("groups.group_signals", args=[first.id])))
    assert "4 of 6 members have a phone number that 8 households" in page and second.number in page
    sent = {"signal": "shared_phone", "outcome": "genuine", "reason": "known_reason"}
    page = text(client.post(reverse("groups.review_signal", args=[first.id]), sent, follow=True))
    assert SignalReview.objects.count() == 1 and "The group is genuine" in page
    assert client_for("lakshmi").get(address).status_code == 404


def test_visits_are_drawn_and_drawn_again_on_the_page(cast, client_for):
    group(cast)
    sealing.seal(now())
    client = client_for("fatima")
    sent = {"area": cast.area("251746"), "programme": cast.vog, "entry": uuid7()}
    assert "Vijayawada" in text(client.post(reverse("groups.draw_visits"), sent, follow=True))
    kept = VisitDraw.objects.get()
    address = reverse("groups.visit_draw", args=[kept.id])
    page = text(client.get(address))
    assert "the same groups, and the seal is the first" in page and "Sri Durga" in page
    visit = DrawnVisit.objects.get()
    sent = {"visit": visit.id, "outcome": "found", "on": today().isoformat()}
    client.post(reverse("groups.record_drawn_visit", args=[kept.id]), sent)
    assert "Found as it is written" in text(client.get(address))
    assert client_for("stranger").get(address).status_code == 404


def test_empty_pages_say_what_to_do(cast, client_for):
    client = client_for("fatima")
    assert "No group waits for you" in text(client.get(reverse("groups.verifications")))
    assert "No signal waits" in text(client.get(reverse("groups.signals"), {"area": "x", "page": "y"}))
    assert "Nothing was drawn yet" in text(client.get(reverse("groups.visits")))
