"""The people of the demo: one user per main role, a resource person with a phone in every ward that is surveyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from karmika.access.acts import AddUser, AssignRole, RegisterDevice
from karmika.access.device_keys import token_of
from karmika.access.models import Account, User
from karmika.access.roles import LABELS, Role
from karmika.access.viewer import Operator, viewer_for
from karmika.areas.models import Area
from karmika.areas.queries import ancestors, area_by_code, children
from karmika.cli.foundations import organisation_id, programme_id, project_number
from karmika.journal.act import Act
from karmika.journal.perform import Request, perform_many
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Viewer

PASSWORD = "karmika-demo"  # noqa: S105  the demo's own, printed with its log-ins
SINCE = date(2025, 4, 1)
STATE = "28"
STATE_ROLES = {
    "admin": ("Padma Rani", Role.ADMINISTRATOR),
    "director": ("Sarojini Rao", Role.STATE_MISSION_DIRECTOR),
    "state": ("Devi Prasad", Role.STATE_PROGRAMME_MANAGER),
    "auditor": ("Joseph Raju", Role.AUDITOR),
}
Staff = Mapping[str, tuple[str, Role]]
"""User name -> name and role."""

CITY_ROLES: Mapping[str, Staff] = {
    "251746": {
        "city": ("Fatima Begum", Role.CITY_MISSION_MANAGER),
        "organiser": ("Ramesh Babu", Role.COMMUNITY_ORGANISER),
        "entry": ("Kavitha Reddy", Role.DATA_ENTRY_OFFICER),
        "district": ("Narayana Murthy", Role.DISTRICT_PROJECT_DIRECTOR),
    },
    "251719": {
        "city2": ("Nagamani Patnaik", Role.CITY_MISSION_MANAGER),
        "organiser2": ("Suresh Kumar", Role.COMMUNITY_ORGANISER),
    },
}
"""Vijayawada and Greater Visakhapatnam, by their codes of the Local Government Directory."""
FIELD_NAMES = (
    "Lakshmi Devi", "Mary Kumari", "Sattar Bi", "Anjali Rao", "Venkata Ramana", "Salma Khatoon", "Durga Bhavani",
    "Radha Krishna", "Noor Jahan", "Appala Naidu", "Sujatha Rani", "Mahalakshmi", "Abdul Rahim", "Gouri Shankar",
)  # fmt: skip


@dataclass(frozen=True)
class LogIn:
    """One demo user, for the list that is printed at the end."""

    username: str
    name: str
    role: str
    area: str


@dataclass(frozen=True)
class Office:
    """What was set up: who may be asked for groups, and the phone of each ward."""

    organisation: UUID
    programme: UUID
    project: int
    tokens: dict[str, str]
    """Code of a ward -> the key of its phone."""
    log_ins: tuple[LogIn, ...]

    @property
    def log_ins_shown(self) -> tuple[LogIn, ...]:
        """Without the resource persons, who are many."""
        return tuple(one for one in self.log_ins if not one.username.startswith("rp."))

    def viewer(self, username: str) -> Viewer:
        """The viewer behind `organiser`, `city` and so on."""
        return viewer_for(User.objects.get(id=_user_id(username)))


def _user_id(username: str) -> UUID:
    return stable("demo", "user", username)


def set_up(cities: Mapping[str, Staff] = CITY_ROLES) -> Office:
    """Add organisation, programme, project, users of these cities and phones. Done before: changes nothing."""
    organisation = organisation_id("mepma", "Mission for Elimination of Poverty in Municipal Areas")
    programme = programme_id("vog", "Vulnerable occupational groups")
    state = area_by_code("state", STATE)
    project = project_number(
        organisation, programme, state.id, "Vulnerable occupational groups, Andhra Pradesh"
    )
    body = _Body(organisation, programme, make_password(PASSWORD))
    for username, (name, role) in STATE_ROLES.items():
        body.hire(username, name, role, state)
    for code, roles in cities.items():
        city = area_by_code("ulb", code)
        for username, (name, role) in roles.items():
            place = (
                city if role != Role.DISTRICT_PROJECT_DIRECTOR else ancestors(city.id).get(level="district")
            )
            body.hire(username, name, role, place)
    phones = {ward.code: body.equip(number, ward) for number, ward in enumerate(_wards(cities))}
    body.write()
    tokens = {code: token_of(device) for code, device in phones.items()}
    return Office(organisation, programme, project, tokens, tuple(body.log_ins))


def _wards(cities: Iterable[str]) -> list[Area]:
    return [ward for code in cities for ward in children(area_by_code("ulb", code).id)]


class _Body:
    """One organisation's staff while it is written down."""

    def __init__(self, organisation: UUID, programme: UUID, hashed: str) -> None:
        self.organisation, self.programme, self.hashed = organisation, programme, hashed
        self.requests: list[Request] = []
        self.accounts: list[Account] = []
        self.log_ins: list[LogIn] = []
        self.known = set(User.objects.values_list("id", flat=True))

    def hire(self, username: str, name: str, role: Role, area: Area, *extra: Act) -> None:
        """A user with one role in one area, and an account with the demo's password."""
        user = _user_id(username)
        address = f"{username}@demo.example"
        self.log_ins.append(LogIn(address, name, str(LABELS[role]), area.name))
        if user in self.known:
            return
        number = len(self.log_ins)
        place: dict[str, Any] = {"area": area.id, "organisation": self.organisation}
        hired = AddUser(
            user=user,
            username=address,
            name=name,
            phone=f"98480{10000 + number}",
            language="en" if area.level == "state" else "te",
            **place,
        )
        office = AssignRole(
            assignment=stable("demo", "role", username),
            user=user,
            role=role,
            programme=None if area.level == "state" else self.programme,
            valid_from=SINCE,
            **place,
        )
        self.requests.append(Request(acts=[hired, office, *extra], viewer=Operator()))
        self.accounts.append(Account(id=user, username=address, password=self.hashed))

    def equip(self, number: int, ward: Area) -> UUID:
        """A resource person for a ward, with a phone; returns the phone's id."""
        username = f"rp.{ward.code.lower()}"
        name = FIELD_NAMES[number % len(FIELD_NAMES)]
        device = stable("demo", "device", ward.code)
        phone = RegisterDevice(
            device=device,
            name=f"Phone of {name}",
            holder=_user_id(username),
            organisation=self.organisation,
            programme=self.programme,
            area=ward.id,
        )
        self.hire(username, name, Role.RESOURCE_PERSON, ward, phone)
        return device

    def write(self) -> None:
        """Everything at once."""
        if self.requests:
            perform_many(self.requests)
            Account.objects.bulk_create(self.accounts)
