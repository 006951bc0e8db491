"""Filled-in surveys for the tests of this room: real XML of the real form, read as intake reads it."""

import copy
import itertools
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4
from xml.sax.saxutils import escape

from karmika.intake.findings import answers
from karmika.intake.instances import read_instance
from karmika.intake.interpret import Interpreting
from karmika.intake.xlsform import compile_form
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.registry.interpreters import household_survey

FORM = Path(__file__).parents[1] / "forms" / "household_survey.md"
WARD = "251746-W07"


@cache
def form():
    return compile_form(FORM.read_bytes(), FORM.name)


def xml(said, instance="uuid:test", version=None) -> bytes:
    """A submission with these answers."""
    head = f'id="household_survey" version="{version or form().version}"'
    return f"<data {head}>{_nodes(said)}<meta><instanceID>{instance}</instanceID></meta></data>".encode()


def _nodes(said) -> str:
    parts = []
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            inner = _nodes(one) if isinstance(one, dict) else escape(str(one))
            parts.append(f"<{name}>{inner}</{name}>")
    return "".join(parts)


def read(said):
    """The typed answers, as intake gives them to an interpreter."""
    return answers(read_instance(xml(said)), form().definition)


_numbers = itertools.count(1)


LITERACY = {
    "can_read": "alone",
    "can_count": "alone",
    "can_bank": "with_help",
    "can_pay": "no",
    "can_compare": "no",
    "can_apply": "with_help",
}


def worker_answers(**changes):
    """The answers about a worker who answered everything."""
    return {
        "answered_by": "self",
        "occupation_group": "transport",
        "occupation": "auto_driver",
        "employment": "contractor",
        "employer_name": "Sri Sai Travels",
        "worksite": "VJA-AS-012",
        "places": "home native",
        "native_place": "Kotapadu, Srikakulam",
        "work_since_year": 2012,
        "hours_a_day": 10,
        "wage_rate": 700,
        "wage_unit": "day",
        "unpaid_amount": 2500,
        "income_pattern": "daily",
        "days_worked": 24,
        "income_min": 9000,
        "income_usual": 15000,
        "income_max": 18000,
        "has_debt": "yes",
        "debt": [
            {
                "debt_uid": str(uuid4()),
                "debt_source": "moneylender",
                "debt_amount": 20000,
                "debt_rate_unit": "per_100_month",
                "debt_rate": "5.5",
            }
        ],
        "bank_account": "dormant",
        "upi": "yes",
        "insurance": "accident",
        "shocks": "illness wage_theft",
        "literacy": dict(LITERACY),
        "tools": "vehicle smartphone",
        "hazards": "traffic heat",
        "union": "refused",
        "identifier_kinds": "uan aadhaar ration_card",
        "uan_first": "123456",
        "uan_last": "789012",
        "ration_card": "WAP0123456",
        "aadhaar_last4": "4321",
        "consent_groups": "yes",
        **changes,
    }


def member(name="Venkata Rao", work=None, **changes):
    """A member; `work` are the answers about the work."""
    number = next(_numbers)
    said = {
        "member_uid": str(uuid4()),
        "member_name": name,
        "relation": "head",
        "sex": "male",
        "age_precision": "estimated",
        "age_years": 41,
        "languages": "te hi",
        "schooling": "primary",
        "disability": "no",
        "phone": f"98480{number:05d}",
        "phone_answered_by": "self",
        "preferred_hours": "evening",
        "works": "yes" if work else "no",
        **changes,
    }
    return said | ({"work": work} if work else {})


def survey(*members, outcome="interviewed", ward=WARD, **visit):
    """An interviewed household of four with two workers, unless members are given."""
    members = members or (
        member(work=worker_answers()),
        member(
            "లక్ష్మి",
            relation="spouse",
            sex="female",
            work=worker_answers(
                occupation_group="domestic", occupation="house_cleaner", worksite="VJA-LC-003"
            ),
        ),
        member("Anil", relation="child", age_years=12),
        member(
            "Sunitha",
            relation="child",
            sex="female",
            age_precision="exact",
            born_on="2016-02-29",
            age_years="",
        ),
    )
    return {
        "start": "2026-11-20T17:00:00.000+05:30",
        "end": "2026-11-20T17:11:40.000+05:30",
        "household_uid": str(uuid4()),
        "notice_version": "2026-11",
        "visit": {"visit_kind": "first", "ward": ward, "outcome": outcome, **visit},
        "consent": {"consent_survey": "yes", "consent_schemes": "yes", "consent_share_department": "no"},
        "home": {
            "address": "12-3-45, Ambedkar Street",
            "landmark": "Temple",
            "point": "16.500100 80.656700 0 4.5",
        },
        "household": {"single_woman": "no", "social_category": "sc", "minority": "refused"},
        "member": list(members),
    }


def nobody(outcome="absent", **visit):
    """A door that nobody opened."""
    said = survey(outcome=outcome, **visit)
    return {name: said[name] for name in ("start", "end", "household_uid", "notice_version", "visit", "home")}


def refused():
    """A household that does not agree; the phone sends no more than this."""
    said = survey()
    said["consent"] = {"consent_survey": "no"}
    return {
        name: said[name] for name in ("start", "end", "household_uid", "notice_version", "visit", "consent")
    }


def revisit(number, *members, **visit):
    """A revisit of a household by its number, interviewed."""
    said = survey(*members)
    said["visit"] = {"visit_kind": "again", "household_number": number, "outcome": "interviewed", **visit}
    del said["home"]
    return said


def changed(said, **changes):
    """A copy in which dotted paths have other answers: changed(s, **{"member.0.sex": "female"})."""
    said = copy.deepcopy(said)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = said
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return said


def interpret(cast, said, *, before=None, submission=None, decisions=(), viewer=None):
    """The acts of a survey."""
    return household_survey(
        Interpreting(
            submission_id=submission or uuid7(),
            instance_id="uuid:test",
            form_id="household_survey",
            version=form().version,
            answers=read(said),
            before=None if before is None else read(before),
            language="te",
            viewer=viewer or cast.lakshmi,
            organisation=cast.mepma,
            programme=cast.vog,
            area=cast.area(WARD),
            decisions=frozenset(decisions),
        )
    )


def take_in(cast, said, viewer=None, **how) -> UUID:
    """Interpret and perform; returns the submission's id."""
    submission = how.pop("submission", None) or uuid7()
    acts = interpret(cast, said, submission=submission, viewer=viewer, **how)
    if acts:
        perform(acts, viewer or cast.lakshmi)
    return submission


def uid(said, position) -> UUID:
    """The id of a member of a survey."""
    return UUID(said["member"][position]["member_uid"])


def figures():
    """Sum of all contributions by everything but the day."""
    from collections import Counter

    from karmika.measures.models import Contribution

    sums = Counter()
    keys = ("measure", "area_id", "occupation", "sex", "category", "organisation_id", "programme_id")
    for *key, amount in Contribution.objects.values_list(*keys, "amount"):
        sums[tuple(key)] += amount
    return {key: amount for key, amount in sums.items() if amount}
