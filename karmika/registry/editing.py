"""The acts of an edited survey: corrections of what changed, nothing about what did not.

Members who are missing from the edit wait for a person to decide, unless that was done ("remove_vanished",
"keep_vanished").
"""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from karmika.intake.interpret import Interpreting
from karmika.journal.act import Act
from karmika.kernel.refused import Refused
from karmika.registry.acts.consent import CorrectConsent
from karmika.registry.acts.household import CorrectHousehold, ListHousehold
from karmika.registry.acts.person import CorrectPerson, RemovePerson
from karmika.registry.acts.visit import CorrectVisit
from karmika.registry.acts.worker import CorrectWorker, RecordWorker, RemoveWorker
from karmika.registry.facts import ConsentAnswer, Owner
from karmika.registry.models import Consent, Household, Person, Visit, Worker
from karmika.registry.recording import newcomer, visit_id
from karmika.registry.survey import Member, Survey

Door = tuple[UUID | None, Owner]


def edit(given: Interpreting, before: Survey, after: Survey, door: Door) -> list[Act]:
    """What an edit changes. Raises Refused: registry.member_vanished."""
    visit = visit_id(given.submission_id)
    recorded = Visit.objects.filter(id=visit).values_list("household_id", flat=True).first()
    household, whose = recorded or door[0], door[1]
    vanished = _vanished(given, before, after)
    if before.agreed and not after.agreed and before.members and not vanished:
        return []  # a person decided that the household's yes stands, and what it said with it
    acts = [
        *_door_acts(before, after, household, whose),
        *_visit_acts(visit, before, after, (household, whose)),
    ]
    if household is not None:
        acts += _consent_acts(before.consents, after.consents, household, None)
        there = _still_there(given, before, after)
        for uid, member in after.members.items():
            if uid in there:
                acts += kept_acts(uid, member, (household, whose))
                continue
            acts += _member_acts(
                uid, before.members.get(uid), member, (household, whose), before.ward != after.ward
            )
    reason = "vanished" if after.agreed else "no_consent"
    return acts + [RemovePerson(person=uid, reason=reason) for uid in vanished]


def _vanished(given: Interpreting, before: Survey, after: Survey) -> list[UUID]:
    missing = [uid for uid in before.members if uid not in after.members]
    living = set(Person.objects.filter(id__in=missing, state="active").values_list("id", flat=True))
    missing = [uid for uid in missing if uid in living]
    if not missing or "remove_vanished" in given.decisions:
        return missing
    if "keep_vanished" not in given.decisions:
        raise Refused("registry.member_vanished", members=len(missing))
    return []


def _door_acts(before: Survey, after: Survey, household: UUID | None, whose: Owner) -> Iterator[Act]:
    if household is None or after.number is not None:
        return
    if not Household.objects.filter(id=household).exists():
        yield ListHousehold(household=household, whose=whose, **after.home._asdict())
    elif (before.ward, before.home) != (after.ward, after.home):
        yield CorrectHousehold(household=household, whose=whose, **after.home._asdict())


def _visit_acts(visit: UUID, before: Survey, after: Survey, door: Door) -> Iterator[Act]:
    said = ("outcome", "ward", "revisit_on", "answers", "keeps_household")
    if all(getattr(before, name) == getattr(after, name) for name in said):
        return
    household, whose = door
    yield CorrectVisit(
        visit=visit,
        household=household,
        whose=whose,
        outcome=after.outcome,
        minutes=before.minutes,
        revisit_on=after.revisit_on,
        answers=after.answers,
    )


def _member_acts(uid: UUID, before: Member | None, after: Member, door: Door, moved: bool) -> Iterator[Act]:
    household, whose = door
    assert household is not None
    if before is None:
        yield from newcomer(uid, after, household, whose)
        return
    if moved or before._replace(work=None) != after._replace(work=None):
        yield _correct_person(uid, after, whose)
    was = before.work
    if was is None or after.work is None:
        yield from _work_acts(uid, was is not None, was.consents if was else (), after, door)
        return
    if (was.answers, was.personal) != (after.work.answers, after.work.personal):
        yield CorrectWorker(person=uid, answers=after.work.answers, **after.work.personal)
    yield from _consent_acts(was.consents, after.work.consents, household, uid)


def _correct_person(uid: UUID, after: Member, whose: Owner) -> CorrectPerson:
    return CorrectPerson(
        person=uid,
        whose=whose,
        name=after.name,
        phone=after.phone,
        born_on=after.born_on,
        answers=after.answers,
    )


def _still_there(given: Interpreting, before: Survey, after: Survey) -> set[UUID]:
    """Members whom the version before left out, whom a person kept all the same, and who are in the form again."""
    new = [uid for uid in after.members if uid not in before.members]
    kept = Person.objects.filter(id__in=new, submission_id=given.submission_id, state="active")
    return set(kept.values_list("id", flat=True)) if new else set()


def kept_acts(uid: UUID, after: Member, door: Door) -> Iterator[Act]:
    """Everything about one who was kept is said anew: the version before says nothing to compare with."""
    yield _correct_person(uid, after, door[1])
    noted = Consent.objects.filter(person_id=uid).order_by("entry_seq", "id")
    consents = tuple(ConsentAnswer(purpose=one.purpose, given=one.given) for one in noted)
    worked = Worker.objects.filter(id=uid, state="active").exists()
    yield from _work_acts(uid, worked, consents, after, door)


def _work_acts(
    uid: UUID, worked: bool, consents: tuple[ConsentAnswer, ...], after: Member, door: Door
) -> Iterator[Act]:
    """The work as the form says it now; `worked` and `consents` are what is noted until now."""
    household, whose = door
    assert household is not None
    now = after.work
    if now is not None and not worked:
        yield RecordWorker(
            person=uid,
            household=household,
            whose=whose,
            answers=now.answers,
            consents=now.consents,
            **now.personal,
        )
    elif now is not None:
        yield CorrectWorker(person=uid, answers=now.answers, **now.personal)
        yield from _consent_acts(consents, now.consents, household, uid)
    elif worked:
        yield RemoveWorker(person=uid)
        yield from _consent_acts(consents, (), household, uid)


def _consent_acts(
    before: tuple[ConsentAnswer, ...], after: tuple[ConsentAnswer, ...], household: UUID, person: UUID | None
) -> Iterator[Act]:
    was = {consent.purpose: consent for consent in before}
    now = {consent.purpose: consent for consent in after}
    for purpose in {**was, **now}:
        answer = now.get(purpose) or msgspec.structs.replace(was[purpose], given=False)
        if purpose not in was or was[purpose].given != answer.given:
            yield CorrectConsent(household=household, person=person, answer=answer)
