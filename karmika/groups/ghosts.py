"""Ghost groups: which groups look as if they did not exist, why, and how strongly. A pure core: facts in, findings out.

`find(groups, rule, on)` takes every group that could be compared with each other, for most signs lie between groups.
Marks (of a phone, an account, a picture) are any texts that are equal for equal things: hashes do, nothing is read in them.
A finding is a reason to look. Its `items` say what it rests on: a review silences those items, new ones open it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from karmika.groups.ghost_rules import GhostRule

Key = Hashable
PAUSE = timedelta(hours=1)
"""A longer gap between two households is a pause, or another day."""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member of today. Empty marks and None are "not known", and speak against nobody."""

    id: Key
    household: Key
    phone: str = ""
    account: str = ""
    photos: tuple[str, ...] = ()
    first_met_at: datetime | None = None
    """When the household was first taken down, by the phone's clock."""
    first_met_with: Key | None = None
    """The phone (or the person at a desk) that took it down."""
    seen_by: frozenset[Key] = frozenset()
    """Staff who met the person."""
    denied: bool = False
    """The person said, when met, not to be a member."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of today. `entered_with`: the phone, or the person at a desk, that entered it on `entered_on`."""

    id: Key
    formed_on: date
    entered_on: date
    place: Key
    entered_with: Key | None = None
    photos: tuple[str, ...] = ()
    """Pictures of its founding."""
    members: tuple[MemberFacts, ...] = ()
    not_found: bool = False
    """Somebody went to see the group, and it was not there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign at one group: points (at most the rule's), what it rests on, and the numbers of its sentence."""

    group: Key
    kind: str
    score: int
    items: tuple[str, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Key, ...] = ()
    """Other groups that are part of it."""


Signs = Callable[[Sequence[GroupFacts], Mapping[str, int], date], Iterator[Finding]]


def find(groups: Sequence[GroupFacts], rule: GhostRule, on: date) -> list[Finding]:
    """All findings, in the order of the groups given."""
    found: dict[Key, list[Finding]] = {group.id: [] for group in groups}
    for kind, signs in KINDS.items():
        for finding in signs(groups, rule.of(kind), on):
            found[finding.group].append(finding)
    return [finding for group in groups for finding in found[group.id]]


def totals(findings: Iterable[Finding]) -> dict[Key, int]:
    """The score of each group that has findings: the sum of their points."""
    sums: dict[Key, int] = defaultdict(int)
    for finding in findings:
        sums[finding.group] += finding.score
    return dict(sums)


def review_order(findings: Iterable[Finding], rule: GhostRule) -> list[Key]:
    """Groups to be reviewed, the strongest first; equal ones in the order of their ids, so that it is always the same.

    Those with `review_from` points and more: one weak sign is what every honest town is full of, two are not.
    """
    enough = [one for one in totals(findings).items() if one[1] >= rule.review_from]
    return [group for group, _ in sorted(enough, key=lambda one: (-one[1], str(one[0])))]


def silenced(items: Collection[str], reviewed: Iterable[Collection[str]]) -> bool:
    """Whether everything that a finding rests on was looked at in one of these reviews."""
    wanted = set(items)
    return any(wanted <= set(known) for known in reviewed)


def _between(value: float, start: tuple[float, float], full: tuple[float, float]) -> int:
    """Points on the straight line from `start` to `full`, each (value, points); never beyond them."""
    part = (value - start[0]) / (full[0] - start[0])
    return round(start[1] + (full[1] - start[1]) * min(1.0, max(0.0, part)))


def _shared(mark_of: Callable[[MemberFacts], Iterable[str]], kind: str) -> Signs:
    """Findings of members who have a mark in common with other households, in the group or in others.

    A mark that is used at several places says more: the telephone of a shop stays there, the forger's goes about.
    """

    def signs(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
        used = _Used(groups, mark_of)
        for group in groups:
            marks = {one.id: used.common(mark_of(one), limits["users"]) for one in group.members}
            far = {key for key, some in marks.items() if any(used.places(mark) > 1 for mark in some)}
            touched = [one for one in group.members if marks[one.id]]
            share, far_share = (
                _share(touched, group.members),
                _share([one for one in touched if one.id in far], group.members),
            )
            if _houses(touched) >= limits["far_houses"] and far_share >= limits["far_share_percent"]:
                start, full = (limits["far_share_percent"], limits["near_points"]), (100, limits["points"])
                score = _between(far_share, start, full)
            elif _houses(touched) >= limits["houses"] and share >= limits["share_percent"]:
                start, full = (
                    (limits["houses"], limits["least"]),
                    (limits["full_houses"], limits["near_points"]),
                )
                score = _between(_houses(touched), start, full)
            else:
                continue
            all_marks = dict.fromkeys(mark for some in marks.values() for mark in some)
            others = dict.fromkeys(
                other for mark in all_marks for other in used.groups[mark] if other != group.id
            )
            numbers = {
                "members": len(touched),
                "of": len(group.members),
                "marks": len(all_marks),
                "households": len(set().union(*(used.houses[mark] for mark in all_marks))),
                "groups": len(others),
            }
            items = _items(members=[one.id for one in touched], groups=others)
            yield Finding(group.id, kind, score, items, numbers, tuple(others))

    return signs


class _Used:
    """Which households, groups and places have a mark."""

    def __init__(self, groups: Sequence[GroupFacts], mark_of: Callable[[MemberFacts], Iterable[str]]) -> None:
        self.houses: dict[str, set[Key]] = defaultdict(set)
        self.groups: dict[str, dict[Key, None]] = defaultdict(dict)
        self._places: dict[str, set[Key]] = defaultdict(set)
        for group in groups:
            for member in group.members:
                for mark in mark_of(member):
                    self.houses[mark].add(member.household)
                    self.groups[mark][group.id] = None
                    self._places[mark].add(group.place)

    def common(self, marks: Iterable[str], users: int) -> list[str]:
        """Those of the marks that so many households use."""
        return [mark for mark in marks if len(self.houses[mark]) >= users]

    def places(self, mark: str) -> int:
        """At how many places groups have it."""
        return len(self._places[mark])


def _houses(members: Iterable[MemberFacts]) -> int:
    """How many households these are of: two of one house are one voice."""
    return len({one.household for one in members})


def _share(some: Iterable[MemberFacts], of: Iterable[MemberFacts]) -> float:
    """Of a hundred households, how many."""
    return 100 * _houses(some) / max(1, _houses(of))


def _items(*, members: Iterable[Key] = (), groups: Iterable[Key] = ()) -> tuple[str, ...]:
    named = [f"member:{one}" for one in members] + [f"group:{one}" for one in groups]
    return tuple(sorted(named))


def _shared_photo(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
    """One picture for people of several houses; or one picture of a founding for groups at several places or evenings.

    Two groups that were founded at one place may well have one picture, or one of them the wrong one; three days not.
    """
    by_group = {one.group: one for one in _shared(lambda one: one.photos, "shared_photo")(groups, limits, on)}
    shown: dict[str, list[GroupFacts]] = defaultdict(list)
    for group in groups:
        for mark in group.photos:
            shown[mark].append(group)
    for group in groups:
        known = by_group.get(group.id)
        twins = dict.fromkeys(other for mark in group.photos for other in _twins(group, shown[mark]))
        if not twins:
            if known is not None:
                yield known
            continue
        others = dict.fromkeys((*(known.groups if known else ()), *twins))
        members = [item for item in known.items if item.startswith("member:")] if known else []
        none = {"members": 0, "of": len(group.members), "households": 0}
        yield Finding(
            group=group.id,
            kind="shared_photo",
            score=limits["points"],
            items=tuple(sorted({*members, *_items(groups=others)})),
            numbers={**(known.numbers if known else none), "groups": len(others)},
            groups=tuple(others),
        )


def _twins(group: GroupFacts, same: Sequence[GroupFacts]) -> list[Key]:
    """Other groups with the same picture of a founding, where that cannot have been one evening."""
    far = [one.id for one in same if one.place != group.place]
    here = [one for one in same if one.place == group.place]
    days = {one.formed_on for one in here}
    return far + ([one.id for one in here if one.id != group.id] if len(days) > 2 else [])


def _one_device(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
    """Many groups entered with one phone on one day, as founded on that day: nobody is at so many places.

    What was founded long before is a stack of paper at a desk, and so is what other people's phones took down. Of one
    place two count: that is a camp.
    """
    entered: dict[tuple[Key, date], list[GroupFacts]] = defaultdict(list)
    for group in groups:
        late = (group.entered_on - group.formed_on).days
        if group.entered_with is not None and 0 <= late <= limits["entered_within_days"]:
            entered[group.entered_with, group.entered_on].append(group)
    start, full = (limits["groups"], limits["least"]), (limits["full_groups"], limits["points"])
    for together in entered.values():
        own = [group for group in together if _took_down(group)]
        for some, desk in ((own, False), (together, True)):
            weight = _at_once(some, limits, desk=desk)
            if weight < limits["groups"]:
                continue
            score = _between(weight, start, full)
            numbers = {"groups": len(some), "places": len({one.place for one in some})}
            for group in some:
                others = [other.id for other in some if other.id != group.id]
                yield Finding(group.id, "one_device", score, _items(groups=others), numbers, tuple(others))
            break


def _took_down(group: GroupFacts) -> bool:
    """Whether most of the members were first met with the very phone that entered the group."""
    own = [one for one in group.members if one.first_met_with == group.entered_with]
    return 2 * len(own) > len(group.members)


def _at_once(some: Sequence[GroupFacts], limits: Mapping[str, int], *, desk: bool) -> int:
    """How many of these groups are too many for one day; 0 for a camp evening and for a desk's stack."""
    places: dict[Key, int] = defaultdict(int)
    for group in some:
        places[group.place] += 1
    if desk:
        return len(some) if len(some) > limits["at_a_desk"] else 0
    camp = max(places.values(), default=0)
    counted = sum(min(number, 2) for number in places.values())
    return max(counted, camp if camp > limits["at_one_place"] else 0)


def _within_minutes(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
    """Households taken down by one phone faster than anybody can listen. A household counts once, a pause not at all."""
    for group in groups:
        rounds: dict[Key, dict[Key, datetime]] = defaultdict(dict)
        for member in group.members:
            if member.first_met_at is None or member.first_met_with is None:
                continue
            known = rounds[member.first_met_with]
            known[member.household] = min(
                member.first_met_at, known.get(member.household, member.first_met_at)
            )
        houses = max(rounds.values(), key=len, default={})
        touched = [one for one in group.members if one.household in houses]
        share = _share(touched, group.members)
        gaps = [later - at for at, later in pairwise(sorted(houses.values()))]
        worked = [gap for gap in gaps if gap < PAUSE]
        seconds = sum(gap.total_seconds() for gap in worked) / max(1, len(worked))
        if (
            len(worked) + 1 < limits["houses"]
            or share < limits["share_percent"]
            or seconds >= limits["seconds"]
        ):
            continue
        numbers = {
            "members": len(touched),
            "of": len(group.members),
            "households": len(houses),
            "seconds": round(seconds),
        }
        start, full = (limits["seconds"], limits["least"]), (limits["full_seconds"], limits["points"])
        score = _between(seconds, start, full)
        yield Finding(group.id, "within_minutes", score, _items(members=[one.id for one in touched]), numbers)


def _never_seen_twice(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
    """Members whom one person of the staff alone ever met, though the group has been known long enough."""
    for group in groups:
        days = (on - max(group.formed_on, group.entered_on)).days
        touched = [one for one in group.members if len(one.seen_by) < 2]
        share = 100 * len(touched) / max(1, len(group.members))
        if (
            days < limits["after_days"]
            or _houses(touched) < limits["houses"]
            or share < limits["share_percent"]
        ):
            continue
        staff = len(set().union(*(one.seen_by for one in touched)))
        start, full = (limits["houses"], limits["least"]), (limits["full_houses"], limits["points"])
        score = _between(_houses(touched), start, full) if staff <= 1 else limits["least"]
        numbers = {"members": len(touched), "of": len(group.members), "staff": staff, "days": days}
        yield Finding(
            group.id, "never_seen_twice", score, _items(members=[one.id for one in touched]), numbers
        )


def _contradicted(groups: Sequence[GroupFacts], limits: Mapping[str, int], on: date) -> Iterator[Finding]:
    """Somebody went there and was told otherwise."""
    for group in groups:
        denying = [one.id for one in group.members if one.denied]
        if len(denying) < limits["members"] and not group.not_found:
            continue
        weight = limits["full_members"] if group.not_found else len(denying)
        own = [group.id] if group.not_found else []
        numbers = {"members": len(denying), "of": len(group.members), "not_found": int(group.not_found)}
        start, full = (limits["members"], limits["least"]), (limits["full_members"], limits["points"])
        score = _between(weight, start, full)
        yield Finding(group.id, "contradicted", score, _items(members=denying, groups=own), numbers)


def _phone(member: MemberFacts) -> Iterable[str]:
    return (member.phone,) if member.phone else ()


def _account(member: MemberFacts) -> Iterable[str]:
    return (member.account,) if member.account else ()


KINDS: Mapping[str, Signs] = {
    "shared_phone": _shared(_phone, "shared_phone"),
    "shared_account": _shared(_account, "shared_account"),
    "shared_photo": _shared_photo,
    "one_device": _one_device,
    "within_minutes": _within_minutes,
    "never_seen_twice": _never_seen_twice,
    "contradicted": _contradicted,
}
"""Kind of signal -> what finds it: six that need nobody to go there, and what somebody who went was told."""
