"""What the areas room refuses, and what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "areas.not_known": _(
        "No {level} with the code {area_code} is known. Check the code, or load the file of areas first."
    ),
    "areas.no_such_area": _("This area is not known. Choose an area from the list."),
    "areas.no_such_level": _("{level} is not a level of the map. Use one of: {levels}."),
    "areas.already_defined": _(
        "The {level} with the code {area_code} is already there. Correct it, or use another code."
    ),
    "areas.bad_code": _("The code {typed} is not usable. Use up to 32 letters, digits, dots or hyphens."),
    "areas.needs_name": _("A name in English is needed, of at most {maximum} letters. Type the name."),
    "areas.text_too_long": _("The text is longer than {maximum} letters. Shorten it."),
    "areas.no_such_parent": _(
        "The place that {area_code} lies in is not known. Define or load that one first."
    ),
    "areas.needs_parent": _("A {level} lies in a {parent_level}. Name the {parent_level} it lies in."),
    "areas.wrong_parent": _("A {level} cannot lie in this place. Choose a {parent_level}."),
    "areas.dates_reversed": _("The last day comes before the first. Correct the dates."),
    "areas.ended": _(
        "{name} had already ended by {on}. Choose the area that took its place, or an earlier day."
    ),
    "areas.not_begun": _("{name} had not begun on {on}. Choose a later day."),
    "areas.later_change": _(
        "The map around {name} changed after {on}. Choose a day that is not earlier than {since}."
    ),
    "areas.same_parent": _("{name} lies there already. Nothing was changed."),
    "areas.inside_itself": _(
        "{name} cannot be put inside itself or inside a part of itself. Choose another place."
    ),
    "areas.no_parts": _("Name at least one new area that {name} is split into."),
    "areas.part_used_twice": _("An area is named twice. Name each area once."),
    "areas.not_inside": _("One of the named areas does not lie in {name}. Take it out of the list."),
    "areas.children_left": _(
        "{left} areas inside {name} have no new place. Say for each to which part it goes."
    ),
    "areas.nothing_to_merge": _("Name at least one area that goes into {name}."),
    "areas.different_level": _(
        "Only areas of one level can be split or merged. Choose areas of the same level."
    ),
    "areas.part_not_beside": _("A part must lie in the same place as {name}. Define it there first."),
    "areas.no_such_worksite": _("This worksite is not known. Choose a worksite from the list."),
    "areas.worksite_exists": _("The worksite code {worksite_code} is already used. Choose another code."),
    "areas.worksite_kind": _("{kind} is not a kind of worksite. Use one of: {kinds}."),
    "areas.bad_point": _(
        "The point is not on the map. Give latitude and longitude in degrees, both or neither."
    ),
    "areas.bad_hours": _(
        "The hours are not usable. Give opening and closing time as 06:30, both or neither."
    ),
    "areas.nothing_to_change": _("Nothing was changed, because everything is as you typed it already."),
    "areas.bad_date": _("{value} is not a date. Write it as 2024-10-01."),
    "areas.bad_number": _("{value} is not a number. Write degrees as 16.5062."),
    "areas.parent_differs": _(
        "The file puts {area_code} elsewhere than the map. Move the area from a day on instead."
    ),
    "areas.dates_differ": _(
        "The file gives {area_code} other days than the map. Split or merge the area instead."
    ),
    "areas.no_such_boundary": _("This boundary is not known."),
    "areas.boundaries_too_large": _(
        "The file has more than {maximum_mb} MB. Simplify it or divide it, and load the parts."
    ),
    "areas.boundaries_unreadable": _(
        "The file is no GeoJSON with a collection of features. Save it again as GeoJSON."
    ),
    "areas.boundaries_projected": _(
        "The file is not in longitude and latitude. Save it again in WGS 84 (EPSG:4326)."
    ),
    "areas.boundary_level": _(
        "Boundaries of states are not drawn. Load those of districts, cities, wards or smaller areas."
    ),
    "areas.boundary_licence": _("Say who drew the boundaries, and which licence lets you show them."),
    "areas.boundary_without_code": _(
        "It has no code in the property {property}. Name the property that holds the codes."
    ),
    "areas.boundary_geometry": _("It is a {geometry}, not a Polygon or a MultiPolygon. Load areas only."),
    "areas.boundary_shape": _("Its coordinates are no closed line of at least three points. Repair it."),
    "areas.boundary_range": _(
        "It has a point that is not on the earth. Give longitude, then latitude, in degrees."
    ),
    "areas.boundary_twice": _(
        "The code {area_code} stands in feature {number} already. Make one MultiPolygon of both."
    ),
    "areas.boundary_long": _("The boundary of {name} has too many points. Simplify it."),
}
