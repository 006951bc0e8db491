"""Who works in the scene: an organisation by the four posts of the preset `ngo`, a department, phones, offices."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from karmika.access.acts import RegisterDevice
from karmika.access.device_keys import token_of
from karmika.access.models import Account, Device, User
from karmika.access.presets import posts
from karmika.access.staff_import import load_staff
from karmika.access.viewer import viewer_for
from karmika.areas.models import Area
from karmika.areas.queries import area_by_code
from karmika.cli.demo.kaam_mango.places import DISTRICTS, STATE, District
from karmika.cli.demo.offices import PASSWORD, LogIn
from karmika.cli.foundations import organisation_id, programme_id, project_number
from karmika.cli.house import operator
from karmika.journal.perform import Request, perform_many
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Viewer
from karmika.referrals.acts import DefineOffice
from karmika.referrals.acts.offices import Details, office_id
from karmika.referrals.models import Office

ORGANISATION, ORGANISATION_NAME = "shramik-manch", "Shramik Sahayata Manch"
"""Invented, like everybody in it."""
DEPARTMENT, DEPARTMENT_NAME = "up-labour", "Labour department, Uttar Pradesh (invented officers)"
PROGRAMME, PROGRAMME_NAME = "kaam-mango", "Kaam Mango: work, wages, papers"
PARALEGAL_DISTRICTS = 2
DESKS = ("a", "b")
_RESOURCE = (
    "Sushma Gautam", "Rizwan Ahmad", "Poonam Yadav", "Shiv Kumar Verma", "Farzana Bano", "Rakesh Nishad", "Mamta Rawat",
    "Anwar Ansari", "Seema Maurya", "Ram Lakhan Pal",
)  # fmt: skip
_PARALEGALS = (
    "Archana Singh", "Mohammad Arif", "Neelam Bharti", "Devendra Mishra", "Zeenat Parveen", "Kamlesh Sonkar",
    "Preeti Kashyap", "Harish Chandra", "Shaheen Fatima", "Brijesh Tiwari",
)  # fmt: skip


@dataclass(frozen=True)
class OfficeKind:
    """One of the offices that each district has."""

    code: str
    kind: str
    services: tuple[str, ...]
    names: tuple[str, str, str]


OFFICES = (
    OfficeKind(
        "LO", "labour_office",
        ("eshram_registration", "bocw_registration", "bocw_benefit", "wage_claim", "accident_compensation"),
        ("Labour office", "కార్మిక కార్యాలయం", "श्रम कार्यालय"),
    ),
    OfficeKind(
        "CSC", "csc",
        ("eshram_registration", "aadhaar_update", "ration_card", "certificate", "insurance", "health_card"),
        ("Common Service Centre", "కామన్ సర్వీస్ సెంటర్", "जन सेवा केंद्र"),
    ),
    OfficeKind(
        "DLSA", "legal_services", ("legal_aid", "wage_claim"),
        ("District legal services authority", "జిల్లా న్యాయ సేవల సంస్థ", "ज़िला विधिक सेवा प्राधिकरण"),
    ),
    OfficeKind(
        "SW", "welfare_office", ("pension",), ("Social welfare office", "సాంఘిక సంక్షేమ కార్యాలయం", "समाज कल्याण कार्यालय")
    ),
)  # fmt: skip


@dataclass
class Manch:
    """The organisation as it was set up, and its people by their user names."""

    organisation: UUID
    programme: UUID
    department: UUID
    project: int
    districts: tuple[District, ...]
    log_ins: tuple[LogIn, ...]
    areas: dict[str, Area]
    """Code of a district, ward or village, and of the state -> the area."""

    def __post_init__(self) -> None:
        self._viewers: dict[str, Viewer] = {}

    @property
    def log_ins_shown(self) -> tuple[LogIn, ...]:
        """Of the resource persons, who are two in each district, only the first district's."""
        first = f"rp.{self.districts[0].user}."
        return tuple(
            one
            for one in self.log_ins
            if one.username.startswith(first) or not one.username.startswith("rp.")
        )

    def viewer(self, name: str) -> Viewer:
        """Somebody by the first part of the user name: `coordinator`, `rp.lucknow.a`, `paralegal.1`."""
        if name not in self._viewers:
            self._viewers[name] = viewer_for(User.objects.get(username=address(name)))
        return self._viewers[name]

    def token(self, district: int, desk: int) -> str:
        """The key of the phone of a desk."""
        return token_of(_device(self.districts[district], DESKS[desk - 1]))

    def resource_person(self, district: int, desk: int = 1) -> str:
        """Whose desk it is."""
        return f"rp.{self.districts[district].user}.{DESKS[desk - 1]}"

    def paralegal(self, district: int) -> str:
        """Who works on the cases of a district."""
        return f"paralegal.{district // PARALEGAL_DISTRICTS + 1}"

    def office(self, district: int, code: str) -> UUID:
        """An office of a district: LO, CSC, DLSA, SW."""
        return office_id(self.organisation, f"{code}-{self.districts[district].code}")


SENIOR = "paralegal.state"
"""Who looks at restricted cases as the second person, and stands in everywhere."""


def address(name: str) -> str:
    """The user name with which somebody of the scene signs in."""
    return f"{name}@manch.example"


def set_up(districts: int) -> Manch:
    """Organisations, project, staff from a list, phones, offices. Done before: changes nothing."""
    organisation = organisation_id(ORGANISATION, ORGANISATION_NAME, "ngo")
    department = organisation_id(DEPARTMENT, DEPARTMENT_NAME, "department")
    programme = programme_id(PROGRAMME, PROGRAMME_NAME)
    where = DISTRICTS[:districts]
    areas = {STATE: area_by_code("state", STATE)}
    for district in where:
        areas[district.code] = area_by_code("district", district.code)
        areas[district.ward] = area_by_code("ward", district.ward)
        areas[district.village] = area_by_code("village", district.village)
    project = project_number(organisation, programme, areas[STATE].id, f"{PROGRAMME_NAME}, Uttar Pradesh")
    lines = list(_staff(where))
    _load(lines)
    manch = Manch(organisation, programme, department, project, where, tuple(_log_ins(lines, areas)), areas)
    _equip(manch)
    _list_offices(manch)
    return manch


def _staff(districts: tuple[District, ...]) -> Iterator[dict[str, str]]:
    """The list of staff, as an office would write it."""

    def line(name: str, person: str, post: str, area: str, **more: str) -> dict[str, str]:
        level = "state" if area == STATE else "district"
        return {
            "user_name": address(name), "name": person, "role": post, "area_level": level, "area_code": area,
            "language": "hi", "organisation": ORGANISATION, "programme": PROGRAMME, **more,
        }  # fmt: skip

    yield line("coordinator", "Nirmala Srivastava", "ngo:coordinator", STATE, language="en", programme="")
    yield line("viewer", "Javed Akhtar", "ngo:viewer", STATE, language="en", programme="")
    yield line(SENIOR, "Usha Chaudhary", "ngo:paralegal", STATE)
    for number, district in enumerate(districts):
        for place, desk in enumerate(DESKS):
            person = _RESOURCE[(2 * number + place) % len(_RESOURCE)]
            yield line(f"rp.{district.user}.{desk}", person, "ngo:resource_person", district.code)
        paralegal = number // PARALEGAL_DISTRICTS
        yield line(f"paralegal.{paralegal + 1}", _PARALEGALS[paralegal], "ngo:paralegal", district.code)
    officer = {"organisation": DEPARTMENT, "programme": ""}
    yield line("officer", "Om Prakash Dwivedi", "department_officer", STATE, **officer)


def _load(lines: list[dict[str, str]]) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    report = load_staff(operator(), text.getvalue().encode())
    assert not report.bad, report.bad
    new = [login.user for login in report.logins]
    # the demo shares one printed password; elsewhere each has a one-time password on a slip
    changed = {"password": make_password(PASSWORD), "must_change_password": False}
    Account.objects.filter(id__in=new).update(**changed)


def _log_ins(lines: list[dict[str, str]], areas: dict[str, Area]) -> Iterator[LogIn]:
    shown = set()
    for line in lines:
        if line["user_name"] in shown:
            continue
        shown.add(line["user_name"])
        post = posts().get(line["role"])
        title = post.names["en"] if post else "Department officer"
        yield LogIn(line["user_name"], line["name"], title, areas[line["area_code"]].name_en)


def _device(district: District, desk: str) -> UUID:
    return stable("kaam-mango", "device", district.code, desk)


def _equip(manch: Manch) -> None:
    known = set(Device.objects.values_list("id", flat=True))
    asked = []
    for district in manch.districts:
        for desk in DESKS:
            if (device := _device(district, desk)) in known:
                continue
            holder = User.objects.get(username=address(f"rp.{district.user}.{desk}"))
            phone = RegisterDevice(
                device=device,
                name=f"Phone of {holder.name}",
                holder=holder.id,
                organisation=manch.organisation,
                programme=manch.programme,
                area=manch.areas[district.code].id,
            )
            asked.append(Request(acts=[phone], viewer=operator()))
    perform_many(asked)


def _list_offices(manch: Manch) -> None:
    known = set(Office.objects.values_list("id", flat=True))
    asked = []
    for district in manch.districts:
        area = manch.areas[district.code]
        for one in OFFICES:
            code = f"{one.code}-{district.code}"
            if office_id(manch.organisation, code) in known:
                continue
            names = (area.name_en, area.name_te, area.name_hi)
            details = Details(
                office_kind=one.kind,
                area=area.id,
                services=one.services,
                source="synthetic, made for the demo's scene",
                officers_of=manch.department if one.code == "LO" else None,
                **_named(one, names),
            )
            act = DefineOffice(code=code, organisation=manch.organisation, details=details)
            asked.append(Request(acts=[act], viewer=manch.viewer("coordinator")))
    perform_many(asked)


def _named(one: OfficeKind, district: tuple[str, str, str]) -> dict[str, Any]:
    keys = ("name_en", "name_te", "name_hi")
    return {key: f"{name}, {of}" for key, name, of in zip(keys, one.names, district, strict=True)}
