"""Why a form waits, in a few words: for lists and for the sentences of acts. The whole sentences are in refusals."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.kernel.refused import sentence_of

REASONS: Mapping[str, Promise] = {
    "access.not_yours": _("Outside the area of the phone"),
    "intake.edit_of_dismissed": _("Corrects a form that was dismissed"),
    "intake.edit_of_old_version": _("Corrects an old version"),
    "intake.edit_of_unknown": _("Corrects a form that has not arrived"),
    "intake.form_closed": _("The form is closed"),
    "intake.form_unknown": _("Form not known"),
    "intake.interpreter_failed": _("The program failed"),
    "intake.person_erased": _("Speaks of somebody who was erased"),
    "intake.person_restricted": _("Speaks of somebody whose data is restricted"),
    "intake.phone_revoked": _("The phone was withdrawn"),
    "intake.same_id_other_content": _("Same number, other answers"),
    "intake.version_unknown": _("Version not known"),
    "intake.wrong_type": _("An answer cannot be read"),
    "registry.member_vanished": _("Members are missing"),
}


def short_reason(code: str, facts: Mapping[str, str] | None = None) -> str:
    """A reason in a few words; where there are none, its sentence, with dots for facts that are not given."""
    if code in REASONS:
        return str(REASONS[code])
    return sentence_of(code, facts) if facts is not None else sentence_of(code, {}).replace("?", "…")
