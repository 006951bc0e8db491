"""What is known of members for the trust ladder, in few questions however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from karmika.groups.models import FormationConsent, GroupVisit, Introduction, Membership, VisitMet
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
    met, met_at = _met(people)
    meetings = _meetings(people)
    visits = _visits({one.group_id for one in held})
    received, brought = _received(people), _brought(people)
    day = today()
    found: dict[UUID, Trust] = {}
    for one in held:
        latest = [
            key in met_at[one.worker_id] for key, on in visits.get(one.group_id, ()) if on >= one.joined_on
        ]
        known = Known(
            joined_on=one.joined_on,
            met=frozenset(met[one.worker_id]),
            meetings=frozenset(meetings[one.worker_id]),
            visits=latest,
            received=one.worker_id in received,
            brought=one.worker_id in brought,
        )
        found[one.id] = trust(known, day)
    return found


def _met(people: Collection[UUID]) -> tuple[dict[UUID, set[date]], dict[UUID, set[UUID]]]:
    """The days of visits that met each, and those visits."""
    days: dict[UUID, set[date]] = defaultdict(set)
    at: dict[UUID, set[UUID]] = defaultdict(set)
    rows = VisitMet.objects.filter(worker_id__in=people, visit__taken_back_on__isnull=True)
    for worker, visit, on in rows.values_list("worker_id", "visit_id", "visit__visited_on"):
        days[worker].add(on)
        at[worker].add(visit)
    return days, at


def _meetings(people: Collection[UUID]) -> dict[UUID, set[date]]:
    """The days of meetings that each came to."""
    found: dict[UUID, set[date]] = defaultdict(set)
    rows = FormationConsent.objects.filter(worker_id__in=people).exclude(how="phone")
    for worker, on in rows.values_list("worker_id", "meeting__held_on"):
        found[worker].add(on)
    return found


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
    for person, seq in Subject.objects.filter(subject__in=people).values_list("subject", "entry_seq"):
        entries[seq].add(person)
    rows = Contribution.objects.filter(measure__in=book().received, entry_seq__in=list(entries))
    sums: dict[UUID, int] = defaultdict(int)
    for seq, amount in rows.values_list("entry_seq", "amount"):
        for person in entries[seq]:
            sums[person] += amount
    return {person for person, total in sums.items() if total > 0}


def _brought(people: Collection[UUID]) -> set[UUID]:
    """Who brought somebody along."""
    rows = Introduction.objects.filter(brought_by_id__in=people, taken_back_on__isnull=True)
    return set(rows.values_list("brought_by_id", flat=True))
