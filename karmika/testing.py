"""For tests: the cast that tests and documents speak of, threads let go at one moment, proof that nothing was written.

The databases they work in are made by karmika/template_database.py; the fixtures are in conftest.py.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID

from karmika.kernel.ids import stable

if TYPE_CHECKING:
    from karmika.kernel.viewer import Viewer

Result = TypeVar("Result")

PASSWORD = "karmika-demo"
SINCE = date(2025, 4, 1)

AREAS: tuple[tuple[str, str, str | None, tuple[str, str, str]], ...] = (
    ("state", "28", None, ("Andhra Pradesh", "ఆంధ్రప్రదేశ్", "आंध्र प्रदेश")),
    ("district", "749", "28", ("NTR", "ఎన్టీఆర్", "एनटीआर")),
    ("ulb", "251746", "749", ("Vijayawada", "విజయవాడ", "विजयवाड़ा")),
    ("ward", "251746-W07", "251746", ("Ward 7", "వార్డు 7", "वार्ड 7")),
    ("ward", "251746-W08", "251746", ("Ward 8", "వార్డు 8", "वार्ड 8")),
    ("district", "520", "28", ("Visakhapatnam", "విశాఖపట్నం", "विशाखापत्तनम")),
    ("ulb", "251719", "520", ("Greater Visakhapatnam", "గ్రేటర్ విశాఖపట్నం", "ग्रेटर विशाखापत्तनम")),
    ("ward", "251719-W01", "251719", ("Ward 1", "వార్డు 1", "वार्ड 1")),
    ("state", "9", None, ("Uttar Pradesh", "ఉత్తర ప్రదేశ్", "उत्तर प्रदेश")),
    ("district", "157", "9", ("Lucknow", "లక్నో", "लखनऊ")),
    ("block", "UP-B1", "157", ("Mohanlalganj", "మోహన్‌లాల్‌గంజ్", "मोहनलालगंज")),
    ("gram_panchayat", "UP-G1", "UP-B1", ("Sisendi", "సిసెండి", "सिसेंडी")),
    ("village", "UP-V1", "UP-G1", ("Sisendi", "సిసెండి", "सिसेंडी")),
)
"""Level, code, code of the parent, names. The villages and wards are made up."""


class Member(NamedTuple):
    """One of the cast: who, in which role, where, for whom."""

    name: str
    role: str
    area: str
    organisation: str = "mepma"
    programme: str | None = "vog"
    phone: str = ""


MEMBERS: dict[str, Member] = {
    "lakshmi": Member("Lakshmi Devi", "resource_person", "251746-W07", phone="9848012301"),
    "ramesh": Member("Ramesh Babu", "community_organiser", "251746", phone="9848012302"),
    "fatima": Member("Fatima Begum", "city_mission_manager", "251746", phone="9848012303"),
    "devi": Member("Devi Prasad", "state_programme_manager", "28", programme=None, phone="9848012304"),
    "stranger": Member("Suresh Kumar", "community_organiser", "251719", phone="9848012305"),
    "colleague": Member(
        "Anita Rao", "community_organiser", "251746", organisation="other-org", phone="9848012306"
    ),
    "auditor": Member("Joseph Raju", "auditor", "28", programme=None, phone="9848012307"),
    "admin": Member("Padma Rani", "administrator", "28", programme=None, phone="9848012308"),
}


WORKSITES: tuple[tuple[str, str, str, str, int, int], ...] = (
    ("VJA-AS-012", "251746-W07", "auto_stand", "Benz Circle auto stand", 16_499_700, 80_656_600),
    ("VJA-LC-003", "251746-W08", "labour_chowk", "Patamata labour chowk", 16_497_100, 80_667_200),
    ("VSP-AS-001", "251719-W01", "auto_stand", "Maddilapalem auto stand", 17_738_300, 83_320_900),
)
"""Code, ward, kind, name, point in micro-degrees."""


def _key(*parts: str) -> UUID:
    return stable("cast", *parts)


def area_id(code: str) -> UUID:
    """The id of an area of the cast, by its code alone."""
    level = next(level for level, known, _, _ in AREAS if known == code)
    return stable("area", level, code)


def make_cast() -> None:
    """Write the cast and its places into an empty, migrated database, through acts like everything else."""
    from karmika.access.viewer import Operator
    from karmika.journal.perform import perform

    for acts in (*_map_acts(), _office_acts(), *_people_acts()):
        perform(acts, Operator())
    _open_accounts()


def _open_accounts() -> None:
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from karmika.access.models import Account

    hashed = PBKDF2PasswordHasher().encode(PASSWORD, "cast", iterations=1)
    for name in MEMBERS:
        Account(id=_key("user", name), username=name, password=hashed).save(force_insert=True)


def _map_acts() -> Iterator[list[Any]]:
    from karmika.areas.acts.naming import DefineArea
    from karmika.areas.acts.worksites import DefineWorksite, Details

    for level, code, parent, (english, telugu, hindi) in AREAS:
        yield [
            DefineArea(
                level=level,
                code=code,
                name_en=english,
                name_te=telugu,
                name_hi=hindi,
                parent=area_id(parent) if parent else None,
                valid_from=date(2022, 4, 4),
                source="the cast of the tests",
            )
        ]
    for code, ward, kind, name, lat_e6, lon_e6 in WORKSITES:
        details = Details(
            area=area_id(ward),
            worksite_kind=kind,
            name_en=name,
            lat_e6=lat_e6,
            lon_e6=lon_e6,
            source="the cast",
        )
        yield [DefineWorksite(code=code, details=details)]


def _office_acts() -> list[Any]:
    from karmika.access.acts import AddOrganisation, AddProgramme, OpenProject

    organisations = {"mepma": ("MEPMA", "mission"), "other-org": ("Shramik Sangh", "union")}
    programmes = {"vog": "Vulnerable occupational groups", "kma": "Karmika Mitra"}
    acts: list[Any] = [
        AddOrganisation(organisation=_key("organisation", code), code=code, name=name, organisation_kind=kind)
        for code, (name, kind) in organisations.items()
    ]
    acts += [
        AddProgramme(programme=_key("programme", code), code=code, name=name)
        for code, name in programmes.items()
    ]
    acts += [
        OpenProject(
            project=_key("project", organisation, programme),
            name=f"{programmes[programme]}, {organisations[organisation][0]}",
            programme=_key("programme", programme),
            organisation=_key("organisation", organisation),
            area=area_id("28"),
        )
        for organisation, programme in (("mepma", "vog"), ("mepma", "kma"), ("other-org", "vog"))
    ]
    return acts


def _people_acts() -> Iterator[list[Any]]:
    from karmika.access.acts import AddUser, AssignRole, RegisterDevice

    for name, member in MEMBERS.items():
        place: dict[str, Any] = {
            "area": area_id(member.area),
            "organisation": _key("organisation", member.organisation),
        }
        programme = _key("programme", member.programme) if member.programme else None
        user = _key("user", name)
        yield [
            AddUser(user=user, username=name, name=member.name, phone=member.phone, **place),
            AssignRole(
                assignment=_key("role", name),
                user=user,
                role=member.role,
                programme=programme,
                valid_from=SINCE,
                **place,
            ),
        ]
    yield [
        RegisterDevice(
            device=_key("device", "lakshmi"),
            name="Lakshmi's phone",
            holder=_key("user", "lakshmi"),
            organisation=_key("organisation", "mepma"),
            programme=_key("programme", "vog"),
            area=area_id("251746-W07"),
        )
    ]


class Cast:
    """The cast as viewers with today's grants; ids of the things around them.

    `cast.ramesh` is a viewer; so is every other member, by name. Viewers are read anew at each use.
    """

    mepma = _key("organisation", "mepma")
    other_org = _key("organisation", "other-org")
    vog = _key("programme", "vog")
    kma = _key("programme", "kma")
    project = _key("project", "mepma", "vog")
    device = _key("device", "lakshmi")

    def __getattr__(self, name: str) -> Viewer:
        if name not in MEMBERS:
            raise AttributeError(name)
        from karmika.access.models import User
        from karmika.access.viewer import viewer_for

        return viewer_for(User.objects.get(id=self.user_id(name)))

    @property
    def operator(self) -> Viewer:
        """The person with the shell."""
        from karmika.access.viewer import Operator

        return Operator()

    @property
    def device_viewer(self) -> Viewer:
        """Lakshmi, speaking through her phone."""
        from karmika.access.viewer import viewer_for_device

        return viewer_for_device(self.device_token)[0]

    @property
    def device_token(self) -> str:
        """What the QR code on Lakshmi's sheet holds."""
        from karmika.access.device_keys import token_of

        return token_of(self.device)

    @property
    def project_number(self) -> int:
        """The number of MEPMA's project in Andhra Pradesh."""
        from karmika.access.models import Project

        return Project.objects.get(id=self.project).number

    def user_id(self, name: str) -> UUID:
        """The id of one of the cast, as user and as account."""
        return _key("user", name)

    def area(self, code: str) -> UUID:
        """The id of an area by its code: `cast.area("251746-W07")`."""
        return area_id(code)

    def worksite(self, code: str) -> UUID:
        """The id of a worksite by its code: `cast.worksite("VJA-AS-012")`."""
        return stable("worksite", code)


def at_once(*functions: Callable[[], Result]) -> list[Result | BaseException]:
    """Run functions in threads of their own, each with its own connection, let go at one moment.

    Returns what each returned, or the exception it raised, in the order given. Needs `fresh_database`.
    """
    from django.db import connections

    gate = threading.Barrier(len(functions))

    def work(function: Callable[[], Result]) -> Result:
        gate.wait(timeout=30)
        try:
            return function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(functions)) as threads:
        futures = [threads.submit(work, function) for function in functions]
        return [future.exception(timeout=120) or future.result() for future in futures]


@cache
def _what_is_written() -> str:
    """One statement over all those tables: they are counted hundreds of times in a run."""
    from karmika.journal.models import Entry, Recorded
    from karmika.rebuild import journalled_models

    models: list[Any] = [Entry, *journalled_models()]
    return " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', count(*), "
        + ("coalesce(sum(changed_seq), 0)" if issubclass(model, Recorded) else "0")
        + f' FROM "{model._meta.db_table}"'
        for model in models
    )


def written() -> dict[str, tuple[int, int]]:
    """Rows and sum of change numbers of the journal and every table that acts write."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_what_is_written())
        return {table: (int(rows), int(changes)) for table, rows, changes in cursor.fetchall()}


@contextmanager
def ends(cpu_seconds: float = 60) -> Iterator[None]:
    """Stops work that costs more than any machine needs: what grows with the square of its input, or never ends.

    A bound against hanging, no measurement; those are in `bench/`.
    """

    def stop(*_: object) -> None:
        raise AssertionError(f"still at work after {cpu_seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def assert_nothing_written() -> Iterator[None]:
    """A refusal leaves no entry, no row and no changed row behind."""
    before = written()
    yield
    after = written()
    moved = {table: (before[table], after[table]) for table in after if before[table] != after[table]}
    assert not moved, f"written although refused: {moved}"
