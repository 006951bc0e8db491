"""Stages, trust and steps into banking in sentences of the active language."""

from django.utils.translation import gettext as _

from karmika.groups import stages, terms, trust
from karmika.groups.models import FinancialEvent
from karmika.kernel.numbers import rupees
from karmika.ui.templatetags.ui import india_date


def stage(code: str) -> str:
    """The name of a stage."""
    return terms.named(stages.book().stages, code)


def ladder(found: trust.Trust) -> str:
    """The rungs on which a member stands, in one sentence."""
    rungs = [terms.named(trust.book().rungs, code) for code in found.rungs]
    if not rungs:
        return _("Trust: not met yet.")
    return _("Trust: %(rungs)s.") % {"rungs": ", ".join(rungs)}


def warning(found: trust.Trust) -> str:
    """Why a member may be about to leave; "" where nothing says so."""
    if found.warning == trust.MISSED:
        return _("May be about to leave: the last %(visits)s visits did not meet her or him.") % {
            "visits": trust.book().missed_visits
        }
    if found.warning == trust.SILENT:
        return _("May be about to leave: no contact for more than %(days)s days.") % {
            "days": trust.book().days_without_contact
        }
    return ""


def step(event: FinancialEvent) -> str:
    """A step into banking with its day, amount and evidence."""
    said = _("%(step)s on %(day)s") % {
        "step": terms.step_name(event.kind),
        "day": india_date(event.happened_on),
    }
    if event.amount_paise is not None:
        said += f", {rupees(event.amount_paise)}"
    return f"{said} ({terms.evidence_name(event.evidence)})"
