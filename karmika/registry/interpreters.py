"""From a filled-in form to acts: the household survey, its first version and its edits.

Household and persons have the ids that the phone made with once(uuid()), so that an edit finds them again.
"""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_noop

from karmika.intake.instances import Answers
from karmika.intake.interpret import Interpreter, Interpreting
from karmika.intake.secrecy import ANEW
from karmika.journal.act import Act
from karmika.kernel.asking import ask_any, ask_one, uuid_of
from karmika.kernel.refused import Refused
from karmika.registry.anew import anew
from karmika.registry.editing import edit
from karmika.registry.facts import Owner
from karmika.registry.numbers import tidy
from karmika.registry.recording import first
from karmika.registry.survey import Survey, read_survey, worksite_codes

WARD_LEVELS = ("ward", "village")
FORM_TITLE = gettext_noop("Household survey")
"""As the form itself has it; pages show its translation."""


def household_survey(given: Interpreting) -> list[Act]:
    """The acts of one survey form. Consent refused: only the visit. An edit: corrections of what changed.

    Raises Refused with codes of this room when a person must look.
    """
    after = _read(given, given.answers)
    if ANEW in given.decisions:
        return list(anew(given, after, *_door(given, after)))
    if given.before is None:
        household, whose = _door(given, after)
        return list(first(given.submission_id, after, household, whose))
    before = _read(given, given.before)
    if before.number != after.number:
        raise Refused("registry.household_changed")
    if before.household is not None:
        after = after._replace(household=before.household)
    household, whose = _door(given, after)
    return edit(given, before, after, (household, whose))


INTERPRETERS: Mapping[str, Interpreter] = {"household_survey": household_survey}
FORMS = (Path(__file__).parent / "forms" / "household_survey.md",)


def _read(given: Interpreting, answers: Answers) -> Survey:
    known = given.look.each(_worksites, worksite_codes(answers))

    def worksite(code: str) -> UUID:
        if code not in known:
            raise Refused("registry.unknown_worksite", worksite=code[:40])
        return known[code]

    return read_survey(answers, language=given.language, worksite=worksite)


def _worksites(codes: frozenset[str]) -> dict[str, UUID]:
    rows = ask_any("SELECT code, id FROM areas_worksite WHERE code", sorted(codes))
    return {code: uuid_of(worksite) for code, worksite in rows}


def _door(given: Interpreting, survey: Survey) -> tuple[UUID | None, Owner]:
    """The household that the form speaks of (None where only a refusal is kept), and whose everything is."""
    household: UUID | None
    if survey.number is not None:
        household, area = _revisited(given, tidy(survey.number))
    else:
        household = survey.household if survey.keeps_household else None
        area = given.look.once(_ward, survey.ward or "")
    whose = Owner(
        area=area, organisation=given.organisation, programme=given.programme, submission=given.submission_id
    )
    return household, whose


def _revisited(given: Interpreting, number: str) -> tuple[UUID, UUID]:
    found = ask_one(
        "SELECT id, area_id FROM registry_household"
        " WHERE number = %s AND organisation_id = %s AND programme_id = %s",
        number,
        given.organisation,
        given.programme,
    )
    if found is None:
        raise Refused("registry.unknown_household", number=number)
    return uuid_of(found[0]), uuid_of(found[1])


def _ward(code: str) -> UUID:
    found = ask_one(
        "SELECT id FROM areas_area WHERE level IN (%s, %s) AND code = %s ORDER BY id LIMIT 1",
        *WARD_LEVELS,
        code,
    )
    if found is None:
        raise Refused("registry.unknown_ward", ward=code[:40])
    return uuid_of(found[0])
