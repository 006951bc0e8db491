"""Questions about the queue: what waits, narrowed and counted by why, by form, by who sent it and where; who may get it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from karmika.access import visibility
from karmika.access.models import RoleAssignment, User
from karmika.intake.acts.roles import WORKS_QUEUE
from karmika.intake.models import Submission, SubmissionSet
from karmika.kernel.dates import now, today
from karmika.kernel.viewer import Viewer

PAGE = 50
CHOICES_MAXIMUM = 200
"""So many forms, senders or areas are offered as a choice, those with most in the queue."""
AGES = (1, 7, 30)
"""Days."""
NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What narrows the queue; empty means all. `given`: with a colleague, by id, or with nobody in particular."""

    reason: str = ""
    form: str = ""
    sender: UUID | None = None
    area: UUID | None = None
    older_days: int = 0
    given: UUID | str = ""


@dataclass(frozen=True)
class Counted:
    """How many wait, in all and by each of what the queue can be narrowed by (under the other choices)."""

    total: int
    reasons: Sequence[tuple[str, int]]
    forms: Sequence[tuple[str, int]]
    senders: Sequence[tuple[UUID, int]]
    areas: Sequence[tuple[UUID, int]]


def found(viewer: Viewer, sought: Sought) -> SubmissionSet:
    """What waits for a person where the viewer may read, oldest first."""
    rows = _within(viewer, sought).order_by("received_at", "id")
    if sought.reason:
        rows = rows.filter(reason=sought.reason)
    if sought.form:
        rows = rows.filter(form_id=sought.form)
    return rows if sought.sender is None else rows.filter(user_id=sought.sender)


def _within(viewer: Viewer, sought: Sought) -> SubmissionSet:
    """By place, age and colleague alone."""
    rows = Submission.objects.queued(viewer, sought.area)
    if sought.older_days:
        rows = rows.filter(received_at__lt=now() - timedelta(days=sought.older_days))
    if sought.given == NOBODY:
        return rows.filter(given_to=None)
    return rows.filter(given_to=sought.given) if isinstance(sought.given, UUID) else rows


def counted(viewer: Viewer, sought: Sought) -> Counted:
    """The queue counted in one question; each choice is counted under the others, so that it shows what it would give."""
    by = ("reason", "form_id", "user_id", "area_id")
    rows = _within(viewer, sought).order_by().values_list(*by).annotate(number=Count("id"))
    reasons: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    senders: Counter[UUID] = Counter()
    areas: Counter[UUID] = Counter()
    total = 0
    for reason, form, sender, area, number in rows:
        fits = (
            sought.reason in ("", reason),
            sought.form in ("", form),
            sought.sender in (None, sender),
        )
        if all(fits):
            total += number
            areas[area] += number
        if fits[1] and fits[2]:
            reasons[reason] += number
        if fits[0] and fits[2]:
            forms[form] += number
        if fits[0] and fits[1]:
            senders[sender] += number
    most = (reasons, forms, senders, areas)
    return Counted(total, *(counter.most_common(CHOICES_MAXIMUM) for counter in most))  # type: ignore[arg-type]


def chosen(viewer: Viewer, ids: Iterable[UUID]) -> list[Submission]:
    """Those of a few that the viewer may read, whatever became of them meanwhile, oldest first."""
    rows = Submission.objects.among(ids, viewer).select_related("project", "form_version")
    return list(rows.order_by("received_at", "id"))


def colleagues(viewer: Viewer) -> list[User]:
    """Who may be given what waits: those who work the queue in the viewer's areas, or above them; the viewer first."""
    here = visibility.scope(viewer, roles=WORKS_QUEUE) | visibility.states_of(
        viewer, roles=WORKS_QUEUE, programme=None
    )
    held = RoleAssignment.objects.valid_on(today()).filter(here, role__in=WORKS_QUEUE)
    users = User.objects.filter(Q(id=viewer.id) | Q(id__in=held.values("user_id")), active=True)
    rows = list(users.order_by("name", "id")[: CHOICES_MAXIMUM + 1])
    return sorted(rows, key=lambda user: user.id != viewer.id)
