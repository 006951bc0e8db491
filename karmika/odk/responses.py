"""What OpenRosa answers look like: XML in its namespaces, its headers, its status codes. Knows no tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from lxml import etree

ACCEPTS_BYTES = 100_000_000
"""The largest body a phone may send; it splits larger submissions by itself."""

_RESPONSE = "http://openrosa.org/http/response"
_LIST = "http://openrosa.org/xforms/xformsList"
_MANIFEST = "http://openrosa.org/xforms/xformsManifest"


@dataclass(frozen=True, kw_only=True)
class ListedForm:
    """A line of the form list; addresses are absolute."""

    form_id: str
    name: str
    version: str
    hash_md5: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """A line of a form's manifest."""

    name: str
    hash_md5: str
    download_url: str


def message(text: str, status: int) -> HttpResponse:
    """An answer with a sentence that the app shows. Only 201 (or 202) means "taken in" to it."""
    root = etree.Element(f"{{{_RESPONSE}}}OpenRosaResponse", nsmap=_plain(_RESPONSE))
    nature = "submit_success" if status in (201, 202) else "submit_error"
    etree.SubElement(root, f"{{{_RESPONSE}}}message", nature=nature).text = text
    return _xml(root, status)


def form_list(forms: Iterable[ListedForm]) -> HttpResponse:
    """The forms of a project. One line without id, name or address would make the app reject the whole list."""
    root = etree.Element(f"{{{_LIST}}}xforms", nsmap=_plain(_LIST))
    for form in forms:
        assert form.form_id and form.name and form.download_url
        line = etree.SubElement(root, f"{{{_LIST}}}xform")
        _leaf(line, _LIST, "formID", form.form_id)
        _leaf(line, _LIST, "name", form.name)
        _leaf(line, _LIST, "version", form.version)
        _leaf(line, _LIST, "hash", f"md5:{form.hash_md5}")
        _leaf(line, _LIST, "downloadUrl", form.download_url)
        if form.manifest_url:
            _leaf(line, _LIST, "manifestUrl", form.manifest_url)
    return _xml(root, 200)


def manifest(files: Iterable[ListedFile]) -> HttpResponse:
    """The files that a form needs, by name: the same files give the same bytes, for the app hashes them."""
    root = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap=_plain(_MANIFEST))
    for file in sorted(files, key=lambda file: file.name):
        line = etree.SubElement(root, f"{{{_MANIFEST}}}mediaFile")
        _leaf(line, _MANIFEST, "filename", file.name)
        _leaf(line, _MANIFEST, "hash", f"md5:{file.hash_md5}")
        _leaf(line, _MANIFEST, "downloadUrl", file.download_url)
    return _xml(root, 200)


def with_headers(response: HttpResponse) -> HttpResponse:
    """The two headers without which an app does not believe that this is OpenRosa."""
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTS_BYTES)
    return response


def content(request: HttpRequest, body: bytes, media_type: str, hash_md5: str) -> HttpResponse:
    """A file with its ETag; 304 for an app that has it."""
    tag = f'"{hash_md5}"'
    asked = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    response = HttpResponse(status=304) if tag in asked else HttpResponse(body, content_type=media_type)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _plain(namespace: str) -> Any:
    """The namespace without a prefix, which lxml's stubs do not know of."""
    return {None: namespace}


def _leaf(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _xml(root: etree._Element, status: int) -> HttpResponse:
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
