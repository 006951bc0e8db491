"""What a draw of visits follows from: the head of the chain, the groups that stood then, and their risk."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from karmika.areas.queries import within
from karmika.chain.heads import Head
from karmika.chain.models import Link
from karmika.groups.models import Group, VisitDraw
from karmika.groups.visit_draw import RULES, Drawn, draw
from karmika.kernel.dates import INDIA


def first_head(month_on: date) -> Head | None:
    """The first head that was sealed in this month (India's time); None where nothing was sealed yet."""
    begins = datetime.combine(month_on, time(), tzinfo=INDIA).astimezone(UTC)
    link = Link.objects.defer("leaves").filter(sealed_at__gte=begins).order_by("number").first()
    return (
        None if link is None else Head(link.number, bytes(link.digest).hex(), link.last_seq, link.sealed_at)
    )


def risks_at(area: UUID, organisation: UUID, programme: UUID, *, upto: int) -> list[tuple[UUID, int]]:
    """The groups of a place that the head binds and that stand today, with their risk, in the order of their ids."""
    found = Group.objects.filter(
        area_id__in=within(area),
        organisation_id=organisation,
        programme_id=programme,
        entry_seq__lte=upto,
        dissolved_on=None,
    )
    risk = Coalesce(F("ghost_score__risk"), Value(0))
    return list(found.annotate(at=risk).order_by("id").values_list("id", "at"))


def drawn_again(kept: VisitDraw) -> list[Drawn]:
    """The draw repeated from what was kept of it."""
    head = f"{kept.head_number}-{kept.head_digest}"
    return draw(head, [(group, risk) for group, risk in kept.risks], RULES[kept.rule_version])


def same_as_drawn(kept: VisitDraw) -> bool:
    """Whether drawing again gives the same groups in the same order."""
    visits = kept.visits.order_by("number").values_list("group_id", "stratum")
    return [(str(group), stratum) for group, stratum in visits] == [
        (one.group, one.stratum) for one in drawn_again(kept)
    ]


def head_is_the_first(kept: VisitDraw) -> bool:
    """Whether the chain still has this head, and as the first one of the month."""
    head = first_head(kept.month_on)
    return head is not None and (head.number, head.digest) == (kept.head_number, kept.head_digest)
