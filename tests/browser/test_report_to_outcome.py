"""From a report of unpaid wages to rupees in the hand, in a browser: who sees it, who answers, who closes, what counts."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from karmika import template_database
from karmika.kernel.dates import today
from karmika.referrals.tests import makers as referrals
from tests.browser.walking import LANGUAGES, chromium, house, staff, walk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
WORKER = {"en": "Yellamma Kota", "te": "ఎల్లమ్మ కోట", "hi": "येल्लम्मा कोटा"}
SISTER = {"en": "her sister", "te": "ఆమె చెల్లెలు", "hi": "उनकी बहन"}
EMPLOYER = {"en": "Sai Builders", "te": "సాయి బిల్డర్స్", "hi": "साई बिल्डर्स"}
OUTSIDERS = ("lakshmi", "ramesh", "auditor", "admin", "devi", "zara")
"""Who took it down, who organises, who audits, who gives out roles, the state, and a paralegal of another organisation."""


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with house(data, django_db_blocker, furnish) as served:
        yield served
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


def furnish(cast):
    """A labour office, two paralegals and a legal advisor of the city, and one of everything of another organisation."""
    referrals.office(cast)
    staff(cast, "asha", ["case_worker"])
    staff(cast, "bina", ["case_worker"])
    staff(cast, "meena", ["legal_advisor"])
    roles = ("city_mission_manager", "case_worker", "legal_advisor")
    staff(cast, "zara", roles, organisation=cast.other_org)


@pytest.mark.parametrize("language", LANGUAGES)
def test_wages_unpaid_for_two_months_end_as_rupees_in_the_hand(address, browser, language):
    with walk(browser, address, language) as walked:
        numbers = [
            reported(walked, "named", name=WORKER[language], phone="9848077123"),
            reported(walked, "anonymous"),
            reported(walked, "on_behalf", name=WORKER[language], speaks=SISTER[language]),
        ]
        case = seen_by_the_paralegal_alone(walked, numbers)
        answered(walked, case)
        asked(walked, case)
        paid_and_closed(walked, case)
        counted(walked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_may_know_is_there_for_the_legal_advisor_alone(address, browser, language):
    with walk(browser, address, language) as walked:
        number = reported(walked, "named", matter="violence_worker", name=WORKER[language])
        opened = walked.go("meena", "/cases/")
        case = opened.locator("main tbody th a", has_text=number).get_attribute("href")
        opened.click(f"main a[href='{case}']")
        walked.look(opened, "restricted-case")
        for name in ("fatima", "asha", *OUTSIDERS):
            walked.refused(case, name)
            walked.refused(f"{case}steps/", name, do="answer", how="called")
            walked.refused(f"{case}refer/", name)
        for name in ("fatima", "asha"):
            opened = walked.go(name, "/cases/?state=all")
            assert number not in opened.inner_text("main"), name


def reported(walked, told, *, matter="wage_unpaid", **typed):
    """Lakshmi takes a report down; its number."""
    opened = walked.go("lakshmi", "/")
    walked.menu(opened, "/cases/report/")
    if told == "named":
        walked.look(opened, f"report-{matter}")
    opened.select_option("#matter", matter)
    opened.fill("#happened_from", str(today() - timedelta(days=61)))
    opened.fill("#against", EMPLOYER[walked.language])
    opened.select_option("#told", told)
    opened.select_option("#channel", "visit")
    opened.select_option("#sex", "female")
    for name, text in typed.items():
        opened.fill(f"#{name}", text)
    opened.select_option("#area", index=opened.locator("#area option").count() - 1)
    opened.click("main form[action='/cases/report/'] .actions button")
    opened.wait_for_selector("dl.facts dd")
    walked.look(opened, f"reported-{told}-{matter}")
    return opened.inner_text("dl.facts dd").strip()


def seen_by_the_paralegal_alone(walked, numbers):
    """Where the case of the first of these numbers is; nobody but the paralegal and her manager find it."""
    opened = walked.go("asha", "/")
    walked.look(opened, "paralegal-home")
    walked.menu(opened, "/cases/")
    walked.look(opened, "cases")
    told = opened.inner_text("main")
    assert all(number in told for number in numbers)
    case = opened.locator("main tbody th a", has_text=numbers[0]).get_attribute("href")
    for name in OUTSIDERS:
        walked.refused(case, name)
        walked.refused(f"{case}steps/", name, do="answer", how="called")
    walked.refused("/cases/", "lakshmi", "ramesh", "auditor", "admin", "devi")
    assert not any(number in walked.go("zara", "/cases/?state=all").inner_text("main") for number in numbers)
    return case


def answered(walked, case):
    opened = walked.go("asha", case)
    walked.look(opened, "case")
    opened.select_option("#how", "called")
    opened.click("section[aria-labelledby=answer] button")
    opened.wait_for_selector(".tag.good")
    opened.click("#money summary >> nth=0")
    walked.look(opened, "case-money")
    opened.fill("#line-name", WORKER[walked.language])
    opened.fill("#line-days", "52")
    opened.fill("#line-rate", "450")
    opened.click("form:has(#line-name) button")
    amount(opened, "disputed", "23400")


def amount(opened, what, rupees):
    """Note an amount on the page of a case."""
    opened.click("#money details:has(#money-what) > summary")
    opened.select_option("#money-what", what)
    opened.fill("#money-rupees", rupees)
    opened.click("form:has(#money-what) button")
    opened.wait_for_selector("ul.messages .success")


def asked(walked, case):
    """The labour office is asked, and answers by the link where nobody is signed in; the link takes one answer."""
    opened = walked.go("asha", case)
    opened.click(f"a[href='{case}refer/']")
    opened.select_option("select[name=service]", "wage_claim")
    opened.click("main form.filters button")
    walked.look(opened, "ask-office")
    for name in ("number", "against", "claimed"):
        opened.check(f"input[name=shared][value={name}]")
    opened.check("input[name=agreed]")
    opened.click("main form[method=post] button")
    opened.wait_for_url("**/referrals/*-*/")
    walked.look(opened, "referral")
    referral = opened.url.removeprefix(walked.address)
    walked.refused(referral, *OUTSIDERS)
    walked.refused(f"{case}refer/", *OUTSIDERS)
    opened.click(f"form[action='{referral}link/'] button")
    opened.wait_for_selector("#url")
    walked.look(opened, "link")
    link = opened.input_value("#url")
    office = walked.stranger()
    office.goto(link)
    walked.look(office, "office-cover")
    assert EMPLOYER[walked.language] not in office.content()
    office.click("button[value=open]")
    walked.look(office, "office-request")
    told = office.inner_text("main")
    assert EMPLOYER[walked.language] in told and "23,400" in told and WORKER[walked.language] not in told
    office.check("input[name=answer][value='done:given']")
    office.fill("#words", "52")
    office.click("button[value=answer]")
    office.wait_for_selector("main h1")
    walked.look(office, "office-thanks")
    assert office.context.request.get(link).status == 404
    office.context.close()
    walked.look(walked.go("asha", referral), "referral-answered")


def paid_and_closed(walked, case):
    opened = walked.go("asha", case)
    amount(opened, "received", "23,400")
    opened.click("#closing details summary")
    opened.select_option("#close-result", "full")
    opened.click("#closing form button")
    opened.wait_for_selector("ul.messages .success")
    walked.look(opened, "case-closing")
    assert opened.locator("button[value=confirm]").count() == 0, "nobody closes alone"
    walked.refused(f"{case}steps/", *OUTSIDERS, do="confirm")
    opened = walked.go("bina", case)
    opened.click("button[value=confirm]")
    opened.wait_for_selector("ul.messages .success")
    walked.look(opened, "case-closed")


def counted(walked):
    """From the first page to the act in three clicks."""
    opened = walked.go("fatima", "/")
    walked.look(opened, "coordinator-home")
    opened.click("main section h2 a[href^='/figures/']")
    walked.look(opened, "figures")
    tile = opened.locator("main .tile dd a[href*='/case_received_paise/']")
    assert "23,400" in tile.inner_text() or "46,800" in tile.inner_text() or "70,200" in tile.inner_text()
    tile.click()
    walked.look(opened, "received")
    opened.locator("#entries ~ .scroll tbody a").first.click()
    walked.look(opened, "entry")
    assert "23,400" in opened.inner_text("main")
