"""Targets and outside figures stand beside what was achieved, on the pages of figures and nowhere in their sums."""

import re
from datetime import date, timedelta

import pytest

from karmika.journal import follow
from karmika.kernel.dates import today
from karmika.measures import tally
from karmika.measures.models import Contribution
from karmika.measures.queries import Span, happened
from karmika.monitoring.asked import Asked
from karmika.monitoring.beside import days
from karmika.programme.queries import Days
from karmika.programme.tests.makers import record, set_target
from karmika.registry.tests.doorstep import survey, take_in

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}


@pytest.fixture
def surveyed(cast):
    """Four workers, two in each of two wards of Vijayawada."""
    take_in(cast, survey())
    take_in(cast, survey(ward="251746-W08"), viewer=cast.ramesh)
    tally.fold(follow.horizon())
    return cast


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def test_a_target_stands_beside_its_achievement_with_both_numbers(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=900, **YEAR)
    page = text_of(client_for("devi"), f"/figures/{surveyed.area('28')}/")
    beside = page.split("<caption>Targets</caption>")[1].split("</table>")[0]
    assert 'class="number">4</td>' in beside and 'class="number">900</td>' in beside
    assert "0.4\u00a0% <small>4 of 900</small>" in beside.replace("&nbsp;", "\u00a0")
    over = (today() - date(2026, 1, 1)).days + 1
    assert f'class="number">{900 * over // 730}</td>' in beside


def test_of_few_the_counts_come_first_and_of_none_there_is_no_data(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=12, **YEAR)
    set_target(surveyed, measure="members", amount=0, **YEAR)
    page = text_of(client_for("devi"), f"/figures/{surveyed.area('28')}/")
    assert "4 of 12 <small>33.3\u00a0%</small>" in page
    assert "no data" in page and "0.0" not in page.split("no data")[1].split("</tr>")[0]


def test_the_gap_between_a_target_and_those_of_its_parts_is_shown(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=900, area=surveyed.area("749"), **YEAR)
    set_target(surveyed, measure="workers", amount=700, area=surveyed.area("251746"), **YEAR)
    other = YEAR | {"ends_on": date(2027, 1, 1)}
    set_target(surveyed, measure="workers", amount=50, area=surveyed.area("251746"), **other)
    page = text_of(client_for("devi"), f"/figures/{surveyed.area('749')}/workers/")
    own = page.split("<caption>Targets</caption>")[1].split("</table>")[0]
    assert 'class="number">700</td>' in own and 'class="number">200</td>' in own
    parts = page.split("<caption>Targets of its parts</caption>")[1].split("</table>")[0]
    assert parts.count("Vijayawada") == 2 and 'class="number">50</td>' in parts


def test_parts_with_more_than_the_whole_show_a_gap_below_zero(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=100, area=surveyed.area("749"), **YEAR)
    set_target(surveyed, measure="workers", amount=700, area=surveyed.area("251746"), **YEAR)
    assert "−600" in text_of(client_for("devi"), f"/figures/{surveyed.area('749')}/workers/")


def test_an_outside_figure_shows_source_and_day_and_is_in_no_sum(surveyed, client_for):
    record(surveyed, measure="workers", amount=50_000, as_of=today())
    record(surveyed, surveyed.operator, about=None, organisation=None, amount=1949)
    page = text_of(client_for("devi"), f"/figures/{surveyed.area('28')}/")
    outside = page.split("<caption>Figures from outside</caption>")[1].split("</table>")[0]
    assert "50,000" in outside and "1,949" in outside and "India" in outside
    assert (
        "Award exhibition page of the mission: “Common interest groups” (Read in a second source)" in outside
    )
    assert "31 March 2025" in outside and 'class="number">4</td>' in outside
    rest = page.replace(outside, "")
    assert "50,000" not in rest and "50,004" not in rest
    assert "1,949" not in text_of(client_for("devi"), f"/figures/{surveyed.area('749')}/")


def test_a_page_of_one_occupation_says_why_it_shows_no_target(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=900, **YEAR)
    page = text_of(client_for("devi"), f"/figures/{surveyed.area('28')}/workers/?sex=female")
    assert "<caption>Targets</caption>" not in page and "are for all workers" in page


def test_a_page_of_months_shows_the_targets_that_touch_them(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=900, **YEAR)
    area = surveyed.area("28")
    assert "<caption>Targets" in text_of(client_for("devi"), f"/figures/{area}/?from=2027-12&to=2028-02")
    assert "<caption>Targets" not in text_of(client_for("devi"), f"/figures/{area}/?from=2028-01")
    assert days(Asked.parse({"to": "2027-02"})) == Days(last=date(2027, 2, 28))


def test_a_target_of_another_organisation_is_not_shown(surveyed, client_for):
    set_target(surveyed, measure="workers", amount=98_765, area=surveyed.area("251746"), **YEAR)
    assert "98,765" not in text_of(client_for("colleague"), f"/figures/{surveyed.area('251746')}/")
    assert "98,765" in text_of(client_for("auditor"), f"/figures/{surveyed.area('251746')}/")


def test_what_happened_in_any_days_is_the_sum_of_its_contributions(surveyed):
    base = Contribution.objects.filter(measure="workers").first()
    assert base is not None
    area, devi = surveyed.area("28"), surveyed.devi
    on = base.happened_on
    for first, last, found in (
        (on, on, 4),
        (on - timedelta(days=1), on, 4),
        (on + timedelta(days=1), on + timedelta(days=70), 0),
        (on - timedelta(days=70), on - timedelta(days=1), 0),
        (on.replace(day=1), on, 4),
        (date(1900, 1, 1), date(9998, 12, 31), 4),
    ):
        assert happened(devi, Span(measure="workers", area=area, first=first, last=last)) == found, (
            first,
            last,
        )
    mine = Span(measure="workers", area=area, first=on, last=on, organisation=surveyed.mepma)
    assert happened(devi, mine) == 4
    other = Span(measure="workers", area=area, first=on, last=on, programme=surveyed.kma)
    assert happened(devi, other) == 0
    assert happened(surveyed.colleague, mine) == 0
