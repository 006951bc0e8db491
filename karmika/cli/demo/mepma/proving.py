"""What the scene promises: its figures are those of the tables, in SQL that knows nothing of measures; nothing broke."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connection

from karmika.areas.models import Area
from karmika.cli.demo.mepma.organising import Taken
from karmika.cli.demo.mepma.plan import SIZE
from karmika.cli.house import promise
from karmika.monitoring.programme_table import Divided, ProgrammeTable

LINES = {
    "cigs_formed": """
        SELECT count(*) FROM groups_group g WHERE g.group_type = 'cig' AND g.dissolve_reason <> 'entered_by_mistake'""",
    "onboarded": """
        SELECT count(DISTINCT m.worker_id) FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
        WHERE g.group_type = 'cig' AND m.left_on IS NULL""",
    "women": """
        SELECT count(DISTINCT m.worker_id) FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
        WHERE g.group_type = 'cig' AND m.left_on IS NULL AND m.sex = 'female'""",
}
"""Each line of the table that is a number, in plain SQL."""

FORMED = """
    SELECT g.occupation, d.code FROM groups_group g
    JOIN areas_parentage w ON w.area_id = g.area_id AND w.valid_to IS NULL
    JOIN areas_parentage u ON u.area_id = w.parent_id AND u.valid_to IS NULL
    JOIN areas_area d ON d.id = u.parent_id AND d.level = 'district'
    WHERE g.group_type = 'cig' AND g.dissolve_reason <> 'entered_by_mistake'"""
"""Occupation and district of every group, by the official map and not by the closure that figures use."""
MEMBERS = """
    SELECT m.occupation, d.code, m.sex FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
    JOIN areas_parentage w ON w.area_id = g.area_id AND w.valid_to IS NULL
    JOIN areas_parentage u ON u.area_id = w.parent_id AND u.valid_to IS NULL
    JOIN areas_area d ON d.id = u.parent_id AND d.level = 'district'
    WHERE g.group_type = 'cig' AND m.left_on IS NULL"""
"""The same of every member, with the sex."""

SIZES = "SELECT count(*) FROM groups_membership m WHERE m.left_on IS NULL GROUP BY m.group_id"
OWN_WORD = """
    SELECT count(*) FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
    JOIN groups_candidacy c ON c.proposal_id = g.proposal_id AND c.worker_id = m.worker_id
    JOIN registry_worker r ON r.id = m.worker_id
    JOIN registry_consent s ON s.person_id = r.person_id AND s.purpose = 'groups' AND s.given
        AND s.withdrawn_on IS NULL
    WHERE m.left_on IS NULL AND c.answer = 'joined'"""
"""Members who agreed twice: at the door to be proposed, and when the group was formed to join it."""
SECOND_PERSON = """
    SELECT count(*) FROM groups_groupproposal p JOIN groups_proposalrun r ON r.id = p.run_id
    JOIN groups_group g ON g.proposal_id = p.id
    JOIN journal_subject s ON s.subject = p.id JOIN journal_entry e ON e.seq = s.entry_seq
    WHERE p.state = 'formed' AND e.actor <> r.asked_by"""
"""Formed groups whose proposal somebody else than the one who asked has acted on: the approval."""
SUBMISSIONS = """
    SELECT s.state, count(*) FROM intake_submission s JOIN access_organisation o ON o.id = s.organisation_id
    WHERE o.code = 'mepma' GROUP BY s.state"""
"""Of the mission alone: another organisation may have its own forms beside it."""


def prove(table: ProgrammeTable, *, groups: int, taken: Taken) -> bool:
    """Check every promise, print a line for each; False when one is broken. `groups` were aimed at."""
    answers, forms = taken.answers, taken.written
    states = dict(_rows(SUBMISSIONS))
    formed, members = _count(LINES["cigs_formed"]), _count(LINES["onboarded"])
    held = [
        promise(set(answers) == {201}, f"all {answers.total()} forms that were sent were taken"),
        promise(states == {"applied": forms}, f"{forms} of them were written; by their state: {states}"),
        *_lines(table),
        *(_division(divided) for divided in table.divided),
        promise(formed == groups, f"{formed} CIGs were formed; the population was made for {groups}"),
        promise(members == groups * SIZE, f"{members} workers are members; it was made for {groups * SIZE}"),
        promise(
            Counter(size for (size,) in _rows(SIZES)) == {SIZE: groups}, f"every group has {SIZE} members"
        ),
        promise(_count(OWN_WORD) == members, "each member agreed at the door, and again to join"),
        promise(_count(SECOND_PERSON) == formed, "each group was approved by a second person"),
        promise(
            _with_proof_of_survey() == members, "each member was met by a survey form that is still there"
        ),
    ]
    return all(held)


def _lines(table: ProgrammeTable) -> list[bool]:
    numbers = {line.row.code: line.value for line in table.lines if line.row.kind == "number"}
    assert numbers.keys() == LINES.keys(), "every number of the table has its SQL"
    counted = {code: _count(sql) for code, sql in LINES.items()}
    return [
        promise(numbers[code] == rows, f"{code}: {numbers[code]} in the tally, {rows} in the tables")
        for code, rows in counted.items()
    ]


def _division(divided: Divided) -> bool:
    """A division of the table against the rows, cell by cell."""
    at = ("occupation", "area").index(divided.division.by)
    formed, members = _rows(FORMED), _rows(MEMBERS)
    counted = {
        "cigs_formed": Counter(row[at] for row in formed),
        "onboarded": Counter(row[at] for row in members),
        "women": Counter(row[at] for row in members if row[2] == "female"),
    }
    codes = dict(Area.objects.filter(id__in=_areas(divided)).values_list("id", "code"))
    found = {
        column: Counter(
            {codes[g] if isinstance(g, UUID) else g: sums.get(column, 0) for g, sums in divided.sums.items()}
        )
        for column in divided.division.columns
    }
    cells = sum(map(len, counted.values()))
    return promise(found == counted, f"by {divided.division.by}: {cells} cells, each as in the tables")


def _areas(divided: Divided) -> list[UUID]:
    return [group for group in divided.sums if isinstance(group, UUID)]


def _with_proof_of_survey() -> int:
    return _count("""
        SELECT count(*) FROM groups_membership m JOIN registry_worker r ON r.id = m.worker_id
        JOIN registry_person p ON p.id = r.person_id JOIN intake_submission s ON s.id = p.submission_id
        WHERE m.left_on IS NULL AND s.state = 'applied'""")


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _count(sql: str) -> int:
    ((rows,),) = _rows(sql)
    return int(rows)
