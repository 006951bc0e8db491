"""Lists that leave: read in slices into a file of rows, looked at once more and noted when they are handed out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from karmika.access import exports
from karmika.areas.queries import is_within
from karmika.jobs import store
from karmika.jobs.models import Job
from karmika.jobs.work import Slice
from karmika.kernel.listing import Listing, Row, Sought
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer
from karmika.kernel.workbook import Value

DIRECT_MAXIMUM = 5_000
"""So many rows are handed out at once; more are a job."""
ROWS_AT_ONCE = 500
_One = TypeVar("_One")


class Exporting:
    """How a list is read in slices."""

    def __init__(self, lists: Iterable[Listing]) -> None:
        self.lists: Mapping[str, Listing] = {listing.name: listing for listing in lists}

    def __call__(self, part: Slice) -> None:
        """Go on with a list. Raises Refused: jobs.rights_ended, jobs.rights_changed."""
        job, listing = part.job, self.listing_of(part.job.what, part.viewer)
        if not _has_begun(job):
            store.keep_ids(job.id, listing.ids(part.viewer, job.asked).iterator(chunk_size=5_000))
            found = {"columns": _places(listing, part.viewer), "rows": 0}
            part.note(total=store.count_of_ids(job.id), position=0, size=0, found=found)
        refuse_other_columns(job, listing, part.viewer)
        assert job.total is not None
        while job.position < job.total:
            ids = store.some_ids(job.id, job.position, ROWS_AT_ONCE)
            rows = list(listing.read_some(part.viewer, job.asked, ids))
            size = store.append(job.id, ".rows", job.size, store.packed(rows))
            found = {**job.found, "rows": job.found["rows"] + len(rows)}
            part.note(position=job.position + len(ids), size=size, found=found)
            if part.over:
                return
        part.end("done")

    def listing_of(self, name: str, viewer: Viewer) -> Listing:
        """The list with this name. Raises Refused("jobs.rights_ended") where it is not the viewer's."""
        listing = self.lists.get(name)
        if listing is None or not listing.is_open_to(viewer):
            raise Refused("jobs.rights_ended")
        return listing


def _has_begun(job: Job) -> bool:
    """Whether its files hold as much as it knows of; after a cancel or a power cut they may not."""
    if job.total is None or not store.holds(job.id, ".ids", 0):
        return False
    return job.size == 0 or store.holds(job.id, ".rows", job.size)


def _places(listing: Listing, viewer: Viewer) -> list[int]:
    return [listing.columns.index(column) for column in listing.columns_for(viewer)]


def refuse_other_columns(job: Job, listing: Listing, viewer: Viewer) -> None:
    """What was read holds the columns of then. Raises Refused("jobs.rights_changed") where the viewer's are others."""
    if job.found.get("columns") != _places(listing, viewer):
        raise Refused("jobs.rights_changed")


def headings(listing: Listing, viewer: Viewer) -> list[str]:
    """The first line of the file."""
    return [str(column.label) for column in listing.columns_for(viewer)]


def read_now(listing: Listing, viewer: Viewer, sought: Sought) -> list[Row]:
    """All rows of a list that is short."""
    ids = list(listing.ids(viewer, sought)[:DIRECT_MAXIMUM])
    return [row for some in _parts(ids) for row in listing.read_some(viewer, sought, some)]


def hand_out_now(listing: Listing, viewer: Viewer, sought: Sought) -> list[tuple[Value, ...]]:
    """The cells of a short list; that they leave is noted."""
    rows = read_now(listing, viewer, sought)
    _note(listing, viewer, sought, [one for row in rows for one in row.subjects])
    return [row.cells for row in rows]


def hand_out(job: Job, listing: Listing, viewer: Viewer) -> Iterator[tuple[Value, ...]]:
    """The cells of a job's rows, without those that the viewer may no longer see; that they leave is noted first.

    Raises Refused("jobs.rights_changed") at the call, before anything is handed out.
    """
    refuse_other_columns(job, listing, viewer)
    rows = job.found["rows"]
    if rows <= exports.NAMED_MAXIMUM:
        _note(listing, viewer, job.asked, [s for row in _seen(job, listing, viewer) for s in row.subjects])
    else:
        _note(listing, viewer, job.asked, (), persons=rows)
    return (row.cells for row in _seen(job, listing, viewer))


def _parts(rows: Iterable[_One]) -> Iterator[list[_One]]:
    left = iter(rows)
    while some := list(islice(left, ROWS_AT_ONCE)):
        yield some


def _seen(job: Job, listing: Listing, viewer: Viewer) -> Iterator[Row]:
    for some in _parts(store.read_rows(job.id, job.size)):
        still = listing.still(viewer, job.asked, [row.key for row in some])
        yield from (row for row in some if row.key in still)


def _note(
    listing: Listing, viewer: Viewer, sought: Sought, subjects: Collection[UUID], persons: int | None = None
) -> None:
    """One note for each place from which the list may hold somebody."""
    if not listing.personal:
        return
    for place in _places_of(listing, viewer, sought):
        exports.note(viewer, "list", place, subjects=subjects, persons=persons, file=listing.name)


def _places_of(listing: Listing, viewer: Viewer, sought: Sought) -> Sequence[Place]:
    chosen = _area_of(sought)
    found: dict[Place, None] = {}
    for grant in viewer.grants:
        if grant.role not in listing.roles or grant.area is None:
            continue
        area = chosen if chosen is not None and is_within(chosen, grant.area) else grant.area
        found[Place(area, grant.organisation, grant.programme)] = None
    return list(found)


def _area_of(sought: Sought) -> UUID | None:
    try:
        return UUID(sought.get("area", ""))
    except ValueError:
        return None
