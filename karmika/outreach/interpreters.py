"""From a filled-in form of the desk to acts: the token, the person if she agreed, what other rooms keep of it, the end.

The form makes all ids, so the same form read by a laptop and by the state's server gives the same token and person.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext_noop

from karmika.intake.interpret import Interpreter, Interpreting, Part
from karmika.intake.secrecy import ANEW
from karmika.journal.act import Act
from karmika.kernel.asking import ask_one, uuid_of
from karmika.kernel.dates import today
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place
from karmika.outreach import lent
from karmika.outreach.acts import CloseAttendance, CorrectAttendance, Done, RegisterAttendance
from karmika.outreach.desk_answers import DeskForm, Who, read_desk
from karmika.outreach.models import Attendance, Camp
from karmika.outreach.owed import Named, applications_of, parts_of
from karmika.outreach.terms import DESK, LEFT, SEEN
from karmika.registry.acts.consent import GiveConsent, standing
from karmika.registry.acts.household import ListHousehold
from karmika.registry.acts.person import CorrectPerson, RecordPerson
from karmika.registry.acts.worker import RecordWorker
from karmika.registry.choices import CAMP
from karmika.registry.facts import ConsentAnswer, Owner, WorkerFacts
from karmika.registry.interpreters import WARD_LEVELS
from karmika.registry.models import Household, Person, Worker
from karmika.registry.numbers import is_household_number, tidy

FORM_ID = "camp_desk"
FORM_TITLE = gettext_noop("Desk of a camp")
"""As the form itself has it; pages show its translation."""
EARLY_DAYS, LATE_DAYS = 1, 7
"""So many days before and after its camp a form may say that it was filled in."""
FORMS = (Path(__file__).parent / "forms" / f"{FORM_ID}.md",)


Meaning = tuple[list[Act], list[Part]]


class Met(NamedTuple):
    """The person as this server knows her: new here or not, with the household and whose both are."""

    person: UUID
    household: UUID
    whose: Owner
    is_new: bool
    new_household: bool


class At(NamedTuple):
    """The camp of a form: its id, whose it is, its day."""

    camp: UUID
    whose: Owner
    held_on: date


def camp_desk(given: Interpreting) -> Meaning:
    """The acts of one form of the desk, and its parts; of an edited one, corrections.

    Raises Refused when a person must look at the form as a whole.
    """
    after = read_desk(given.answers, language=given.language)
    if ANEW in given.decisions:
        return _anew(given, after)
    if given.before is None:
        return _first(given, after)
    before = read_desk(given.before, language=given.language)
    return _edited(given, before, after)


INTERPRETERS: Mapping[str, Interpreter] = {FORM_ID: camp_desk}


def _first(given: Interpreting, form: DeskForm) -> Meaning:
    at = _at(given, form.camp)
    met = _met(given, form, at)
    person = met.person if met else None
    on = day_of(form, at.held_on)
    acts: list[Act] = [] if met is None else list(_recorded(form, met))
    acts.append(
        RegisterAttendance(
            attendance=form.attendance,
            camp=at.camp,
            whose=at.whose,
            desk=form.desk,
            number=form.number,
            person=person,
            served_by=form.served_by,
        )
    )
    done = done_of(form)
    if person is not None:
        done = msgspec.structs.replace(done, applications=applications_of(form, person))
    acts.append(CloseAttendance(attendance=form.attendance, whose=at.whose, person=person, done=done, on=on))
    return acts, [] if person is None else list(
        parts_of(Named(form=form, person=person, on=on, submission=given.submission_id))
    )


def day_of(form: DeskForm, held_on: date) -> date:
    """The day that the form names; that of the camp where a clock must have been wrong, and no day to come."""
    late = form.on - held_on
    near = -EARLY_DAYS <= late.days <= LATE_DAYS
    return min(form.on if near else held_on, today())


def _anew(given: Interpreting, form: DeskForm) -> Meaning:
    """Somebody in the form was erased and has agreed again: she is a new person. The token counts once."""
    form = form._replace(
        person=derive(form.person, "anew", given.instance_id),
        household=derive(form.household, "anew", given.instance_id),
        who=form.who and form.who._replace(known=None),
    )
    if not Attendance.objects.filter(id=form.attendance, state__in=[SEEN, LEFT]).exists():
        return _first(given, form)
    met = _met(given, form, _at(given, form.camp))
    if met is not None and not Person.objects.filter(id=met.person).exists():
        return list(_recorded(form, met)), []
    return [], []


def done_of(form: DeskForm) -> Done:
    """What came of the token, as the form says."""
    return Done(
        outcome=form.outcome,
        told=form.told,
        gaps=tuple(dict.fromkeys(one.reason for one in form.gaps)),
        prepared=tuple(dict.fromkeys(one.scheme for one in form.applications if not one.filed)),
        filed=tuple(dict.fromkeys(one.scheme for one in form.applications if one.filed)),
        receipt=form.receipt,
        may_call=form.may_call,
    )


def _at(given: Interpreting, code: str) -> At:
    found = given.look.once(_camp_row, code, given.organisation, given.programme)
    if found is None:
        raise Refused("outreach.unknown_camp", camp=code[:12])
    camp, area, held_on = found
    whose = Owner(
        area=area, organisation=given.organisation, programme=given.programme, submission=given.submission_id
    )
    return At(camp, whose, held_on)


def _camp_row(code: str, organisation: UUID, programme: UUID) -> tuple[UUID, UUID, date] | None:
    found = Camp.objects.filter(code=code, organisation_id=organisation, programme_id=programme)
    return found.values_list("id", "area_id", "held_on").first()


def _met(given: Interpreting, form: DeskForm, at: At) -> Met | None:
    """Who came: known by id, by name within a household whose number she showed, lent by another house, or new."""
    if form.who is None:
        return None
    who = form.who
    home = _home(given, who.number) if who.number else None
    found = _known(given, who.known) if who.known else None
    if found is None and home is not None:
        found = _in_household(home, who)
    if found is not None:
        return Met(found.id, found.household_id, _owner(found, given), False, False)
    return _lent(given, form, at) or _new(given, form, at, home)


def _new(given: Interpreting, form: DeskForm, at: At, home: Household | None) -> Met:
    if home is not None:
        return Met(form.person, home.id, _owner(home, given), True, False)
    area = _ward(given, form.who.ward if form.who else None) or at.whose.area
    return Met(form.person, form.household, _in_area(at, area), True, True)


def _lent(given: Interpreting, form: DeskForm, at: At) -> Met | None:
    """On a laptop: somebody of the lender's is recorded under the ids that she has there, in the words of this form."""
    assert form.who is not None
    who = form.who
    found = lent.one(at.camp, who.known) if who.known else None
    home = lent.in_household(at.camp, who.number) if who.number else []
    if found is None:
        same = [one for one in home if _is_same(who, one.name, one.sex)]
        found = same[0] if len(same) == 1 else None
    if found is not None:
        person, household, area = found.person_id, found.household_id, found.area_id
    elif home:
        person, household, area = form.person, home[0].household_id, home[0].area_id
    else:
        return None
    if not _may(given, area):
        return None
    here = Person.objects.filter(id=person).first()
    if here is not None:
        known = here.state == "active"
        return Met(here.id, here.household_id, _owner(here, given), False, False) if known else None
    is_new_home = not Household.objects.filter(id=household).exists()
    return Met(person, household, _in_area(at, area), True, is_new_home)


def _in_area(at: At, area: UUID) -> Owner:
    whose = at.whose
    return Owner(
        area=area, organisation=whose.organisation, programme=whose.programme, submission=whose.submission
    )


def _owner(row: Person | Household, given: Interpreting) -> Owner:
    return Owner(
        area=row.area_id,
        organisation=row.organisation_id,
        programme=row.programme_id,
        submission=given.submission_id,
    )


def _mine(given: Interpreting, row: Person | Household | None) -> bool:
    """Whether the sender may write about this row. Who may not is met as somebody new, and matched later."""
    if row is None or (row.organisation_id, row.programme_id) != (given.organisation, given.programme):
        return False
    return _may(given, row.area_id)


def _may(given: Interpreting, area: UUID) -> bool:
    try:
        given.viewer.authorise(DESK, Place(area, given.organisation, given.programme))
    except Refused:
        return False
    return True


def _known(given: Interpreting, person: UUID) -> Person | None:
    """The person whom a page of this server named; another server need not know her."""
    found = Person.objects.filter(id=person, state="active").first()
    return found if _mine(given, found) else None


def _home(given: Interpreting, typed: str) -> Household | None:
    """The household with this number. Raises Refused("registry.unknown_household") for a number with a slip in it."""
    number = tidy(typed)
    if not is_household_number(number):
        raise Refused("registry.unknown_household", number=number)
    found = Household.objects.filter(number=number, erased_on=None).first()
    return found if _mine(given, found) else None


def _in_household(home: Household, who: Who) -> Person | None:
    """The one member with this very name and, where both are known, this sex. Two such are nobody."""
    members = Person.objects.filter(household=home, state="active", name__isnull=False)
    same = [one for one in members if _is_same(who, one.name or "", one.sex)]
    return same[0] if len(same) == 1 else None


def _is_same(who: Who, name: str, sex: str) -> bool:
    same_name = nfc(name).casefold().split() == nfc(who.name).casefold().split()
    return same_name and who.answers.sex in ("", sex or who.answers.sex)


def _ward(given: Interpreting, code: str | None) -> UUID | None:
    """Where she lives, if it is on this server's map and the sender works there."""
    if not code:
        return None
    found = ask_one(
        "SELECT id FROM areas_area WHERE level IN (%s, %s) AND code = %s ORDER BY id LIMIT 1",
        *WARD_LEVELS,
        code,
    )
    return uuid_of(found[0]) if found and _may(given, uuid_of(found[0])) else None


def _recorded(form: DeskForm, met: Met) -> Iterator[Act]:
    """The registry's acts: no visit to a door is counted."""
    assert form.who is not None
    who = form.who
    if met.new_household:
        yield ListHousehold(household=met.household, whose=met.whose, met_at=CAMP)
    if met.is_new:
        yield RecordPerson(
            person=met.person,
            household=met.household,
            whose=met.whose,
            name=who.name,
            phone=who.phone,
            born_on=who.born_on,
            answers=who.answers,
        )
    if who.work is not None and (met.is_new or not _works(met.person)):
        yield RecordWorker(person=met.person, household=met.household, whose=met.whose, answers=who.work)
    yield from _consents(met, form.consents)


def _works(person: UUID) -> bool:
    return Worker.objects.filter(id=person, state="active").exists()


def _consents(met: Met, consents: Iterable[ConsentAnswer]) -> Iterator[Act]:
    """What she said yes to at the desk and had not before. A no at the desk withdraws nothing said at the door."""
    for one in consents:
        if one.given and (met.is_new or standing(met.household, met.person, one.purpose) is None):
            yield GiveConsent(
                household=met.household,
                person=met.person,
                purpose=one.purpose,
                notice_version=one.notice_version,
                language=one.language,
            )


def _edited(given: Interpreting, before: DeskForm, after: DeskForm) -> Meaning:
    """What changed, and parts that waited. The person's own lines are corrected only if this very form recorded her."""
    if (before.attendance, before.person) != (after.attendance, after.person):
        raise Refused("outreach.person_changed")
    if (before.camp, before.desk, before.number) != (after.camp, after.desk, after.number):
        raise Refused("outreach.person_changed")
    held = Attendance.objects.filter(id=after.attendance).first()
    if held is None:
        raise Refused("outreach.person_changed")
    if (before.who is None) != (after.who is None):
        raise Refused("outreach.consent_changed")
    acts: list[Act] = []
    if (
        after.who is not None
        and before.who is not None
        and _person_lines(before.who) != _person_lines(after.who)
    ):
        acts += _person_corrected(given, held, after.who)
    at = _at(given, after.camp)
    if done_of(before) != done_of(after):
        acts.append(CorrectAttendance(attendance=held.id, whose=at.whose, done=_done_now(held, after)))
    if held.person_id is None:
        return acts, []
    if after.who is not None and after.who.work is not None and not _works(held.person_id):
        acts += _work_added(given, held.person_id, after.who.work)
    added, on = _added(before, after), day_of(after, at.held_on)
    now = Named(form=added, person=held.person_id, on=on, submission=given.submission_id)
    waited = parts_of(replace(now, form=after)) if given.pending else ()
    parts = {one.name: one for one in (*(one for one in waited if one.name in given.pending), *parts_of(now))}
    return acts, list(parts.values())


def _done_now(held: Attendance, form: DeskForm) -> Done:
    done = done_of(form)
    if held.person_id is None:
        return done
    before = [UUID(one) for one in held.applications]
    return msgspec.structs.replace(done, applications=applications_of(form, held.person_id, before))


def _work_added(given: Interpreting, person_id: UUID, work: WorkerFacts) -> Iterator[Act]:
    """What she does for a living could not be read, or was not asked, when the form came first."""
    person = Person.objects.filter(id=person_id, state="active").first()
    if person is not None:
        yield RecordWorker(
            person=person.id, household=person.household_id, whose=_owner(person, given), answers=work
        )


def _added(before: DeskForm, after: DeskForm) -> DeskForm:
    """What the edit adds for other rooms. What it takes away is ended there, with a reason."""
    gaps = {one.gap: one for one in before.gaps}
    papers = {one.paper: one for one in before.papers}
    applications = {one.application: one for one in before.applications}
    unread = {name for name, _why in before.amiss}
    return after._replace(
        asked={name: value for name, value in after.asked.items() if before.asked.get(name) != value},
        told=tuple(code for code in after.told if code not in before.told),
        gaps=tuple(one for one in after.gaps if gaps.get(one.gap) != one),
        papers=tuple(one for one in after.papers if one.paper not in papers),
        applications=tuple(one for one in after.applications if applications.get(one.application) != one),
        amiss=tuple((name, why) for name, why in after.amiss if name not in unread),
    )


def _person_lines(who: Who) -> tuple[object, ...]:
    return (who.name, who.phone, who.born_on, who.answers)


def _person_corrected(given: Interpreting, held: Attendance, who: Who) -> Iterator[Act]:
    mine = Person.objects.filter(submission_id=given.submission_id)
    person = mine.filter(id=held.person_id).first() if held.person_id else None
    if person is None:
        raise Refused("outreach.person_changed")
    yield CorrectPerson(
        person=person.id,
        whose=_owner(person, given),
        name=who.name,
        phone=who.phone,
        born_on=who.born_on,
        answers=who.answers,
    )
