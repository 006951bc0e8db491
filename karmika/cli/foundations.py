"""Organisations, programmes and projects found by code or number, or made by the operator when they are new."""

from __future__ import annotations

from uuid import UUID

import click

from karmika.access.acts import AddOrganisation, AddProgramme, OpenProject
from karmika.access.models import Organisation, Programme, Project
from karmika.access.viewer import Operator
from karmika.areas.queries import ancestors
from karmika.journal.perform import perform
from karmika.kernel.ids import stable


def organisation_id(code: str, name: str, kind: str = "mission") -> UUID:
    """The organisation with this code, added if there is none."""
    if (found := Organisation.objects.filter(code=code).first()) is not None:
        return found.id
    act = AddOrganisation(
        organisation=stable("organisation", code), code=code, name=name, organisation_kind=kind
    )
    perform(act, Operator())
    return act.organisation


def programme_id(code: str, name: str) -> UUID:
    """The programme with this code, added if there is none."""
    if (found := Programme.objects.filter(code=code).first()) is not None:
        return found.id
    act = AddProgramme(programme=stable("programme", code), code=code, name=name)
    perform(act, Operator())
    return act.programme


def known_organisation(code: str) -> UUID:
    """The organisation with this code. Raises click's error when there is none."""
    found = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        known = ", ".join(Organisation.objects.order_by("code").values_list("code", flat=True))
        raise click.ClickException(f"There is no organisation {code}. Known are: {known or 'none yet'}.")
    return found


def known_programme(code: str) -> UUID:
    """The programme with this code. Raises click's error when there is none."""
    found = Programme.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
        raise click.ClickException(f"There is no programme {code}. Known are: {known or 'none yet'}.")
    return found


def project_number(organisation: UUID, programme: UUID, state: UUID, name: str) -> int:
    """The number of the programme's project in this state, opened if there is none."""
    found = Project.objects.filter(
        organisation_id=organisation, programme_id=programme, area_id=state
    ).first()
    if found is not None:
        return found.number
    project = stable("project", organisation, programme, state)
    perform(
        OpenProject(project=project, name=name, programme=programme, organisation=organisation, area=state),
        Operator(),
    )
    return Project.objects.get(id=project).number


def project_numbered(number: int) -> Project:
    """The project with this number. Raises click's error when there is none."""
    found = Project.objects.filter(number=number).first()
    if found is None:
        raise click.ClickException(
            f"There is no project {number}. `karmika admin create` opens the first one."
        )
    return found


def state_of(area: UUID) -> UUID:
    """The state an area lies in (itself, when it is one)."""
    return ancestors(area).filter(level="state").values_list("id", flat=True)[0]
