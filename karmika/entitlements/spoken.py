"""How an application stands and what comes next, as sentences for the worker: printed on the receipt and read out."""

from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from karmika.entitlements import terms
from karmika.entitlements.kinds import schemes
from karmika.entitlements.models import Application

ASK_AFTER = timedelta(days=30)
"""So long after it was filed one asks the office how it stands."""


def day(on: date) -> str:
    """A day as people read it: 21 November 2026."""
    return formats.date_format(on, "j F Y")


def next_words(row: Application) -> list[str]:
    """What comes next, and by when."""
    if row.state == terms.PREPARED:
        return [
            _("The form is ready. It is not handed in yet."),
            _("Next: hand it in at the office with the papers."),
        ]
    if row.state == terms.FILED and row.filed_on is not None:
        on = day(row.filed_on + ASK_AFTER)
        return [
            _("The form was handed in on %(day)s.") % {"day": day(row.filed_on)},
            _("Next: the office answers. If nothing has come by %(day)s, ask there with your number.")
            % {"day": on},
        ]
    if row.state == terms.QUERIED:
        found = [_("The office has asked something before it decides.")]
        if row.answer_due_on is not None:
            found.append(_("Next: answer by %(day)s. Come to us, we help.") % {"day": day(row.answer_due_on)})
        else:
            found.append(_("Next: answer soon. Come to us, we help."))
        return found
    if row.state == terms.SANCTIONED and row.decided_on is not None:
        return [
            _("The office said yes on %(day)s.") % {"day": day(row.decided_on)},
            _("Next: tell us when the money or the card has arrived."),
        ]
    return _ended(row)


def _ended(row: Application) -> list[str]:
    if row.state == terms.RECEIVED and row.received_on is not None:
        found = [_("It arrived on %(day)s.") % {"day": day(row.received_on)}]
    elif row.state == terms.REJECTED:
        reason = terms.REJECT_REASONS.get(row.reason, "")
        found = [
            _("The office said no. Its reason: %(reason)s.") % {"reason": reason},
            _("Next: come to us. One can often apply again, or ask for another look."),
        ]
    else:
        found = [_("This application is not followed any further.")]
    if row.renew_on is not None:
        found.append(_("Next: it has to be renewed by %(day)s.") % {"day": day(row.renew_on)})
    return found


def papers_of(row: Application) -> tuple[str, ...]:
    """Kinds of papers that the scheme asks for; none where it is no longer in the files."""
    found = schemes().get(row.scheme)
    return found.documents if found is not None else ()


def offices_of(row: Application, state: str) -> tuple[str, ...]:
    """Where one can go for the scheme, in a state (its LGD code)."""
    found = schemes().get(row.scheme)
    offices = found.offices if found is not None else ()
    return tuple(office.code for office in offices if not office.state or office.state == state)
