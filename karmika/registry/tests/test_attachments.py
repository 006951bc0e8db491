"""What the phone gets: lists cut to its area, and nothing personal."""

from karmika.access.models import Device
from karmika.registry.attachments import ATTACHMENTS
from karmika.registry.models import Household
from karmika.registry.tests.doorstep import nobody, survey, take_in


def files(cast) -> dict[str, str]:
    device = Device.objects.get(id=cast.device)
    return {file.name: file.content(cast.device_viewer, device).decode() for file in ATTACHMENTS}


def test_wards_and_worksites_are_those_of_the_area(cast):
    found = files(cast)
    assert found["wards.csv"].splitlines() == ["name,label", "251746-W07,Ward 7 · వార్డు 7"]
    assert found["worksites.csv"].splitlines()[1:] == ["VJA-AS-012,Benz Circle auto stand,251746-W07"]


def test_households_are_those_that_wait_for_a_visit_by_number_alone(cast):
    take_in(cast, survey())
    take_in(cast, nobody())
    take_in(cast, nobody(ward="251746-W08"), viewer=cast.ramesh)
    waiting = Household.objects.get(ended=False, area_id=cast.area("251746-W07"))
    (line,) = files(cast)["households.csv"].splitlines()[1:]
    assert line.startswith(f"{waiting.number},") and line.endswith(",251746-W07")
    assert "Ambedkar" not in line


def test_the_same_rows_give_the_same_bytes(cast):
    for _ in range(3):
        take_in(cast, nobody())
    assert files(cast) == files(cast)
