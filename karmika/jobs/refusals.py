"""How this room says no: what happened and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "jobs.too_many": _("{maximum} of your files are in the making. Wait for one of them, or cancel one."),
    "jobs.unknown_kind": _("There is no such kind of file. Choose one of those that are offered."),
    "jobs.rights_ended": _("You no longer hold the role that this asks for. Nothing of it was handed out."),
    "jobs.rights_changed": _("Your roles changed meanwhile. Ask for the file anew."),
    "jobs.broke_off": _(
        "It broke off {times} times on its way. Resume it; if it breaks off again, tell the operator."
    ),
    "jobs.gone": _("The file that was handed in is no longer kept. Hand it in again."),
    "jobs.too_many_lines": _("The file has more than {maximum} lines. Divide it and load the parts."),
    "jobs.empty": _("The file has no lines that could be loaded."),
    "jobs.choose": _("Choose one of those that are offered."),
}
