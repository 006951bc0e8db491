"""What is said about a template: what each mark means, and what is wrong with one that cannot be filled."""

from collections.abc import Mapping

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karmika.monitoring import labels
from karmika.monitoring.queries import MEASURES
from karmika.monitoring.sheet_marks import Mark
from karmika.monitoring.tables import table_named

_FACTS: Mapping[str, str | Promise] = {
    "area": _("Name of the area"),
    "area_code": _("Code of the area"),
    "as_of": _("Day of the figures"),
    "month": _("Month of the figures"),
    "printed_at": _("When the sheet was made"),
    "chain_head": _("Head of the journal"),
    "definitions_version": _("Version of the definitions"),
}
PROBLEMS: Mapping[str, str | Promise] = {
    "measure": _("There is no figure called “{said}”."),
    "table": _("There is no table called “{said}”."),
    "line": _("The table has no line called “{said}”."),
    "table_elsewhere": _("The table “{said}” does not hold in this area."),
    "part": _("There is no area with the code “{said}” in this one."),
    "sex": _("“{said}” is not one of: female, male, transgender."),
    "occupation": _("There is no occupation called “{said}”."),
    "category": _("This figure is not divided by “{said}”."),
    "unreadable": _("The mark cannot be read: “{said}” is not known here."),
    "open": _("A mark begins and does not end. Close it with two curly brackets."),
    "in_formula": _(
        "A mark stands inside a formula. Put it into a cell of its own, and let the formula use that cell."
    ),
    "in_table_head": _(
        "A mark stands in the head of a table, which must stay as it is. Put it above the table."
    ),
    "named_formula": _("The name “{said}” is given to a cell with a formula. Give it to an empty cell."),
    "named_range": _("The name “{said}” is given to several cells. Give it to one cell."),
    "named_nothing": _("The name “{said}” leads to no cell of this file."),
    "named_and_marked": _("The cell has a mark and the name “{said}”. Keep one of them."),
    "in_heading": _("A mark stands in the header or footer of the printed page. Only cells are filled."),
    "elsewhere": _("A mark stands in a text box, chart or comment. Only cells are filled."),
}


def problem(code: str, said: str) -> str:
    """What is wrong, in a sentence of the active language."""
    return str(PROBLEMS[code]).format(said=said)


def meaning(mark: Mark) -> str:
    """What a mark stands for, in words: the figure, then what narrows it. For one that has an answer."""
    said = [_what(mark)]
    if mark.each:
        said.append(gettext("one part after the other"))
    if mark.part:
        said.append(gettext("area {code}").format(code=mark.part))
    if mark.sex:
        said.append(str(labels.sex(mark.sex)))
    if mark.occupation:
        said.append(str(labels.occupation(mark.occupation)))
    if mark.category:
        said.append(str(labels.category(mark.code, mark.category)))
    if mark.span == "month":
        said.append(gettext("in the month of the sheet"))
    if mark.span == "year":
        said.append(gettext("since April"))
    if mark.since:
        said.append(gettext("since {month}").format(month=formats.date_format(mark.since, "F Y")))
    return ", ".join(said)


def _what(mark: Mark) -> str:
    if mark.kind == "fact":
        return str(_FACTS[mark.code])
    if mark.kind == "target":
        return gettext("Target: {measure}").format(measure=MEASURES[mark.code].name)
    if mark.kind == "measure":
        return str(MEASURES[mark.code].name)
    definition = table_named(mark.code)
    assert definition is not None
    return labels.translated(definition.row(mark.line).name)
