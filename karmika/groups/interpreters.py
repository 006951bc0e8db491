"""From a filled-in form of a formation meeting to the act that forms the group."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_noop

from karmika.groups import meeting, terms
from karmika.groups.acts.forming import Form
from karmika.groups.acts.parts import Answer, Meeting
from karmika.intake.instances import Answers
from karmika.intake.interpret import Interpreter, Interpreting
from karmika.journal.act import Act
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.registry.reading import Reader

FORM_ID = "formation_meeting"
FORM_TITLE = gettext_noop("Formation meeting of a group")
"""As the form itself has it; pages show its translation."""
FORMS = (Path(__file__).parent / "forms" / f"{FORM_ID}.md",)
NAME_MAXIMUM = 80
VOTES_MAXIMUM = 99
NO = "in_person"
"""How a no is given: whoever was asked at the meeting was there."""


def formation_meeting(given: Interpreting) -> list[Act]:
    """The group, as the form says it was formed. An edit that says the same gives nothing.

    Raises Refused: groups.meeting_changed for an edit that says something else, and what reading refuses.
    """
    act = _formed(given, given.answers)
    if given.before is None:
        return [act]
    if _formed(given, given.before) != act:
        raise Refused("groups.meeting_changed")
    return []


INTERPRETERS: Mapping[str, Interpreter] = {FORM_ID: formation_meeting}


def _formed(given: Interpreting, answers: Answers) -> Form:
    form = Reader(answers)
    group, votes = form.group("group"), form.group("votes")
    places, every = meeting.book().places, meeting.book().every
    held_on = group.day("held_on", latest=today())
    if held_on is None:
        raise Refused("groups.date")
    return Form(
        proposal=group.uid("proposal"),
        name=group.text("group_name", maximum=NAME_MAXIMUM, required=True) or "",
        formed_on=held_on,
        answers=tuple(_answer(row, held_on) for row in form.rows("answer")),
        meeting=Meeting(
            place=group.choice("place", places, required=True),
            meets_at=votes.choice("meets_at", places, required=True),
            meets_hour=votes.text("meets_hour", maximum=5, required=True) or "",
            meets_every=votes.choice("meets_every", every, required=True),
            votes_place=votes.whole("votes_place", 1, VOTES_MAXIMUM) or 0,
            votes_hour=votes.whole("votes_hour", 1, VOTES_MAXIMUM) or 0,
            women_only=bool(group.yes("women_only", required=True)),
            submission=given.submission_id,
        ),
    )


def _answer(row: Reader, held_on: date) -> Answer:
    """One person's word. A yes by photo has its photo in the same form. Raises Refused("groups.photo_missing")."""
    joins = bool(row.yes("joins", required=True))
    how = row.choice("how", terms.FORMATION_WAYS, required=True) if joins else NO
    if how in terms.PHOTO_WAYS and not row.text("sign_photo"):
        raise Refused("groups.photo_missing")
    witness = row.uid("witness") if how == "spoken" else None
    return Answer(worker=row.uid("member"), given=joins, how=how, on=held_on, witness=witness)
