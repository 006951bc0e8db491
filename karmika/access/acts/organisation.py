"""Setting up: organisations, programmes, and the project of a programme in a state."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.kinds import ORGANISATION_KINDS
from karmika.access.models import Organisation, Programme, Project
from karmika.access.roles import Role
from karmika.areas.models import Area
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Place

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")

PROJECT_NUMBERS = stable("access", "project numbers")
"""The lock under which a project's number is given out."""


def _checked_code(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise Refused("access.code_form")
    return code


def _checked_name(name: str) -> str:
    tidy = nfc(name)
    if not tidy or len(tidy) > 200:
        raise Refused("access.name_missing")
    return tidy


class AddOrganisation(Act, frozen=True, kw_only=True):
    """An organisation that will keep its own people in this database. Only by the operator."""

    kind: ClassVar[str] = "access.add_organisation"
    roles: ClassVar[frozenset[str]] = frozenset({Role.OPERATOR})
    says: ClassVar[str | Promise] = _("{actor} added the organisation {name}")
    organisation: UUID
    code: str
    name: str
    organisation_kind: str = "mission"

    def locks(self) -> Iterable[UUID]:
        return (self.organisation, stable("access", "organisation", self.code))

    def subjects(self) -> Iterable[UUID]:
        return (self.organisation,)

    def check(self, context: Context) -> Self:
        code, name = _checked_code(self.code), _checked_name(self.name)
        if self.organisation_kind not in ORGANISATION_KINDS:
            raise Refused("access.kind_unknown")
        if (
            Organisation.objects.filter(code=code).exists()
            or Organisation.objects.filter(id=self.organisation).exists()
        ):
            raise Refused("access.code_taken")
        return msgspec.structs.replace(self, name=name)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Organisation, id=self.organisation, code=self.code, name=self.name, kind=self.organisation_kind
        )


class AddProgramme(Act, frozen=True, kw_only=True):
    """A programme of work with its own forms and targets. Only by the operator."""

    kind: ClassVar[str] = "access.add_programme"
    roles: ClassVar[frozenset[str]] = frozenset({Role.OPERATOR})
    says: ClassVar[str | Promise] = _("{actor} added the programme {name}")
    programme: UUID
    code: str
    name: str

    def locks(self) -> Iterable[UUID]:
        return (self.programme, stable("access", "programme", self.code))

    def subjects(self) -> Iterable[UUID]:
        return (self.programme,)

    def check(self, context: Context) -> Self:
        code, name = _checked_code(self.code), _checked_name(self.name)
        if (
            Programme.objects.filter(code=code).exists()
            or Programme.objects.filter(id=self.programme).exists()
        ):
            raise Refused("access.code_taken")
        return msgspec.structs.replace(self, name=name)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(Programme, id=self.programme, code=self.code, name=self.name)


class OpenProject(Act, frozen=True, kw_only=True):
    """A project: one programme of one organisation in one state, what phones are set up for.

    `number` is decided under a lock, counts up from 1 and never changes: it is printed in QR codes.
    """

    kind: ClassVar[str] = "access.open_project"
    roles: ClassVar[frozenset[str]] = frozenset(
        {Role.OPERATOR, Role.STATE_PROGRAMME_MANAGER, Role.ADMINISTRATOR}
    )
    says: ClassVar[str | Promise] = _("{actor} opened project {number}: {name}")
    project: UUID
    name: str
    programme: UUID
    organisation: UUID
    area: UUID
    number: int | None = None

    def place(self) -> Place:
        return Place(self.area, self.organisation, self.programme)

    def locks(self) -> Iterable[UUID]:
        return (PROJECT_NUMBERS, self.project)

    def subjects(self) -> Iterable[UUID]:
        return (self.project,)

    def check(self, context: Context) -> Self:
        name = _checked_name(self.name)
        if not Organisation.objects.filter(id=self.organisation).exists():
            raise Refused("access.organisation_unknown")
        if not Programme.objects.filter(id=self.programme).exists():
            raise Refused("access.programme_unknown")
        if not Area.objects.filter(id=self.area, level="state").exists():
            raise Refused("access.not_a_state")
        same = Project.objects.filter(
            programme_id=self.programme, organisation_id=self.organisation, area_id=self.area
        ).first()
        if same is not None:
            raise Refused("access.project_exists", number=same.number)
        if Project.objects.filter(id=self.project).exists():
            raise Refused("access.code_taken")
        last = Project.objects.aggregate(last=Max("number"))["last"] or 0
        return msgspec.structs.replace(self, name=name, number=last + 1)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Project,
            id=self.project,
            number=self.number,
            name=self.name,
            programme_id=self.programme,
            organisation_id=self.organisation,
            area_id=self.area,
        )
