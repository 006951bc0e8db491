"""What is known of members for the trust ladder, in few questions however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, UUIDField, Value

from karmika.groups.models import (
    Attendance,
    FormationConsent,
    GroupVisit,
    Introduction,
    Membership,
    VisitMet,
)
from karmika.groups.trust import Known, Trust, book, trust
from karmika.journal.models import Subject
from karmika.kernel.dates import today
from karmika.measures.models import Contribution


def trust_of(memberships: Iterable[Membership]) -> dict[UUID, Trust]:
    """The trust ladder of these memberships of today, by membership. The caller has checked that the viewer may see them."""
    held = list(memberships)
    people = {one.worker_id for one in held}
    if not people:
        return {}
    seen, received = _seen(people), _received(people)
    visits = _visits({one.group_id for one in held})
    day = today()
    found: dict[UUID, Trust] = {}
    for one in held:
        latest = [
            key in seen.met_at[one.worker_id]
            for key, on in visits.get(one.group_id, ())
            if on >= one.joined_on
        ]
        known = Known(
            joined_on=one.joined_on,
            met=frozenset(seen.met[one.worker_id]),
            meetings=frozenset(seen.meetings[one.worker_id]),
            visits=latest,
            received=one.worker_id in received,
            brought=one.worker_id in seen.brought,
        )
        found[one.id] = trust(known, day)
    return found


def _seen(people: Collection[UUID]) -> "_Seen":
    """Visits that met each, meetings that each came to, and who brought somebody along: in one question."""
    found = _Seen()
    no_visit, no_day = Value(None, output_field=UUIDField()), Value(None, output_field=DateField())
    visits = VisitMet.objects.filter(worker_id__in=people, visit__taken_back_on__isnull=True)
    meetings = FormationConsent.objects.filter(worker_id__in=people).exclude(how="phone")
    later = Attendance.objects.filter(worker_id__in=people, came=True, meeting__withdrawn_on__isnull=True)
    brought = Introduction.objects.filter(brought_by_id__in=people, taken_back_on__isnull=True)
    rows = visits.values_list(Value("visit"), "worker_id", "visit_id", "visit__visited_on").union(
        meetings.values_list(Value("meeting"), "worker_id", no_visit, "meeting__held_on"),
        later.values_list(Value("meeting"), "worker_id", no_visit, "meeting__held_on"),
        brought.values_list(Value("brought"), "brought_by_id", no_visit, no_day),
        all=True,
    )
    for what, worker, visit, on in rows:
        if what == "visit":
            found.met[worker].add(on)
            found.met_at[worker].add(visit)
        elif what == "meeting":
            found.meetings[worker].add(on)
        else:
            found.brought.add(worker)
    return found


@dataclass
class _Seen:
    met: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))
    met_at: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    meetings: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))
    brought: set[UUID] = field(default_factory=set)


def _visits(groups: Collection[UUID]) -> dict[UUID, list[tuple[UUID, date]]]:
    """The visits to each group, newest first."""
    found: dict[UUID, list[tuple[UUID, date]]] = defaultdict(list)
    rows = GroupVisit.objects.filter(group_id__in=groups, taken_back_on__isnull=True)
    for key, group, on in rows.order_by("-visited_on", "-entry_seq", "id").values_list(
        "id", "group_id", "visited_on"
    ):
        if group is not None:
            found[group].append((key, on))
    return found


def _received(people: Collection[UUID]) -> set[UUID]:
    """Who received something: contributions of acts that speak of her, summed, with what was taken back.

    The subject of such a contribution may be an application, so the way leads over the entry.
    """
    entries: dict[int, set[UUID]] = defaultdict(set)
    counted = Contribution.objects.filter(entry_seq=OuterRef("entry_seq"), measure__in=book().received)
    spoken = Subject.objects.filter(Exists(counted), subject__in=people)
    for person, seq in spoken.values_list("subject", "entry_seq"):
        entries[seq].add(person)
    if not entries:
        return set()
    rows = Contribution.objects.filter(measure__in=book().received, entry_seq__in=list(entries))
    sums: dict[UUID, int] = defaultdict(int)
    for seq, amount in rows.values_list("entry_seq", "amount"):
        for person in entries[seq]:
            sums[person] += amount
    return {person for person, total in sums.items() if total > 0}
