"""The report of a campaign: every number is that of plain SQL over the tables, it opens to its acts, small ones hide."""

import csv
import io
import zipfile

import pytest
from django.db import connection

from karmika.entitlements.acts import NoteFirstBenefit, Sanction
from karmika.entitlements.models import Application
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.outreach.acts import ChangeCamp, CloseCamp, RecordFollowUp
from karmika.outreach.models import Campaign, FollowUp
from karmika.outreach.report import SHOWN, as_rows, contributions, lines_of, report, whole_of
from karmika.outreach.tests import makers
from karmika.registry.choices import SEXES

TOKENS = "FROM outreach_attendance a JOIN outreach_camp c ON c.id = a.camp_id WHERE a.state = 'seen'"
APPLIED = (
    "FROM entitlements_application e JOIN outreach_attendance a ON a.person_id = e.person_id"
    " AND CAST(a.filed AS TEXT) LIKE '%%\"' || e.scheme || '\"%%' WHERE e.state IN "
)
SQL = {
    "camps_held": "SELECT '', count(*) FROM outreach_camp a WHERE state = 'closed' {group}",
    "camp_met": f"SELECT {{by}}, count(*) {TOKENS} {{group}}",
    "people_helped": f"SELECT {{by}}, count(*) {TOKENS} AND a.outcome IN ('filed','prepared','gap','told') {{group}}",
    "camp_told": f"SELECT {{by}}, count(*) {TOKENS} AND CAST(a.told AS TEXT) <> '[]' {{group}}",
    "camp_applied": f"SELECT {{by}}, count(*) {TOKENS} AND CAST(a.filed AS TEXT) <> '[]' {{group}}",
    "followed_up": "SELECT {by}, count(*) FROM outreach_followup f JOIN outreach_attendance a ON a.id = f.attendance_id"
    " WHERE f.outcome NOT IN ('', 'not_reached') {group}",
    "applications_sanctioned": f"SELECT {{by}}, count(*) {APPLIED} ('sanctioned', 'received') {{group}}",
    "first_benefits": f"SELECT {{by}}, count(*) {APPLIED} ('received') {{group}}",
}
"""Each figure from the tables alone, in another way than the report goes."""


def by_sql(measure, by="''"):
    with connection.cursor() as cursor:
        cursor.execute(SQL[measure].format(by=f"a.{by}" if by != "''" else by, group=f"GROUP BY {1}"))
        return {name: number for name, number in cursor.fetchall() if number}


@pytest.fixture
def held(cast):
    """Eight people came to a camp: of three the application was sanctioned, of two the benefit has arrived."""
    makers.published(cast)
    camp = makers.camp(cast)
    for number in range(1, 9):
        changes = {"person": {"sex": "male"}} if number % 3 == 0 else {}
        make = makers.without_consent if number == 8 else makers.said
        makers.send(cast, make(number, name=f"Worker {number}", **({} if number == 8 else changes)))
    applications = list(Application.objects.order_by("entry_seq", "id"))
    assert len(applications) == 7
    for one in applications[:3]:
        perform(Sanction(application=one.id, on=today()), cast.lakshmi)
    for one in applications[1:3]:
        perform(NoteFirstBenefit(application=one.id, amount_paise=0, on=today()), cast.lakshmi)
    for one, outcome in zip(FollowUp.objects.order_by("id")[:2], ("received", "not_reached"), strict=True):
        perform(RecordFollowUp(follow_up=one.id, outcome=outcome), cast.lakshmi)
    perform(CloseCamp(camp=camp.id, tokens_given=8), cast.lakshmi)
    return camp


def test_every_sum_is_that_of_plain_sql(cast, held):
    found = report(Campaign.objects.get(), cast.fatima)
    for measure in SHOWN:
        assert found.whole.get(measure, 0) == sum(by_sql(measure).values()), measure
    assert found.whole["applications_sanctioned"] == 3 and found.whole["first_benefits"] == 2


def test_every_part_is_that_of_plain_sql_too(cast, held):
    found = report(Campaign.objects.get(), cast.fatima)
    for measure in SHOWN[1:]:
        wanted = {str(SEXES.get(sex) or "Not said"): number for sex, number in by_sql(measure, "sex").items()}
        assert {name: part[measure] for name, part in found.by_sex.items() if part.get(measure)} == wanted
        works = sorted(by_sql(measure, "occupation").values())
        assert sorted(part[measure] for part in found.by_occupation.values() if part.get(measure)) == works
    for _heading, part in found.parts():
        for measure in SHOWN[1:]:
            assert sum(counts.get(measure, 0) for counts in part.values()) == found.whole.get(measure, 0)


def test_it_leads_to_the_acts(cast, held, client_for):
    browser, campaign = client_for("fatima"), Campaign.objects.get()
    page = browser.get(f"/campaigns/{campaign.id}/").content.decode()
    for measure in SHOWN:
        address = f"/campaigns/{campaign.id}/acts/{measure}/"
        assert address in page
        behind = browser.get(address).content.decode()
        assert behind.count("/figures/entry/") == sum(by_sql(measure).values())
    assert (
        "closed the token K12-2-1" in browser.get(f"/campaigns/{campaign.id}/acts/camp_met/").content.decode()
    )
    assert browser.get(f"/campaigns/{campaign.id}/acts/anything/").status_code == 404


def test_the_files_say_the_same_and_name_nobody(cast, held, client_for):
    browser, campaign = client_for("fatima"), Campaign.objects.get()
    text = browser.get(f"/campaigns/{campaign.id}/report/csv/").content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert [[str(cell) for cell in row] for row in as_rows(report(campaign, cast.fatima))] == rows[1:]
    assert "Worker 1" not in text
    book = browser.get(f"/campaigns/{campaign.id}/report/xlsx/")
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        assert "xl/worksheets/sheet1.xml" in archive.namelist()
    assert browser.get(f"/campaigns/{campaign.id}/report/pdf/").status_code == 404


def test_others_see_nothing_of_it(cast, held, client_for):
    campaign = Campaign.objects.get()
    assert report(campaign, cast.stranger).whole == {} and report(campaign, cast.colleague).whole == {}
    assert client_for("colleague").get(f"/campaigns/{campaign.id}/report/csv/").status_code == 404


def test_where_a_camp_was_about_violence_small_numbers_are_hidden(cast, held, client_for):
    campaign = Campaign.objects.get()
    assert not report(campaign, cast.fatima).hides
    camp = makers.camp(cast, of=campaign, code="K13", agenda=("rights",))
    perform(ChangeCamp(camp=camp.id, details=makers.details(agenda=("violence", "rights"))), cast.fatima)
    found = report(campaign, cast.fatima)
    assert whole_of(found) == [1, None, None, None, None, None, None, None]
    for _heading, part in found.parts():
        assert all(
            number in (None, 0) for _name, _camps, *numbers in lines_of(found, part) for number in numbers
        )
    assert client_for("fatima").get(f"/campaigns/{campaign.id}/acts/camp_met/").status_code == 404


def test_one_small_number_is_not_told_by_the_sum():
    from karmika.outreach.report import hidden

    assert hidden([40, 3, 12], "camp_met", True) == [40, None, None]
    assert hidden([4, 3, 12], "camp_met", True) == [None, None, 12]
    assert hidden([40, 0, 12], "camp_met", True) == [40, 0, 12]
    assert hidden([40, 3, 12], "camp_met", False) == [40, 3, 12]
    assert hidden([3], "camps_held", True) == [3]


def test_its_sums_are_looked_for_where_its_camps_were_and_not_among_everything(cast, held):
    if connection.vendor != "sqlite":
        pytest.skip("the plan of PostgreSQL depends on how many rows there are")
    sql, values = contributions(Campaign.objects.get(), None).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = [row[3] for row in cursor.fetchall()]
    assert any("measures_contribution" in step and "measures_contrib_place" in step for step in plan), plan
    assert not any(step.startswith("SCAN measures_contribution") for step in plan), plan
