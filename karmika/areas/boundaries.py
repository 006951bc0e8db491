"""A file of boundaries (GeoJSON): the file is one act, each boundary an act caused by it, thinned to 100 kB in all."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from karmika.areas import checks, geojson, queries, simplify
from karmika.areas.acts.boundaries import DrawBoundary, WithdrawBoundary
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.acts.naming import area_id
from karmika.areas.geojson import BadFeature, Feature
from karmika.files import loading
from karmika.files.loading import Importer, Loaded, Row
from karmika.files.reading import BadRow, Cells, Line
from karmika.journal.act import Act, Header
from karmika.kernel.ids import derive, stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

MOST_POINTS = 4500
"""A point takes about twenty bytes: with them a file stays below a hundred kilobytes."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the operator says of a file: the level of its areas, the property with their codes, whose the boundaries are."""

    level: str
    code_property: str
    licence: str
    source: str
    valid_from: date


def load_boundaries(viewer: Viewer, path: Path, origin: Origin) -> Loaded:
    """Load a file of boundaries. Bad rows are told by the number of the feature.

    Raises Refused for the file as a whole: not readable, too large, of states, without a licence.
    """
    checks.level(origin.level)
    if origin.level == "state":
        raise Refused("areas.boundary_level")
    if not origin.licence.strip() or not origin.source.strip():
        raise Refused("areas.boundary_licence")
    checks.texts(origin.licence, origin.source)
    with path.open("rb") as file:
        content = file.read(geojson.MOST_BYTES + 1)
    good, bad = _first_of_each(geojson.read(content, origin.code_property), origin.level)
    lines = _lines(good, origin)
    sha256 = hashlib.sha256(content).hexdigest()
    act = ImportFile(
        what="boundaries",
        file_name=path.name,
        sha256=sha256,
        rows_count=len(lines),
        columns=(origin.code_property,),
    )

    def entry() -> UUID:
        return loading.file_entry(viewer, file_id(sha256), lambda _: act)

    return loading.load(viewer, _IMPORTER, lines, bad, entry)


def _first_of_each(found: Iterable[Feature | BadFeature], level: str) -> tuple[list[Feature], list[BadRow]]:
    """The first feature of each code that is known; the others are bad."""
    good: dict[str, Feature] = {}
    bad: list[BadRow] = []
    for one in found:
        try:
            if isinstance(one, BadFeature):
                raise one.refused
            if one.code in good:
                raise Refused("areas.boundary_twice", area_code=one.code, number=good[one.code].number)
            checks.code(one.code)
            queries.area_by_code(level, one.code)
            good[one.code] = one
        except Refused as refused:
            bad.append(BadRow(one.number, refused))
    return list(good.values()), bad


def _lines(features: Sequence[Feature], origin: Origin) -> list[Line]:
    """What each row says, thinned together, so that neighbours still meet."""
    shapes = simplify.thinned([one.rings for one in features], MOST_POINTS)
    return [
        Line(
            one.number,
            {
                "level": origin.level,
                "code": one.code,
                "rings": json.dumps([[number for point in ring for number in point] for ring in rings]),
                "licence": origin.licence,
                "source": origin.source,
                "valid_from": origin.valid_from.isoformat(),
            },
        )
        for one, rings in zip(features, shapes, strict=True)
    ]


def _row_id(cells: Cells) -> UUID:
    return stable("areas", "row", "boundaries", *cells.values())


def _act(row: Row) -> Act:
    cells = row.cells
    return DrawBoundary(
        boundary=derive(row.entry_id, "boundary"),
        area=area_id(cells["level"], cells["code"]),
        rings=tuple(tuple(ring) for ring in json.loads(cells["rings"])),
        licence=cells["licence"],
        source=cells["source"],
        valid_from=date.fromisoformat(cells["valid_from"]),
    )


_IMPORTER = Importer(row_id=_row_id, act_of=_act, adds=(DrawBoundary,))


def take_boundary_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: the boundary is shown no more."""
    (act,) = acts
    assert isinstance(act, DrawBoundary)
    return [WithdrawBoundary(boundary=act.boundary)]


REVERSALS = {"boundaries": take_boundary_back}
