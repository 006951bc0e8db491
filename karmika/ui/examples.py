"""One example of every component, for the page that shows them all (and for whoever looks how one is used)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.ui.components import (
    AreaBar,
    Cell,
    Crumb,
    Filter,
    Line,
    NextStep,
    Pager,
    PersonCard,
    Progress,
    Ratio,
    Table,
    Tile,
    steps,
)

COLOURS = (
    ("ink", "#1b2426"),
    ("ink-soft", "#4a595c"),
    ("paper", "#f7f6f2"),
    ("surface", "#ffffff"),
    ("accent", "#155a5c"),
    ("accent-soft", "#e2efed"),
    ("good", "#1c6139"),
    ("warn", "#7a4a00"),
    ("bad", "#98221c"),
    ("focus", "#b35900"),
)
"""Name -> value of the tokens that are shown; a test holds them equal to tokens.css."""
AN_INSTANT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("As it is written on the card.")
    )
    occupation = forms.ChoiceField(
        label=gettext_lazy("Work"),
        choices=[("auto", gettext_lazy("Auto driver")), ("waste", gettext_lazy("Waste picker"))],
    )
    agreed = forms.BooleanField(label=gettext_lazy("The notice was read out"), required=False)


@dataclass(frozen=True)
class Examples:
    """What the components page draws."""

    colours: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    table: Table
    filters: tuple[Filter, ...]
    bar: AreaBar
    people: tuple[PersonCard, ...]
    steps: object
    next_step: NextStep
    progress: Progress
    lines: tuple[Line, ...]
    pager: Pager
    form: ExampleForm
    wrong: ExampleForm


def examples() -> Examples:
    """All of them, in the reader's language. The persons are invented."""
    wrong = ExampleForm({"wrong-occupation": "auto"}, prefix="wrong")
    wrong.is_valid()
    return Examples(
        colours=COLOURS,
        tiles=(
            Tile(
                label=_("Workers"),
                value=1234567,
                url="#tile",
                about="#tile",
                moved=212,
                since=_("since yesterday"),
            ),
            Tile(label=_("Forms waiting"), value=17, url="#tile", moved=-3, since=_("since yesterday")),
            Tile(label=_("Groups"), value=None, note=_("not recorded")),
        ),
        table=_table(),
        filters=(
            Filter(
                name="work",
                label=_("Work"),
                options=(("", _("All")), ("auto", _("Auto driver")), ("waste", _("Waste picker"))),
            ),
        ),
        bar=AreaBar(
            steps=(Crumb(_("Andhra Pradesh"), "#area"), Crumb(_("Vijayawada"))),
            choices=((_("Ward 7"), "#area"), (_("Ward 8"), "#area")),
            heading=_("Areas inside"),
        ),
        people=_people(),
        steps=steps((_("File"), _("Check"), _("Load"), _("Result")), 1),
        next_step=NextStep(
            sentence=_("Ask for consent to join a group."),
            why=_("Five workers of this stand already said yes."),
            url="#next",
            action=_("Ask now"),
        ),
        progress=Progress(done=3200, total=10000, sentence=_("Rows written:")),
        lines=(
            Line(
                at=AN_INSTANT, sentence=_("Lakshmi noted a visit: interviewed."), who=_("Ward 7"), url="#line"
            ),
        ),
        pager=Pager(previous_url="#pager", next_url="#pager", position=_("Page 2")),
        form=ExampleForm(),
        wrong=wrong,
    )


def _table() -> Table:
    return Table(
        caption=_("Workers by ward"),
        name="example",
        head=(_("Area"), _("Workers"), _("Women"), _("In groups")),
        rows=(
            (Cell(_("Ward 7"), "#table"), Cell(1204), Cell(Ratio(640, 1204)), Cell(310)),
            (Cell(_("Ward 8"), "#table"), Cell(14), Cell(Ratio(3, 14)), Cell(None)),
        ),
        foot=(Cell(_("Together")), Cell(1218), Cell(Ratio(643, 1218)), Cell(310)),
    )


def _people() -> tuple[PersonCard, ...]:
    return (
        PersonCard(
            name="లక్ష్మి",
            url="#person",
            lines=(_("Auto driver"), _("Ward 7")),
            lacks=(_("No phone number"), _("No bank account")),
            tags=((_("In a group"), "good"),),
        ),
        PersonCard(name="फ़ातिमा", url="#person", lines=(_("Waste picker"), _("Ward 8"))),
    )
