"""From an uploaded XLSForm to a version that phones fetch; and the files that a form shows."""

import hashlib
from uuid import UUID

import msgspec

from karmika.access.models import Project
from karmika.intake.acts.forms import AttachFormFile, PublishForm
from karmika.intake.models import Form, FormVersion
from karmika.intake.xlsform import compile_form
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

FORM_FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of one picture, sound or list of a form: what a phone can fetch on a slow network."""


def publish(viewer: Viewer, project: Project, data: bytes, file_name: str) -> FormVersion:
    """Compile an XLSForm and publish it as a version of its form. The file is kept with the entry.

    Raises Refused: what `compile_form` finds wrong, "intake.version_published", "access.not_yours".
    """
    compiled = compile_form(data, file_name)
    act = PublishForm(
        project=project.id,
        form_id=compiled.form_id,
        version_name=compiled.version,
        title=compiled.title,
        hash_md5=md5(compiled.xml.encode()),
        xml=compiled.xml,
        definition=msgspec.json.encode(compiled.definition).decode(),
        languages=tuple(compiled.languages),
        attachments=tuple(compiled.attachments),
        file_name=file_name,
    )
    outcome = perform(act, viewer, source=data)
    return FormVersion.objects.get(id=outcome.entry_id)


def publish_once(viewer: Viewer, project: Project, data: bytes, file_name: str) -> tuple[FormVersion, bool]:
    """The version with this very content, and whether it is new: what was published before is not published again.

    Raises Refused as `publish` does; "intake.version_published" where another content has this version's name.
    """
    compiled = compile_form(data, file_name)
    known = FormVersion.objects.select_related("form").filter(
        form__project=project, form__form_id=compiled.form_id, version=compiled.version
    )
    same = known.filter(hash_md5=md5(compiled.xml.encode())).first()
    return (same, False) if same is not None else (publish(viewer, project, data, file_name), True)


def attach(viewer: Viewer, form: Form, data: bytes, name: str) -> UUID:
    """Keep a file that the form shows under the name by which the form asks for it.

    Raises Refused: "intake.file_too_large", "intake.file_name", "intake.file_same", "access.not_yours".
    """
    if len(data) > FORM_FILE_LIMIT:
        raise Refused("intake.file_too_large", megabytes=FORM_FILE_LIMIT // 1024 // 1024)
    act = AttachFormFile(form=form.id, name=name, hash_md5=md5(data), size=len(data))
    return perform(act, viewer, source=data).entry_id


def md5(data: bytes) -> str:
    """The hash that OpenRosa compares, to tell whether to fetch again; it protects nothing."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
