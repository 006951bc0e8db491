"""What this room says on the page of a person, in sentences. karmika/rooms.py hands it down to the registry."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karmika.entitlements import terms
from karmika.entitlements.kinds import scheme_name
from karmika.entitlements.models import Application, DocumentGap, Screening
from karmika.entitlements.spoken import day
from karmika.kernel.numbers import rupees
from karmika.kernel.viewer import Viewer
from karmika.registry.above import Said, SaidLine, Teller

SHOWN = 5
"""So many applications are told of; the rest is on the page of this room."""


def schemes(viewer: Viewer, person_id: UUID, any_rows: bool) -> Said:
    """What was told, applied for, received, and what is in the way."""
    return Said(
        heading=_("Schemes, papers and applications"),
        lines=_lines(viewer, person_id) if any_rows else (),
        empty=_("Nothing was told, recorded or applied for yet."),
        url=reverse("entitlements.person", args=[person_id]),
        action=_("What this worker is owed"),
    )


def _lines(viewer: Viewer, person_id: UUID) -> list[SaidLine]:
    found: list[SaidLine] = []
    told = (
        Screening.objects.visible_to(viewer).filter(person_id=person_id).order_by("-shown_on", "-entry_seq")
    )
    if (last := told.first()) is not None:
        sentence = ngettext(
            "Told on %(day)s of %(number)s scheme that is probably owed.",
            "Told on %(day)s of %(number)s schemes that are probably owed.",
            len(last.owed),
        ) % {"day": day(last.shown_on), "number": len(last.owed)}
        found.append(SaidLine(sentence=sentence))
    rows = Application.objects.visible_to(viewer).filter(person_id=person_id)
    found += [
        SaidLine(sentence=_application(one), url=reverse("entitlements.application", args=[one.id]))
        for one in rows.order_by("-prepared_on", "-entry_seq", "id")[:SHOWN]
    ]
    gaps = DocumentGap.objects.visible_to(viewer).filter(person_id=person_id, closed_on__isnull=True)
    in_the_way = reverse("entitlements.person", args=[person_id]) + "#gaps"
    found += [
        SaidLine(
            sentence=_("In the way: %(reason)s, to be done by %(day)s.")
            % {"reason": terms.GAP_REASONS[one.reason], "day": day(one.due_on)},
            url=in_the_way,
        )
        for one in gaps.order_by("due_on", "id")[:SHOWN]
    ]
    return found


def _application(one: Application) -> str:
    scheme = scheme_name(one.scheme)
    if one.state == terms.RECEIVED and one.received_on is not None:
        return _("%(scheme)s: received on %(day)s, %(amount)s.") % {
            "scheme": scheme,
            "day": day(one.received_on),
            "amount": rupees(one.received_paise or 0),
        }
    on = one.decided_on or one.queried_on or one.filed_on or one.prepared_on
    return _("%(scheme)s: %(state)s, %(day)s.") % {
        "scheme": scheme,
        "state": terms.STATES[one.state],
        "day": day(on),
    }


SAYS = (
    Teller(
        schemes,
        tuple(
            (f"entitlements_{table}", "person_id") for table in ("screening", "application", "documentgap")
        ),
    ),
)
