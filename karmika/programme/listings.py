"""The lists of this room that can be taken along: targets with what was achieved, and figures from outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karmika.kernel.listing import Column, Listing, Sought
from karmika.kernel.viewer import Viewer
from karmika.measures.queries import COUNTING
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.queries import Progress, beside, progress_of
from karmika.programme.shown import about, whose
from karmika.programme.terms import CONFIDENCES, MEASURES, REPLACE_REASONS, STANDING, STATES, WITHDRAW_REASONS

_REASONS = {**REPLACE_REASONS, **WITHDRAW_REASONS}


def _narrowed(found: "QuerySet[Any]", sought: Sought) -> "QuerySet[Any]":
    fallen = sought.get("state") == "fallen"
    found = found.exclude(state=STANDING) if fallen else found.filter(state=STANDING)
    return found.filter(measure=sought["measure"]) if sought.get("measure") in MEASURES else found


def _targets(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    return _narrowed(Target.objects.visible_to(viewer), sought)


@dataclass(frozen=True)
class _Held:
    """A target with its achievement."""

    pk: UUID
    row: Target
    progress: Progress


def _with_progress(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[_Held]:
    found = list(rows.select_related("area", "organisation", "programme"))
    return [_Held(one.target.pk, one.target, one) for one in progress_of(viewer, found)]


def _measure(row: Any) -> Any:
    return MEASURES[row.measure].name if row.measure in MEASURES else row.measure


TARGETS = Listing(
    name="targets",
    page="programme.targets",
    title=_("Targets"),
    about=_(
        "One line for each target: where, for when, how much, on what paper, and what was achieved so far."
    ),
    roles=COUNTING,
    filters=("measure", "state"),
    rows=_targets,
    read=_with_progress,
    columns=(
        Column(_("What is counted"), lambda row: _measure(row.row)),
        Column(_("Area"), lambda row: row.row.area.name),
        Column(_("Code of the area"), lambda row: row.row.area.code),
        Column(_("Programme"), lambda row: whose(row.row)),
        Column(_("First day"), lambda row: row.row.starts_on),
        Column(_("Last day"), lambda row: row.row.ends_on),
        Column(_("Target"), lambda row: row.row.amount),
        Column(_("Achieved"), lambda row: row.progress.achieved),
        Column(_("Expected by today"), lambda row: row.progress.expected),
        Column(_("Targets of its parts"), lambda row: row.progress.given),
        Column(_("Paper"), lambda row: row.row.document_title),
        Column(_("From"), lambda row: row.row.document_issuer),
        Column(_("Dated"), lambda row: row.row.document_dated_on),
        Column(_("Status"), lambda row: STATES[row.row.state]),
        Column(_("Why"), lambda row: _REASONS.get(row.row.withdrawn_for, row.row.withdrawn_for)),
    ),
)


def _figures(viewer: Viewer, sought: Sought) -> "QuerySet[Any]":
    return _narrowed(OutsideFigure.objects.visible_to(viewer), sought)


def _beside(rows: "QuerySet[Any]", viewer: Viewer) -> Iterable[Any]:
    found = list(rows.select_related("about"))
    for one in beside(viewer, found):
        one.figure.ours = one.ours  # type: ignore[attr-defined]
    return found


OUTSIDE = Listing(
    name="outside",
    page="programme.outside_figures",
    title=_("Figures from outside"),
    about=_(
        "One line for each figure that somebody else published, with its source, and ours of the same day beside it."
    ),
    roles=COUNTING,
    filters=("measure", "state"),
    rows=_figures,
    read=_beside,
    columns=(
        Column(_("What is counted"), _measure),
        Column(_("Area"), about),
        Column(_("Code of the area"), lambda row: row.about.code if row.about else ""),
        Column(_("As of"), lambda row: row.as_of),
        Column(_("They say"), lambda row: row.amount),
        Column(_("Counted here by that day"), lambda row: row.ours),
        Column(_("Source"), lambda row: row.source),
        Column(_("In the words of the source"), lambda row: row.wording),
        Column(_("How sure"), lambda row: CONFIDENCES.get(row.confidence, row.confidence)),
        Column(_("Paper"), lambda row: row.document_title),
        Column(_("Status"), lambda row: STATES[row.state]),
        Column(_("Why"), lambda row: _REASONS.get(row.withdrawn_for, row.withdrawn_for)),
    ),
)

LISTS = (TARGETS, OUTSIDE)
