"""Every figure is the sum of the contributions in the viewer's scope, however it is divided, and opens to them."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Sum

from karmika.areas.queries import is_within
from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.kernel import guard
from karmika.kernel.ids import uuid7
from karmika.measures import tally
from karmika.measures.contribute import Dims, contribute
from karmika.measures.models import Contribution, Cursor, Tally
from karmika.measures.queries import (
    Cell,
    Filters,
    Span,
    contributions_behind,
    entries_behind,
    figures,
    happened,
    value,
)

MEASURES = ("workers", "persons")
OCCUPATIONS = ("auto_driver", "maid", "")
SEXES = ("female", "male", "")
START = 1_000_000
"""Far above the entries that made the cast."""


@pytest.fixture
def places(cast):
    return [cast.area(code) for code in ("251746-W07", "251746-W08", "251719-W01")]


@pytest.fixture
def counted(cast, places):
    with guard.opened():
        Contribution.objects.all().delete()
        Tally.objects.all().delete()
        Cursor.objects.update_or_create(name=tally.NAME, defaults={"seq": START - 1})
    luck = random.Random(7)
    with guard.opened():
        rows = Rows()
        for number in range(300):
            instant = datetime(2026, luck.choice([9, 10, 11]), luck.randint(1, 28), 6, tzinfo=UTC)
            head = Header(
                seq=START + number,
                id=uuid7(),
                actor=uuid7(),
                role="resource_person",
                organisation=luck.choice([cast.mepma, cast.mepma, cast.other_org]),
                programme=cast.vog,
                device=None,
                area=None,
                occurred_at=instant,
                recorded_at=instant,
                cause=None,
            )
            rows.begin(head)
            contribute(
                rows,
                head,
                luck.choice(MEASURES),
                subject=uuid7(),
                area=luck.choice(places),
                amount=luck.choice([1, 1, 1, -1]),
                dims=Dims(occupation=luck.choice(OCCUPATIONS), sex=luck.choice(SEXES)),
            )
        rows.flush()
    tally.fold(START + 300)
    return luck


def summed(**where) -> int:
    return Contribution.objects.filter(**where).aggregate(sum=Sum("amount"))["sum"] or 0


def test_random_cells_equal_their_contributions_and_their_list(cast, counted, places):
    city, state = cast.area("251746"), cast.area("28")
    for _ in range(100):
        filters = Filters(
            occupation=counted.choice(OCCUPATIONS),
            sex=counted.choice(SEXES),
            month_from=counted.choice([None, date(2026, 10, 1)]),
            month_to=counted.choice([None, date(2026, 10, 1)]),
        )
        cell = Cell(
            measure=counted.choice(MEASURES), area=counted.choice([*places, city, state]), filters=filters
        )
        behind = contributions_behind(cast.devi, cell)
        listed = entries_behind(cast.devi, cell, limit=1000)
        assert value(cast.devi, cell) == sum(behind.values_list("amount", flat=True))
        assert value(cast.devi, cell) == sum(one.amount for one in listed)


@pytest.mark.parametrize("by", ["children", "occupation", "sex", "category", "month"])
def test_the_parts_add_up_to_the_whole(cast, counted, by):
    state = cast.area("28")
    whole = {figure.measure: figure.value for figure in figures(cast.devi, MEASURES, area=state)}
    parts = figures(cast.devi, MEASURES, area=state, by=by)
    for measure in MEASURES:
        assert sum(figure.value for figure in parts if figure.measure == measure) == whole[measure]


def test_what_was_recorded_for_the_city_itself_stands_beside_its_wards(cast, counted):
    city = cast.area("251746")
    before = value(cast.devi, Cell(measure="workers", area=city))
    with guard.opened():
        rows = Rows()
        now = datetime(2026, 11, 1, 6, tzinfo=UTC)
        head = Header(
            seq=START + 400, id=uuid7(), actor=uuid7(), role="resource_person", organisation=cast.mepma,
            programme=cast.vog, device=None, area=None, occurred_at=now, recorded_at=now, cause=None,
        )  # fmt: skip
        rows.begin(head)
        contribute(rows, head, "workers", subject=uuid7(), area=city, amount=5)
        rows.flush()
    tally.fold(START + 400)
    parts = {
        figure.group: figure.value for figure in figures(cast.devi, ["workers"], area=city, by="children")
    }
    assert parts[city] == 5
    assert sum(parts.values()) == before + 5


def test_a_viewer_counts_his_own_area_and_organisation_alone(cast, counted, places):
    state = cast.area("28")
    for name in ("ramesh", "stranger", "colleague", "devi"):
        viewer = getattr(cast, name)
        for measure in MEASURES:
            expected = 0
            for grant in viewer.grants:
                inside = [place for place in places if is_within(place, grant.area)]
                expected += summed(measure=measure, organisation_id=grant.organisation, area_id__in=inside)
            assert value(viewer, Cell(measure=measure, area=state)) == expected


def test_the_administrator_sees_figures_but_nothing_behind_them(cast, counted):
    cell = Cell(measure="workers", area=cast.area("28"))
    assert value(cast.admin, cell) == value(cast.devi, cell)
    assert list(contributions_behind(cast.admin, cell)) == []


def test_the_list_goes_on_where_it_stopped(cast, counted):
    cell = Cell(measure="workers", area=cast.area("28"))
    whole = entries_behind(cast.devi, cell, limit=1000)
    first = entries_behind(cast.devi, cell, limit=20)
    rest = entries_behind(cast.devi, cell, before=first[-1].entry_seq, limit=1000)
    assert [*first, *rest] == whole


def test_a_span_of_days_is_the_sum_of_its_days_wherever_months_begin(counted, cast):
    luck = random.Random(11)
    state = cast.area("28")
    for _ in range(60):
        first = date(2026, 8, 20) + timedelta(days=luck.randrange(110))
        last = first + timedelta(days=luck.randrange(100))
        organisation = luck.choice([None, cast.mepma])
        span = Span(measure="workers", area=state, first=first, last=last, organisation=organisation)
        mine = Contribution.objects.filter(
            measure="workers",
            organisation_id=cast.mepma,
            happened_on__gte=first,
            happened_on__lte=last,
        )
        assert happened(cast.devi, span) == (mine.aggregate(sum=Sum("amount"))["sum"] or 0), (first, last)


def test_a_span_of_another_programme_or_another_peoples_area_is_nothing(counted, cast):
    days = {"first": date(2026, 9, 1), "last": date(2026, 11, 30)}
    state = Span(measure="workers", area=cast.area("28"), programme=cast.kma, **days)
    assert happened(cast.devi, state) == 0
    whole = Span(measure="workers", area=cast.area("251719"), **days)
    assert happened(cast.fatima, whole) == 0 != happened(cast.devi, whole)
