"""Pages of the jobs room. The lists and kinds of files are the rooms' above: they are handed down in `patterns`."""

from collections.abc import Collection, Mapping, Sequence

from django.urls import URLPattern, path
from django.utils.functional import Promise
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


HELP: Mapping[str, str | Promise] = {
    "jobs.lists": _(
        "Every list that you may take along as a file, and your files in the making. A file is kept for a day, "
        "for you alone."
    ),
    "jobs.list": _(
        "What is in this list and how many rows it has. Choose a kind of file; a long list is prepared while you "
        "go on working."
    ),
    "jobs.job": _(
        "How far a long piece of work has come, and what came of it. It can be cancelled, and resumed where it "
        "stopped."
    ),
    "jobs.files": _(
        "Lists from others come in here, and a file that was loaded can be taken back. Every file is looked "
        "through before anything of it is loaded."
    ),
    "jobs.load": _(
        "Hand in a file of this kind; the sample shows the columns. You see what would happen before you say "
        "that it shall be loaded."
    ),
}

__all__ = ["HELP", "nav", "patterns"]
