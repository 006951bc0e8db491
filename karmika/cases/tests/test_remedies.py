"""Deadlines and regimes, for every remedy and any day."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.cases.reading import LANGUAGES, Text
from karmika.cases.remedies import (
    CODES_SINCE,
    Period,
    Standing,
    deadline_of,
    fitting_stretch,
    may_be_ordered_up_to_paise,
    months_later,
    regime_on,
    standing,
)
from karmika.cases.remedy_book import FIRST_HOURS_MAXIMUM, book

BOOK = book()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
REMEDIES = st.sampled_from(BOOK.remedies)
DATED = st.sampled_from([one for one in BOOK.remedies if one.periods])
each_remedy = pytest.mark.parametrize("remedy", BOOK.remedies, ids=lambda one: one.code)


def texts(value):
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


ALL_TEXTS = [*texts(BOOK.words), *texts(BOOK.remedies), *texts(BOOK.wrongs)]


@given(DATED, DAYS, st.integers(0, 4000))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_deadlines_never_lie_before_the_wrong_and_move_with_it(remedy, day, later):
    one, other = deadline_of(remedy, day), deadline_of(remedy, day + timedelta(days=later))
    assert day < one.safe_on <= one.outer_on
    assert one.safe_on <= other.safe_on and one.outer_on <= other.outer_on
    assert all(one.safe_on <= shown.ends_on <= one.outer_on for shown in one.periods)
    assert len(one.periods) == len(remedy.periods)


@given(DAYS, st.integers(1, 60))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_no_calendar_is_shorter_than_the_safe_count(day, months):
    period = Period(law="some law", confidence="high", months=months)
    assert period.safe_end(day) <= months_later(day, months)
    assert (months_later(day, months) - period.safe_end(day)).days <= 15


def test_the_safe_count_is_the_shortest_that_any_calendar_has():
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(4 * 366)]
    for months in range(1, 13):
        shortest = min((months_later(day, months) - day).days for day in days)
        period = Period(law="some law", confidence="high", months=months)
        assert (period.safe_end(days[0]) - days[0]).days == shortest


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 11, 21), 36, date(2028, 11, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, then):
    assert months_later(day, months) == then


@given(REMEDIES, DAYS, DAYS)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_there_is_always_a_road_and_no_standing_ends_the_matter(remedy, day, today):
    deadline = deadline_of(remedy, day)
    assert deadline.how_late
    assert standing(deadline, today) in Standing
    for language in LANGUAGES:
        said = BOOK.deadline_in_words(deadline, today, language)
        assert "{" not in said
        unsure = any(period.confidence != "high" for period in remedy.periods)
        assert said.endswith(BOOK.words.to_be_checked.in_language(language)) == unsure
        if deadline.safe_on:
            assert f"{deadline.safe_on:%d-%m-%Y}" in said and f"{deadline.outer_on:%d-%m-%Y}" in said


def test_no_text_says_that_it_is_too_late():
    for text in ALL_TEXTS:
        for language in LANGUAGES:
            said = text.in_language(language).casefold()
            for word in (
                "too late",
                "expired",
                "time-barred",
                "barred",
                "देर हो चुकी",
                "समय निकल",
                "గడువు దాటి",
                "ఆలస్యమైపోయింది",
            ):
                assert word not in said


def test_an_old_unpaid_wage_leads_to_the_legal_cell_condonation_union_and_conciliation():
    (fit,) = BOOK.fits("wage_unpaid", date(2020, 6, 30))
    assert standing(fit.deadline, date(2026, 11, 28)) is Standing.WITH_REASONS
    assert set(fit.deadline.how_late) >= {"legal_cell", "condonation", "union", "conciliation"}
    assert [shown.now_repealed for shown in fit.deadline.periods] == [True, False]
    assert "still a road" in BOOK.deadline_in_words(fit.deadline, date(2026, 11, 28), "en")


@pytest.mark.parametrize("wrong", sorted(BOOK.wrongs))
def test_the_day_before_and_the_day_of_the_codes_have_their_own_law(wrong):
    before, since = BOOK.fits(wrong, CODES_SINCE - timedelta(days=1)), BOOK.fits(wrong, CODES_SINCE)
    assert before and since
    assert {fit.remedy.regime for fit in before} <= {"before_codes", "any"}
    assert {fit.remedy.regime for fit in since} <= {"codes", "any"}
    assert (regime_on(CODES_SINCE), regime_on(CODES_SINCE - timedelta(days=1))) == ("codes", "before_codes")


@given(st.sampled_from(sorted(BOOK.wrongs)), DAYS, st.integers(0, 3000))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_stretch_is_divided_between_the_laws_without_gap_or_overlap(wrong, first, length):
    last = first + timedelta(days=length)
    fits = BOOK.fits(wrong, first, last, "9")
    by_regime = {fit.remedy.regime: fit for fit in fits}
    assert sum((fit.arose_to - fit.arose_on).days + 1 for fit in by_regime.values()) == length + 1
    assert [fit.arose_on for fit in fits] == sorted(fit.arose_on for fit in fits)
    for fit in fits:
        assert fit.remedy.holds_on(fit.arose_on) and fit.remedy.holds_on(fit.arose_to)
        if fit.last_deadline.safe_on:
            assert fit.deadline.safe_on <= fit.last_deadline.safe_on


def test_a_stretch_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it began"):
        fitting_stretch(BOOK.remedies, "wage_unpaid", (date(2026, 1, 2), date(2026, 1, 1)))


def test_a_wrong_that_is_not_in_the_book_is_refused():
    with pytest.raises(KeyError):
        BOOK.fits("witchcraft", date(2026, 1, 1))


@each_remedy
def test_what_is_not_certain_says_that_it_is_to_be_checked(remedy):
    certain = remedy.confidence == "high" and all(one.confidence == "high" for one in remedy.periods)
    assert remedy.to_be_checked or certain
    assert (remedy.verified_on is not None) == (remedy.confidence == "high")


@each_remedy
def test_level_2_is_counted_in_hours_and_says_whom_to_call(remedy):
    if BOOK.wrongs[remedy.wrong].level == 2:
        assert remedy.acts_at_once and remedy.helplines
        assert remedy.steps[0].within_hours <= FIRST_HOURS_MAXIMUM
        assert all(step.hours is not None for step in remedy.steps)
        assert [step.within_hours for step in remedy.steps] == sorted(
            step.within_hours for step in remedy.steps
        )


def test_violence_and_atrocity_name_the_duties_of_the_police():
    for code in (
        "violence_woman",
        "violence_worker",
        "atrocity_sc_st",
        "police_inaction",
        "sexual_harassment_work",
    ):
        (fit,) = BOOK.fits(code, date(2026, 11, 28))
        assert "fir_anywhere" in fit.remedy.duties
        assert "emergency" in fit.remedy.helplines


def test_helplines_of_another_state_are_left_out():
    (fit,) = BOOK.fits("no_information", date(2026, 11, 1))
    assert [line.number for line in BOOK.helplines_for(fit.remedy, "9")] == ["1076"]
    assert [line.number for line in BOOK.helplines_for(fit.remedy, "28")] == ["1902"]
    assert len(BOOK.helplines_for(fit.remedy)) == 2


def test_reminders_come_before_the_safe_date():
    (fit,) = BOOK.fits("wage_unpaid", date(2026, 1, 7))
    assert [(fit.deadline.safe_on - day).days for day in fit.deadline.reminders()] == [90, 30, 7]
    (fit,) = BOOK.fits("violence_woman", date(2026, 1, 7))
    assert fit.deadline.reminders() == ()


@given(REMEDIES, st.integers(0, 10**9))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_what_may_be_ordered_is_whole_paise_or_unknown(remedy, claim):
    most = may_be_ordered_up_to_paise(remedy, claim)
    assert most is None or (type(most) is int and most >= 0)
    assert (most is None) == (remedy.may_order is None)


def test_a_delayed_wage_of_old_brings_3000_rupees_on_top_and_a_cut_ten_times():
    (delayed,) = BOOK.fits("wage_unpaid", date(2025, 1, 7))
    (cut,) = BOOK.fits("wage_cut", date(2025, 1, 7))
    assert may_be_ordered_up_to_paise(delayed.remedy, 500_000) == 300_000
    assert may_be_ordered_up_to_paise(cut.remedy, 500_000) == 5_000_000
    with pytest.raises(ValueError, match="not negative"):
        may_be_ordered_up_to_paise(cut.remedy, -1)
