"""Who opened a case of level 2, and when.

Not journalled: it is written where somebody only looks, and thrown away in time.
"""

from datetime import datetime, timedelta

from karmika.access.models import Organisation
from karmika.access.retention import days_kept
from karmika.cases.models import Case, Reading
from karmika.cases.terms import RESTRICTED
from karmika.kernel.dates import now
from karmika.kernel.ids import uuid7
from karmika.kernel.viewer import Viewer


def note(viewer: Viewer, case: Case) -> None:
    """The viewer opened this case; of level 0 nothing is noted."""
    if case.level == RESTRICTED:
        Reading.objects.create(
            id=uuid7(), case_id=case.id, user_id=viewer.id, organisation_id=case.organisation_id, at=now()
        )


def forget_old(at: datetime) -> None:
    """Throw away what is older than its organisation keeps such lists."""
    for organisation in Organisation.objects.values_list("id", flat=True):
        before = at - timedelta(days=days_kept(organisation, "read_log"))
        Reading.objects.filter(organisation_id=organisation, at__lt=before).delete()
