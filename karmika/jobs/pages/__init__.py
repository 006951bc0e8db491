"""Pages of the jobs room. The lists and kinds of files are the rooms' above: they are handed down in `patterns`."""

from collections.abc import Collection, Sequence

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.pages import page
from karmika.access.roles import ALL_STAFF
from karmika.files.kinds import FileKind
from karmika.jobs.pages.files import FilePages
from karmika.jobs.pages.jobs import JobPages
from karmika.jobs.pages.lists import ListPages
from karmika.kernel.listing import Listing
from karmika.kernel.room import NavItem

_JOB = "jobs/<uuid:job_id>/"


def patterns(
    lists: Sequence[Listing], kinds: Sequence[FileKind], undoable: Collection[str]
) -> list[URLPattern]:
    """The addresses of this room. `undoable`: as what files are kept that can be taken back."""
    one = JobPages(lists, kinds)
    shown, files = ListPages(lists, one.title_of), FilePages(kinds, undoable)
    staff, loaders = page(roles=ALL_STAFF), page(roles=files.roles)
    return [
        path("lists/", staff(shown.index), name="jobs.lists"),
        path("lists/<slug:name>/", staff(shown.listing), name="jobs.list"),
        path(_JOB, staff(one.job), name="jobs.job"),
        path(f"{_JOB}file/", staff(one.file), name="jobs.file"),
        path(f"{_JOB}report/", staff(one.report), name="jobs.report"),
        path(f"{_JOB}cancel/", staff(one.cancel), name="jobs.cancel"),
        path(f"{_JOB}resume/", staff(one.resume), name="jobs.resume"),
        path(f"{_JOB}confirm/", staff(one.confirm), name="jobs.confirm"),
        path("files/", loaders(files.index), name="jobs.files"),
        path("files/load/<slug:name>/", loaders(files.load), name="jobs.load"),
        path("files/sample/<slug:name>/", loaders(files.sample), name="jobs.sample"),
        path("files/<uuid:file_id>/undo/", loaders(files.undo), name="jobs.undo"),
    ]


def nav(kinds: Sequence[FileKind]) -> tuple[NavItem, ...]:
    """The way to lists and to files."""
    return (
        NavItem(label=_("Lists"), url_name="jobs.lists", roles=ALL_STAFF),
        NavItem(label=_("Files"), url_name="jobs.files", roles=FilePages(kinds, ()).roles),
    )


__all__ = ["nav", "patterns"]
