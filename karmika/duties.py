"""What the worker does again and again, whatever the journal says, in this order. Doing one twice does no harm."""

from karmika.access.duties import DUTIES as ACCESS_DUTIES
from karmika.backup.duties import DUTIES as BACKUP_DUTIES
from karmika.candidates.duties import DUTIES as CANDIDATE_DUTIES
from karmika.chain.duties import DUTIES as CHAIN_DUTIES
from karmika.intake.duties import DUTIES as INTAKE_DUTIES
from karmika.kernel.room import Duty
from karmika.measures.duties import DUTIES as MEASURE_DUTIES
from karmika.registry.duties import DUTIES as REGISTRY_DUTIES

DUTIES: tuple[Duty, ...] = (
    *REGISTRY_DUTIES,
    *CANDIDATE_DUTIES,
    *INTAKE_DUTIES,
    *ACCESS_DUTIES,
    *MEASURE_DUTIES,
    *CHAIN_DUTIES,
    *BACKUP_DUTIES,
)
