"""An office is asked about a wage claim and answers; about a restricted case nobody is asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from karmika.cases.acts import AskClosure, ConfirmClosure
from karmika.cases.referring import CASES, FIELDS
from karmika.cases.tests import makers
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.referrals.acts import Refer
from karmika.referrals.models import Office, Referral
from karmika.referrals.tests import makers as referrals
from karmika.referrals.tests.test_erasure import restrict
from karmika.registry.acts import GiveConsent, WithdrawConsent
from karmika.registry.models import Person


def asks(case, office, **more):
    said = {"service": _service(office), "consent_how": "in_person", "shared": ("number", "name", "against")}
    return Refer(
        subject=case, about="case", office=office, due_on=today() + timedelta(days=14), **{**said, **more}
    )


def _service(office) -> str:
    return Office.objects.get(id=office).services[0]


@pytest.fixture
def office(cast):
    return referrals.office(cast)


def test_the_office_reads_what_was_ticked_and_nothing_else(cast, asha, browser, client_for, office):
    act = makers.report(cast, cast.lakshmi)
    perform(asks(act.case, office), asha)
    row = Referral.objects.get(subject_id=act.case)
    told = CASES.shared(act.case, row.shared)
    assert dict(told) == {
        "number": makers.row(act).number,
        "name": makers.SECRETS["name"],
        "against": makers.SECRETS["against"],
    }
    assert "made the referral" in browser(asha).get(reverse("cases.case", args=[act.case])).content.decode()
    where = reverse("referrals.referral", args=[row.id])
    assert browser(asha).get(where).status_code == 200
    assert client_for("lakshmi").get(where).status_code == 404, (
        "who may not see the case sees no referral of it"
    )


def test_the_page_offers_the_fields_of_a_case(cast, asha, browser, office):
    act = makers.report(cast, cast.lakshmi)
    page = browser(asha).get(reverse("cases.refer", args=[act.case]), {"service": _service(office)})
    text = page.content.decode()
    assert all(str(label) in text for label in FIELDS.values())


def test_nobody_is_asked_about_a_restricted_case(cast, meena, browser, office, nothing_written):
    act = makers.report(cast, cast.lakshmi, level=2)
    with nothing_written(), pytest.raises(Refused, match=r"referrals\.unknown_subject"):
        perform(asks(act.case, office), meena)
    assert browser(meena).get(reverse("cases.refer", args=[act.case])).status_code == 404
    page = browser(meena).get(reverse("cases.case", args=[act.case])).content.decode()
    assert reverse("cases.refer", args=[act.case]) not in page
    assert CASES.shared(act.case, list(FIELDS)) == {}


def test_after_it_is_closed_the_office_reads_nothing_new(cast, asha, bina, office):
    act = makers.report(cast, cast.lakshmi)
    perform(asks(act.case, office), asha)
    assert Referral.objects.filter(CASES.living()).count() == 1
    perform(AskClosure(case=act.case, result="full"), asha)
    perform(ConfirmClosure(case=act.case), bina)
    assert not Referral.objects.filter(CASES.living()).exists()


def of_a_worker(cast, viewer, office):
    """A wage case of a worker of the registry about whom an office was asked: the worker, the case, the office's link."""
    (person,) = people.make(cast, [1])
    act = makers.report(cast, cast.lakshmi, person=person, consent_how="in_person", area="251746-W07")
    perform(asks(act.case, office, shared=("name", "phone", "against")), viewer)
    token = referrals.link(cast, Referral.objects.get(subject_id=act.case), viewer)
    return person, act.case, reverse("referrals.answer", args=[token])


def test_who_takes_back_that_her_answers_are_shared_is_read_of_by_no_office_in_her_case(cast, asha, office):
    person, case, address = of_a_worker(cast, asha, office)
    share = {
        "household": Person.objects.get(id=person).household_id,
        "person": person,
        "purpose": "share_department",
    }
    perform(GiveConsent(**share, notice_version="2026-11", language="te"), cast.lakshmi)
    assert "Zqagainst" in Client().post(address, {"do": "open"}).content.decode()
    perform(WithdrawConsent(**share), cast.lakshmi)
    closed = Client().post(address, {"do": "open"})
    assert closed.status_code == 404 and "Zqagainst" not in closed.content.decode()
    perform(
        asks(
            case,
            office,
            service="bocw_registration" if _service(office) != "bocw_registration" else "wage_claim",
        ),
        asha,
    )
    assert Referral.objects.filter(CASES.living()).count() == 1, "asked anew she may agree to another one"


def test_no_office_reads_in_a_case_of_a_worker_who_is_restricted(cast, asha, office, nothing_written):
    person, case, address = of_a_worker(cast, asha, office)
    restrict(cast, person)
    assert Client().post(address, {"do": "open"}).status_code == 404
    with nothing_written(), pytest.raises(Refused, match=r"referrals\.unknown_subject"):
        perform(asks(case, office, service="wage_claim"), asha)
