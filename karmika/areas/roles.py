"""Who may draw the map. Plain names, because access is built upon this room and not the other way round."""

from typing import Final

MAP_MAKERS: Final = frozenset({"administrator", "state_programme_manager", "operator"})
"""May define, correct, split, merge and move areas."""

WORKSITE_KEEPERS: Final = MAP_MAKERS | {
    "district_project_director",
    "ulb_nodal_officer",
    "city_mission_manager",
    "community_organiser",
}
"""May define and change worksites."""

WORKSITE_READERS: Final = (WORKSITE_KEEPERS - {"operator"}) | {
    "state_mission_director",
    "technical_expert",
    "resource_person",
    "data_entry_officer",
    "auditor",
}
"""May look at the worksites of their areas on the console."""
