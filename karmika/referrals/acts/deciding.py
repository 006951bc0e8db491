"""What the `check` of this room's acts asks of the tables. Reads only; every function may refuse."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from karmika.areas.queries import is_within
from karmika.journal.act import Context
from karmika.kernel.dates import end_of
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.text import mask_aadhaar, nfc
from karmika.kernel.viewer import Place, Viewer
from karmika.referrals import terms
from karmika.referrals.models import Link, Office, Referral
from karmika.referrals.numbers import ATTEMPTS, referral_number
from karmika.referrals.parts import Kept

WORDS_MAXIMUM = 500


def new_id(context: Context, *parts: str | int | UUID) -> UUID:
    """An id that follows from the entry and `parts`, decided here so that subjects and sentences can name it."""
    return derive(context.entry_id, *parts, at_ms=int(context.now.timestamp() * 1000))


def one_of(code: str, known: Mapping[str, object], refusal: str) -> None:
    """A code must be in its closed list. Raises Refused(refusal)."""
    if code not in known:
        raise Refused(refusal)


def words(text: str | None) -> str | None:
    """What somebody wrote, as it is kept: normal form, Aadhaar-like digits masked; None for nothing.

    Raises Refused("referrals.text_too_long").
    """
    kept = mask_aadhaar(nfc(text or ""))
    if len(kept) > WORDS_MAXIMUM:
        raise Refused("referrals.text_too_long", maximum=WORDS_MAXIMUM)
    return kept or None


def office(office_id: UUID) -> Office:
    """The office, closed or not. Raises Refused("referrals.unknown_office")."""
    found = Office.objects.filter(id=office_id).first()
    if found is None:
        raise Refused("referrals.unknown_office")
    return found


def office_for(office_id: UUID, service: str, area: UUID, organisation: UUID) -> Office:
    """An open office of this organisation that gives the service where the subject is.

    Raises Refused: referrals.unknown_office, referrals.office_closed, referrals.not_given_there, referrals.not_for_area.
    """
    found = office(office_id)
    if found.organisation_id != organisation:
        raise Refused("referrals.unknown_office")
    if found.closed_on is not None:
        raise Refused("referrals.office_closed")
    if service not in found.services:
        raise Refused("referrals.not_given_there")
    if not is_within(area, found.area_id):
        raise Refused("referrals.not_for_area")
    return found


def referral(referral_id: UUID) -> Referral:
    """The referral with its office. Raises Refused("referrals.unknown")."""
    found = Referral.objects.select_related("office").filter(id=referral_id).first()
    if found is None:
        raise Refused("referrals.unknown")
    return found


def referral_place(referral_id: UUID) -> Place:
    """Where a referral belongs. Raises Refused("referrals.unknown")."""
    found = referral(referral_id)
    return Place(found.area_id, found.organisation_id, found.programme_id)


def seen_referral(viewer: Viewer, referral_id: UUID, subject: UUID | None = None) -> Referral:
    """A referral that the viewer may know of (a sealed case hides even from colleagues), about this subject.

    Raises Refused("referrals.unknown").
    """
    rows = Referral.objects.visible_to(viewer).select_related("office")
    found = rows.filter(id=referral_id).first()
    if found is None or subject not in (None, found.subject_id):
        raise Refused("referrals.unknown")
    return found


def refuse_closed(found: Referral) -> None:
    """Raises Refused("referrals.closed")."""
    if found.state not in terms.OPEN:
        raise Refused("referrals.closed")


def refuse_day(on: date, found: Referral, today: date) -> None:
    """A day that is over or today, not before the referral and not before the office took it up.

    Raises Refused: referrals.future, referrals.too_early, referrals.before_accepted.
    """
    if on > today:
        raise Refused("referrals.future", on=on.isoformat())
    if on < found.sent_on:
        raise Refused("referrals.too_early", on=on.isoformat(), sent_on=found.sent_on.isoformat())
    if found.accepted_on is not None and on < found.accepted_on:
        raise Refused(
            "referrals.before_accepted", on=on.isoformat(), accepted_on=found.accepted_on.isoformat()
        )


def open_link(referral_id: UUID) -> UUID | None:
    """The link of a referral that still opens, or did until it expired."""
    return Link.objects.filter(referral_id=referral_id, ended="").values_list("id", flat=True).first()


def link_after(found: Referral, answer: str, context: Context) -> tuple[UUID | None, Kept | None]:
    """What an answer does to the link of a referral: the one that it ends, the one that lives on and until when.

    "We take this up" is not the last word. The link that still opens then opens until the referral is due (or as long as
    it would anyhow), so that the office says by it what came of it. Every other answer ends it.
    """
    held = Link.objects.filter(referral_id=found.id, ended="").first()
    if held is None:
        return None, None
    if answer != terms.ACCEPTED or held.expires_at <= context.now:
        return held.id, None
    return None, Kept(link=held.id, until=max(held.expires_at, end_of(found.due_on)))


def free_number(referral_id: UUID) -> str:
    """A number that no referral has. Raises Refused("referrals.numbers")."""
    for attempt in range(ATTEMPTS):
        number = referral_number(referral_id, attempt)
        if not Referral.objects.filter(number=number).exists():
            return number
    raise Refused("referrals.numbers")


def codes(chosen: Sequence[str], known: Mapping[str, object], refusal: str) -> tuple[str, ...]:
    """Codes of a closed list, each once and in its order. Raises Refused(refusal)."""
    for code in chosen:
        one_of(code, known, refusal)
    return tuple(code for code in known if code in chosen)
