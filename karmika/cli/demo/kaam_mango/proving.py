"""What the scene promises: as many of everything as it says, and figures that plain SQL counts in the tables as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click
from django.db import connection
from django.utils import translation

from karmika.cli.demo.kaam_mango.desk import CAMPAIGN
from karmika.cli.demo.kaam_mango.diary import Diary
from karmika.cli.demo.kaam_mango.names import NOWHERE_ELSE
from karmika.cli.demo.kaam_mango.plan import Plan
from karmika.cli.demo.kaam_mango.reports import Reports
from karmika.cli.demo.kaam_mango.staff import Manch
from karmika.cli.demo.mepma.printing import columns
from karmika.cli.house import promise
from karmika.kernel.numbers import indian, rupees
from karmika.measures.models import Contribution
from karmika.outreach.models import Campaign
from karmika.outreach.report import NAMES, SHOWN, Report, report
from karmika.registry.choices import SEXES


@dataclass(frozen=True)
class Played:
    """The scene as it was planned and played."""

    plan: Plan
    manch: Manch
    diary: Diary
    reports: Reports


def _ours(table: str, where: str = "1 = 1", what: str = "count(*)") -> str:
    """A question about the organisation's rows `x` of a table."""
    mine = "JOIN access_organisation o ON o.id = x.organisation_id AND o.code = 'shramik-manch' WHERE"
    return " ".join(("SELECT", what, "FROM", table, mine, where))


_UP = """
    WITH RECURSIVE up(area, above) AS (
        SELECT id, id FROM areas_area
        UNION ALL SELECT up.area, p.parent_id FROM up JOIN areas_parentage p ON p.area_id = up.above
            WHERE p.valid_to IS NULL AND p.parent_id IS NOT NULL)"""
"""Every area with all that it lies in, by the official map and not by the closure that figures use."""
_DISTRICT = "JOIN up ON up.area = x.area_id JOIN areas_area d ON d.id = up.above AND d.level = 'district'"

COUNTS = {
    "districts": _UP + _ours(f"outreach_camp x {_DISTRICT}", what="count(DISTINCT d.id)"),
    "camps": _ours("outreach_camp x"),
    "people": _ours("registry_person x", "x.state = 'active'"),
    "applications": _ours("entitlements_application x"),
    "reports": _ours("cases_case x"),
}
"""What the scene says that there is."""

_MONEY = "cases_casemoney m JOIN cases_case x ON x.id = m.case_id AND m.holds AND x.level = 0"
SUMS = {
    "applications_prepared": _ours("entitlements_application x"),
    "applications_filed": _ours("entitlements_application x", "x.filed_on IS NOT NULL"),
    "applications_sanctioned": _ours("entitlements_application x", "x.state IN ('sanctioned', 'received')"),
    "applications_rejected": _ours("entitlements_application x", "x.state = 'rejected'"),
    "first_benefits": _ours("entitlements_application x", "x.state = 'received'"),
    "referrals_sent": _ours("referrals_referral x"),
    "referrals_done": _ours("referrals_referral x", "x.state = 'done'"),
    "case_reports": _ours("cases_case x", "x.level = 0"),
    "case_answered_in_time": _ours("cases_case x", "x.level = 0 AND x.in_time"),
    "cases_closed": _ours("cases_case x", "x.level = 0 AND x.state = 'closed'"),
    **{
        f"case_{what}_paise": _ours(_MONEY, f"m.what = '{what}'", "coalesce(sum(m.amount_paise), 0)")
        for what in ("disputed", "offered", "received")
    },
}
"""Measures of the organisation, each in SQL that knows nothing of measures."""

_TOKENS = """
    SELECT d.name_en, x.sex, count(*) FROM outreach_attendance x JOIN outreach_camp c ON c.id = x.camp_id
    JOIN outreach_campaign g ON g.id = c.campaign_id AND g.number = %s
    JOIN up ON up.area = x.area_id JOIN areas_area d ON d.id = up.above AND d.level = 'district'
    WHERE x.state = 'seen' AND {which} GROUP BY d.name_en, x.sex"""
REPORTED = {
    "camps_held": """
        SELECT d.name_en, '', count(*) FROM outreach_camp x
        JOIN outreach_campaign g ON g.id = x.campaign_id AND g.number = %s
        JOIN up ON up.area = x.area_id JOIN areas_area d ON d.id = up.above AND d.level = 'district'
        WHERE x.state = 'closed' GROUP BY d.name_en""",
    "camp_met": _TOKENS.format(which="1 = 1"),
    "people_helped": _TOKENS.format(which="x.outcome IN ('filed', 'prepared', 'gap', 'told')"),
    "camp_told": _TOKENS.format(which="CAST(x.told AS text) <> '[]'"),
    "camp_applied": _TOKENS.format(which="CAST(x.filed AS text) <> '[]'"),
    "followed_up": """
        SELECT d.name_en, x.sex, count(*) FROM outreach_followup f JOIN outreach_attendance x ON x.id = f.attendance_id
        JOIN outreach_camp c ON c.id = x.camp_id JOIN outreach_campaign g ON g.id = c.campaign_id AND g.number = %s
        JOIN up ON up.area = x.area_id JOIN areas_area d ON d.id = up.above AND d.level = 'district'
        WHERE f.state = 'done' AND f.outcome <> 'not_reached' GROUP BY d.name_en, x.sex""",
}
"""The campaign's report by district and sex: the official map of areas, the tables of the room, no contribution."""


def prove(played: Played) -> list[bool]:
    """Check every promise, print a line for each."""
    planned = played.plan
    aims = {
        "districts": planned.districts,
        "camps": len(planned.camps),
        "people": planned.size,
        "applications": sum(len(one.applications) for one in planned.visitors),
        "reports": planned.reports,
    }
    answers = played.diary.answers
    return [
        promise(set(answers) <= {201}, f"all {answers.total()} forms of the desks were taken"),
        *(_counted(what, aim) for what, aim in aims.items()),
        *_sums(played.manch),
        *_report(),
        *_hidden(played),
    ]


def _counted(what: str, aim: int) -> bool:
    ((found,),) = rows(COUNTS[what])
    return promise(found == aim, f"{what}: {found}, as many as the scene says ({aim})")


def _sums(manch: Manch) -> Iterator[bool]:
    for measure, sql in SUMS.items():
        ((found,),) = rows(sql)
        told = Contribution.objects.filter(measure=measure, organisation_id=manch.organisation)
        total = sum(told.values_list("amount", flat=True))
        yield promise(total == int(found), f"{measure}: {total} in the figures, {found} in the tables")


def _report() -> Iterator[bool]:
    """What `karmika report campaign` prints, against plain SQL: in all, by district, by sex."""
    with translation.override("en"):
        said = report(campaign())
        sexes = {str(SEXES.get(sex) or translation.gettext("Not said")): sex for sex in ("", *SEXES)}
    number = said.campaign.number
    cells = {measure: rows(_UP + sql, number) for measure, sql in REPORTED.items()}
    for measure, found in cells.items():
        whole = sum(count for _, _, count in found)
        districts, by_sex = _added(found, 0), _added(found, 1)
        same = said.whole.get(measure, 0) == whole and _column(said.by_district, measure) == districts
        if measure != "camps_held":
            told = {sexes[name]: count for name, count in _column(said.by_sex, measure).items()}
            same = same and told == by_sex
        yield promise(
            same,
            f"report of the campaign, {measure}: {said.whole.get(measure, 0)}; SQL {whole}, cell by cell",
        )


def campaign() -> Campaign:
    """The campaign of the scene."""
    return Campaign.objects.get(id=CAMPAIGN)


def _added(found: list[Any], column: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in found:
        sums[row[column]] = sums.get(row[column], 0) + row[2]
    return sums


def _column(part: Mapping[str, Mapping[str, int]], measure: str) -> dict[str, int]:
    return {name: counts[measure] for name, counts in part.items() if counts.get(measure)}


def _hidden(played: Played) -> Iterator[bool]:
    """No word of a restricted report stands in any column of any table: they are in its sealed acts alone."""
    words = [*NOWHERE_ELSE, "brick kiln at milestone", "marigold"]
    found = [table for table in tables() for row in rows(f'SELECT * FROM "{table}"') if _holds(row, words)]  # noqa: S608
    restricted = sum(one.level > 0 for one in played.reports.all)
    yield promise(
        not found and restricted > 0,
        f"the words of {restricted} restricted reports are in no table ({', '.join(sorted(set(found))) or 'none'})",
    )


def _holds(row: Any, words: list[str]) -> bool:
    text = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]).casefold()
    return any(word.casefold() in text for word in words)


def tables() -> list[str]:
    """Every table of the database."""
    with connection.cursor() as cursor:
        return list(connection.introspection.table_names(cursor))


def rows(sql: str, *parameters: int) -> list[Any]:
    """The rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())


def say(played: Played) -> None:
    """What the scene came to, on a terminal."""
    with translation.override("en"):
        said: Report = report(campaign())
        names = [str(NAMES[measure]) for measure in SHOWN]
    click.secho(f"\n{said.campaign.name}: {played.manch.areas['9'].name_en}", bold=True)
    counts = {measure: rows(sql)[0][0] for measure, sql in SUMS.items()}
    lines = [(name, indian(said.whole.get(measure, 0))) for name, measure in zip(names, SHOWN, strict=True)]
    for measure, found in counts.items():
        shown = rupees(int(found)) if measure.endswith("_paise") else indian(int(found))
        lines.append((measure.removesuffix("_paise").replace("_", " "), shown))
    columns(lines, "<>")
    click.echo(
        f"`karmika report campaign --campaign {said.campaign.number}` prints it by district, occupation and sex.\n"
    )
