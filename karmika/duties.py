"""What the worker does again and again, whatever the journal says, in this order. Doing one twice does no harm.

`SLICES`: long work that people asked for, a slice of it in each round (karmika/jobs).
"""

from collections.abc import Callable
from functools import partial

from karmika.access.duties import DUTIES as ACCESS_DUTIES
from karmika.backup.duties import DUTIES as BACKUP_DUTIES
from karmika.candidates.duties import DUTIES as CANDIDATE_DUTIES
from karmika.cases.duties import DUTIES as CASE_DUTIES
from karmika.chain.duties import DUTIES as CHAIN_DUTIES
from karmika.entitlements.duties import DUTIES as ENTITLEMENT_DUTIES
from karmika.groups.duties import DUTIES as GROUP_DUTIES
from karmika.intake.duties import DUTIES as INTAKE_DUTIES
from karmika.jobs.duties import DUTIES as JOB_DUTIES
from karmika.jobs.exporting import Exporting
from karmika.jobs.importing import Importing, Undoing
from karmika.jobs.work import Work, run_slice
from karmika.kernel.room import Duty
from karmika.measures.duties import DUTIES as MEASURE_DUTIES
from karmika.outreach.duties import DUTIES as OUTREACH_DUTIES
from karmika.referrals.duties import DUTIES as REFERRAL_DUTIES
from karmika.registry.duties import DUTIES as REGISTRY_DUTIES
from karmika.rooms import FILES, LISTS, REVERSALS

DUTIES: tuple[Duty, ...] = (
    *REGISTRY_DUTIES,
    *CANDIDATE_DUTIES,
    *REFERRAL_DUTIES,
    *ENTITLEMENT_DUTIES,
    *CASE_DUTIES,
    *OUTREACH_DUTIES,
    *GROUP_DUTIES,
    *INTAKE_DUTIES,
    *JOB_DUTIES,
    *ACCESS_DUTIES,
    *MEASURE_DUTIES,
    *CHAIN_DUTIES,
    *BACKUP_DUTIES,
)

WORKS: dict[str, Work] = {"export": Exporting(LISTS), "load": Importing(FILES), "undo": Undoing(REVERSALS)}
"""Kind of job -> how it is done."""

SLICES: tuple[Callable[[], int], ...] = (partial(run_slice, WORKS),)
