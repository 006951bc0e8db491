"""What was sent where and what became of it: lists, one referral, and what an officer or the holder of a link reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils.functional import Promise

from karmika.access.models import Organisation
from karmika.access.queries import name_beside, names_of
from karmika.areas.queries import within
from karmika.journal.queries import HistoryLine, history
from karmika.kernel.dates import now, today
from karmika.kernel.listing import Sought
from karmika.kernel.viewer import Viewer
from karmika.referrals import subjects, terms
from karmika.referrals.models import Link, Referral, ReferralSet
from karmika.referrals.queries.words import Words, words_of
from karmika.ui import asked

PAGE = 25
FILTERS = ("state", "service", "area", "office")
STATE_FILTERS = ("open", "overdue", *terms.STATES)
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """A referral in a list. `who`: empty where the viewer may not see the person."""

    referral: Referral
    who: Text
    service: str
    state: Text
    overdue: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One field that the office reads: its name and what it says; empty where nothing is known."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class View:
    """A referral as those who sent it look at it."""

    line: Line
    told: tuple[Told, ...]
    words: Words
    history: tuple[HistoryLine, ...]
    sent_by: str
    link: Link | None
    link_opens: bool
    living: bool
    """False: the person is restricted, or took back the consent to share."""
    url: str


@dataclass(frozen=True, slots=True)
class Received:
    """A referral as the office reads it: what every office reads, and what was shared."""

    referral: Referral
    service: str
    sent_by: str
    organisation: str
    told: tuple[Told, ...]
    note: str
    overdue: bool


def sought_referrals(viewer: Viewer, sought: Sought) -> ReferralSet:
    """The referrals that the viewer may see, narrowed as on the page."""
    found = Referral.objects.visible_to(viewer)
    state, service = sought.get("state", ""), sought.get("service", "")
    area, office = asked.id_of(sought.get("area", "")), asked.id_of(sought.get("office", ""))
    if state == "open":
        found = found.filter(state__in=terms.OPEN)
    elif state == "overdue":
        found = found.overdue(today())
    elif state in terms.STATES:
        found = found.filter(state=state)
    if service:
        found = found.filter(service=service)
    if area is not None:
        found = found.filter(area_id__in=within(area))
    return found if office is None else found.filter(office_id=office)


def referrals(viewer: Viewer, sought: Sought, page: int = 0) -> tuple[list[Line], bool]:
    """A page of referrals, those due first before the closed ones, and whether there are more."""
    rows = sought_referrals(viewer, sought).select_related("office", "area")
    rows = rows.order_by(F("closed_on").desc(nulls_first=True), "due_on", "id")
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    return lines(viewer, found[:PAGE]), len(found) > PAGE


def lines(viewer: Viewer, rows: Sequence[Referral]) -> list[Line]:
    """Referrals with the names that the viewer may see; one question for each kind of subject."""
    who: dict[UUID, Text] = {}
    for code, about in subjects.kinds().items():
        ids = {row.subject_id for row in rows if row.about == code}
        who |= about.labels(viewer, ids) if ids else {}
    return [_line(row, who.get(row.subject_id, "")) for row in rows]


def _line(row: Referral, who: Text) -> Line:
    return Line(row, who, terms.service_label(row.service), terms.STATES[row.state], is_overdue(row, today()))


def is_overdue(row: Referral, on: date) -> bool:
    """Whether an open referral's day is over."""
    return row.state in terms.OPEN and row.due_on < on


def referral_view(viewer: Viewer, referral_id: UUID) -> View | None:
    """One referral; None where there is none for this viewer."""
    rows = Referral.objects.visible_to(viewer).select_related("office", "area")
    living = Exists(Referral.objects.filter(id=OuterRef("id")).living())
    found = rows.annotate(lives=living, by=name_beside("sent_by")).filter(id=referral_id).first()
    if found is None:
        return None
    link = found.links.order_by("-entry_seq", "id").first()
    (line,) = lines(viewer, [found])
    return View(
        line=line,
        told=_told(found),
        words=words_of([found.id])[found.id],
        history=tuple(reversed(history(found.id))),
        sent_by=getattr(found, "by", ""),
        link=link,
        link_opens=link is not None and link.ended == "" and link.expires_at > now(),
        living=getattr(found, "lives", False),
        url=subjects.kind_of(found.about).url(found.subject_id) if line.who else "",
    )


def received(viewer: Viewer, page: int = 0) -> tuple[list[Referral], bool]:
    """A page of what was sent to the officer's offices: open ones first, by the day they are due. Nobody's name."""
    rows = Referral.objects.for_officer(viewer).exclude(state=terms.REVOKED).select_related("office")
    rows = rows.order_by(F("closed_on").desc(nulls_first=True), "due_on", "id")
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def line_of_office(row: Referral) -> Line:
    """A referral in the list of an officer: without a name, whatever was shared."""
    return _line(row, "")


def received_one(viewer: Viewer, referral_id: UUID) -> Received | None:
    """What an officer reads of one referral while it is open; None where it is not for him to read."""
    rows = Referral.objects.for_officer(viewer).filter(id=referral_id, state__in=terms.OPEN)
    found = rows.select_related("office").first()
    return None if found is None else as_received(found)


def as_received(found: Referral) -> Received:
    """What the office reads of a referral. The caller has checked that it may."""
    names = Organisation.objects.filter(id=found.organisation_id).values_list("name", flat=True)
    return Received(
        referral=found,
        service=terms.service_label(found.service),
        sent_by=names_of([found.sent_by]).get(found.sent_by, ""),
        organisation=names.first() or "",
        told=_told(found),
        note=words_of([found.id])[found.id].note,
        overdue=is_overdue(found, today()),
    )


def cover_of(found: Referral) -> dict[str, Any]:
    """What stands on the first page of a link, before anybody opened it: nothing of the person."""
    names = Organisation.objects.filter(id=found.organisation_id).values_list("name", flat=True)
    return {
        "referral": found,
        "service": terms.service_label(found.service),
        "organisation": names.first() or "",
    }


def _told(found: Referral) -> tuple[Told, ...]:
    about = subjects.kind_of(found.about)
    known = about.shared(found.subject_id, found.shared) if found.shared else {}
    return tuple(Told(about.fields[code], known.get(code, "")) for code in found.shared)


def of_subject(viewer: Viewer, subject: UUID) -> list[Line]:
    """The referrals about one subject that the viewer may see, the newest first; without its name."""
    rows = Referral.objects.visible_to(viewer).filter(subject_id=subject).select_related("office")
    return [_line(row, "") for row in rows.order_by("-entry_seq", "id")]


def link_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Links by id with the name of the office that answers by each, for sentences about who did something."""
    rows = Link.objects.filter(id__in=list(ids)).select_related("referral__office")
    return {row.id: row.referral.office.name for row in rows}
