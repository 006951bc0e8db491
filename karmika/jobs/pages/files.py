"""Pages on which files are loaded: which kinds there are, one handed in, looked through, confirmed, taken back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from karmika.access.acts.user import MANAGES_USERS
from karmika.access.pages import PageRequest
from karmika.access.roles import Role
from karmika.access.visibility import scope
from karmika.chain.files import KINDS
from karmika.files import workbooks
from karmika.files.acts import UNDOERS
from karmika.files.kinds import QUESTIONS, FileKind, Handed
from karmika.files.models import LoadedFile
from karmika.jobs import asking, importing, store
from karmika.jobs.models import Job
from karmika.jobs.pages.forms import HandedForm, UndoForm
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.sheets import as_csv
from karmika.kernel.viewer import holds
from karmika.kernel.workbook import xlsx

BYTES_MAXIMUM = 20_000_000
LINES_MAXIMUM = 200_000
SHOWN_MAXIMUM = 50
TAKERS_BACK = UNDOERS - {Role.OPERATOR}


class FilePages:
    """The pages of these kinds of files. `undoable`: names under which files are kept that can be taken back."""

    def __init__(self, kinds: Sequence[FileKind], undoable: Collection[str]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._undoable = undoable
        self.roles = frozenset(TAKERS_BACK.union(*(kind.roles for kind in kinds)))

    def index(self, request: PageRequest) -> HttpResponse:
        """The kinds of files that the viewer may load, and those that were loaded where he may take them back."""
        loaded = _visible(request).order_by("-entry_seq")[:SHOWN_MAXIMUM]
        context = {
            "kinds": [kind for kind in self.kinds.values() if importing.may_load(request.viewer, kind)],
            "files": [(one, self._title(one.what), one.what in self._undoable) for one in loaded],
            "may_load_staff": holds(request.viewer, MANAGES_USERS),
            "form": UndoForm(),
        }
        return render(request, "jobs/files.html", context)

    def load(self, request: PageRequest, name: str) -> HttpResponseBase:
        """Hand in a file of this kind; it is looked through before anything of it is loaded."""
        kind = self.kinds.get(name)
        if kind is None or not importing.may_load(request.viewer, kind):
            return redirect("jobs.files")
        form = HandedForm(kind, request.viewer, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect("jobs.job", job_id=self._handed_in(request, kind, form).id)
            except Refused as refused:
                form.add_error("file", refused.sentence())
        columns = [(column, column in kind.columns.needed) for column in kind.columns.all]
        context = {"kind": kind, "form": form, "columns": columns, "kinds": _labels()}
        return render(request, "jobs/load.html", context)

    def _handed_in(self, request: PageRequest, kind: FileKind, form: HandedForm) -> Job:
        file = form.cleaned_data["file"]
        if file.size > BYTES_MAXIMUM:
            raise Refused("files.too_large", maximum=BYTES_MAXIMUM)
        content = workbooks.as_csv(file.read())
        if content.count(b"\n") > LINES_MAXIMUM:
            raise Refused("jobs.too_many_lines", maximum=LINES_MAXIMUM)
        given = form.handed(content, "" if kind.personal else (file.name or "")[:100])
        prepared = kind.prepare(given)
        if not prepared.lines and not prepared.bad:
            raise Refused("jobs.empty")
        asked = _asked(given) | {"strange": importing.strange_headings(kind, content)}
        job_id = uuid7()
        store.whole(job_id, ".file", [content])
        language = get_language() or "en"
        try:
            work = ("load", kind.name)
            return asking.ask(request.viewer, work, asked, language=language, step="check", job_id=job_id)
        except Refused:
            store.forget(job_id)
            raise

    @method_decorator(require_safe)
    def sample(self, request: PageRequest, name: str) -> HttpResponseBase:
        """A file of this kind with the right columns and invented lines."""
        kind, how = self.kinds.get(name), request.GET.get("kind", "csv")
        if kind is None or not importing.may_load(request.viewer, kind) or how not in KINDS:
            return redirect("jobs.files")
        columns = kind.columns.all
        rows = [tuple(line.get(column, "") for column in columns) for line in kind.sample]
        if how == "csv":
            content = "\ufeff".encode() + as_csv(columns, rows)
        else:
            content = b"".join(xlsx(str(kind.title), columns, rows))
        response = HttpResponse(content, content_type=KINDS[how].media_type)
        response["Content-Disposition"] = f'attachment; filename="{kind.name}-sample.{how}"'
        return response

    @method_decorator(require_POST)
    def undo(self, request: PageRequest, file_id: UUID) -> HttpResponseBase:
        """Take back what a file brought."""
        file = _visible(request).filter(id=file_id).first()
        if file is None:
            raise Http404
        form = UndoForm(request.POST)
        if not form.is_valid():
            messages.error(request, Refused("files.reason", maximum=200).sentence())
            return redirect("jobs.files")
        asked = {"file": str(file.id), "reason": form.cleaned_data["reason"]}
        try:
            work = ("undo", file.what)
            job = asking.ask(request.viewer, work, asked, language=get_language() or "en")
        except Refused as refused:
            messages.error(request, refused.sentence())
            return redirect("jobs.files")
        return redirect("jobs.job", job_id=job.id)

    def _title(self, what: str) -> str:
        kind = importing.kind_of_file(self.kinds, what)
        return str(kind.title) if kind else what


def _visible(request: PageRequest) -> "QuerySet[LoadedFile]":
    seen = scope(request.viewer, roles=TAKERS_BACK, programme="programme_id")
    of_no_programme = scope(request.viewer, roles=TAKERS_BACK) & Q(programme_id=None)
    return LoadedFile.objects.filter(seen | of_no_programme)


def _asked(given: Handed) -> dict[str, str]:
    said = {name: str(getattr(given, name) or "") for name in QUESTIONS}
    return {**said, "file_name": given.name}


def _labels() -> list[tuple[str, str]]:
    return [(code, kind.label) for code, kind in KINDS.items()]
