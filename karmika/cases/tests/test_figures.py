"""Figures of cases are those of a second reckoning: plain SQL over the tables, by district, occupation and sex."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from karmika.areas.queries import within
from karmika.cases.acts import AskClosure, ConfirmClosure, NoteFirstResponse, RecordMoney, ReopenCase
from karmika.cases.tests import makers
from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.measures import tally
from karmika.measures.queries import figures

MONEY = (
    "SELECT {by}, SUM(m.amount_paise) FROM cases_casemoney m JOIN cases_case c ON c.id = m.case_id "
    "WHERE m.holds AND m.what = '{what}'"
)
SQL = {
    "case_reports": "SELECT {by}, COUNT(*) FROM cases_case c WHERE 1 = 1",
    "case_answered_in_time": "SELECT {by}, COUNT(*) FROM cases_case c WHERE c.in_time",
    "cases_closed": "SELECT {by}, COUNT(*) FROM cases_case c WHERE c.state = 'closed'",
    "case_disputed_paise": MONEY.replace("{what}", "disputed"),
    "case_offered_paise": MONEY.replace("{what}", "offered"),
    "case_received_paise": MONEY.replace("{what}", "received"),
}
"""Each figure from the tables. Those of level 2 are left out by the level alone."""


def reckoned(measure: str, by: str, area) -> dict[str, int]:
    leaves = [one.hex if connection.vendor == "sqlite" else one for one in within(area)]
    marks = ", ".join(["%s"] * len(leaves))
    text = SQL[measure].format(by=by) + f" AND c.level = 0 AND c.area_id IN ({marks}) GROUP BY {by}"
    with connection.cursor() as cursor:
        cursor.execute(text, leaves)
        return {key: int(value) for key, value in cursor.fetchall() if value}


@pytest.fixture
def history(cast, asha, bina, meena, monkeypatch):
    """Thirty reports in four wards, of both levels, with whatever may come of them."""
    chance = random.Random(5)
    elsewhere = makers.viewer(makers.staff(cast, "elsewhere", "case_worker", area="251719"))
    organiser = makers.viewer(makers.staff(cast, "field", "community_organiser", area="28"))
    for _ in range(30):
        area = chance.choice(["251746-W07", "251746-W08", "251719-W01"])
        restricted = chance.random() < 0.3 and area != "251719-W01"
        act = makers.report(
            cast, organiser, level=2 if restricted else 0, area=area,
            occupation=chance.choice(["", "mason", "auto_driver", "street_sweeper"]),
            sex=chance.choice(["", "female", "male"]),
        )  # fmt: skip
        worker = elsewhere if area == "251719-W01" else meena if restricted else asha
        second = meena if worker is asha else asha
        if chance.random() < 0.7:
            with monkeypatch.context() as then:
                if chance.random() < 0.4:
                    then.setattr("karmika.journal.perform.now", lambda: now() + timedelta(hours=3))
                perform(
                    NoteFirstResponse(case=act.case, how=chance.choice(["called", "not_reached"])), worker
                )
        for _ in range(chance.randrange(5)):
            what = chance.choice(["disputed", "offered", "received"])
            on = today() - timedelta(days=chance.randrange(200))
            money = {"what": what, "amount_paise": chance.randrange(1, 10**8), "on_day": on}
            perform(RecordMoney(case=act.case, money=uuid4(), **money), worker)
        if chance.random() < 0.5 and worker is not elsewhere and not restricted:
            perform(AskClosure(case=act.case, result=chance.choice(["full", "part"])), worker)
            perform(ConfirmClosure(case=act.case), second)
            if chance.random() < 0.4:
                perform(ReopenCase(case=act.case, reason="again"), worker)
    tally.fold(follow.horizon())


@pytest.mark.parametrize("measure", list(SQL))
def test_each_figure_is_that_of_plain_sql(cast, history, measure):
    for code in ("28", "749", "520", "251746", "251746-W07"):
        area, whole = cast.area(code), None
        for by in ("occupation", "sex"):
            shown = {
                str(one.group): one.value
                for one in figures(cast.auditor, [measure], area=area, by=by)
                if one.value
            }
            assert shown == reckoned(measure, f"c.{by}", area), (code, by)
            assert whole in (None, sum(shown.values()))
            whole = sum(shown.values())
    assert sum(reckoned(measure, "c.level", cast.area("28")).values()) > 0, "the history says something of it"
