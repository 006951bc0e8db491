"""From a filled-in form of a meeting to acts: the meeting, and the session if a topic was talked through.

The form makes both ids. An edited form corrects who came and what was decided; another group or day is another meeting.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_noop

from karmika.groups import life_terms
from karmika.groups.acts import CorrectMeeting, HoldMeeting, HoldSession
from karmika.groups.acts.life_parts import Resolved
from karmika.groups.interventions import interventions
from karmika.groups.models import Group, Membership
from karmika.intake.instances import Answers
from karmika.intake.interpret import Interpreter, Interpreting
from karmika.journal.act import Act
from karmika.kernel.refused import Refused
from karmika.registry.reading import Reader

FORM_ID = "group_meeting"
FORM_TITLE = gettext_noop("Meeting of a group")
"""As the form itself has it; pages show its translation."""
FORMS = (Path(__file__).parent.parent / "forms" / f"{FORM_ID}.md",)


class MeetingForm(NamedTuple):
    """What one form says. `came` are memberships, as the phone's list names them."""

    meeting: UUID
    session: UUID
    group: str
    on: date
    came: tuple[UUID, ...]
    hour: str
    place: str
    topic: str
    minutes: int
    resolutions: tuple[Resolved, ...]
    words: str | None


def read_meeting(answers: Answers) -> MeetingForm:
    """What the form says, before anything is looked up. Raises Refused."""
    form = Reader(answers)
    on = form.day("held_on")
    hour = form.raw("hour")
    if on is None:
        raise Refused("registry.missing_answer", question="held_on")
    topics = [one.code for one in interventions()]
    return MeetingForm(
        meeting=form.uid("meeting_uid"),
        session=form.uid("session_uid"),
        group=form.text("group", maximum=60, required=True) or "",
        on=on,
        came=_memberships(form.raw("came")),
        hour=str(hour)[:5] if hour else "",
        place=form.choice("place", life_terms.MEETING_PLACES),
        topic=form.choice("topic", topics),
        minutes=form.whole("minutes", 1, life_terms.MINUTES_MAXIMUM) or 0,
        resolutions=tuple(_resolution(row) for row in form.rows("resolution")),
        words=form.text("words", maximum=life_terms.WORDS_MAXIMUM),
    )


def _memberships(found: object) -> tuple[UUID, ...]:
    codes = found.split() if isinstance(found, str) else found
    if not isinstance(codes, list | tuple):
        raise Refused("groups.nobody_came")
    try:
        return tuple(UUID(str(code)) for code in codes)
    except ValueError as error:
        raise Refused("groups.not_member_then", people=1) from error


def _resolution(row: Reader) -> Resolved:
    code = row.choice("decided", life_terms.RESOLUTIONS, required=True)
    unit = life_terms.RESOLUTION_UNITS.get(code, "")
    if unit == "paise":
        return Resolved(code=code, value=row.paise("rupees"))
    return Resolved(code=code, value=row.whole("days", 1, 90) if unit == "days" else None)


def group_meeting(given: Interpreting) -> list[Act]:
    """The acts of one form of a meeting; of an edited one, corrections. Raises Refused."""
    after = read_meeting(given.answers)
    group = Group.objects.filter(
        number=after.group, organisation_id=given.organisation, programme_id=given.programme
    ).first()
    if group is None:
        raise Refused("groups.unknown")
    workers = _workers(group.id, after.came)
    if given.before is not None:
        return _edited(read_meeting(given.before), after, workers)
    acts: list[Act] = [
        HoldMeeting(
            meeting=after.meeting,
            group=group.id,
            on=after.on,
            attended=workers,
            hour=after.hour,
            met_at=after.place,
            resolutions=after.resolutions,
            words=after.words,
            submission=given.submission_id,
        )
    ]
    if after.topic:
        acts.append(
            HoldSession(
                session=after.session,
                group=group.id,
                topic=after.topic,
                minutes=after.minutes,
                on=after.on,
                attended=workers,
                meeting=after.meeting,
                submission=given.submission_id,
            )
        )
    return acts


def _workers(group: UUID, memberships: tuple[UUID, ...]) -> tuple[UUID, ...]:
    found = dict(Membership.objects.filter(group_id=group, id__in=memberships).values_list("id", "worker_id"))
    strangers = set(memberships) - found.keys()
    if strangers:
        raise Refused("groups.not_member_then", people=len(strangers))
    return tuple(dict.fromkeys(found[key] for key in memberships))


def _edited(before: MeetingForm, after: MeetingForm, workers: tuple[UUID, ...]) -> list[Act]:
    """Who came and what was decided anew. Whatever else was changed, a person puts right on the meeting's page."""
    if before._replace(came=after.came, resolutions=after.resolutions) != after:
        raise Refused("groups.edit_on_page")
    if (set(before.came), before.resolutions) == (set(after.came), after.resolutions):
        return []
    people = set(before.came) != set(after.came)
    return [
        CorrectMeeting(
            meeting=after.meeting,
            reason="wrong_people" if people else "wrong_decisions",
            attended=workers,
            resolutions=after.resolutions,
        )
    ]


INTERPRETERS: Mapping[str, Interpreter] = {FORM_ID: group_meeting}
