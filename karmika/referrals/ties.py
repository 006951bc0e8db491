"""What this room tells a person's page in the room below: her referrals in sentences. karmika/rooms.py hands it down."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from karmika.kernel.viewer import Viewer, holds
from karmika.referrals import terms
from karmika.referrals.queries.referrals import Line, of_subject
from karmika.referrals.roles import REFERRERS
from karmika.registry.above import Said, SaidLine, Teller
from karmika.ui.templatetags.ui import india_date


def referrals_of(viewer: Viewer, person_id: UUID, any_rows: bool) -> Said:
    """Where she was sent, for what, and what became of it; the way to send her somewhere."""
    may_refer = holds(viewer, REFERRERS)
    return Said(
        heading=_("Referrals"),
        lines=[_said(line) for line in of_subject(viewer, person_id)] if any_rows else (),
        empty=_("Not sent to any office yet."),
        url=reverse("referrals.refer", args=[person_id]) if may_refer else "",
        action=_("Send to an office"),
    )


def _said(line: Line) -> SaidLine:
    row = line.referral
    known = {
        "service": line.service,
        "office": row.office.name,
        "sent": india_date(row.sent_on),
        "due": india_date(row.due_on),
        "on": india_date(row.answered_on),
        "closed": india_date(row.closed_on),
        "why": terms.OUTCOMES.get(row.outcome) or _why(row.reason),
    }
    text = {
        terms.SENT: _("%(service)s: sent to %(office)s on %(sent)s, answer due by %(due)s."),
        terms.ACCEPTED: _("%(service)s: %(office)s took it up on %(on)s, due by %(due)s."),
        terms.DECLINED: _("%(service)s: %(office)s could not do it (%(why)s), %(on)s."),
        terms.DONE: _("%(service)s: done by %(office)s on %(on)s (%(why)s)."),
        terms.REVOKED: _("%(service)s: sent to %(office)s, taken back on %(closed)s (%(why)s)."),
        terms.NO_ANSWER: _("%(service)s: %(office)s did not answer, closed on %(closed)s."),
    }[row.state]
    kind = "bad" if line.overdue else {terms.DONE: "good", terms.DECLINED: "warn"}.get(row.state, "")
    return SaidLine(
        sentence=text % known,
        url=reverse("referrals.referral", args=[row.id]),
        tag=_("overdue") if line.overdue else "",
        kind=kind,
    )


def _why(reason: str) -> object:
    return terms.DECLINE_REASONS.get(reason) or terms.REVOKE_REASONS.get(reason, reason)


SAYS = (Teller(referrals_of, (("referrals_referral", "subject_id"),)),)
