"""How this room says no: what happened and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, str | Promise] = {
    "monitoring.sheet_unknown": _("This sheet could not be found. Go back to the list and open it again."),
    "monitoring.sheet_retired": _("This sheet was retired. Choose another one from the list."),
    "monitoring.sheet_gone": _("The file of this sheet cannot be read any more. Upload it anew."),
    "monitoring.sheet_name": _("Give the sheet a name of 3 to {maximum} letters."),
    "monitoring.sheet_stands": _(
        "There is a sheet with this name for this area already. Retire it first, or choose another name."
    ),
    "monitoring.sheet_unmarked": _(
        "No cell of the file is marked, so nothing would be filled. Write a mark such as {{{{workers}}}} into a cell."
    ),
    "monitoring.sheet_faulty": _(
        "{number} marks cannot be filled; each is listed below with its cell. Correct them in the file and choose it again."
    ),
    "monitoring.sheet_too_large": _(
        "The file is larger than {megabytes} megabytes. Make its pictures smaller, or divide it."
    ),
    "monitoring.sheet_parts": _("The file has more than {maximum} parts. Take pictures or sheets out of it."),
    "monitoring.sheet_too_many_cells": _(
        "A sheet of the file has more cells than can be filled. Delete empty rows below the table, and save it again."
    ),
    "monitoring.sheet_marks": _(
        "The file has more than {maximum} marked cells. Divide it into several files."
    ),
    "monitoring.sheet_questions": _(
        "The marks ask more than {maximum} different questions. Divide the file into several files."
    ),
    "monitoring.sheet_kind": _(
        "This is not an Excel workbook (.xlsx). Open it in your spreadsheet program and save it as .xlsx."
    ),
    "monitoring.sheet_old": _(
        "This is an old .xls file. Open it in your spreadsheet program and save it as .xlsx."
    ),
    "monitoring.sheet_password": _("The file has a password. Save it without one and choose it again."),
    "monitoring.sheet_macros": _(
        "The file holds macros or controls ({part}). Save it as an .xlsx file without them and choose it again."
    ),
    "monitoring.sheet_signed": _(
        "The file is signed, and filling it would break the signature. Remove the signature and choose it again."
    ),
    "monitoring.sheet_reaches_out": _(
        "The file fetches or embeds something ({part}). Break its links or remove it, and choose the file again."
    ),
    "monitoring.sheet_names": _(
        "The parts of the file have names that no spreadsheet program writes. Save it anew as .xlsx and choose it again."
    ),
    "monitoring.sheet_damaged": _(
        "The file is damaged or not written as Excel writes it ({part}). Save it anew as .xlsx and choose it again."
    ),
}
