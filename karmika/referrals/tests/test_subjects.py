"""Rooms above bring their own kinds of subjects: what they hide is hidden everywhere, only what they name is shared."""

import pytest
from django.db.models import Q
from django.urls import reverse

from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals import subjects
from karmika.referrals.acts import GiveLink, NoteAnswer, Refer, Revoke
from karmika.referrals.models import Referral
from karmika.referrals.parts import Whose
from karmika.referrals.persons import PERSONS
from karmika.referrals.queries.words import words_of
from karmika.referrals.tests.makers import office, refer
from karmika.rooms import LISTS, REFERRED

CASE = uuid7()


@pytest.fixture
def sealed(cast, monkeypatch):
    """A kind of subject whose one subject only Lakshmi may know of, with one field that may be shared."""
    whose = Whose(area=cast.area("251746-W07"), organisation=cast.mepma, programme=cast.vog)

    def hers(viewer):
        return viewer.id == cast.user_id("lakshmi")

    about = subjects.About(
        name="a case",
        fields={"kind": "Kind"},
        place=lambda key: Place(whose.area, whose.organisation, whose.programme),
        whose=lambda viewer, key: whose if hers(viewer) and key == CASE else None,
        seen=lambda viewer: Q(subject_id=CASE) if hers(viewer) else Q(pk__in=()),
        living=lambda: Q(subject_id=CASE),
        shared=lambda key, codes: {"kind": "Wages"},
        labels=lambda viewer, ids: {CASE: "Case 7"} if hers(viewer) else {},
        url=lambda key: "/",
    )
    subjects.install({**REFERRED, "case": about})
    yield about
    subjects.install(REFERRED)


def send(cast, **changes):
    return refer(cast, CASE, office(cast), about="case", **changes)


def test_a_sealed_case_is_in_no_list_number_or_page_of_who_may_not_know_of_it(cast, client_for, sealed):
    row = send(cast, note="Speak to her alone.")
    assert row.number in client_for("lakshmi").get(reverse("referrals.referrals")).content.decode()
    for who in ("ramesh", "fatima", "devi", "auditor"):
        client, viewer = client_for(who), getattr(cast, who)
        assert row.number not in client.get(reverse("referrals.referrals")).content.decode(), who
        assert client.get(reverse("referrals.referral", args=[row.id])).status_code == 404, who
        office_page = client.get(reverse("referrals.office", args=[row.office_id])).content.decode()
        assert "0 sent, 0 open" in office_page, who
        assert list(next(one for one in LISTS if one.name == "referrals").ids(viewer, {})) == [], who


def test_who_may_not_know_of_it_records_nothing_about_it(cast, nothing_written, sealed):
    row = send(cast)
    about = {"referral": row.id, "subject": CASE}
    acts = (
        GiveLink(referral=row.id),
        NoteAnswer(**about, answer="done", why="advice", how="phone"),
        Revoke(**about, reason="no_longer_needed"),
        Refer(subject=CASE, about="case", service="wage_claim", office=row.office_id, consent_how="phone"),
    )
    for act in acts:
        with nothing_written(), pytest.raises(Refused) as caught:
            perform(act, cast.ramesh)
        assert caught.value.code in ("referrals.unknown", "referrals.unknown_subject")


def test_a_case_shares_its_own_fields_and_its_note_is_sealed_under_its_own_key(cast, nothing_written, sealed):
    from karmika.journal.models import Key

    row = send(cast, shared=("kind",), note="Speak to her alone.")
    assert words_of([row.id])[row.id].note == "Speak to her alone."
    assert Key.objects.filter(owner=CASE, wrapped__isnull=False).exists()
    Key.objects.filter(owner=CASE).update(wrapped=None)
    assert words_of([row.id])[row.id].note == ""
    with nothing_written(), pytest.raises(Refused) as caught:
        refer(cast, CASE, row.office_id, about="case", service="wage_claim", shared=("name",))
    assert caught.value.code == "referrals.unknown_field"


def test_a_kind_that_nobody_brought_cannot_be_referred(cast, nothing_written):
    act = Refer(subject=CASE, about="dream", service="loan", office=CASE, consent_how="phone")
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, cast.lakshmi)
    assert caught.value.code == "referrals.unknown_about"
    assert not Referral.objects.exists()
    assert REFERRED["person"] is PERSONS
