"""What the `apply` of several acts writes alike. Total and deterministic: rows from values, nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from karmika.journal.act import Header
from karmika.journal.rows import Rows
from karmika.measures.contribute import Dims, contribute
from karmika.registry.acts.checking import PART_TABLES
from karmika.registry.choices import SKILLS, TRAITS
from karmika.registry.facts import ConsentAnswer, Owner, Part, WorkerFacts, month_of
from karmika.registry.models import (
    BankAccount,
    Consent,
    Debt,
    InsurancePolicy,
    Shock,
    Trait,
)

Row = dict[str, Any]


def owned(whose: Owner) -> Row:
    """The columns that say whose a row is."""
    return {
        "area_id": whose.area,
        "organisation_id": whose.organisation,
        "programme_id": whose.programme,
        "submission_id": whose.submission,
    }


def write(rows: Rows, model: type[models.Model], again: bool, **values: Any) -> None:
    """A new row, or (`again`) the same row back after it had been taken out."""
    if again:
        key = values.pop("id")
        rows.update(model, key, **values)
    else:
        rows.insert(model, **values)


def drop(rows: Rows, parts: Iterable[Part]) -> None:
    """Take away rows that the same act replaces; what they said stays in the journal."""
    for part in parts:
        rows.delete(PART_TABLES[part.table], part.id)


def write_trait(rows: Rows, household: UUID, person: UUID | None, trait: str, value: str) -> None:
    """A sensitive answer with its purpose."""
    rows.insert(
        Trait,
        id=rows.new_id(),
        household_id=household,
        person_id=person,
        trait=trait,
        value=value,
        purpose=TRAITS[trait][1],
    )


def write_consent(
    rows: Rows, entry: Header, consent: ConsentAnswer, *, whose: Owner, household: UUID, person: UUID | None
) -> None:
    """A yes or no; a yes is counted."""
    rows.insert(
        Consent,
        id=rows.new_id(),
        **owned(whose),
        household_id=household,
        person_id=person,
        purpose=consent.purpose,
        given=consent.given,
        notice_version=consent.notice_version,
        language=consent.language,
        answered_on=entry.happened_on,
        withdrawn_on=None,
    )
    if consent.given:
        dims = Dims(category=consent.purpose, organisation=whose.organisation, programme=whose.programme)
        contribute(rows, entry, "consents", subject=person or household, area=whose.area, dims=dims)


def count_consent(rows: Rows, entry: Header, consent: Row, *, amount: int, on: date) -> None:
    """Count a consent that changed, as its row says."""
    dims = Dims(
        category=consent["purpose"],
        organisation=consent["organisation_id"],
        programme=consent["programme_id"],
    )
    subject = consent["person_id"] or consent["household_id"]
    contribute(
        rows,
        entry,
        "consents",
        subject=subject,
        area=consent["area_id"],
        dims=dims,
        amount=amount,
        happened_on=on,
    )


def move_consents(rows: Rows, entry: Header, consents: Iterable[UUID], area: UUID) -> None:
    """Consents go with the household or person to the right ward, and their counts with them."""
    for consent in consents:
        row = rows.get(Consent, consent)
        rows.update(Consent, consent, area_id=area)
        count_consent(rows, entry, row, amount=-1, on=row["answered_on"])
        count_consent(rows, entry, {**row, "area_id": area}, amount=1, on=row["answered_on"])


def person_dims(person: Row) -> Dims:
    """What a person is counted by, from the row."""
    return Dims(
        sex=person["sex"],
        category=person["category"],
        cohort=month_of(person["listed_on"]),
        organisation=person["organisation_id"],
        programme=person["programme_id"],
    )


def worker_dims(worker: Row) -> Dims:
    """What a worker is counted by, from the row."""
    return Dims(
        occupation=worker["occupation"],
        sex=worker["sex"],
        category=worker["category"],
        cohort=month_of(worker["listed_on"]),
        organisation=worker["organisation_id"],
        programme=worker["programme_id"],
    )


def count(rows: Rows, entry: Header, measure: str, row: Row, *, amount: int) -> None:
    """Count a person or worker (or take the count back) as the row says, on the day of listing."""
    dims = worker_dims(row) if measure == "workers" else person_dims(row)
    contribute(
        rows,
        entry,
        measure,
        subject=row["id"],
        area=row["area_id"],
        dims=dims,
        amount=amount,
        happened_on=row["listed_on"],
    )


def recount(rows: Rows, entry: Header, measure: str, before: Row, after: Row) -> None:
    """Move a count from what the row said to what it says, where they differ."""
    dims = worker_dims if measure == "workers" else person_dims
    if (dims(before), before["area_id"]) != (dims(after), after["area_id"]):
        count(rows, entry, measure, before, amount=-1)
        count(rows, entry, measure, after, amount=1)


def work_columns(facts: WorkerFacts) -> Row:
    """The columns of the worker's own row that come from the interview."""
    return {
        "occupation": facts.occupation,
        "occupation_group": facts.occupation_group,
        "worksite_id": facts.worksite,
        "answered_by": facts.answered_by,
        "income_pattern": facts.income_pattern,
        "days_worked": facts.days_worked,
        "income_min_paise": facts.income_min_paise,
        "income_usual_paise": facts.income_usual_paise,
        "income_max_paise": facts.income_max_paise,
        "unpaid_paise": facts.unpaid_paise,
        "has_debt": facts.has_debt,
        "upi": facts.upi,
        **dict(zip(SKILLS, facts.skills, strict=True)),
        "tools": list(facts.tools),
        "hazards": list(facts.hazards),
    }


def write_money(rows: Rows, worker: UUID, facts: WorkerFacts, on: date) -> None:
    """Debts, account, covers and shocks."""
    for debt in facts.debts:
        rows.insert(
            Debt,
            id=debt.debt,
            worker_id=worker,
            source=debt.source,
            amount_paise=debt.amount_paise,
            rate_e2=debt.rate_e2,
            rate_unit=debt.rate_unit,
            noted_on=on,
        )
    if facts.bank_account:
        rows.insert(
            BankAccount, id=rows.new_id(), worker_id=worker, account_state=facts.bank_account, noted_on=on
        )
    for cover in facts.insurance:
        rows.insert(InsurancePolicy, id=rows.new_id(), worker_id=worker, cover=cover, noted_on=on)
    for what in facts.shocks:
        rows.insert(Shock, id=rows.new_id(), worker_id=worker, what=what, noted_on=on)
