"""What the demo promises and proves at its end: nothing lost, nothing twice, figures that can be counted anew."""

from __future__ import annotations

import time

from django.db.models import Count, Sum

from karmika.chain import sealing, verifying
from karmika.cli.demo.survey import Survey
from karmika.cli.house import promise
from karmika.groups.models import Group, GroupProposal, Membership
from karmika.intake.models import Submission, SubmissionVersion
from karmika.journal import follow
from karmika.kernel.dates import now
from karmika.measures import tally
from karmika.measures.models import Contribution
from karmika.rebuild import rebuild_and_compare
from karmika.registry.models import Household, Person, Visit, Worker


def wait_for_tally(*, seconds: float = 120) -> bool:
    """Return when the worker has folded everything that was written; False when it did not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if tally.position() >= follow.horizon():
            return True
        time.sleep(0.2)
    return False


def counted(measure: str) -> int:
    """The sum of a measure's contributions."""
    return int(Contribution.objects.filter(measure=measure).aggregate(total=Sum("amount"))["total"] or 0)


def prove(written: Survey, *, all_taken: bool, folded: bool) -> bool:
    """Check every promise, print a line for each; False when one is broken."""
    submissions = Submission.objects.count()
    versions = SubmissionVersion.objects.count()
    held = [
        promise(all_taken, "every form that was sent was answered 201"),
        promise(
            (submissions, versions) == (written.submissions, written.versions),
            f"{submissions} submissions with {versions - submissions} corrections out of "
            f"{len(written.letters) + 100} letters; {written.submissions} and "
            f"{written.versions - written.submissions} were written",
        ),
        promise(folded, "the worker has folded everything into the tally"),
        *_figures(),
    ]
    off = tally.verify()
    held.append(promise(not off, "the tally is the sum of its contributions"))
    found = rebuild_and_compare()
    held.append(
        promise(
            found.differing == 0,
            f"{found.entries} entries replayed give the same {found.rows} rows ({found.differing} differ)",
        )
    )
    return all(held)


def _figures() -> list[bool]:
    refused_at_once = Visit.objects.filter(
        household__isnull=True
    ).count()  # only the outcome of these is kept
    figures = {
        "households_listed": Household.objects.count() + refused_at_once,
        "persons": Person.objects.filter(state="active").count(),
        "workers": Worker.objects.filter(state="active").count(),
        "groups_proposed": GroupProposal.objects.count(),
        "groups_formed": Group.objects.count(),
        "members": Membership.objects.filter(left_on__isnull=True).count(),
    }
    return [
        promise(counted(measure) == rows, f"{measure}: {counted(measure)}, counted in the tables {rows}")
        for measure, rows in figures.items()
    ]


def states() -> dict[str, int]:
    """How many submissions are in which state."""
    rows = Submission.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
    return dict(rows)


def nothing_broke() -> bool:
    """For scenes: the tally, the replay of the whole journal, and the chain. Prints a line for each."""
    off = tally.verify()
    found = rebuild_and_compare()
    sealing.seal(now())
    report = verifying.verify()
    held = [
        promise(not off, "the tally is the sum of its contributions"),
        promise(
            found.differing == 0,
            f"{found.entries} entries replayed give the same {found.rows} rows ({found.differing} differ)",
        ),
        promise(
            not report.faults and not report.waiting and report.entries == found.entries,
            f"the chain of {report.links} links over {report.entries} entries is as it was sealed",
        ),
    ]
    return all(held)
