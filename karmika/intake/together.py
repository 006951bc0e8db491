"""Several waiting submissions at once: tried again, dismissed, given to a colleague. What happened to each is told.

Each is an act of its own in the viewer's own right, so one that is refused stops no other, and doing it all a second
time does no harm: what was dealt with says so.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.intake import queue
from karmika.intake.acts.outcomes import Give
from karmika.intake.acts.receipts import OVERTAKEN
from karmika.intake.interpret import Interpreters
from karmika.intake.models import Submission
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

MOST = 500
"""Submissions in one go."""
SECONDS = 20.0
"""After this long no further one is begun: somebody waits for the page. What was not begun is told, and can be done next."""

ENDS: Mapping[str, Promise] = {
    "done": _("Done"),
    "waits": _("Still waits"),
    "settled": _("Had been dealt with already"),
    "refused": _("Not done"),
    "later": _("Not begun: the time was over. Do it again for these"),
}
_SETTLED = frozenset({"intake.not_waiting", "intake.given_already", OVERTAKEN})

Work = Callable[[Submission], Refused | None]
"""Does it; returns why it still waits. Raises Refused where it is not done at all."""


@dataclass(frozen=True)
class Ended:
    """How it ended for one of them: one of `ENDS`, and why."""

    submission: Submission
    end: str
    why: Refused | None = None


@dataclass(frozen=True)
class Report:
    """How it ended for each, in the order given."""

    lines: Sequence[Ended]

    def counts(self) -> list[tuple[str, int]]:
        """End -> how many, in the order of `ENDS`; without those that did not occur."""
        number = Counter(line.end for line in self.lines)
        return [(end, number[end]) for end in ENDS if number[end]]


def try_again(viewer: Viewer, submissions: Sequence[Submission], *, interpreters: Interpreters) -> Report:
    """Interpret each anew: the cause was mended meanwhile, or it is in the viewer's right what was not in the phone's."""
    return _each(submissions, lambda one: queue.try_again(viewer, one, interpreters=interpreters).refused)


def dismiss(viewer: Viewer, submissions: Sequence[Submission], reason: str, note: str) -> Report:
    """Set each aside for good, for the same reason."""

    def work(one: Submission) -> None:
        queue.dismiss(viewer, one, reason, note)

    return _each(submissions, work)


def give(viewer: Viewer, submissions: Sequence[Submission], to: UUID | None) -> Report:
    """Give each to one colleague, or to nobody in particular again."""

    def work(one: Submission) -> None:
        act = Give(
            submission=one.id,
            organisation=one.organisation_id,
            programme=one.programme_id,
            area=one.area_id,
            to=to,
        )
        perform(act, viewer)

    return _each(submissions, work)


def _each(
    submissions: Sequence[Submission], work: Work, *, clock: Callable[[], float] = time.monotonic
) -> Report:
    """Raises Refused("intake.too_many_chosen") or ("intake.none_chosen"); then nothing was done."""
    if len(submissions) > MOST:
        raise Refused("intake.too_many_chosen", most=MOST)
    if not submissions:
        raise Refused("intake.none_chosen")
    until = clock() + SECONDS
    return Report([_one(one, work) if clock() < until else Ended(one, "later") for one in submissions])


def _one(one: Submission, work: Work) -> Ended:
    try:
        waits = work(one)
    except Refused as refused:
        return Ended(one, "settled" if refused.code in _SETTLED else "refused", refused)
    return Ended(one, "done") if waits is None else Ended(one, "waits", waits)
