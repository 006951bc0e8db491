"""What a phone fetches: the list of forms, a form, its manifest, its files. Sending is in submission.py."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from karmika.access import exports
from karmika.access.device_keys import fetched
from karmika.intake.generated import by_name
from karmika.intake.publishing import md5
from karmika.intake.queries import Served, generated_files, latest_files, served_form, served_forms
from karmika.journal.queries import source_of
from karmika.kernel.viewer import Place
from karmika.odk import responses
from karmika.odk.door import Call, door

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "geojson": "application/geo+json",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}


@door("GET", "HEAD")
def form_list(request: HttpRequest, call: Call) -> HttpResponse:
    """The open forms of the project in their current version."""
    wanted = request.GET.get("formID")
    served = [one for one in served_forms(call.project) if wanted in (None, "", one.form.form_id)]
    return responses.form_list(_listed(one, call) for one in served)


def _listed(one: Served, call: Call) -> responses.ListedForm:
    address = f"{call.base}/forms/{quote(one.form.form_id, safe='')}"
    return responses.ListedForm(
        form_id=one.form.form_id,
        name=one.version.title or one.form.form_id,
        version=one.version.version,
        hash_md5=one.version.hash_md5,
        download_url=f"{address}.xml",
        manifest_url=f"{address}/manifest" if one.version.attachments else "",
    )


@door("GET", "HEAD", needs_version=False)
def form_xml(request: HttpRequest, call: Call, form_id: str, version: str | None = None) -> HttpResponse:
    """A form as XForm."""
    found = served_form(call.project, form_id, version)
    if found is None:
        return responses.message(_("There is no such form in this project."), 404)
    hash_md5 = found.version.hash_md5
    if request.method == "GET":
        fetched(call.access.device.id, found.form.form_id, found.version.version, is_form=True)
    return responses.content(request, found.version.xml.encode(), MEDIA_TYPES["xml"], hash_md5)


@door("GET", "HEAD")
def form_manifest(request: HttpRequest, call: Call, form_id: str) -> HttpResponse:
    """The files a form needs: those made for this phone, and those uploaded for the form."""
    found = served_form(call.project, form_id)
    if found is None:
        return responses.message(_("There is no such form in this project."), 404)
    uploaded = latest_files(found.form)
    files = []
    for name in found.version.attachments:
        made = _generated(call, name)
        if made is not None:
            hash_md5 = md5(made)
        elif name in uploaded:
            hash_md5 = uploaded[name].hash_md5
        else:
            continue
        address = f"{call.base}/forms/{quote(form_id, safe='')}/attachments/{quote(name, safe='')}"
        files.append(responses.ListedFile(name=name, hash_md5=hash_md5, download_url=address))
    return responses.manifest(files)


@door("GET", "HEAD", needs_version=False)
def form_file(request: HttpRequest, call: Call, form_id: str, name: str) -> HttpResponse:
    """One file of a form; lists are cut to the phone's area."""
    found = served_form(call.project, form_id)
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    if found is None or name not in found.version.attachments:
        return responses.message(_("This form has no such file."), 404)
    if (made := _generated(call, name)) is not None:
        _note_left(request, call, name, made)
        hash_md5 = md5(made)
        if request.method == "GET":
            rows = made.count(b"\n") - 1
            fetched(call.access.device.id, name, hash_md5, is_form=False, lines=rows)
        return responses.content(request, made, media_type, hash_md5)
    uploaded = latest_files(found.form).get(name)
    body = None if uploaded is None else source_of(uploaded.id)
    if uploaded is None or body is None:
        return responses.message(_("This file has not been uploaded yet."), 404)
    return responses.content(request, body, media_type, uploaded.hash_md5)


def _generated(call: Call, name: str) -> bytes | None:
    """A list that a room makes for this phone; None when no room makes one of this name."""
    file = by_name(generated_files(), name)
    return None if file is None else file.content(call.access.viewer, call.access.device)


def _note_left(request: HttpRequest, call: Call, name: str, made: bytes) -> None:
    file, device = by_name(generated_files(), name), call.access.device
    if request.method == "GET" and file is not None and file.of_persons:
        place = Place(device.area_id, device.organisation_id, device.programme_id)
        rows = made.count(b"\n") - 1
        exports.note(call.access.viewer, "odk.list", place, persons=rows, file=name)
