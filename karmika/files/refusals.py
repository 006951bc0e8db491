"""How this room says no: what happened and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "files.unreadable": _(
        "The file is not a CSV in UTF-8. Save it again as “CSV UTF-8” and load it once more."
    ),
    "files.columns": _(
        "The file lacks the columns {missing}. Its headings are in the first line; name them as they are asked for."
    ),
    "files.too_large": _("The file has more than {maximum} bytes. Divide it and load the parts."),
    "files.workbook_too_large": _(
        "The workbook has more than {lines} lines or is too large to be read. Save it as “CSV UTF-8” and load that."
    ),
    "files.workbook_unreadable": _(
        "This is not a workbook that can be read. Save it again as XLSX or as “CSV UTF-8” and load it once more."
    ),
    "files.no_such_mapping": _("There is no column {column} that a heading could be named for."),
    "files.line_twice": _("The same thing stands in line {line} already. Keep the line that is right."),
    "files.cells": _(
        "The line has more cells than there are headings. Look for a comma or a quotation mark too many."
    ),
    "files.text_too_long": _("A cell is longer than {maximum} letters. Shorten it."),
    "files.bad_day": _("{value} is not a day. Write it as year-month-day, for example 2026-11-30."),
    "files.bad_number": _("{value} is not a whole number. Write digits only."),
    "files.unknown": _("No file with this number was loaded. `karmika files list` shows them."),
    "files.undone_already": _("This file was undone already. Nothing was changed."),
    "files.cannot_be_undone": _(
        "A file of this kind is not undone as one. Correct what it brought, or load a better one."
    ),
    "files.reason": _("Say in 3 to {maximum} letters why the file is undone."),
    "files.touched": _("Somebody changed it after the file was loaded. It stays."),
    "files.in_use": _("It is in use by now. It stays."),
}
