"""From the plan of a camp to a receipt in the worker's hand, and back from the figure to the form, in a browser."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from karmika import template_database
from karmika.access.models import Project
from karmika.cli.demo.sending import HEADERS
from karmika.intake.publishing import publish
from karmika.kernel.dates import today
from karmika.outreach.tests import makers
from karmika.registry.derive import index_everyone
from karmika.registry.tests import doorstep
from tests.browser.walking import LANGUAGES, chromium, house, staff, walk
from tests.journeys.test_home_figures import Phone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        template_database.engine() != "sqlite", reason="the server has a data directory of its own"
    ),
]
KNOWN = {"en": "Rukmini Bai", "te": "రుక్మిణి బాయి", "hi": "रुक्मिणी बाई"}
NEW = {"en": "Sarojini Kumari", "te": "సరోజినీ కుమారి", "hi": "सरोजिनी कुमारी"}
CHOSEN = {
    "occupation": "mason",
    "income_tax": "no",
    "eshram": "no",
    "bocw": "no",
    "epf_esi": "none",
    "ration_card": "ap_rice",
    "bank_account": "active",
    "mobile_linked": "no",
}
PHONE = {}
"""The key of Lakshmi's phone, and the number of her project."""
CAMPAIGN = {"en": "Ask for work", "te": "పని అడుగుదాం", "hi": "काम मांगो"}


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_blocker):
    data: Path = tmp_path_factory.mktemp("served")
    with house(data, django_db_blocker, furnish) as served:
        yield served
    shutil.rmtree(data, ignore_errors=True)


def furnish(cast):
    """The form of the desk, a woman of ward 7 who is known for each language, a coordinator of another organisation."""
    makers.published(cast)
    publish(cast.devi, Project.objects.get(id=cast.project), doorstep.FORM.read_bytes(), doorstep.FORM.name)
    phone = Phone(cast)
    for name in KNOWN.values():
        phone.send(doorstep.survey(doorstep.member(name, sex="female")))
    index_everyone()
    PHONE.update(token=cast.device_token, number=cast.project_number)
    roles = ("city_mission_manager", "resource_person", "case_worker", "legal_advisor")
    staff(cast, "zara", roles, organisation=cast.other_org)


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_plan_of_a_camp_to_a_receipt(address, browser, language):
    with walk(browser, address, language) as walked:
        camp = planned(walked)
        at_the_desk(walked, opened_for_the_day(walked, camp))
        papers_to_take_along(walked)
        a_paper_in_the_way(walked)
        handed_in_and_arrived(walked)
        by_phone(walked, f"{language.upper()}1")
        in_the_evening(walked, camp)
        back_from_the_figure(walked, camp)


def planned(walked):
    """Fatima plans a campaign and a camp of ward 7; where the camp is."""
    opened = walked.go("fatima", "/")
    walked.menu(opened, "/campaigns/")
    walked.look(opened, "campaigns")
    opened.click("main a[href='/campaigns/plan/']")
    walked.look(opened, "plan-campaign")
    walked.refused("/campaigns/plan/", "lakshmi", "auditor", "admin")
    opened.fill("#id_name", CAMPAIGN[walked.language])
    opened.fill("#id_starts_on", str(today() - timedelta(days=1)))
    opened.fill("#id_ends_on", str(today() + timedelta(days=30)))
    opened.fill("#id_target_people", "40")
    opened.click("main form.card button")
    opened.wait_for_url("**/campaigns/*-*/")
    walked.look(opened, "campaign-planned")
    campaign = walked.path(opened)
    walked.refused(campaign, "zara")
    walked.refused(f"{campaign}change/", "zara", "lakshmi")
    opened.click("main a[href$='/camp/']")
    walked.look(opened, "plan-camp")
    walked.refused(f"{campaign}camp/", "zara", "lakshmi", "auditor")
    wards = opened.locator("#id_area option").all_inner_texts()
    opened.select_option("#id_area", label=next(one for one in wards if "W07" in one))
    opened.fill("#id_code", f"{walked.language.upper()}1")
    opened.fill("#id_venue", "12-3")
    opened.fill("#id_held_on", str(today()))
    opened.check("input[name=agenda][value=eshram]")
    opened.click("main form.card button")
    opened.wait_for_url("**/camps/*-*/")
    walked.look(opened, "camp-planned")
    return walked.path(opened)


def opened_for_the_day(walked, camp):
    """Lakshmi opens the camp, gives a token and calls it; where its form is."""
    opened = walked.go("lakshmi", camp)
    walked.refused(camp, "zara")
    walked.refused(f"{camp}open/", "zara", "auditor", "admin")
    opened.click("form[action$='/open/'] button")
    walked.look(opened, "camp-open")
    opened.click("a[href$='/desk/1/']")
    walked.look(opened, "desk")
    for step in ("", "give/", "call/"):
        walked.refused(f"{camp}desk/1/{step}", "zara", "auditor", "admin", "devi")
    opened.click("form[action$='/give/'] button")
    walked.look(opened, "desk-given")
    opened.click("form[action$='/call/'] button")
    opened.wait_for_url("**/tokens/*/*")
    walked.look(opened, "token")
    return walked.path(opened)


def at_the_desk(walked, token):
    """Somebody who is known is found, asked ten questions and told what is owed; a paper is missing, two applications."""
    opened, language = walked.window("lakshmi"), walked.language
    for step in ("", "find/", "left/", "receipt/"):
        walked.refused(f"{token}{step}", "zara", "auditor", "admin")
    opened.click("main a[href*='/find/']")
    opened.fill("input[name=text]", KNOWN[language])
    opened.click("form.filters button")
    walked.look(opened, "find")
    opened.click(f"main a[href*='person=']:has-text('{KNOWN[language]}')")
    assert opened.input_value("#id_member_name") == KNOWN[language]
    for name in ("consent_survey", "consent_schemes", "consent_share_department"):
        opened.check(f"input[name={name}][value=yes]")
    if opened.input_value("#id_phone"):
        opened.check("input[name=may_call][value=yes]")
    for name, answer in CHOSEN.items():
        opened.select_option(f"#id_{name}", answer)
    opened.fill("#id_construction_days", "120")
    opened.fill("#id_income_usual", "9000")
    opened.click("button[value=check]")
    opened.wait_for_selector("#owed li")
    walked.look(opened, "token-owed")
    assert opened.locator("#owed li").count() >= 2
    opened.check("input[name=told][value=eshram]")
    opened.check("input[name=told][value=bocw_registration]")
    opened.select_option("#id_document_0", "aadhaar")
    opened.select_option("#id_reason_0", "mobile_not_linked")
    opened.select_option("#id_scheme_0", "eshram")
    opened.select_option("#id_stage_0", "filed")
    opened.fill("#id_filed_number_0", f"ACK-{language}")
    opened.click("details:has(#id_scheme_1) > summary")
    opened.select_option("#id_scheme_1", "bocw_registration")
    opened.select_option("#id_stage_1", "prepared")
    opened.click("button[value=save]")
    opened.wait_for_selector("#aloud")
    assert f"R-{language.upper()}1-1-1" in opened.inner_text("#aloud")
    assert KNOWN[language] not in opened.inner_text("main")
    walked.look(opened, "desk-receipt")


def papers_to_take_along(walked):
    """The sheet and the small slip of an application; a device without a voice says so."""
    opened, name = walked.window("lakshmi"), KNOWN[walked.language]
    opened.wait_for_selector("#no-voice", state="visible")
    here = walked.path(opened)
    for what, is_named in (("receipt", True), ("slip", False)):
        opened.goto(walked.address + here)
        opened.click(f"main .card li:first-child a[href*='/{what}/']")
        walked.refused(walked.path(opened), "zara", "admin")
        opened.click(f".aloud-ways nav a[lang={walked.language}]")
        opened.wait_for_selector("#no-voice", state="visible")
        assert not opened.locator("button[data-aloud]").is_visible(), "nothing to press where no voice is"
        walked.look(opened, what)
        assert (name in opened.inner_text("#aloud")) == is_named
        opened.emulate_media(media="print")
        assert not any(one.is_visible() for one in opened.locator(".aloud-ways, header.bar").all())
        sheets = re.findall(rb"/Type\s*/Page\b", opened.pdf(prefer_css_page_size=True))
        assert len(sheets) == 1, f"{what}: {len(sheets)} sheets"
        opened.emulate_media(media="screen")


def a_paper_in_the_way(walked):
    """What was missing is a task on a list, and is closed on her page."""
    opened = walked.go("lakshmi", "/")
    walked.look(opened, "desk-home")
    walked.menu(opened, "/papers/")
    walked.look(opened, "papers")
    opened.click(f"main tbody a:has-text('{KNOWN[walked.language]}')")
    walked.look(opened, "owed")
    person = walked.path(opened)
    walked.refused(person, "zara", "admin")
    walked.refused(f"{person}record/", "zara", "auditor", "admin", do="close_gap")
    opened.click("#gaps .gap summary")
    opened.select_option("#gaps select[name=outcome]", "completed")
    opened.click("#gaps .gap form button")
    opened.wait_for_selector("ul.messages .success")


def handed_in_and_arrived(walked):
    """The prepared application is filed with the office's number; what was filed first arrives; her page tells it."""
    opened = walked.window("lakshmi")
    person = walked.path(opened).replace("/schemes", "")
    opened.click("#applications li:has(a) >> nth=0 >> a")
    opened.wait_for_url("**/applications/**")
    first = walked.path(opened)
    opened.go_back()
    opened.click("#applications li:has(a) >> nth=1 >> a")
    opened.wait_for_url(lambda url: first not in url and "/applications/" in url)
    both = (first, walked.path(opened))
    for application in both:
        opened.goto(walked.address + application)
        walked.look(opened, "application")
        walked.refused(application, "zara", "admin")
        walked.refused(f"{application}record/", "zara", "auditor", "admin", do="file")
        if opened.locator("input[name=external_number]").count():
            opened.fill("input[name=external_number]", f"BOARD-{walked.language}")
            opened.click("form:has(input[name=external_number]) button")
        else:
            opened.click("details:has(input[name=rupees]) > summary")
            opened.click("form:has(input[name=rupees]) button")
        opened.wait_for_selector("ul.messages .success")
        walked.look(opened, "application-noted")
    opened.goto(walked.address + person)
    walked.look(opened, "profile")
    walked.refused(person, "zara", "admin")
    for application in both:
        assert opened.locator(f"main a[href='{application}']").count() == 1, (
            "her page tells of it and leads there"
        )


def by_phone(walked, code):
    """A second desk is a phone: a new person, told and helped, by OpenRosa."""
    form = makers.xml(makers.said(1, desk=2, camp=code, name=NEW[walked.language], seed=code))
    files = {"xml_submission_file": ("form.xml", form, "text/xml")}
    address = f"{walked.address}/v1/key/{PHONE['token']}/projects/{PHONE['number']}/submission"
    for _ in range(2):
        assert requests.post(address, files=files, headers=HEADERS, timeout=120).status_code == 201


def in_the_evening(walked, camp):
    opened = walked.go("lakshmi", camp)
    walked.look(opened, "camp-evening")
    walked.refused(f"{camp}close/", "zara", "auditor", "admin", tokens_given="2")
    opened.click("details:has(form[action$='/close/']) > summary")
    assert opened.input_value("#id_tokens_given") == "2"
    opened.click("form[action$='/close/'] button")
    opened.wait_for_selector("ul.messages .success")
    walked.look(opened, "camp-closed")


def back_from_the_figure(walked, camp):
    """From the campaign to the form in two clicks, and from the first page to the form in three."""
    opened = walked.go("fatima", "/campaigns/")
    opened.click(f"main tbody a:has-text('{CAMPAIGN[walked.language]}')")
    walked.look(opened, "campaign")
    opened.click(f"main tbody a[href='{camp}']")
    opened.click("main tbody a[href^='/submissions/'] >> nth=0")
    opened.wait_for_selector("table.answers")
    walked.look(opened, "form")
    walked.refused(walked.path(opened), "zara", "admin")
    opened = walked.go("fatima", "/")
    opened.click("main section h2 a[href^='/figures/']")
    walked.risen(opened, ".tile dd a[href*='/people_helped/']", 2)
    opened.click(".tile dd a[href*='/people_helped/']")
    walked.look(opened, "people-helped")
    opened.click("main tbody a[href^='/submissions/'] >> nth=0")
    opened.wait_for_selector("table.answers")
