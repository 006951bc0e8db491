"""Questions about forms, submissions and the queue. Rights are in `visible_to`; nothing here writes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext

from karmika.access.models import Device, Project, User
from karmika.access.queries import name_beside
from karmika.access.viewer import viewer_for
from karmika.areas.models import Area
from karmika.intake.definition import FormDefinition
from karmika.intake.editing import Shown, shown
from karmika.intake.generated import GeneratedFile
from karmika.intake.instances import expected_files, read_instance
from karmika.intake.interpret import definition_of
from karmika.intake.models import (
    Attachment,
    Form,
    FormFile,
    FormVersion,
    Submission,
    SubmissionVersion,
)
from karmika.journal.queries import source_of
from karmika.kernel.viewer import Viewer

CHOICES_MAXIMUM = 300
"""A longer list is not offered on a page: it would be slow on a small phone, and nobody reads it."""


@dataclass(frozen=True)
class Served:
    """A form as a phone of the project sees it: the open form with its current version."""

    form: Form
    version: FormVersion


def served_forms(project: Project) -> list[Served]:
    """Forms that phones of a project may fetch, by form id."""
    forms = list(Form.objects.filter(project=project, state="open").order_by("form_id"))
    versions = FormVersion.objects.defer("definition", "xml").in_bulk([form.current_id for form in forms])
    return [Served(form, versions[form.current_id]) for form in forms]


def served_form(project: Project, form_id: str, version: str | None = None) -> Served | None:
    """One form of a project in its current version, or a named one; closed forms are still there to be read."""
    form = Form.objects.filter(project=project, form_id=form_id).first()
    if form is None:
        return None
    wanted = {"id": form.current_id} if version is None else {"form": form, "version": version}
    found = FormVersion.objects.defer("definition").filter(**wanted).first()
    return None if found is None else Served(form, found)


def latest_files(form: Form) -> dict[str, FormFile]:
    """The uploaded files of a form, the latest of each name."""
    return {file.name: file for file in FormFile.objects.filter(form=form).order_by("entry_seq")}


def generated_files() -> Sequence[GeneratedFile]:
    """The lists that rooms make for phones; settings name where they are listed."""
    found: Sequence[GeneratedFile] = import_string(
        getattr(settings, "KARMIKA_GENERATED_FILES", "karmika.rooms.ATTACHMENTS")
    )
    return found


def forms(viewer: Viewer) -> list[Form]:
    """The forms of the viewer's projects, with the number of their versions."""
    visible = Form.objects.visible_to(viewer).select_related("project").order_by("project__number", "form_id")
    return list(visible.annotate(version_count=Count("versions")))


def titles(form_ids: Collection[str]) -> dict[tuple[UUID, str], str]:
    """The titles of forms by project and form id; those of our own forms in the reader's language."""
    found = Form.objects.filter(form_id__in=form_ids).values_list("project_id", "form_id", "title")
    return {(project, form_id): gettext(title) if title else "" for project, form_id, title in found}


@dataclass(frozen=True)
class Opened:
    """A submission opened for a person: its answers beside the form's labels, its versions and files."""

    submission: Submission
    answers: Sequence[Shown]
    """Empty when the bytes are gone or the form is not known."""
    readable: bool
    versions: Sequence[SubmissionVersion]
    attachments: Sequence[Attachment]
    missing: Sequence[str]
    """Files that the answers name and that have not arrived."""
    shown_id: UUID
    """The version whose answers these are."""
    before: Sequence[Shown] = ()
    """What the version before it answered; empty where there is none, or nobody can read it."""

    @property
    def senders(self) -> Mapping[UUID, str]:
        """The names of those who sent the versions."""
        return {version.user_id: getattr(version, "sender", "") or "" for version in self.versions}


def submission(viewer: Viewer, submission_id: UUID) -> Submission | None:
    """One submission, if the viewer may read it."""
    return (
        Submission.objects.visible_to(viewer)
        .select_related("project", "form_version")
        .annotate(
            area_name=Subquery(Area.objects.filter(id=OuterRef("area_id")).values(said=_area_name())),
            given_name=name_beside("given_to"),
        )
        .filter(id=submission_id)
        .first()
    )


def _area_name() -> Coalesce:
    """The name of an area in the active language; English where no other is known."""
    language = (get_language() or "en")[:2]
    known = f"name_{language}" if language in ("te", "hi") else "name_en"
    return Coalesce(NullIf(F(known), Value("", output_field=TextField())), F("name_en"))


def opened(
    found: Submission, language: str, version_id: UUID | None = None, *, to_correct: bool = False
) -> Opened:
    """A submission with what its current (or the given) version answers. The caller has checked the right to read.

    `to_correct`: with the lists that the phone gets as files, to choose from.
    """
    names_of_senders = User.objects.filter(id=OuterRef("user_id")).values("name")
    versions = list(found.history.annotate(sender=Subquery(names_of_senders)).order_by("number"))
    version = next((v for v in versions if v.id == version_id), None) or next(
        v for v in versions if v.id == found.current_id
    )
    attachments = list(found.attachments.order_by("name", "entry_seq"))
    source = None if found.secrecy == "erased" else source_of(version.id)
    form_version = version.form_version_id or _closest(found)
    if source is None or form_version is None:
        return Opened(found, (), False, versions, attachments, (), version.id)
    definition, instance = definition_of(form_version), read_instance(source)
    arrived = {attachment.name for attachment in attachments}
    missing = [name for name in expected_files(instance, definition) if name not in arrived]
    if to_correct:
        definition = _with_lists(definition, found)
    names = {file.list_name: file.names_of for file in generated_files()}
    answers = shown(instance.root, definition, language, names=names)
    place = versions.index(version)
    before = _answers(versions[place - 1], language) if place else ()
    return Opened(found, answers, True, versions, attachments, missing, version.id, before)


def answers_of(found: Submission, language: str) -> Sequence[Shown]:
    """What its current version answers; empty when nobody can read it. The caller has checked the right to read."""
    if found.secrecy == "erased":
        return ()
    version = found.history.filter(id=found.current_id).first()
    return () if version is None else _answers(version, language)


def _answers(version: SubmissionVersion, language: str) -> Sequence[Shown]:
    source = source_of(version.id)
    if source is None or version.form_version_id is None:
        return ()
    names = {file.list_name: file.names_of for file in generated_files()}
    root = read_instance(source).root
    return shown(root, definition_of(version.form_version_id), language, names=names)


def _with_lists(definition: FormDefinition, found: Submission) -> FormDefinition:
    """The definition with the lists that its phone gets as files, so that people choose names and type no codes."""
    asked = {question.choices_list for question in definition.questions} - set(definition.choices)
    files = [file for file in generated_files() if file.list_name in asked]
    if not files or found.device_id is None:
        return definition
    device = Device.objects.filter(id=found.device_id).select_related("holder").first()
    if device is None:
        return definition
    viewer, language = viewer_for(device.holder), definition.default_language
    lists = {}
    for file in files:
        rows = [tuple(map(str, row[:2])) for row in islice(file.rows(viewer, device), CHOICES_MAXIMUM + 1)]
        if len(rows) <= CHOICES_MAXIMUM:
            lists[file.list_name] = {code: {language: label} for code, label in rows}
    return msgspec.structs.replace(definition, choices={**definition.choices, **lists})


def _closest(found: Submission) -> UUID | None:
    """For a form that was held: the version that it names, else the one that phones fetch now."""
    form = Form.objects.filter(project=found.project_id, form_id=found.form_id).first()
    if form is None:
        return None
    named = FormVersion.objects.filter(form=form, version=found.version).values_list("id", flat=True).first()
    return named or form.current_id


def attachment(viewer: Viewer, submission_id: UUID, attachment_id: UUID) -> Attachment | None:
    """A file of a submission that the viewer may read."""
    seen = Submission.objects.visible_to(viewer).filter(id=submission_id).exclude(secrecy="erased")
    return Attachment.objects.filter(id=attachment_id, submission__in=seen).first()
