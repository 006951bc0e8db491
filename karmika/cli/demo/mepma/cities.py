"""Where the scene plays: eight real cities of Andhra Pradesh with invented wards and worksites, and who works there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from karmika.access.roles import Role
from karmika.cli.demo.offices import CITY_ROLES, Staff
from karmika.cli.synth import Site, read_sites

DATA = Path(__file__).resolve().parents[4] / "data"
AREAS = (DATA / "areas.csv", DATA / "demo" / "areas.csv", DATA / "demo" / "mepma_areas.csv")
WORKSITES = (DATA / "demo" / "worksites.csv", DATA / "demo" / "mepma_worksites.csv")


def _team(city: str, manager: str, organiser: str) -> Staff:
    return {
        f"city.{city}": (manager, Role.CITY_MISSION_MANAGER),
        f"organiser.{city}": (organiser, Role.COMMUNITY_ORGANISER),
    }


STAFF: Mapping[str, Staff] = {
    **CITY_ROLES,
    "251757": _team("guntur", "Aruna Kumari", "Prabhakar Rao"),
    "248121": _team("tirupati", "Rehana Begum", "Muni Krishna"),
    "251789": _team("kurnool", "Bharathi Devi", "Ismail Basha"),
    "251772": _team("nellore", "Sukanya Reddy", "Ravi Teja"),
    "251725": _team("rajamahendravaram", "Vani Prasanna", "Satyanarayana Murthy"),
    "251731": _team("kakinada", "Esther Rani", "Venkata Apparao"),
}
"""By the city's code of the Local Government Directory."""

TEAMS = tuple(
    (
        next(name for name, (_, role) in staff.items() if role == Role.COMMUNITY_ORGANISER),
        next(name for name, (_, role) in staff.items() if role == Role.CITY_MISSION_MANAGER),
    )
    for staff in STAFF.values()
)
"""In each city who asks and forms, and the second person, who approves."""


def sites() -> list[Site]:
    """Every worksite in a ward of these cities."""
    found = [site for path in WORKSITES for site in read_sites(path)]
    return [site for site in found if site.ward.partition("-")[0] in STAFF]
