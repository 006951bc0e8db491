"""A form that names somebody who was erased, and who has consented again: she is a new person, with new ids.

The old ids stay erased and their keys stay destroyed. Others in the form are said anew as the form has them now.
"""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from karmika.intake.interpret import Interpreting
from karmika.journal.act import Act
from karmika.kernel.ids import derive
from karmika.registry.acts.household import ListHousehold
from karmika.registry.acts.visit import RecordVisit
from karmika.registry.editing import kept_acts
from karmika.registry.facts import Owner
from karmika.registry.models import Household, Person, Visit
from karmika.registry.recording import newcomer, visit_id
from karmika.registry.survey import Member, Survey


def anew(given: Interpreting, after: Survey, household: UUID | None, whose: Owner) -> Iterator[Act]:
    """The acts of a form that is taken in after an erasure. None where it speaks of no household."""
    visit = visit_id(given.submission_id)
    recorded = Visit.objects.filter(id=visit).values_list("household_id", flat=True).first()
    household = recorded or household
    if household is None:
        return
    known = Person.objects.filter(id__in=after.members)
    standing = Household.objects.filter(id=household)
    lost = standing.filter(erased_on__isnull=False).exists()
    gone = set(known if lost else known.filter(erased_on__isnull=False))
    erased = {person.id for person in gone}
    there = {person.id for person in known} - erased
    home = derive(household, "anew", given.instance_id) if lost else household
    if lost or not standing.exists():
        yield ListHousehold(household=home, whose=whose, **after.home._asdict())
    if lost or (recorded is None and not standing.filter(ended=True).exists()):
        yield RecordVisit(
            visit=derive(visit, "anew", given.instance_id) if lost else visit,
            household=home,
            whose=whose,
            outcome=after.outcome,
            minutes=after.minutes,
            revisit_on=after.revisit_on,
            answers=after.answers,
            consents=after.consents,
        )
    for uid, member in after.members.items():
        if uid in there:
            yield from kept_acts(uid, member, (home, whose))
        elif uid in erased:
            new = derive(uid, "anew", given.instance_id)
            yield from newcomer(new, _with_new_debts(member, new), home, whose)
        else:
            yield from newcomer(uid, member, home, whose)


def _with_new_debts(member: Member, person: UUID) -> Member:
    """The rows of the debts of the erased person stay as figures, under the ids that the phone gave them."""
    if member.work is None:
        return member
    answers = member.work.answers
    debts = tuple(
        msgspec.structs.replace(debt, debt=derive(debt.debt, "anew", person)) for debt in answers.debts
    )
    answers = msgspec.structs.replace(answers, debts=debts)
    return member._replace(work=member.work._replace(answers=answers))
