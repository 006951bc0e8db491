"""What was recorded day by day: derived beside the tally, for "what moved since yesterday" and "where nothing moves".

Days are days of recording in India's time. Only the last `DAYS` are kept: older ones are in the tally by month.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet, Sum

from karmika.access.roles import ALL_STAFF
from karmika.access.visibility import scope
from karmika.areas.queries import within
from karmika.kernel.dates import today
from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import stable
from karmika.kernel.viewer import Viewer
from karmika.measures.models import Contribution, Daily

DAYS = 92
"""How long a day is kept."""
_ROWS_A_STATEMENT = 500


def add(contributions: QuerySet[Contribution]) -> None:
    """Count these contributions, which were not counted before. The tally's cursor is held."""
    columns = ("measure", "area_id", "organisation_id", "programme_id", "recorded_on")
    recent = contributions.filter(recorded_on__gt=_oldest())
    sums = recent.values_list(*columns).annotate(total=Sum("amount")).order_by()
    by_id = {stable("daily", *(str(part) for part in key)): (key, total) for *key, total in sums}
    ids = sorted(by_id)
    for start in range(0, len(ids), _ROWS_A_STATEMENT):
        part = ids[start : start + _ROWS_A_STATEMENT]
        held = dict(Daily._base_manager.filter(id__in=part).values_list("id", "total"))
        rows = [
            Daily(
                id=row,
                total=held.get(row, 0) + by_id[row][1],
                **dict(zip(columns, by_id[row][0], strict=True)),
            )
            for row in part
        ]
        Daily._base_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=["total"]
        )


def rebuild(contributions: QuerySet[Contribution]) -> None:
    """Throw all days away and count these contributions anew."""
    Daily._base_manager.all().delete()
    add(contributions)


def forget(at: datetime) -> None:
    """Days that are older than `DAYS`; a duty of the worker."""
    old = Daily._base_manager.filter(recorded_on__lte=_oldest())
    if old.exists():  # most days find nothing: they must not take the writer's place
        with write_transaction(()):
            old.delete()


def moved(viewer: Viewer, measures: Iterable[str], *, area: UUID, since: date) -> dict[str, int]:
    """By how much each figure of an area moved through what was recorded on `since` and after; 0 may be missing."""
    rows = _mine(viewer).filter(area_id__in=within(area), recorded_on__gte=since, measure__in=list(measures))
    return dict(rows.values_list("measure").annotate(sum=Sum("total")).order_by("measure"))


def last_recorded(viewer: Viewer, measures: Iterable[str], *, area: UUID) -> Mapping[UUID, date]:
    """Leaf area -> the last day on which one of these measures was recorded there; none within `DAYS` is missing."""
    rows = _mine(viewer).filter(area_id__in=within(area), measure__in=list(measures))
    return dict(rows.values_list("area_id").annotate(day=Max("recorded_on")).order_by("area_id"))


def _mine(viewer: Viewer) -> QuerySet[Daily]:
    return Daily._base_manager.filter(scope(viewer, roles=ALL_STAFF, programme="programme_id"))


def _oldest() -> date:
    return today() - timedelta(days=DAYS)
