"""Forms: the list, one form with its versions and files, upload of an XLSForm, opening and closing."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karmika.access.models import Project
from karmika.access.pages import PageRequest, page
from karmika.intake import queries
from karmika.intake.acts.forms import SetFormState
from karmika.intake.acts.roles import PUBLISHES, WORKS_QUEUE
from karmika.intake.models import FORM_STATES, Form, FormVersion
from karmika.intake.publishing import FORM_FILE_LIMIT, attach, publish
from karmika.intake.xlsform import MAX_BYTES
from karmika.journal.perform import perform
from karmika.journal.queries import history, source_of
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.ui.components import Line

SEES_FORMS = PUBLISHES | WORKS_QUEUE


class UploadForm(forms.Form):
    """An XLSForm for one of the viewer's projects."""

    project = forms.ModelChoiceField(queryset=Project.objects.none(), label=gettext_lazy("Project"))
    file = forms.FileField(
        label=gettext_lazy("Form"),
        help_text=gettext_lazy("An XLSForm as .xlsx, .xls or .csv, or its tables as Markdown (.md)."),
    )


def _form_or_404(request: PageRequest, form_id: UUID) -> Form:
    found = Form.objects.visible_to(request.viewer).select_related("project").filter(id=form_id).first()
    if found is None:
        raise Http404
    return found


def _publishes(request: PageRequest) -> bool:
    return holds(request.viewer, PUBLISHES)


def _to_form(form_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("intake.form", args=[form_id]))


@page(roles=SEES_FORMS)
def form_list(request: PageRequest) -> HttpResponse:
    """The forms of the viewer's projects."""
    context = {"forms": queries.forms(request.viewer), "may_publish": _publishes(request)}
    return render(request, "intake/forms.html", context)


@page(roles=PUBLISHES)
def upload(request: PageRequest) -> HttpResponse:
    """Upload an XLSForm and publish it as a version."""
    page_form = UploadForm(request.POST or None, request.FILES or None)
    projects = Project.objects.visible_to(request.viewer).order_by("number")
    page_form.fields["project"].queryset = projects  # type: ignore[attr-defined]
    if request.method == "POST" and page_form.is_valid():
        file = page_form.cleaned_data["file"]
        try:
            data = file.read(MAX_BYTES + 1)  # enough to see that it is too large
            version = publish(request.viewer, page_form.cleaned_data["project"], data, file.name)
        except Refused as refused:
            page_form.add_error("file", refused.sentence())
        else:
            messages.success(request, _("Version %(version)s is published.") % {"version": version.version})
            return _to_form(version.form_id)
    return render(request, "intake/form_upload.html", {"form": page_form})


@page(roles=SEES_FORMS)
def form(request: PageRequest, form_id: UUID) -> HttpResponse:
    """One form: versions with their languages, the files it asks for, its state and history."""
    found = _form_or_404(request, form_id)
    versions = list(found.versions.defer("xml", "definition").order_by("-entry_seq"))
    current = next(version for version in versions if version.id == found.current_id)
    uploaded = queries.latest_files(found)
    made = {file.name for file in queries.generated_files()}
    context = {
        "shown": found,
        "versions": versions,
        "current": current,
        "files": [(name, name in made, uploaded.get(name)) for name in current.attachments],
        "states": list(FORM_STATES.items()),
        "may_publish": _publishes(request),
        "history": [Line(at=line.recorded_at, sentence=line.sentence) for line in history(found.id)],
    }
    return render(request, "intake/form.html", context)


@page(roles=PUBLISHES)
@require_POST
def set_state(request: PageRequest, form_id: UUID) -> HttpResponse:
    """Open, close to new interviews, or close a form."""
    found = _form_or_404(request, form_id)
    try:
        perform(SetFormState(form=found.id, state=request.POST.get("state", "")), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The state of the form was changed."))
    return _to_form(found.id)


@page(roles=PUBLISHES)
@require_POST
def add_file(request: PageRequest, form_id: UUID) -> HttpResponse:
    """Upload a picture, sound or list that the form shows, under the name by which it asks for it."""
    found = _form_or_404(request, form_id)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused("intake.file_name")
        attach(
            request.viewer, found, file.read(FORM_FILE_LIMIT + 1), request.POST.get("name") or file.name or ""
        )
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The file was uploaded. Phones fetch it when they look for forms."))
    return _to_form(found.id)


@page(roles=SEES_FORMS)
def source(request: PageRequest, form_id: UUID, version_id: UUID) -> HttpResponse:
    """The file that a version was published from."""
    found = _form_or_404(request, form_id)
    version = FormVersion.objects.filter(id=version_id, form=found).only("file_name").first()
    body = None if version is None else source_of(version.id)
    if version is None or body is None:
        raise Http404
    response = HttpResponse(body, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, version.file_name) or "attachment"
    return response
