"""Underpayment that the survey holds is found: counted by occupation, people only for those who would talk to them."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import pytest
from django.urls import reverse

from karmika.cases.tests import makers
from karmika.cases.underpaid import underpaid
from karmika.groups.tests import people
from karmika.journal import encoding
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.viewer import Place
from karmika.registry.models import OccupationSpell, Worker


class Wages(Act, frozen=True, kw_only=True):
    """Tells what workers of the tests earn."""

    kind: ClassVar[str] = "cases.wages_of_the_tests"
    roles: ClassVar[frozenset[str]] = frozenset({"community_organiser"})
    says: ClassVar[str] = "{actor} made wages for a test"
    area: UUID
    organisation: UUID
    programme: UUID
    wages: tuple[tuple[UUID, str, int, int | None, str], ...]
    """Worker, unit, paise, hours, employment."""
    days_a_week: int | None = None
    pieces_paid: int | None = None
    pieces_a_day: int | None = None
    on: date

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def apply(self, entry, rows) -> None:
        for worker, unit, paise, hours, employment in self.wages:
            rows.update(Worker, worker, listed_on=self.on, days_worked=26)
            rows.insert(
                OccupationSpell, id=rows.new_id(), worker_id=worker, occupation="construction_helper",
                employment=employment, wage_unit=unit, wage_rate_paise=paise, hours_a_day=hours,
                days_a_week=self.days_a_week, pieces_paid=self.pieces_paid, pieces_a_day=self.pieces_a_day,
            )  # fmt: skip


encoding.install((Wages,))
DAY = date(2024, 12, 1)
"""A day for which the rate of Uttar Pradesh is on file: ₹10,701 a month for unskilled work, ₹411.58 a day."""


@pytest.fixture
def organiser(cast):
    """Who organises in Lucknow."""
    return makers.viewer(makers.staff(cast, "gita", "community_organiser", area="157"))


@pytest.fixture
def sunita(cast):
    """A paralegal in Lucknow."""
    return makers.viewer(makers.staff(cast, "sunita", "case_worker", area="157"))


@pytest.fixture
def workers(cast, organiser):
    """Six helpers on building sites: two far below, one by the month, one well paid, one untold hours, one self-employed."""
    helpers = [people.Someone(number=n, occupation="construction_helper") for n in range(6)]
    ids = people.make(cast, helpers, viewer=organiser, area="UP-V1")
    told = (
        (ids[0], "day", 250_00, 8, "contractor"),
        (ids[1], "day", 200_00, 8, "employer"),
        (ids[2], "month", 5_000_00, 8, "employer"),
        (ids[3], "day", 1_500_00, 8, "contractor"),
        (ids[4], "day", 250_00, None, "contractor"),
        (ids[5], "day", 100_00, 8, "self"),
    )
    act = Wages(area=cast.area("UP-V1"), organisation=cast.mepma, programme=cast.vog, wages=told, on=DAY)
    perform(act, organiser)
    return ids


def test_who_is_below_whatever_was_meant_is_counted_and_what_is_not_known_is_not_guessed(
    cast, workers, organiser
):
    (row,) = underpaid(organiser, None).counts
    assert (row.occupation, row.told, row.below) == ("construction_helper", 5, 3)
    assert row.unknown >= 1 and row.told == row.below + row.not_below + row.unknown


def test_people_are_there_for_who_sees_them_the_worst_paid_first(cast, workers, sunita):
    assert underpaid(sunita, None).people == []
    found = underpaid(sunita, cast.area("157"), "construction_helper", people=True).people
    assert {one.person.id for one in found} == set(workers[:3])
    missing = [one.comparison.shortfall.low_paise for one in found if one.unit == "day"]
    assert missing == sorted(missing, reverse=True)
    assert underpaid(cast.stranger, None, people=True).counts == []
    assert underpaid(sunita, cast.area("251746-W08"), people=True).counts == []


def test_from_the_list_a_report_is_one_step_and_asks_for_consent(cast, workers, sunita, browser):
    page = browser(sunita).get(reverse("cases.underpaid")).content.decode()
    way = f"{reverse('cases.report')}?person={workers[0]}&amp;matter=wage_below_minimum"
    assert way in page
    report = browser(sunita).get(way.replace("&amp;", "&")).content.decode()
    assert 'value="wage_below_minimum" selected' in report and "Agreed that we take it up" in report
    expert = makers.viewer(makers.staff(cast, "expert", "technical_expert", area="157"))
    auditor = browser(expert).get(reverse("cases.underpaid")).content.decode()
    assert "Worker 0" not in auditor and "Probably below" in auditor


def wages(cast, organiser, *told, **more):
    """One helper for each (unit, paise); the ids."""
    helpers = [people.Someone(number=n, occupation="construction_helper") for n in range(len(told))]
    ids = people.make(cast, helpers, viewer=organiser, area="UP-V1")
    rows = tuple((one, unit, paise, 8, "contractor") for one, (unit, paise) in zip(ids, told, strict=True))
    place = {"area": cast.area("UP-V1"), "organisation": cast.mepma, "programme": cast.vog}
    perform(Wages(**place, wages=rows, on=DAY, **more), organiser)
    return ids


def test_pay_by_the_week_and_by_the_piece_is_compared_once_days_and_pieces_were_asked(
    cast, organiser, sunita
):
    ids = wages(
        cast, organiser, ("week", 1_800_00), ("piece", 600_00), ("week", 9_000_00),
        days_a_week=6, pieces_paid=1000, pieces_a_day=400,
    )  # fmt: skip
    (row,) = underpaid(organiser, None).counts
    assert (row.told, row.below, row.not_below, row.unknown) == (3, 2, 1, 0)
    found = {one.person.id: one for one in underpaid(sunita, None, people=True).people}
    assert set(found) == set(ids[:2])
    # 1,800 told as about: 1,620 to 1,980 for 6 days of 411.58 (10,701 / 26): 489.46 to 849.46, a day 81.57 to 141.58
    assert (found[ids[0]].a_day.low_paise, found[ids[0]].a_day.high_paise) == (81_57, 141_58)
    # 360 to 440 pieces of 54 to 66 paise: 194.40 to 290.40 a day
    assert (found[ids[1]].a_day.low_paise, found[ids[1]].a_day.high_paise) == (121_17, 217_18)


def test_pay_by_the_week_or_piece_without_days_and_pieces_is_not_guessed(cast, organiser):
    wages(cast, organiser, ("week", 1_800_00), ("piece", 600_00), ("trip", 30_00))
    (row,) = underpaid(organiser, None).counts
    assert (row.told, row.unknown) == (3, 3)


def test_about_the_minimum_is_perhaps_and_the_page_says_so_with_the_law_and_its_source(
    cast, organiser, sunita, browser
):
    wages(cast, organiser, ("day", 420_00), ("day", 250_00))
    (row,) = underpaid(organiser, None).counts
    assert (row.below, row.perhaps, row.unknown) == (1, 1, 0)
    page = browser(sunita).get(reverse("cases.underpaid")).content.decode()
    # 378 to 462 against 411.58; 225 to 275 against 411.58
    assert "Perhaps underpaid, by up to ₹33.58 a day." in page
    assert "Probably underpaid by ₹136.57 to ₹186.58 a day." in page
    assert page.index("Probably underpaid by") < page.index("Perhaps underpaid,")
    assert "Code on Wages 2019" in page and "Where the rate stands" in page


def test_where_nobody_has_checked_the_rate_the_page_says_so(cast, organiser, sunita, browser, monkeypatch):
    monkeypatch.setattr("karmika.cases.tests.test_underpaid.DAY", date(2026, 3, 31))
    # the rate of that half-year is of lower confidence: ₹423.88 a day
    wages(cast, organiser, ("day", 430_00))
    page = browser(sunita).get(reverse("cases.underpaid")).content.decode()
    assert "Perhaps underpaid" in page and "to be checked with the labour office" in page
