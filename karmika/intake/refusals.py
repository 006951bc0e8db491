"""Why intake says no, in sentences. Codes are never reused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "intake.form_unreadable": _(
        "This file could not be read as a form: {problem}. Correct the file, or save it again as .xlsx, "
        "and upload it once more."
    ),
    "intake.form_too_large": _(
        "This file is too large for a form ({problem}). Take out pictures and empty rows, and upload it once more."
    ),
    "intake.form_expression": _(
        "The question {question} has an expression that no phone can work out: {expression}. The problem is: {problem}. "
        "Correct the expression and upload the form once more."
    ),
    "intake.form_unsupported": _(
        "This form uses something that Karmika cannot serve: {problem}. Take it out and upload the form once more."
    ),
    "intake.not_xml": _("What was sent is not a filled-in form. Send it from the survey app."),
    "intake.hostile_xml": _(
        "What was sent is built in a way that no survey app does ({problem}), and was not read. Send it from the survey app."
    ),
    "intake.wrong_type": _(
        "The answer to “{question}” cannot be read: it should be {expected}. Correct the answer and try again."
    ),
    "intake.project_unknown": _(
        "There is no such project. Check the address, or ask your office for a new QR code."
    ),
    "intake.form_unknown": _(
        "The form {form} is not known in this project. What was sent is kept; the office must publish the form first."
    ),
    "intake.version_unknown": _(
        "Version {version} of the form {form} was never published here. What was sent is kept; the office must look at it."
    ),
    "intake.version_published": _(
        "Version {version} of this form is published already. Give the changed form a new version and upload it again."
    ),
    "intake.form_state_unknown": _("A form is open, closing or closed. Choose one of these."),
    "intake.form_closed": _(
        "The form was closed before this arrived. Decide whether it shall still be taken in."
    ),
    "intake.file_name": _(
        "A file of a form needs a name without slashes, as the form spells it. Rename the file."
    ),
    "intake.file_same": _(
        "The file {name} is uploaded already, with the same content. There is nothing to do."
    ),
    "intake.file_too_large": _(
        "A file of a form has at most {megabytes} MB. Make it smaller and upload it again."
    ),
    "intake.overtaken": _("Something else was recorded at the same moment. Send again."),
    "intake.same_id_other_content": _(
        "Another form with the same number arrived before, with other answers. Both are kept; compare them and choose."
    ),
    "intake.edit_of_old_version": _(
        "This corrects a version that had been corrected already. It is kept; compare both and choose."
    ),
    "intake.edit_of_unknown": _(
        "This corrects a form that has not arrived. It is kept. Send the first form, then send this again."
    ),
    "intake.edit_of_dismissed": _(
        "This corrects a form that was set aside for good. Decide whether it shall count."
    ),
    "intake.phone_revoked": _(
        "This came from a phone that had been withdrawn. Decide whether the work was done before, then try again."
    ),
    "intake.interpreter_failed": _(
        "The program failed while it took in this form. Nothing is lost. Tell your support, and try again later."
    ),
    "intake.submission_unknown": _("There is no such form. Look for it in the queue."),
    "intake.not_waiting": _(
        "This form does not wait any more. Somebody may have dealt with it; open it again."
    ),
    "intake.not_correctable": _(
        "These answers cannot be corrected here. Try again, take them as a correction, or dismiss them."
    ),
    "intake.nothing_changed": _("No answer was changed. Change an answer, or go back."),
    "intake.source_erased": _("What was sent has been erased and cannot be read again."),
    "intake.person_erased": _(
        "This speaks of somebody whose data was erased. Nobody can read it, and it is destroyed after some days, "
        "unless the person has consented anew."
    ),
    "intake.person_restricted": _(
        "This speaks of somebody whose data is restricted. It waits unread until the privacy officer has decided."
    ),
    "intake.decision_unknown": _("This form does not wait for such a decision. Open it again."),
    "intake.whole_waits": _("The form waits as a whole. Deal with that first."),
    "intake.dismissal_reason": _("Choose one of the reasons."),
    "intake.dismissal_note": _("Say in a few words why this form shall not count."),
    "intake.correction_reason": _("Choose why you correct this."),
    "intake.given_already": _("This form is with this colleague already. Nothing was changed."),
    "intake.cannot_be_given": _(
        "This colleague may not work on what waits there. Choose somebody who has that right in this area."
    ),
    "intake.too_many_chosen": _("At most {most} forms at once. Choose fewer, and do the rest afterwards."),
    "intake.none_chosen": _("No form was chosen. Tick those that are meant."),
    "intake.too_large": _("What was sent is larger than {megabytes} MB. Send fewer photos at once."),
    "intake.no_length": _("What was sent does not say how long it is. Send it from the survey app."),
    "intake.no_xml_part": _("The form itself is missing in what was sent. Send it from the survey app."),
}
