"""Signals of ghost groups, derived from the tables: made anew for the groups that changed and for those tied to them.

What a signal rests on lies in the group itself or in groups that have a mark in common with it. So a change reaches the
groups with a common mark, and to judge those, their own neighbours are read as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from karmika.groups.ghost_rules import ghost_rule
from karmika.groups.ghosts import Finding, GroupFacts, find, silenced
from karmika.groups.models import (
    FinancialEvent,
    GhostMark,
    GhostScore,
    GhostSignal,
    Group,
    Membership,
    SignalReview,
)
from karmika.groups.queries.ghost_facts import facts, marks
from karmika.journal import follow
from karmika.journal.act import Act, Header
from karmika.kernel.dates import in_india, today
from karmika.measures.models import Cursor, DutyDone

CURSOR = "groups.ghost_signals"
WHOLE = "groups.ghost_signals.whole"
HONEST = frozenset({"genuine", "corrected"})
_AT_ONCE = 500


def compute_all() -> int:
    """All signals anew; how many groups were read."""
    ids = list(Group.objects.order_by("id").values_list("id", flat=True))
    known = facts(ids)
    _write(ids, known, known)
    return len(ids)


def compute(changed: Collection[UUID]) -> int:
    """The signals of these groups anew, and of all that are or were tied to one of them. How many were judged."""
    if not changed:
        return 0
    touched = set(changed) | _tied(changed)
    now = facts(changed)
    _write_marks(changed, now)
    touched |= _tied(changed)
    around = touched | _tied(touched)
    known = facts(around)
    _write(touched, [one for one in known if one.id in touched], known)
    return len(touched)


def compute_changed(at: datetime) -> None:
    """A duty of the worker: once a day everything, for days pass; in between what changed."""
    upto = follow.horizon()
    done = Cursor.objects.filter(name=CURSOR).values_list("seq", flat=True).first() or 0
    last = DutyDone.last(WHOLE)
    if last is None or in_india(last) != in_india(at):
        compute_all()
        DutyDone.note(WHOLE, at)
    else:
        compute(_changed(done, upto))
    with transaction.atomic():
        cursor = Cursor.held(CURSOR)
        if cursor.seq < upto:
            cursor.move(upto)


def compute_group(entry: Header, act: Act, child: UUID) -> None:
    """A reaction: what somebody said or found at a group counts at once."""
    group = getattr(act, "group", None)
    if group is not None:
        compute([group])


def _changed(after: int, upto: int) -> set[UUID]:
    """Groups whose members, or whose members' telephones or accounts, changed."""
    members = Membership.objects.filter(changed_seq__gt=after, changed_seq__lte=upto)
    people = Membership.objects.filter(
        left_on=None, worker__person__changed_seq__gt=after, worker__person__changed_seq__lte=upto
    )
    steps = FinancialEvent.objects.filter(changed_seq__gt=after, changed_seq__lte=upto).exclude(
        account_mark=""
    )
    banked = Membership.objects.filter(left_on=None, worker_id__in=steps.values("worker_id"))
    groups = Group.objects.filter(changed_seq__gt=after, changed_seq__lte=upto).values_list("id", flat=True)
    others = (rows.values_list("group_id", flat=True) for rows in (members, people, banked))
    return set(groups).union(*others)


def _tied(groups: Collection[UUID]) -> set[UUID]:
    """Groups that have a mark in common with one of these, as far as marks were written."""
    found: set[UUID] = set()
    for some in _some(sorted(groups)):
        own = GhostMark.objects.filter(group_id__in=some).values("mark")
        found.update(GhostMark.objects.filter(mark__in=own).values_list("group_id", flat=True).distinct())
    return found


def _write(judged: Collection[UUID], known: Iterable[GroupFacts], around: list[GroupFacts]) -> None:
    """Signals and scores of `judged`, found among `around`; `known` are the living ones of them."""
    day = today()
    rule = ghost_rule(day)
    wanted = set(judged)
    findings = [one for one in find(around, rule, day) if one.group in wanted] if rule is not None else []
    by_group: dict[object, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_group[finding.group].append(finding)
    for some in _some(sorted(wanted)):
        reviews: dict[tuple[UUID, str], list[SignalReview]] = defaultdict(list)
        for review in SignalReview.objects.filter(group_id__in=some).order_by("entry_seq", "id"):
            reviews[review.group_id, review.signal].append(review)
        signals: list[GhostSignal] = []
        scores: list[GhostScore] = []
        for group in some:
            points = risk = 0
            for finding in by_group[group]:
                told = reviews[group, finding.kind]
                quiet = silenced(finding.items, [one.items for one in told])
                points += 0 if quiet else finding.score
                risk += 0 if quiet and told[-1].outcome in HONEST else finding.score
                signals.append(_signal(group, finding, quiet))
            if by_group[group]:
                scores.append(GhostScore(group_id=group, points=points, risk=risk))
        with transaction.atomic():
            GhostSignal.objects.filter(group_id__in=some).delete()
            GhostScore.objects.filter(group_id__in=some).delete()
            GhostSignal.objects.bulk_create(signals)
            GhostScore.objects.bulk_create(scores)
    _write_marks(wanted, known)


def _signal(group: UUID, finding: Finding, quiet: bool) -> GhostSignal:
    return GhostSignal(
        group_id=group,
        kind=finding.kind,
        points=finding.score,
        items=list(finding.items),
        numbers=dict(finding.numbers),
        silenced=quiet,
    )


def _write_marks(groups: Collection[UUID], known: Iterable[GroupFacts]) -> None:
    found = {one.id: marks(one) for one in known}
    for some in _some(sorted(groups)):
        rows = [
            GhostMark(group_id=group, mark=mark) for group in some for mark in sorted(found.get(group, ()))
        ]
        with transaction.atomic():
            GhostMark.objects.filter(group_id__in=some).delete()
            GhostMark.objects.bulk_create(rows)


def _some(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
