"""The tables as facts for ghosts.py, and the marks by which groups are found that must be compared with each other.

A phone number or a picture is read as a keyed hash and leaves this file as nothing else. People who are restricted or
erased have no marks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from karmika.groups.ghosts import GroupFacts, MemberFacts
from karmika.groups.models import (
    Attestation,
    DrawnVisit,
    FinancialEvent,
    FormationMeeting,
    Group,
    Membership,
    VisitMet,
)
from karmika.intake.models import Attachment, Submission
from karmika.journal.models import Entry
from karmika.kernel.dates import in_india
from karmika.kernel.sealing import keyed_hash
from karmika.registry.models import Person, Visit

_AT_ONCE = 500
_IN_PERSON = frozenset({"in_person", "thumb"})
_MET = frozenset({"interviewed", "partly"})


@dataclass
class _Known:
    """What is known of households, submissions, entries and members, read at once for many groups."""

    people: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    entries: dict[int, tuple[UUID, UUID | None, datetime]] = field(default_factory=dict)
    doors: dict[UUID, list[Visit]] = field(default_factory=lambda: defaultdict(list))
    photos: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: dict[tuple[UUID, UUID], list[Attestation]] = field(default_factory=lambda: defaultdict(list))
    not_found: set[UUID] = field(default_factory=set)
    accounts: dict[UUID, str] = field(default_factory=dict)
    met: dict[tuple[UUID, UUID], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    founding: dict[UUID, UUID] = field(default_factory=dict)
    senders: dict[UUID, tuple[UUID, UUID | None]] = field(default_factory=dict)


def facts(group_ids: Collection[UUID]) -> list[GroupFacts]:
    """The living ones of these groups, in the order of their ids."""
    found: list[GroupFacts] = []
    for some in _some(sorted(group_ids)):
        groups = list(Group.objects.filter(id__in=some, dissolved_on=None).order_by("id"))
        members: dict[UUID, list[Membership]] = defaultdict(list)
        for row in Membership.objects.filter(group__in=groups, left_on=None).order_by("worker_id"):
            members[row.group_id].append(row)
        known = _read(groups, [row for rows in members.values() for row in rows])
        found += [_group(group, members[group.id], known) for group in groups]
    return found


def marks(group: GroupFacts) -> set[str]:
    """What could tie the group to another one."""
    found = {f"phone {one.phone}" for one in group.members if one.phone}
    found |= {f"account {one.account}" for one in group.members if one.account}
    found |= {f"photo {mark}" for one in group.members for mark in one.photos}
    found |= {f"photo {mark}" for mark in group.photos}
    if group.entered_with is not None:
        found.add(f"day {group.entered_with} {group.entered_on:%Y-%m-%d}")
    return found


def _read(groups: list[Group], memberships: list[Membership]) -> _Known:
    known = _Known()
    workers = {row.worker_id for row in memberships}
    for person in Person.objects.filter(id__in=workers).values(
        "id", "household_id", "phone", "submission_id", "hidden"
    ):
        known.people[person["id"]] = dict(person)
    seqs = {row.entry_seq for row in (*groups, *memberships)}
    for seq, actor, device, at in Entry.objects.filter(seq__in=seqs).values_list(
        "seq", "actor", "device", "recorded_at"
    ):
        known.entries[seq] = (actor, device, at)
    _read_steps(known, groups, workers)
    households = {person["household_id"] for person in known.people.values()}
    for visit in Visit.objects.filter(household_id__in=households, outcome__in=_MET).order_by(
        "visited_at", "id"
    ):
        assert visit.household_id is not None
        known.doors[visit.household_id].append(visit)
    submissions = {person["submission_id"] for person in known.people.values()} - {None}
    submissions |= set(known.founding.values())
    pictures = Attachment.objects.filter(
        submission_id__in=submissions, media_type__startswith="image/", shredded=False
    )
    for submission, mac in pictures.order_by("id").values_list("submission_id", "mac"):
        known.photos[submission].append(mac)
    for said in Attestation.objects.filter(group__in=groups).order_by("entry_seq", "id"):
        known.said[said.group_id, said.worker_id].append(said)
    visits = DrawnVisit.objects.filter(group__in=groups).exclude(outcome="").order_by("entry_seq", "id")
    last = {visit.group_id: visit.outcome for visit in visits}
    known.not_found = {group for group, outcome in last.items() if outcome == "not_found"}
    return known


def _read_steps(known: _Known, groups: list[Group], workers: Collection[UUID]) -> None:
    """What was recorded on the way: accounts, the form of the founding meeting, whom visitors met."""
    steps = FinancialEvent.objects.filter(worker__in=workers, taken_back_on=None).exclude(account_mark="")
    known.accounts = dict(steps.order_by("happened_on", "entry_seq").values_list("worker_id", "account_mark"))
    meetings = FormationMeeting.objects.filter(group__in=groups, submission_id__isnull=False)
    known.founding = {one.group_id: one.submission_id for one in meetings if one.submission_id}
    sent = Submission.objects.filter(id__in=known.founding.values()).values_list("id", "user_id", "device_id")
    known.senders = {one: (user, device) for one, user, device in sent}
    met = VisitMet.objects.filter(visit__group__in=groups, visit__taken_back_on=None)
    for group, worker, by in met.values_list("visit__group_id", "worker_id", "visit__met_by"):
        known.met[group, worker].add(by)


def _group(group: Group, members: list[Membership], known: _Known) -> GroupFacts:
    actor, device, at = _entered(group.id, group.entry_seq, group.entry_seq, known)
    return GroupFacts(
        id=group.id,
        formed_on=group.formed_on,
        entered_on=in_india(at),
        place=group.worksite_id or group.area_id,
        entered_with=device or actor,
        photos=tuple(dict.fromkeys(known.photos[known.founding[group.id]]))
        if group.id in known.founding
        else (),
        members=tuple(_member(row, group.entry_seq, known) for row in members),
        not_found=group.id in known.not_found,
    )


def _entered(group: UUID, seq: int, formed: int, known: _Known) -> tuple[UUID, UUID | None, datetime]:
    """Who entered it, with which phone and when. Of a form: who sent it, not who took it in from the queue."""
    actor, device, at = known.entries[seq]
    if seq == formed and group in known.founding:
        actor, device = known.senders[known.founding[group]]
    return actor, device, at


def _member(row: Membership, formed: int, known: _Known) -> MemberFacts:
    person = known.people[row.worker_id]
    doors = known.doors[person["household_id"]]
    first = doors[0] if doors else None
    said = known.said[row.group_id, row.worker_id]
    spoken = [one for one in said if one.outcome != "not_met"]
    seen = {visit.user_id for visit in doors} | {one.met_by for one in spoken}
    seen |= known.met[row.group_id, row.worker_id]
    if row.consent_how in _IN_PERSON:
        seen.add(_entered(row.group_id, row.entry_seq, formed, known)[0])
    open_to_all = not person["hidden"]
    return MemberFacts(
        id=row.worker_id,
        household=person["household_id"],
        phone=_mark("phone", person["phone"]) if open_to_all else "",
        account=known.accounts.get(row.worker_id, "") if open_to_all else "",
        photos=tuple(dict.fromkeys(known.photos[person["submission_id"]])) if open_to_all else (),
        first_met_at=first.visited_at if first else None,
        first_met_with=(first.device_id or first.user_id) if first else None,
        seen_by=frozenset(seen),
        # each visitor may put his own word right; a colleague's yes does not take a no away: a review decides
        denied="says_not_member" in {one.met_by: one.outcome for one in spoken}.values(),
    )


def _mark(what: str, value: str | None) -> str:
    return keyed_hash(f"{what} {value}".encode()).hex()[:32] if value else ""


def _some(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def people_of(items: Iterable[str]) -> list[UUID]:
    """The members that a signal rests on."""
    return [UUID(item.removeprefix("member:")) for item in items if item.startswith("member:")]


def groups_of(items: Iterable[str]) -> list[UUID]:
    """The groups that a signal rests on."""
    return [UUID(item.removeprefix("group:")) for item in items if item.startswith("group:")]
