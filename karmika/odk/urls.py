"""Addresses that survey apps use, below /v1/. A phone's key is in the address, as the apps demand."""

from django.urls import path

from karmika.odk.door import unknown
from karmika.odk.submission import submission
from karmika.odk.views import form_file, form_list, form_manifest, form_xml

_BASE = "key/<str:token>/projects/<int:number>"

urlpatterns = [
    path(f"{_BASE}/formList", form_list, name="odk.form_list"),
    path(f"{_BASE}/submission", submission, name="odk.submission"),
    path(f"{_BASE}/forms/<str:form_id>.xml", form_xml, name="odk.form_xml"),
    path(f"{_BASE}/forms/<str:form_id>/manifest", form_manifest, name="odk.form_manifest"),
    path(f"{_BASE}/forms/<str:form_id>/attachments/<str:name>", form_file, name="odk.form_file"),
    path(f"{_BASE}/forms/<str:form_id>/versions/<str:version>.xml", form_xml, name="odk.version_xml"),
    path("key/<str:token>/<path:rest>", unknown, name="odk.unknown"),
]
