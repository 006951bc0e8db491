"""Acts on forms: a version is published, its pictures and lists are added, the form is opened and closed."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Project
from karmika.intake.acts.roles import PUBLISHES
from karmika.intake.models import FORM_STATES, Form, FormFile, FormVersion
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place


def place_of_project(project_id: UUID) -> Place:
    """The state, organisation and programme of a project. Raises Refused("intake.project_unknown")."""
    project = Project.objects.filter(id=project_id).first()
    if project is None:
        raise Refused("intake.project_unknown")
    return Place(project.area_id, project.organisation_id, project.programme_id)


def id_of_form(project_id: UUID, form_id: str) -> UUID:
    """The id of a form follows from its project and the id that phones know it by."""
    return stable("intake.form", project_id, form_id)


class PublishForm(Act, frozen=True, kw_only=True):
    """A version of a form is given to the phones of a project. The uploaded file is kept with the entry."""

    kind: ClassVar[str] = "intake.publish_form"
    version: ClassVar[int] = 1
    roles: ClassVar[frozenset[str]] = PUBLISHES
    says: ClassVar[str | Promise] = _("{actor} published version {version_name} of the form “{title}”")

    project: UUID
    form_id: str
    version_name: str
    title: str
    hash_md5: str
    xml: str
    definition: str
    languages: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    file_name: str
    is_new: bool | None = None

    @property
    def form(self) -> UUID:
        """The form that this is a version of."""
        return id_of_form(self.project, self.form_id)

    def facts(self) -> dict[str, Any]:
        """The title in the reader's language, where the form is one of ours."""
        return Act.facts(self) | {"title": gettext(self.title) if self.title else ""}

    def place(self) -> Place:
        return place_of_project(self.project)

    def locks(self) -> Iterable[UUID]:
        return (self.form,)

    def subjects(self) -> Iterable[UUID]:
        return (self.form,)

    def check(self, context: Context) -> Self:
        if FormVersion.objects.filter(form_id=self.form, version=self.version_name).exists():
            raise Refused("intake.version_published", version=self.version_name)
        return msgspec.structs.replace(self, is_new=not Form.objects.filter(id=self.form).exists())

    def apply(self, entry: Header, rows: Rows) -> None:
        if self.is_new:
            rows.insert(
                Form,
                id=self.form,
                project_id=self.project,
                form_id=self.form_id,
                title=self.title,
                state="open",
                current_id=entry.id,
            )
        else:
            rows.update(Form, self.form, title=self.title, current_id=entry.id)
        rows.insert(
            FormVersion,
            id=entry.id,
            form_id=self.form,
            version=self.version_name,
            title=self.title,
            hash_md5=self.hash_md5,
            xml=self.xml,
            definition=self.definition,
            languages=list(self.languages),
            attachments=sorted(self.attachments),
            file_name=self.file_name,
            published_on=entry.recorded_on,
        )


class _OnForm(Act, frozen=True, kw_only=True):
    """What acts on a form that exists have in common."""

    roles: ClassVar[frozenset[str]] = PUBLISHES

    form: UUID

    def place(self) -> Place:
        form = Form.objects.filter(id=self.form).first()
        if form is None:
            raise Refused("intake.form_unknown")
        return place_of_project(form.project_id)

    def locks(self) -> Iterable[UUID]:
        return (self.form,)

    def subjects(self) -> Iterable[UUID]:
        return (self.form,)


class SetFormState(_OnForm, frozen=True, kw_only=True):
    """A form is opened, closed to new interviews, or closed. What phones still hold is never refused."""

    kind: ClassVar[str] = "intake.set_form_state"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("{actor} set the form to “{state}”")

    state: str

    def facts(self) -> dict[str, Any]:
        """The state in words."""
        return Act.facts(self) | {"state": FORM_STATES.get(self.state, self.state)}

    def check(self, context: Context) -> Self:
        if self.state not in FORM_STATES:
            raise Refused("intake.form_state_unknown")
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Form, self.form, state=self.state)


class AttachFormFile(_OnForm, frozen=True, kw_only=True):
    """A picture, sound or list that a form shows is uploaded; its bytes are kept with the entry."""

    kind: ClassVar[str] = "intake.attach_form_file"
    version: ClassVar[int] = 1
    says: ClassVar[str | Promise] = _("{actor} uploaded the file {name} for a form")

    name: str
    hash_md5: str
    size: int

    def check(self, context: Context) -> Self:
        if not self.name or "/" in self.name or "\\" in self.name or len(self.name) > 200:
            raise Refused("intake.file_name")
        latest = FormFile.objects.filter(form_id=self.form, name=self.name).order_by("-entry_seq").first()
        if latest is not None and latest.hash_md5 == self.hash_md5:
            raise Refused("intake.file_same", name=self.name)
        return self

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            FormFile, id=entry.id, form_id=self.form, name=self.name, hash_md5=self.hash_md5, size=self.size
        )
