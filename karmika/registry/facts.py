"""What one survey says, as values: the facts inside the acts. Nothing personal is here, no Django, no I/O."""

from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec


class HouseholdFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a household besides its address. "" means not asked, "refused" not said."""

    single_woman: str = ""
    social_category: str = ""
    minority: str = ""

    def traits(self) -> tuple[tuple[str, str], ...]:
        """The sensitive answers that were given or refused, as (trait, value)."""
        asked = (
            ("single_woman", self.single_woman),
            ("social_category", self.social_category),
            ("minority", self.minority),
        )
        return tuple((trait, value) for trait, value in asked if value)


class PersonFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member besides name, phone and date of birth. `age_years` counts on the day of the survey."""

    relation: str
    sex: str = ""
    age_years: int | None = None
    age_precision: str = ""
    languages: tuple[str, ...] = ()
    schooling: str = ""
    disability: str = ""
    phone_answered_by: str = ""
    preferred_hours: str = ""
    category: str = ""


class DebtFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One debt. `rate_e2` is the rate times 100, in `rate_unit`; None where there is none or nobody knows."""

    debt: UUID
    source: str
    amount_paise: int
    rate_unit: str
    rate_e2: int | None = None


class WorkerFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The work and the money of one worker, in paise; `wage_rate_paise` is per `wage_unit`, incomes are of a month."""

    occupation: str
    occupation_group: str
    worksite: UUID | None = None
    answered_by: str = ""
    employment: str = ""
    places: tuple[str, ...] = ()
    since_year: int | None = None
    hours_a_day: int | None = None
    wage_rate_paise: int | None = None
    wage_unit: str = ""
    days_a_week: int | None = None
    """Of who is paid by the week."""
    pieces_paid: int | None = None
    """For how many pieces `wage_rate_paise` is paid."""
    pieces_a_day: int | None = None
    unpaid_paise: int | None = None
    income_pattern: str = ""
    days_worked: int | None = None
    income_min_paise: int | None = None
    income_usual_paise: int | None = None
    income_max_paise: int | None = None
    has_debt: str = ""
    debts: tuple[DebtFacts, ...] = ()
    bank_account: str = ""
    upi: bool | None = None
    insurance: tuple[str, ...] = ()
    shocks: tuple[str, ...] = ()
    skills: tuple[int | None, ...] = (None,) * 6
    """The six items in the order of `choices.SKILLS`: 0 not at all, 1 with help, 2 alone."""
    tools: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    union: str = ""
    identifiers: tuple[str, ...] = ()
    """Which cards were shown; their numbers are identity fields of the act."""


class ConsentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A yes or no to one purpose, with the notice that was read out and its language."""

    purpose: str
    given: bool
    notice_version: str = ""
    language: str = ""


class Part(msgspec.Struct, frozen=True):
    """A row that belongs to a person's answers and is replaced with them: its table and its id."""

    table: str
    id: UUID


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a row is and where: the same for everything of one survey."""

    area: UUID
    organisation: UUID
    programme: UUID
    submission: UUID | None = None


@lru_cache(maxsize=4096)
def month_of(day: date) -> str:
    """The cohort of somebody listed on this day: 2026-11."""
    return day.strftime("%Y-%m")
