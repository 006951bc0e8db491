"""What the pages of this room share: which list is asked for, who may change, and handing an act to the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.queries import A_PAGE
from karmika.programme.terms import MEASURES, SETTERS
from karmika.ui import asked
from karmika.ui.components import Filter, Pager

Row = TypeVar("Row", Target, OutsideFigure)


@dataclass(frozen=True)
class Listed:
    """Which part of a list: one measure or all, those that stand or those that fell, which page."""

    measure: str
    fallen: bool
    page: int

    @classmethod
    def asked(cls, request: PageRequest) -> "Listed":
        """From the address; what cannot be read is taken as not given."""
        measure = request.GET.get("measure", "")
        return cls(
            measure=measure if measure in MEASURES else "",
            fallen=request.GET.get("state") == "fallen",
            page=asked.page_of(request.GET.get("page", "")),
        )

    def filters(self) -> list[Filter]:
        """The choices of the page."""
        return [
            Filter(
                name="measure",
                label=_("What is counted"),
                options=(("", _("All")), *((code, one.name) for code, one in MEASURES.items())),
                value=self.measure,
            ),
            Filter(
                name="state",
                label=_("Status"),
                options=(("", _("Those that stand")), ("fallen", _("Replaced and withdrawn"))),
                value="fallen" if self.fallen else "",
            ),
        ]

    def pager(self, found: Sequence[Row]) -> tuple[Sequence[Row], Pager]:
        """The rows of this page, and the way on and back."""
        return found[:A_PAGE], Pager(
            previous_url=self._at(self.page - 1) if self.page else "",
            next_url=self._at(self.page + 1) if len(found) > A_PAGE else "",
        )

    def _at(self, page: int) -> str:
        pairs = {"measure": self.measure, "state": "fallen" if self.fallen else "", "page": str(page or "")}
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


def may_set(request: PageRequest) -> bool:
    """Whether forms and buttons are worth showing; the act decides."""
    return holds(request.viewer, SETTERS)


def first(request: PageRequest, **typed: object) -> dict[str, object]:
    """What stands in a form at first. The entry's id goes with it, so that a second click changes nothing."""
    return {"entry": uuid7(), **typed}


def done(request: PageRequest, act: Act, form: forms.Form, sentence: str) -> bool:
    """Perform under the id that the form carried. False, and the reason in the form, when it was refused."""
    try:
        perform(act, request.viewer, entry_id=form.cleaned_data.get("entry"))
    except Refused as refused:
        form.add_error(None, refused.sentence())
        return False
    messages.success(request, sentence)
    return True
