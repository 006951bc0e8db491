"""The formation meeting within `groups.form`: what is asked of it, and what is written of it."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from karmika.groups import terms
from karmika.groups.acts.parts import Answer, Meeting
from karmika.groups.formation import FEMALE
from karmika.groups.meeting import Voted, objection
from karmika.groups.models import FormationConsent, FormationMeeting
from karmika.journal.rows import Rows
from karmika.kernel.refused import Refused
from karmika.registry.models import Worker


def refuse_meeting(
    meeting: Meeting | None, answers: Sequence[Answer], joining: Collection[Worker], *, women_asked: bool
) -> None:
    """A group exists only with its meeting, and each member's own word there. `women_asked`: groups of women were asked for.

    Raises Refused: groups.no_meeting, one for each objection, groups.own_word, groups.witness, groups.photo.
    """
    if meeting is None:
        raise Refused("groups.no_meeting")
    women = sum(1 for worker in joining if worker.sex == FEMALE)
    voted = Voted(
        place=meeting.place,
        meets_at=meeting.meets_at,
        meets_hour=meeting.meets_hour,
        meets_every=meeting.meets_every,
        votes_place=meeting.votes_place,
        votes_hour=meeting.votes_hour,
        women_only=meeting.women_only or women_asked,
        joining=len(joining),
        women=women,
    )
    against = objection(voted)
    if against is not None:
        raise Refused(f"groups.meeting_{against}", people=len(joining) - women, joining=len(joining))
    asked = {answer.worker for answer in answers}
    for answer in answers:
        _refuse_word(answer, asked, has_form=meeting.submission is not None)


def _refuse_word(answer: Answer, asked: Collection[UUID], *, has_form: bool) -> None:
    """A yes is signed, thumb-printed or spoken before another of those asked; a photo came with the form."""
    if answer.how == "spoken":
        if answer.witness is None or answer.witness == answer.worker or answer.witness not in asked:
            raise Refused("groups.witness")
    elif answer.witness is not None:
        raise Refused("groups.witness")
    if answer.given and answer.how not in terms.FORMATION_WAYS:
        raise Refused("groups.own_word")
    if answer.how in terms.PHOTO_WAYS and not has_form:
        raise Refused("groups.photo")


def write_meeting(
    rows: Rows, meeting: Meeting, answers: Sequence[Answer], *, group: UUID, held_on: date
) -> None:
    """The meeting, and everybody's word."""
    key = rows.new_id()
    rows.insert(
        FormationMeeting,
        id=key,
        group_id=group,
        held_on=held_on,
        place=meeting.place,
        meets_at=meeting.meets_at,
        meets_hour=meeting.meets_hour,
        meets_every=meeting.meets_every,
        votes_place=meeting.votes_place,
        votes_hour=meeting.votes_hour,
        women_only=meeting.women_only,
        submission_id=meeting.submission,
    )
    for answer in answers:
        rows.insert(
            FormationConsent,
            id=rows.new_id(),
            meeting_id=key,
            worker_id=answer.worker,
            given=answer.given,
            how=answer.how,
            witness_id=answer.witness,
        )
