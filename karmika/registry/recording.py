"""The acts of a survey that arrives for the first time, and of a member who was not there before. Pure."""

from collections.abc import Iterator
from uuid import UUID

from karmika.journal.act import Act
from karmika.kernel.ids import stable
from karmika.registry.acts.household import ListHousehold
from karmika.registry.acts.person import RecordPerson
from karmika.registry.acts.visit import RecordVisit
from karmika.registry.acts.worker import RecordWorker
from karmika.registry.facts import Owner
from karmika.registry.survey import Member, Survey


def first(submission: UUID, survey: Survey, household: UUID | None, whose: Owner) -> Iterator[Act]:
    """The acts of a first version."""
    if household is not None and survey.number is None:
        yield ListHousehold(household=household, whose=whose, **survey.home._asdict())
    yield RecordVisit(
        visit=visit_id(submission),
        household=household,
        whose=whose,
        outcome=survey.outcome,
        minutes=survey.minutes,
        revisit_on=survey.revisit_on,
        answers=survey.answers,
        consents=survey.consents,
    )
    for uid, member in survey.members.items():
        assert household is not None
        yield from newcomer(uid, member, household, whose)


def newcomer(uid: UUID, member: Member, household: UUID, whose: Owner) -> Iterator[Act]:
    """The acts for a member who was not recorded before."""
    yield RecordPerson(
        person=uid,
        household=household,
        whose=whose,
        name=member.name,
        phone=member.phone,
        born_on=member.born_on,
        answers=member.answers,
    )
    if member.work is not None:
        yield RecordWorker(
            person=uid,
            household=household,
            whose=whose,
            answers=member.work.answers,
            consents=member.work.consents,
            **member.work.personal,
        )


def visit_id(submission: UUID) -> UUID:
    """A submission tells of one visit; an edit of it finds the visit by this."""
    return stable("visit", submission)
