"""Setting up: organisations, programmes, projects and their numbers."""

import pytest

from karmika.access.acts import AddOrganisation, AddProgramme, OpenProject
from karmika.access.models import Project
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.testing import at_once


def project(cast, **more):
    fields = {
        "project": uuid7(),
        "name": "New",
        "programme": cast.kma,
        "organisation": cast.other_org,
        "area": cast.area("28"),
        **more,
    }
    return OpenProject(**fields)


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_only_the_operator_adds_organisations_and_programmes(cast, nothing_written):
    for act in (
        AddOrganisation(organisation=uuid7(), code="third", name="Third"),
        AddProgramme(programme=uuid7(), code="third", name="Third"),
    ):
        for viewer in (cast.admin, cast.devi, cast.ramesh):
            refused(act, viewer, "access.not_yours", nothing_written)
        perform(act, cast.operator)


def test_codes_are_short_plain_and_taken_once(cast, nothing_written):
    for code, why in (("", "code_form"), ("A B", "code_form"), ("mepma", "code_taken")):
        act = AddOrganisation(organisation=uuid7(), code=code, name="X")
        refused(act, cast.operator, f"access.{why}", nothing_written)
    act = AddProgramme(programme=uuid7(), code="vog", name="X")
    refused(act, cast.operator, "access.code_taken", nothing_written)
    act = AddOrganisation(organisation=uuid7(), code="x1", name="X", organisation_kind="gang")
    refused(act, cast.operator, "access.kind_unknown", nothing_written)


def test_a_project_gets_the_next_number_and_opens_once(cast, nothing_written):
    last = max(Project.objects.values_list("number", flat=True))
    perform(project(cast), cast.operator)
    assert Project.objects.get(organisation_id=cast.other_org, programme_id=cast.kma).number == last + 1
    refused(project(cast), cast.operator, "access.project_exists", nothing_written)


def test_a_project_belongs_to_a_state_and_to_those_who_run_it(cast, nothing_written):
    refused(project(cast, area=cast.area("251746")), cast.operator, "access.not_a_state", nothing_written)
    for viewer in (cast.admin, cast.devi, cast.ramesh):
        refused(project(cast), viewer, "access.not_yours", nothing_written)


def test_projects_opened_at_the_same_moment_get_different_numbers(fresh_database, cast):
    acts = [
        project(cast),
        project(cast, area=cast.area("9")),
        project(cast, area=cast.area("9"), programme=cast.vog),
        project(cast, area=cast.area("9"), organisation=cast.mepma),
    ]
    results = at_once(*(lambda act=act: perform(act, cast.operator) for act in acts))
    assert not [result for result in results if isinstance(result, BaseException)], results
    numbers = list(Project.objects.values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
