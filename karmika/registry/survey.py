"""The household survey as values: what one filled-in form says, before anything is looked up or decided.

Pure but for the worksite codes, which the caller resolves. forms/household_survey.md has the questions.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

from karmika.intake.instances import Answers
from karmika.kernel.dates import in_india, today
from karmika.kernel.refused import Refused
from karmika.registry import choices
from karmika.registry.facts import ConsentAnswer, DebtFacts, HouseholdFacts, PersonFacts, WorkerFacts
from karmika.registry.occupations import occupation, occupations
from karmika.registry.reading import Reader

AGE_MAXIMUM = 110
MINUTES_MAXIMUM = 24 * 60


class Home(NamedTuple):
    """Where the house is; all personal."""

    address: str | None = None
    landmark: str | None = None
    lat_e6: int | None = None
    lon_e6: int | None = None


class Personal(TypedDict):
    """The identity fields of a worker's acts, by name."""

    employer_name: str | None
    native_place: str | None
    uan: str | None
    ration_card: str | None
    bocw: str | None
    aadhaar: str | None


class Work(NamedTuple):
    """The work of one member."""

    answers: WorkerFacts
    personal: Personal
    consents: tuple[ConsentAnswer, ...]


class Member(NamedTuple):
    """One member of the household, with the work if there is any."""

    name: str | None
    phone: str | None
    born_on: date | None
    answers: PersonFacts
    work: Work | None


class Survey(NamedTuple):
    """One visit to one door. `agreed` is false when nobody was met or the household did not consent."""

    household: UUID | None
    """The id that the phone gave to a household at its first visit."""
    number: str | None
    """The number of a household that is revisited."""
    ward: str | None
    outcome: str
    agreed: bool
    minutes: int | None
    revisit_on: date | None
    home: Home
    answers: HouseholdFacts
    consents: tuple[ConsentAnswer, ...]
    members: dict[UUID, Member]

    @property
    def keeps_household(self) -> bool:
        """Whether more than the outcome may be kept: not after a refusal at the first visit."""
        return self.outcome != "refused" or self.number is not None


Resolve = Callable[[str], UUID]


def worksite_codes(answers: Answers) -> frozenset[str]:
    """The codes of all worksites that the form names, to be looked up at once."""
    codes = {member.group("work").raw("worksite") for member in Reader(answers).rows("member")}
    return frozenset(str(code) for code in codes if code is not None)


def read_survey(answers: Answers, *, language: str, worksite: Resolve) -> Survey:
    """What the form says. Raises Refused where it says something that cannot be."""
    form = Reader(answers)
    visit, consent = form.group("visit"), form.group("consent")
    first = visit.choice("visit_kind", ("first", "again"), required=True) == "first"
    outcome, agreed = _outcome(visit, consent)
    day = _day(form)
    home = form.group("home")
    return Survey(
        household=form.uid("household_uid") if first else None,
        number=None if first else visit.text("household_number", required=True),
        ward=visit.text("ward", required=True) if first else None,
        outcome=outcome,
        agreed=agreed,
        minutes=_minutes(form),
        revisit_on=home.day("revisit_on"),
        home=_home(home) if outcome != "refused" else Home(),
        answers=_household(form.group("household")) if agreed else HouseholdFacts(),
        consents=_consents(consent, ("survey", "schemes", "share_department"), form, language)
        if agreed
        else (),
        members=_members(form, day, language, worksite) if agreed else {},
    )


def _outcome(visit: Reader, consent: Reader) -> tuple[str, bool]:
    outcome = visit.choice("outcome", choices.OUTCOMES, required=True)
    if outcome not in ("interviewed", "partly"):
        return outcome, False
    agreed = bool(consent.yes("consent_survey", required=True))
    return (outcome, True) if agreed else ("refused", False)


def _day(form: Reader) -> date:
    started = form.raw("start")
    return in_india(started) if isinstance(started, datetime) else today()


def _minutes(form: Reader) -> int | None:
    start, end = form.raw("start"), form.raw("end")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    minutes = round((end - start).total_seconds() / 60)
    return minutes if 0 <= minutes <= MINUTES_MAXIMUM else None


def _home(home: Reader) -> Home:
    return Home(home.text("address"), home.text("landmark"), *home.point("point"))


def _household(answers: Reader) -> HouseholdFacts:
    return HouseholdFacts(
        single_woman=answers.choice("single_woman", choices.YES_NO_REFUSED),
        social_category=answers.choice("social_category", choices.SOCIAL_CATEGORIES),
        minority=answers.choice("minority", choices.MINORITIES),
    )


def _consents(
    answers: Reader, purposes: tuple[str, ...], form: Reader, language: str
) -> tuple[ConsentAnswer, ...]:
    version = form.text("notice_version", maximum=20) or ""
    given = ((purpose, answers.yes(f"consent_{purpose}")) for purpose in purposes)
    return tuple(
        ConsentAnswer(purpose=purpose, given=answer, notice_version=version, language=language)
        for purpose, answer in given
        if answer is not None
    )


def _members(form: Reader, day: date, language: str, worksite: Resolve) -> dict[UUID, Member]:
    category = form.group("household").choice("social_category", choices.SOCIAL_CATEGORIES)
    members: dict[UUID, Member] = {}
    for row in form.rows("member"):
        uid = row.uid("member_uid")
        if uid in members:
            raise Refused("registry.member_twice")
        work = _work(row.group("work"), form, language, worksite) if row.yes("works") else None
        members[uid] = _member(row, day, category, work)
    return members


def _member(row: Reader, day: date, category: str, work: Work | None) -> Member:
    precision = row.choice("age_precision", choices.AGE_PRECISIONS)
    born_on = row.day("born_on", latest=day) if precision == "exact" else None
    age = row.whole("age_years", 0, AGE_MAXIMUM) if born_on is None else _age(born_on, day)
    sex = row.choice("sex", choices.SEXES)
    return Member(
        name=row.text("member_name", maximum=120, required=True),
        phone=row.phone("phone"),
        born_on=born_on,
        answers=PersonFacts(
            relation=row.choice("relation", choices.RELATIONS),
            sex="" if sex == "not_said" else sex,
            age_years=age,
            age_precision="" if precision == "not_known" else precision,
            languages=row.choices("languages", choices.LANGUAGES),
            schooling=row.choice("schooling", choices.SCHOOLINGS),
            disability=row.choice("disability", choices.YES_NO_REFUSED),
            phone_answered_by=row.choice("phone_answered_by", choices.PHONE_ANSWERERS),
            preferred_hours=row.choice("preferred_hours", choices.HOURS),
            category=category,
        ),
        work=work,
    )


def _age(born_on: date, day: date) -> int:
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if age > AGE_MAXIMUM:
        raise Refused("registry.out_of_range", question="born_on", minimum=0, maximum=AGE_MAXIMUM)
    return age


def _work(work: Reader, form: Reader, language: str, worksite: Resolve) -> Work:
    code = work.choice("occupation", occupations(), required=True)
    known = occupation(code)
    assert known is not None
    halves = work.digits("uan_first", "[0-9]{6}"), work.digits("uan_last", "[0-9]{6}")
    literacy = work.group("literacy")
    answers = WorkerFacts(
        occupation=code,
        occupation_group=known.category,
        worksite=work.code("worksite", worksite),
        answered_by=work.choice("answered_by", choices.ANSWERED_BY),
        employment=work.choice("employment", choices.EMPLOYMENTS),
        places=work.choices("places", choices.PLACES),
        since_year=work.whole("work_since_year", 1900, 2200),
        hours_a_day=work.whole("hours_a_day", 0, 24),
        wage_rate_paise=work.paise("wage_rate"),
        wage_unit=work.choice("wage_unit", choices.WAGE_UNITS),
        days_a_week=work.whole("days_a_week", 1, 7),
        pieces_paid=work.whole("pieces_paid", 1, 100_000),
        pieces_a_day=work.whole("pieces_a_day", 1, 100_000),
        unpaid_paise=work.paise("unpaid_amount"),
        income_pattern=work.choice("income_pattern", choices.INCOME_PATTERNS),
        days_worked=work.whole("days_worked", 0, 31),
        income_min_paise=work.paise("income_min"),
        income_usual_paise=work.paise("income_usual"),
        income_max_paise=work.paise("income_max"),
        has_debt=work.choice("has_debt", choices.YES_NO_REFUSED),
        debts=tuple(_debt(row) for row in work.rows("debt")) if work.raw("has_debt") == "yes" else (),
        bank_account=work.choice("bank_account", choices.ACCOUNT_STATES),
        upi=work.yes("upi"),
        insurance=work.choices("insurance", choices.INSURANCES),
        shocks=work.choices("shocks", choices.SHOCKS),
        skills=tuple(choices.CAN_DO.get(literacy.choice(item, choices.CAN_DO)) for item in choices.SKILLS),
        tools=work.choices("tools", choices.TOOLS),
        hazards=work.choices("hazards", choices.HAZARDS),
        union=work.choice("union", choices.YES_NO_REFUSED),
        identifiers=_cards(work, halves),
    )
    personal: Personal = {
        "employer_name": work.text("employer_name", maximum=120),
        "native_place": work.text("native_place", maximum=120),
        "uan": f"{halves[0]}{halves[1]}" if all(halves) else None,
        "ration_card": work.text("ration_card", maximum=20),
        "bocw": work.text("bocw_number", maximum=30),
        "aadhaar": work.digits("aadhaar_last4", "[0-9]{4}"),
    }
    return Work(answers, personal, _consents(work, ("groups",), form, language))


def _cards(work: Reader, halves: tuple[str | None, str | None]) -> tuple[str, ...]:
    shown = {
        "uan": all(halves),
        "ration_card": work.has("ration_card"),
        "bocw": work.has("bocw_number"),
        "aadhaar": work.has("aadhaar_last4"),
    }
    return tuple(card for card in choices.IDENTIFIERS if shown[card])


def _debt(row: Reader) -> DebtFacts:
    amount = row.paise("debt_amount")
    if amount is None:
        raise Refused("registry.missing_answer", question="debt_amount")
    unit = row.choice("debt_rate_unit", choices.DEBT_RATE_UNITS, required=True)
    return DebtFacts(
        debt=row.uid("debt_uid"),
        source=row.choice("debt_source", choices.DEBT_SOURCES, required=True),
        amount_paise=amount,
        rate_unit=unit,
        rate_e2=None if unit in ("none", "not_known") else row.hundredths("debt_rate", 1000),
    )
