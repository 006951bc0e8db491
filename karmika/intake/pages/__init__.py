"""Pages of intake: the queue, a submission with its answers and versions, forms and their upload."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.intake.acts.roles import PUBLISHES, WORKS_QUEUE
from karmika.intake.pages import forms, queue, submissions, waiting
from karmika.kernel.room import NavItem

_ONE = "submissions/<uuid:submission_id>/"
_FORM = "forms/<uuid:form_id>/"

urlpatterns: list[URLPattern] = [
    path("queue/", waiting.waiting_list, name="intake.queue"),
    path("queue/several/", waiting.several, name="intake.several"),
    path(_ONE, submissions.submission, name="intake.submission"),
    path(f"{_ONE}attachments/<uuid:attachment_id>/", submissions.attachment, name="intake.attachment"),
    path(f"{_ONE}again/", queue.again, name="intake.try_again"),
    path(f"{_ONE}correct/", queue.correct, name="intake.correct"),
    path(f"{_ONE}adopt/", queue.adopt, name="intake.adopt"),
    path(f"{_ONE}dismiss/", queue.dismiss, name="intake.dismiss"),
    path("forms/", forms.form_list, name="intake.forms"),
    path("forms/upload/", forms.upload, name="intake.upload_form"),
    path(_FORM, forms.form, name="intake.form"),
    path(f"{_FORM}state/", forms.set_state, name="intake.form_state"),
    path(f"{_FORM}files/", forms.add_file, name="intake.form_file"),
    path(f"{_FORM}versions/<uuid:version_id>/", forms.source, name="intake.form_source"),
]

NAV = (
    NavItem(label=_("Waiting"), url_name="intake.queue", roles=PERSONAL, section="forms", takes_area=True),
    NavItem(label=_("Forms"), url_name="intake.forms", roles=PUBLISHES | WORKS_QUEUE, section="forms"),
)

__all__ = ["NAV", "urlpatterns"]
