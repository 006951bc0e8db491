"""From a filled-in form of the desk to acts: the token, the person if she agreed, what other rooms keep of it, the end.

The form makes all ids, so the same form read by a laptop and by the state's server gives the same token and person.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from karmika.intake.interpret import Interpreter, Interpreting
from karmika.intake.secrecy import ANEW
from karmika.journal.act import Act
from karmika.kernel.asking import ask_one, uuid_of
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place
from karmika.outreach.acts import CloseAttendance, CorrectAttendance, Done, RegisterAttendance
from karmika.outreach.desk_answers import DeskForm, Who, read_desk
from karmika.outreach.models import Attendance
from karmika.outreach.owed import Named, acts_of
from karmika.outreach.terms import DESK, LEFT, SEEN
from karmika.registry.acts.consent import GiveConsent, standing
from karmika.registry.acts.household import ListHousehold
from karmika.registry.acts.person import CorrectPerson, RecordPerson
from karmika.registry.acts.worker import RecordWorker
from karmika.registry.choices import CAMP
from karmika.registry.facts import ConsentAnswer, Owner
from karmika.registry.interpreters import WARD_LEVELS
from karmika.registry.models import Household, Person, Worker
from karmika.registry.numbers import is_household_number, tidy

FORM_ID = "camp_desk"


class Met(NamedTuple):
    """The person as this server knows her: new here or not, with the household and whose both are."""

    person: UUID
    household: UUID
    whose: Owner
    is_new: bool
    new_household: bool


def camp_desk(given: Interpreting) -> list[Act]:
    """The acts of one form of the desk; of an edited one, corrections. Raises Refused when a person must look."""
    after = read_desk(given.answers, language=given.language)
    if ANEW in given.decisions:
        return list(_anew(given, after))
    if given.before is None:
        return list(_first(given, after))
    before = read_desk(given.before, language=given.language)
    return list(_edited(given, before, after))


INTERPRETERS: Mapping[str, Interpreter] = {FORM_ID: camp_desk}


def _first(given: Interpreting, form: DeskForm) -> Iterator[Act]:
    camp, whose = _camp(given, form.camp)
    met = _met(given, form, whose)
    if met is not None:
        yield from _recorded(form, met)
    yield RegisterAttendance(
        attendance=form.attendance,
        camp=camp,
        whose=whose,
        desk=form.desk,
        number=form.number,
        person=met.person if met else None,
    )
    if met is not None:
        yield from acts_of(Named(form=form, person=met.person, submission=given.submission_id))
    person = met.person if met else None
    yield CloseAttendance(attendance=form.attendance, whose=whose, person=person, done=done_of(form))


def _anew(given: Interpreting, form: DeskForm) -> Iterator[Act]:
    """Somebody in the form was erased and has agreed again: she is a new person. The token counts once."""
    form = form._replace(
        person=derive(form.person, "anew", given.instance_id),
        household=derive(form.household, "anew", given.instance_id),
        who=form.who and form.who._replace(known=None),
    )
    if not Attendance.objects.filter(id=form.attendance, state__in=[SEEN, LEFT]).exists():
        yield from _first(given, form)
        return
    met = _met(given, form, _camp(given, form.camp)[1])
    if met is not None and not Person.objects.filter(id=met.person).exists():
        yield from _recorded(form, met)


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


def _camp(given: Interpreting, code: str) -> tuple[UUID, Owner]:
    found = given.look.once(_camp_row, code, given.organisation, given.programme)
    if found is None:
        raise Refused("outreach.unknown_camp", camp=code[:12])
    camp, area = found
    return camp, Owner(
        area=area, organisation=given.organisation, programme=given.programme, submission=given.submission_id
    )


def _camp_row(code: str, organisation: UUID, programme: UUID) -> tuple[UUID, UUID] | None:
    found = ask_one(
        "SELECT id, area_id FROM outreach_camp WHERE code = %s AND organisation_id = %s AND programme_id = %s",
        code,
        organisation,
        programme,
    )
    return None if found is None else (uuid_of(found[0]), uuid_of(found[1]))


def _met(given: Interpreting, form: DeskForm, whose: Owner) -> Met | None:
    """Who came: known by id, by name within a household whose number she showed, or new."""
    if form.who is None:
        return None
    who = form.who
    found = _known(given, who.known) if who.known else None
    if found is None:
        home = _home(given, who.number) if who.number else None
        found = _in_household(home, who) if home is not None else None
        if found is None and home is not None:
            return Met(form.person, home.id, _owner(home, given), True, False)
    if found is not None:
        return Met(found.id, found.household_id, _owner(found, given), False, False)
    area = _ward(given, who.ward) or whose.area
    owner = Owner(
        area=area, organisation=whose.organisation, programme=whose.programme, submission=whose.submission
    )
    return Met(form.person, form.household, owner, True, True)


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
    wanted = nfc(who.name).casefold().split()
    members = Person.objects.filter(household=home, state="active", name__isnull=False)
    same = [
        one
        for one in members
        if nfc(one.name or "").casefold().split() == wanted
        and who.answers.sex in ("", one.sex or who.answers.sex)
    ]
    return same[0] if len(same) == 1 else None


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


def _edited(given: Interpreting, before: DeskForm, after: DeskForm) -> Iterator[Act]:
    """What changed. The person's own lines are corrected only if this very form recorded her."""
    if (before.attendance, before.person) != (after.attendance, after.person):
        raise Refused("outreach.person_changed")
    if (before.camp, before.desk, before.number) != (after.camp, after.desk, after.number):
        raise Refused("outreach.person_changed")
    held = Attendance.objects.filter(id=after.attendance).first()
    if held is None or (before.who is None) != (after.who is None):
        raise Refused("outreach.person_changed")
    if (
        after.who is not None
        and before.who is not None
        and _person_lines(before.who) != _person_lines(after.who)
    ):
        yield from _person_corrected(given, held, after.who)
    if held.person_id is not None:
        added = _added(before, after)
        yield from acts_of(Named(form=added, person=held.person_id, submission=given.submission_id))
    if done_of(before) != done_of(after):
        _, whose = _camp(given, after.camp)
        yield CorrectAttendance(attendance=after.attendance, whose=whose, done=done_of(after))


def _added(before: DeskForm, after: DeskForm) -> DeskForm:
    """What the edit adds for other rooms. What it takes away is ended there, with a reason."""
    gaps = {one.gap for one in before.gaps}
    papers = {one.paper for one in before.papers}
    applications = {one.application: one for one in before.applications}
    return after._replace(
        asked={name: value for name, value in after.asked.items() if before.asked.get(name) != value},
        told=tuple(code for code in after.told if code not in before.told),
        gaps=tuple(one for one in after.gaps if one.gap not in gaps),
        papers=tuple(one for one in after.papers if one.paper not in papers),
        applications=tuple(one for one in after.applications if applications.get(one.application) != one),
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
