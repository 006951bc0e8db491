"""Whoever is forgotten is severed from her referrals: no name, no note, no link, and replay still gives the same."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.rebuild import rebuild_and_compare
from karmika.referrals import links
from karmika.referrals.acts import GiveLink
from karmika.referrals.models import Referral
from karmika.referrals.queries.words import Words, words_of
from karmika.referrals.tests.makers import answer, at_department, link, officer, referral
from karmika.registry.acts import Erase, Restrict
from karmika.registry.models import Person


def restrict(cast, person):
    act = Restrict(
        restriction=uuid7(),
        household=Person.objects.get(id=person).household_id,
        person=person,
        due_on=today() + timedelta(days=30),
        reason="own_request",
        authority="Order 12/2026",
        reference="R-7",
    )
    perform(act, cast.operator)
    return act.restriction


def erase(cast, row):
    from tests.test_rights_matrix import holder_of

    restriction = restrict(cast, row.subject_id)
    place = (cast.area("28"), row.organisation_id, None)
    from karmika.kernel.viewer import Place

    perform(Erase(restriction=restriction, at_once=True), holder_of("privacy_officer", Place(*place)))


@pytest.fixture
def row(cast):
    return referral(cast, shared=("name", "phone"), note="Ask for Sitamma at the stand.")


def test_a_restriction_ends_the_link_at_once(cast, row, nothing_written):
    token = link(cast, row)
    address = reverse("referrals.answer", args=[token])
    assert Client().get(address).status_code == 200
    restrict(cast, row.subject_id)
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"do": "open"}).status_code == 404
    found = links.opened(token)
    with nothing_written(), pytest.raises(Refused):
        perform(answer(row, link=found.link.id), found.viewer)
    with nothing_written(), pytest.raises(Refused):
        perform(GiveLink(referral=row.id), cast.lakshmi)


def test_an_officer_finds_a_restricted_persons_request_no_more(cast):
    row = at_department(cast, shared=("name",))
    viewer = officer(cast, cast.mepma)
    assert Referral.objects.for_officer(viewer).exists()
    restrict(cast, row.subject_id)
    assert not Referral.objects.for_officer(viewer).exists()
    assert not Referral.objects.visible_to(cast.colleague).exists()


def test_after_erasure_nothing_that_was_written_about_her_can_be_read(cast, row):
    token = link(cast, row)
    found = links.opened(token)
    perform(
        answer(row, answer="declined", why="did_not_come", words="Sitamma never came.", link=found.link.id),
        found.viewer,
    )
    assert words_of([row.id])[row.id] == Words("Ask for Sitamma at the stand.", ("Sitamma never came.",))
    erase(cast, row)
    assert words_of([row.id])[row.id] == Words()
    assert not any(b"Sitamma" in bytes(acts) for acts in Entry.objects.values_list("acts", flat=True))
    assert "Sitamma" not in str([line.sentence for line in history(row.id)])
    assert "Sitamma" not in str(list(Referral.objects.values()))


def test_the_journal_gives_the_same_tables_before_and_after_an_erasure(fresh_database, cast, row):
    token = link(cast, row)
    found = links.opened(token)
    perform(answer(row, link=found.link.id), found.viewer)
    assert rebuild_and_compare().differing == 0
    erase(cast, row)
    assert rebuild_and_compare().differing == 0
