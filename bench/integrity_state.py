"""A synthetic state for bench/integrity.py: honest groups with their everyday untidiness, fake ones of six kinds among them.

The rates are guesses at what a mission would see; no mission has published its own. `noise` multiplies every rate of honest
untidiness. A fake group is like an honest one in all but its kind, save that who does not exist is met by nobody.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from karmika.groups.ghosts import GroupFacts, MemberFacts

TODAY = date(2026, 11, 28)
FAKE_KINDS = (
    "shared_phone",
    "shared_account",
    "shared_photo",
    "one_device",
    "within_minutes",
    "never_seen_twice",
)
OF_A_KIND = 10
PLACES, WORKERS = 900, 300
"""Worksites of the state, and resource persons."""


@dataclass(frozen=True)
class State:
    """The groups in a random order, and the kind of each fake one by its id."""

    groups: list[GroupFacts]
    fake: dict[str, str]


def taken_down(group: GroupFacts, device: object) -> tuple[MemberFacts, ...]:
    """The members, with this phone in the place of the one that entered the group; other desks keep theirs."""
    return tuple(
        replace(one, first_met_with=device) if one.first_met_with == group.entered_with else one
        for one in group.members
    )


class Maker:
    """Makes groups of one seed."""

    def __init__(self, seed: int, noise: float, care: float) -> None:
        self.random = random.Random(seed)
        self.noise, self.care = noise, care
        self.made = 0
        self.shop_phones = {place: f"shop{place}" for place in range(PLACES) if self.seldom(0.02)}

    def seldom(self, rate: float) -> bool:
        """True in so many of a hundred honest cases, times the noise."""
        return self.random.random() < rate * self.noise

    def new(self, what: str) -> str:
        self.made += 1
        return f"{what}{self.made}"

    def group(self) -> GroupFacts:
        """An honest group: founded some time of the last year at a worksite, taken down by the resource person there."""
        place = self.random.randrange(PLACES)
        staff = f"staff{place % WORKERS}"
        formed = TODAY - timedelta(days=self.random.randint(20, 385))
        members = self.households(place)
        members = self.odd_phones(members, place)
        members = self.odd_accounts(members)
        members = self.odd_photos(members)
        members = self.first_met(members, formed, f"phone-{staff}")
        return GroupFacts(
            id=self.new("group"),
            formed_on=formed,
            entered_on=formed,
            place=place,
            entered_with=f"phone-{staff}",
            photos=(self.new("founding"),) if self.random.random() < 0.6 else (),
            members=self.seen(members, staff),
        )

    def households(self, place: int) -> tuple[MemberFacts, ...]:
        """Members and what a household has in common: its telephone, a joint account, the picture of its door."""
        size = self.random.choices((5, 6, 7, 8, 9, 10, 12), (38, 14, 12, 10, 8, 12, 6))[0]
        members: list[MemberFacts] = []
        while len(members) < size:
            home, joint = self.new("home"), self.new("account")
            phone, door = self.new("phone"), self.new("door")
            people = self.random.choices((1, 2, 3), (80, 17, 3))[0]  # couples, and twins who live together
            photographed = self.random.random() < 0.4
            for _ in range(min(people, size - len(members))):
                own = self.new("phone") if self.random.random() < 0.6 else phone
                account = joint if self.random.random() < 0.3 else self.new("account")
                members.append(
                    MemberFacts(
                        id=self.new("person"),
                        household=home,
                        phone="" if self.random.random() < 0.08 else own,
                        account=account if self.random.random() < 0.55 else "",
                        photos=(door,) if photographed else (),
                    )
                )
        return tuple(members)

    def odd_phones(self, members: tuple[MemberFacts, ...], place: int) -> tuple[MemberFacts, ...]:
        """A neighbour's telephone, twins in two houses, the leader's, the one of the shop at the stand."""
        leader = members[0].phone or self.new("phone")
        lends = self.seldom(0.05)
        changed = []
        for number, member in enumerate(members):
            phone = member.phone
            if self.seldom(0.03):
                phone = members[number - 1].phone or phone
            if lends and self.random.random() < 0.35:
                phone = leader
            if place in self.shop_phones and self.seldom(0.15):
                phone = self.shop_phones[place]
            changed.append(replace(member, phone=phone))
        return tuple(changed)

    def odd_accounts(self, members: tuple[MemberFacts, ...]) -> tuple[MemberFacts, ...]:
        """A line copied twice; a sister's account, given by whoever has none."""
        changed = list(members)
        for number, member in enumerate(members):
            if self.seldom(0.008):
                changed[number] = replace(member, account=members[number - 1].account)
        return tuple(changed)

    def odd_photos(self, members: tuple[MemberFacts, ...]) -> tuple[MemberFacts, ...]:
        """The picture of the house before, chosen once more."""
        changed = list(members)
        for number in range(1, len(members)):
            if self.seldom(0.01):
                changed[number] = replace(changed[number], photos=changed[number - 1].photos)
        return tuple(changed)

    def first_met(
        self, members: tuple[MemberFacts, ...], formed: date, device: str
    ) -> tuple[MemberFacts, ...]:
        """When each house was taken down: a survey from door to door, or at the one to three desks of a camp."""
        hurried = self.seldom(0.02)
        camp = hurried or self.random.random() < 0.25
        desks = 1 if hurried else self.random.randint(1, 3)
        minutes = 3.0 if hurried else 6.0 if camp else 40.0
        clock = [datetime.combine(formed, datetime.min.time()) + timedelta(days=-9, hours=10)] * desks
        met: dict[object, tuple[datetime, str]] = {}
        for member in members:
            if member.household not in met:
                desk = self.random.randrange(desks)
                clock[desk] += timedelta(minutes=minutes * self.random.lognormvariate(0, 0.5))
                met[member.household] = (clock[desk], device if desk == 0 else f"{device}-{desk}")
        return tuple(
            replace(one, first_met_at=met[one.household][0], first_met_with=met[one.household][1])
            for one in members
        )

    def seen(self, members: tuple[MemberFacts, ...], staff: str) -> tuple[MemberFacts, ...]:
        """Everybody by the resource person; most by a second one; in some places hardly anybody."""
        often = 0.12 if self.seldom(0.01) else 0.45 if self.seldom(0.08) else 0.8
        second = f"organiser{self.random.randrange(40)}"
        return tuple(
            replace(
                one,
                seen_by=frozenset({staff, second} if self.random.random() < often else {staff}),
                denied=self.seldom(0.00005),
            )
            for one in members
        )

    def camps(self, groups: list[GroupFacts]) -> list[GroupFacts]:
        """Some founding evenings brought several groups at one place, with one picture; some days, several places nearby."""
        left, done = list(groups), []
        while left:
            together = [left.pop()]
            if self.seldom(0.04):
                one_place = self.random.random() < 0.85
                more = self.random.randint(1, 5 if one_place else 3)
                together += [left.pop() for _ in range(min(more, len(left)))]
                first = together[0]
                together = [self.beside(one, first, one_place=one_place) for one in together]
            done += together
        return done

    def beside(self, group: GroupFacts, first: GroupFacts, *, one_place: bool) -> GroupFacts:
        """A group founded with another: at one place, or by one resource person who took all of them down."""
        day = {
            "formed_on": first.formed_on,
            "entered_on": first.entered_on,
            "entered_with": first.entered_with,
        }
        if one_place:
            return replace(group, place=first.place, photos=first.photos, **day)
        return replace(group, members=taken_down(group, first.entered_with), **day)

    def desks(self, groups: list[GroupFacts]) -> list[GroupFacts]:
        """A tenth comes on paper to a desk that enters a stack a day, now and then with the wrong day."""
        done, stack = [], []
        for group in groups:
            (stack if self.random.random() < 0.1 else done).append(group)
        while stack:
            batch = [stack.pop() for _ in range(min(self.random.randint(4, 15), len(stack)))]
            desk = f"desk{self.random.randrange(12)}"
            day = min(TODAY, max(one.formed_on for one in batch) + timedelta(days=self.random.randint(1, 60)))
            wrong = self.seldom(0.03)
            done += [
                replace(one, entered_with=desk, entered_on=day, formed_on=day if wrong else one.formed_on)
                for one in batch
            ]
        return done


class Forger(Maker):
    """Makes fake groups as well."""

    def most(self) -> float:
        """Which part of a fake group a forger makes in one way: most of it; the less the more care is taken."""
        return self.random.uniform(0.6, 1) * (1 - self.care)

    def fakes(self, kind: str) -> list[GroupFacts]:
        """Ten of one kind, by one or two people."""
        groups = {
            "shared_phone": self.fake_phones,
            "shared_account": self.fake_accounts,
            "shared_photo": self.fake_photos,
            "one_device": self.fake_days,
            "within_minutes": self.fake_minutes,
            "never_seen_twice": self.fake_visits,
        }[kind]()
        return [self.alone(one) if self.random.random() < 0.5 else one for one in groups]

    def alone(self, group: GroupFacts) -> GroupFacts:
        """Who does not exist is met by nobody; half of the forgers have a colleague who signs for visits all the same."""
        return replace(
            group,
            members=tuple(replace(m, seen_by=frozenset({str(group.entered_with)})) for m in group.members),
        )

    def each(self, change: Callable[[GroupFacts], GroupFacts]) -> list[GroupFacts]:
        return [change(self.group()) for _ in range(OF_A_KIND)]

    def fake_phones(self) -> list[GroupFacts]:
        """Most members have one of a few SIM cards that the forger keeps."""
        cards = [self.new("phone") for _ in range(4)]

        def change(group: GroupFacts) -> GroupFacts:
            share, own = self.most(), self.random.sample(cards, 2)
            return replace(
                group,
                members=tuple(
                    replace(m, phone=self.random.choice(own)) if self.random.random() < share else m
                    for m in group.members
                ),
            )

        return self.each(change)

    def fake_accounts(self) -> list[GroupFacts]:
        """The money of most members goes to one or two accounts."""

        def change(group: GroupFacts) -> GroupFacts:
            share, own = self.most(), [self.new("account") for _ in range(2)]
            return replace(
                group,
                members=tuple(
                    replace(m, account=self.random.choice(own)) if self.random.random() < share else m
                    for m in group.members
                ),
            )

        return self.each(change)

    def fake_photos(self) -> list[GroupFacts]:
        """The same faces again; or one picture of a founding for two groups."""
        faces, founding = [self.new("door") for _ in range(3)], [self.new("founding")]

        def change(group: GroupFacts) -> GroupFacts:
            if self.random.random() < 0.3:
                return replace(group, photos=(self.random.choice(founding),))
            share = self.most()
            return replace(
                group,
                members=tuple(
                    replace(m, photos=(self.random.choice(faces),)) if self.random.random() < share else m
                    for m in group.members
                ),
            )

        return self.each(change)

    def fake_days(self) -> list[GroupFacts]:
        """Groups of all over the town, "founded" on one day with the one telephone that invented their members."""
        groups = [self.group() for _ in range(OF_A_KIND)]
        cut = self.random.randint(4, 6) if self.care < 0.2 else 3
        return [
            replace(
                one,
                formed_on=some[0].formed_on,
                entered_on=some[0].formed_on,
                entered_with=some[0].entered_with,
                members=self.invented(one, some[0].entered_with),
            )
            for some in (groups[:cut], groups[cut:])
            for one in some
        ]

    def invented(self, group: GroupFacts, device: object) -> tuple[MemberFacts, ...]:
        """All members taken down by one phone, at the pace of an honest survey."""
        at, members = datetime.combine(group.formed_on, datetime.min.time()) - timedelta(days=9), []
        for member in group.members:
            at += timedelta(minutes=40 * self.random.lognormvariate(0, 0.5))
            members.append(replace(member, first_met_at=at, first_met_with=device))
        return tuple(members)

    def fake_minutes(self) -> list[GroupFacts]:
        """All members typed in at a table, one after the other."""

        def change(group: GroupFacts) -> GroupFacts:
            at, seconds = (
                datetime.combine(group.formed_on, datetime.min.time()),
                self.random.uniform(40, 130) * (1 + self.care),
            )
            members = []
            for member in group.members:
                at += timedelta(seconds=20 + self.random.expovariate(1 / seconds))
                members.append(replace(member, first_met_at=at, first_met_with=group.entered_with))
            return replace(group, members=tuple(members))

        return self.each(change)

    def fake_visits(self) -> list[GroupFacts]:
        """Nobody but the forger has ever met anybody; now and then somebody signs for a visit that was none."""

        def change(group: GroupFacts) -> GroupFacts:
            only = frozenset({f"staff{self.random.randrange(WORKERS)}"})
            formed = min(group.formed_on, TODAY - timedelta(days=self.random.randint(120, 385)))
            return replace(
                group,
                formed_on=formed,
                entered_on=formed,
                members=tuple(
                    replace(
                        m,
                        seen_by=only | {"organiser0"}
                        if self.random.random() < 0.03 + self.care / 4
                        else only,
                    )
                    for m in group.members
                ),
            )

        return self.each(change)


def make(seed: int, *, honest: int = 3000, noise: float = 1.0, care: float = 0.0) -> State:
    """A state of one seed. `care` (0 to 1): how well forgers hide."""
    maker = Forger(seed, noise, care)
    groups = [maker.group() for _ in range(honest)]
    maker.random.shuffle(groups)
    groups = maker.desks(maker.camps(groups))
    fake: dict[str, str] = {}
    for kind in FAKE_KINDS:
        for group in maker.fakes(kind):
            fake[str(group.id)] = kind
            groups.append(group)
    maker.random.shuffle(groups)
    return State(groups, fake)
