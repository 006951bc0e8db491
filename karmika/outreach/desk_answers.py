"""The form of a camp's desk as values: what one filled-in form says, before anything is looked up or decided. Pure."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from karmika.intake.instances import Answers
from karmika.kernel.dates import in_india, today
from karmika.kernel.refused import Refused
from karmika.outreach import terms
from karmika.registry import choices
from karmika.registry.facts import ConsentAnswer, PersonFacts, WorkerFacts
from karmika.registry.occupations import occupation, occupations
from karmika.registry.reading import Reader
from karmika.registry.survey import AGE_MAXIMUM

PURPOSES = ("survey", "schemes", "share_department")
ANSWERS, TOLD, GAP, PAPER, APPLICATION = "answers", "told", "gap", "paper", "application"
"""Parts of a form that may wait by themselves; of gaps, papers and applications, each row (`part_named`)."""
NUMBER_MAXIMUM = 40
DOCUMENT_MAXIMUM = 40

T = TypeVar("T")


class Gap(NamedTuple):
    """A paper that is missing, and why."""

    gap: UUID
    document: str
    reason: str


class Paper(NamedTuple):
    """A paper that was seen; `photo` is the name of the file that comes with the form, "" for none."""

    paper: UUID
    photo_uid: UUID
    document: str
    last_digits: str | None
    valid_until: date | None
    photo: str


class Application(NamedTuple):
    """An application that was prepared or filed; `external_number` is what the office gave out."""

    application: UUID
    scheme: str
    filed: bool
    external_number: str


class Who(NamedTuple):
    """The person at the desk. `known` is an id that a page put there; `number` a household's, from a slip."""

    known: UUID | None
    number: str | None
    ward: str | None
    name: str
    phone: str | None
    born_on: date | None
    answers: PersonFacts
    work: WorkerFacts | None
    marital: str


class DeskForm(NamedTuple):
    """One token. `who` is None without consent, and for who left."""

    attendance: UUID
    person: UUID
    household: UUID
    camp: str
    desk: int
    number: int
    came: bool
    agreed: bool
    consents: tuple[ConsentAnswer, ...]
    who: Who | None
    told: tuple[str, ...]
    gaps: tuple[Gap, ...]
    papers: tuple[Paper, ...]
    applications: tuple[Application, ...]
    asked: dict[str, str | int]
    """The ten answers that were given, by question, for the rules."""
    may_call: bool
    on: date
    served_by: UUID | None
    """Who sat at the desk, where a page says so."""
    amiss: tuple[tuple[str, Refused], ...]
    """Parts that cannot be read, by their names, and why."""

    @property
    def receipt(self) -> str:
        """As the form says it to who fills it in; nobody who left has one."""
        return f"R-{self.camp}-{self.desk}-{self.number}" if self.came else ""

    @property
    def agreed_to_schemes(self) -> bool:
        """Whether this form says yes to checking schemes, applying, and keeping photos of papers."""
        return any(one.purpose == "schemes" and one.given for one in self.consents)

    @property
    def outcome(self) -> str:
        """What went furthest."""
        if not self.came:
            return "left"
        if not self.agreed:
            return "no_consent"
        if self.applications:
            return "filed" if any(one.filed for one in self.applications) else "prepared"
        return "gap" if self.gaps else "told" if self.told else "nothing"


def read_desk(answers: Answers, *, language: str) -> DeskForm:
    """What the form says. Raises Refused where it says something that cannot be of token, consent or person."""
    form = Reader(answers)
    token, consent, result = form.group("token"), form.group("consent"), form.group("result")
    came = token.choice("came", ("yes", "left"), required=True) == "yes"
    agreed = came and bool(consent.yes("consent_survey", required=True))
    consents = _consents(consent, form, language) if agreed else ()
    on = _day(form)
    schemes = any(one.purpose == "schemes" and one.given for one in consents)
    asked = form.group("asked") if schemes else Reader(None)
    amiss: list[tuple[str, Refused]] = []
    done = result if agreed else Reader(None)
    said = _by_itself(amiss, ANSWERS, lambda: (_work(asked), _asked(asked)))
    return DeskForm(
        attendance=form.uid("attendance_uid"),
        person=form.uid("person_uid"),
        household=form.uid("household_uid"),
        camp=token.text("camp", maximum=12, required=True) or "",
        desk=_number(token, "desk", terms.DESKS_MAXIMUM),
        number=_number(token, "number", terms.TOKENS_MAXIMUM),
        came=came,
        agreed=agreed,
        consents=consents,
        who=_who(form.group("person"), said[0] if said else None, on) if agreed else None,
        told=_by_itself(amiss, TOLD, lambda: done.choices("told", terms.SCHEMES)) or (),
        gaps=_rows(amiss, GAP, done.rows("gap"), "gap_uid", _gap),
        papers=_rows(amiss, PAPER, result.rows("paper") if schemes else [], "paper_uid", _paper),
        applications=_rows(amiss, APPLICATION, done.rows("application"), "application_uid", _application),
        asked=said[1] if said else {},
        may_call=bool(agreed and form.group("person").yes("may_call")),
        on=on,
        served_by=_by_itself([], ANSWERS, lambda: form.uid("served_by")) if form.has("served_by") else None,
        amiss=tuple(amiss),
    )


def part_named(what: str, uid: UUID) -> str:
    """The name of a row that may wait by itself."""
    return f"{what} {uid}"


def _by_itself(amiss: list[tuple[str, Refused]], name: str, read: Callable[[], T]) -> T | None:
    """What a part says; None, and why, where it cannot be read. The rest of the form does not wait for it."""
    try:
        return read()
    except Refused as refused:
        amiss.append((name, refused))
        return None


def _rows(
    amiss: list[tuple[str, Refused]], what: str, rows: list[Reader], uid: str, read: Callable[[Reader], T]
) -> tuple[T, ...]:
    each = (_by_itself(amiss, part_named(what, row.uid(uid)), partial(read, row)) for row in rows)
    return tuple(one for one in each if one is not None)


def _day(form: Reader) -> date:
    started = form.raw("start")
    return in_india(started) if isinstance(started, datetime) else today()


def _number(token: Reader, name: str, maximum: int) -> int:
    found = token.whole(name, 1, maximum)
    if found is None:
        raise Refused("registry.missing_answer", question=name)
    return found


def _consents(answers: Reader, form: Reader, language: str) -> tuple[ConsentAnswer, ...]:
    version = form.text("notice_version", maximum=20) or ""
    given = ((purpose, answers.yes(f"consent_{purpose}")) for purpose in PURPOSES)
    return tuple(
        ConsentAnswer(purpose=purpose, given=answer, notice_version=version, language=language)
        for purpose, answer in given
        if answer is not None
    )


def _who(person: Reader, work: WorkerFacts | None, on: date) -> Who:
    precision = person.choice("age_precision", choices.AGE_PRECISIONS)
    born_on = person.day("born_on", latest=on) if precision == "exact" else None
    age = _age(born_on, on) if born_on else person.whole("age_years", 0, AGE_MAXIMUM)
    sex = person.choice("sex", choices.SEXES)
    name = person.text("member_name", maximum=120, required=True)
    assert name is not None
    return Who(
        known=person.uid("known_person") if person.has("known_person") else None,
        number=person.text("household_number", maximum=20),
        ward=person.text("ward", maximum=60),
        name=name,
        phone=person.phone("phone"),
        born_on=born_on,
        answers=PersonFacts(
            relation="",
            sex="" if sex == "not_said" else sex,
            age_years=age,
            age_precision="" if precision == "not_known" else precision,
            disability=person.choice("disability", choices.YES_NO_REFUSED),
            category=person.choice("social_category", choices.SOCIAL_CATEGORIES),
        ),
        work=work,
        marital=person.choice("marital", terms.MARITAL),
    )


def _age(born_on: date, day: date) -> int:
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if age > AGE_MAXIMUM:
        raise Refused("registry.out_of_range", question="born_on", minimum=0, maximum=AGE_MAXIMUM)
    return age


def _work(asked: Reader) -> WorkerFacts | None:
    code = asked.choice("occupation", occupations())
    known = occupation(code) if code else None
    if known is None:
        return None
    return WorkerFacts(
        occupation=code,
        occupation_group=known.category,
        answered_by="self",
        income_usual_paise=asked.paise("income_usual"),
        bank_account=asked.choice("bank_account", choices.ACCOUNT_STATES),
    )


def _asked(asked: Reader) -> dict[str, str | int]:
    lists: dict[str, terms.Terms] = {
        "income_tax": terms.YES_NO_UNKNOWN,
        "eshram": terms.YES_NO_UNKNOWN,
        "bocw": terms.YES_NO_UNKNOWN,
        "epf_esi": terms.DEDUCTIONS,
        "ration_card": terms.RATION_CARDS,
        "bank_account": choices.ACCOUNT_STATES,
        "mobile_linked": terms.YES_NO_UNKNOWN,
    }
    found: dict[str, str | int] = {
        name: code for name, known in lists.items() if (code := asked.choice(name, known))
    }
    for name, maximum in (("construction_days", 366), ("income_usual", 9_999_999)):
        if (number := asked.whole(name, 0, maximum)) is not None:
            found[name] = number
    return found


def _gap(row: Reader) -> Gap:
    return Gap(
        row.uid("gap_uid"),
        row.text("document", maximum=DOCUMENT_MAXIMUM, required=True) or "",
        row.choice("gap_reason", terms.GAPS, required=True),
    )


def _paper(row: Reader) -> Paper:
    return Paper(
        row.uid("paper_uid"),
        row.uid("photo_uid"),
        row.text("paper_seen", maximum=DOCUMENT_MAXIMUM, required=True) or "",
        row.text("last_digits", maximum=4),
        row.day("valid_until"),
        row.text("paper_photo") or "",
    )


def _application(row: Reader) -> Application:
    return Application(
        row.uid("application_uid"),
        row.choice("scheme", terms.SCHEMES, required=True),
        row.choice("stage", ("prepared", "filed"), required=True) == "filed",
        row.text("external_number", maximum=NUMBER_MAXIMUM) or "",
    )
