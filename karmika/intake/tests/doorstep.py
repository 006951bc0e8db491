"""A small form with its interpreter, and letters as a phone writes them; used by the tests of intake and odk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from karmika.access.models import Project
from karmika.access.roles import Role
from karmika.access.viewer import device_access
from karmika.intake import senders
from karmika.intake.generated import GeneratedFile
from karmika.intake.interpret import Interpreting
from karmika.intake.publishing import publish
from karmika.journal import encoding
from karmika.journal.act import Act, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import contribute

FORM = """
| survey |                           |            |                    |                    |          |               |
|        | type                      | name       | label::English (en) | label::Telugu (te) | required | constraint    |
|        | start                     | start      |                    |                    |          |               |
|        | end                       | end        |                    |                    |          |               |
|        | select_one_from_file wards.csv | ward  | Ward               | వార్డు              | yes      |               |
|        | text                      | head       | Head of household  | కుటుంబ పెద్ద        | yes      |               |
|        | integer                   | rooms      | Rooms              | గదులు              |          | . < 20        |
|        | select_one yes_no         | own        | Own house          | సొంత ఇల్లు          |          |               |
|        | image                     | photo      | Photo of the house | ఇంటి ఫోటో           |          |               |
|        | begin repeat              | member     | Member             | సభ్యులు             |          |               |
|        | text                      | uid        | Number             | సంఖ్య              |          |               |
|        | text                      | name       | Name               | పేరు               |          |               |
|        | end repeat                |            |                    |                    |          |               |
| choices |                          |            |                    |                    |          |               |
|        | list_name                 | name       | label::English (en) | label::Telugu (te) |          |               |
|        | yes_no                    | yes        | Yes                | అవును              |          |               |
|        | yes_no                    | no         | No                 | కాదు               |          |               |
| settings |                         |            |                    |                    |          |               |
|        | form_id                   | form_title | version            | default_language   |          |               |
|        | doorstep                  | Doorstep   | {version}          | English (en)       |          |               |
"""


class ListHousehold(Act, frozen=True, kw_only=True):
    """What the test form's interpreter yields: a household in a ward."""

    kind: ClassVar[str] = "doorstep.list_household"
    roles: ClassVar[frozenset[str]] = frozenset({Role.RESOURCE_PERSON, Role.COMMUNITY_ORGANISER})
    says: ClassVar[str] = "{actor} listed a household"

    household: UUID
    ward: UUID
    organisation: UUID
    programme: UUID
    amount: int = 1
    breaks: bool = False

    def place(self) -> Place:
        return Place(self.ward, self.organisation, self.programme)

    def locks(self) -> tuple[UUID, ...]:
        return (self.household,)

    def apply(self, entry: Header, rows: Rows) -> None:
        assert not self.breaks, "a fault in a room"
        contribute(
            rows, entry, "households_listed", subject=self.household, area=self.ward, amount=self.amount
        )


def interpret(given: Interpreting) -> list[Act]:
    """Lists a household at the first version, corrects at an edit; some heads of household cause trouble."""
    head = given.answers.get("head")
    if head == "crash":
        raise ZeroDivisionError("a fault in an interpreter")
    if head == "refuse":
        raise Refused("registry.test_refusal", members=2)
    gone = _members(given.before) - _members(given.answers)
    if gone and not given.decisions:
        raise Refused("registry.member_vanished", members=len(gone))
    act = ListHousehold(
        household=stable("household", given.submission_id),
        ward=stable("area", "ward", str(given.answers["ward"])),
        organisation=given.organisation,
        programme=given.programme,
        amount=1 if given.before is None else 0,
        breaks=head == "break",
    )
    return [act]


def _members(answers: Any) -> set[str]:
    return {str(row.get("uid")) for row in (answers or {}).get("member", [])}


INTERPRETERS = {"doorstep": interpret}

WARDS = GeneratedFile(
    name="wards.csv",
    columns=("name", "label"),
    rows=lambda viewer, device: (
        [("251746-W07", "Ward 7")] if device.area_id == stable("area", "ward", "251746-W07") else []
    ),
)
GENERATED = (WARDS,)


@dataclass
class Form:
    """A filled-in form; `xml()` gives the bytes that a phone sends."""

    instance_id: str | None = field(default_factory=lambda: f"uuid:{uuid4()}")
    deprecated_id: str | None = None
    head: str = "Sita"
    ward: str = "251746-W07"
    rooms: str = "2"
    photo: str = ""
    members: tuple[tuple[str, str], ...] = (("a", "Sita"),)
    version: str = "1"
    form_id: str = "doorstep"
    more: str = ""

    def xml(self) -> bytes:
        meta = f"<instanceID>{self.instance_id}</instanceID>" if self.instance_id else ""
        if self.deprecated_id:
            meta += f"<deprecatedID>{self.deprecated_id}</deprecatedID>"
        members = "".join(
            f"<member><uid>{uid}</uid><name>{name}</name></member>" for uid, name in self.members
        )
        return (
            f'<data xmlns:h="http://www.w3.org/1999/xhtml" id="{self.form_id}" version="{self.version}">'
            f"<start>2026-10-01T09:00:00.000+05:30</start><end>2026-10-01T09:12:00.000+05:30</end>"
            f"<ward>{self.ward}</ward><head>{self.head}</head><rooms>{self.rooms}</rooms><own>yes</own>"
            f"<photo>{self.photo}</photo>{members}{self.more}<meta>{meta}</meta></data>"
        ).encode()

    def edited(self, **changes: Any) -> Form:
        """The same form, corrected on the phone."""
        given = {
            **self.__dict__,
            "instance_id": f"uuid:{uuid4()}",
            "deprecated_id": self.instance_id,
            **changes,
        }
        return Form(**given)


def publish_doorstep(cast: Any, version: str = "1") -> Any:
    """Devi publishes the form in MEPMA's project."""
    project = Project.objects.get(id=cast.project)
    return publish(cast.devi, project, FORM.replace("{version}", version).encode(), "doorstep.md")


def lakshmis_phone(cast: Any) -> senders.Sender:
    """Lakshmi's phone as a sender."""
    return senders.phone(device_access(cast.device_token), Project.objects.get(id=cast.project))


@pytest.fixture
def survey(cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The test form published, its interpreter in place of the house's, its act readable."""
    monkeypatch.setitem(encoding._kinds, ListHousehold.kind, ListHousehold)
    settings.KARMIKA_INTERPRETERS = "karmika.intake.tests.doorstep.INTERPRETERS"
    settings.KARMIKA_GENERATED_FILES = "karmika.intake.tests.doorstep.GENERATED"
    return publish_doorstep(cast)


def waiting() -> int:
    """The figure `submissions_waiting`, from its contributions."""
    return figure("submissions_waiting")


def figure(measure: str) -> int:
    """A figure, from its contributions."""
    from django.db.models import Sum

    from karmika.measures.models import Contribution

    found = Contribution.objects.filter(measure=measure).aggregate(total=Sum("amount"))["total"]
    return int(found or 0)
