"""What the worker does after acts of this room: what was said or found at a group is a signal at once, or none any more."""

from karmika.groups.acts import Attest, RecordDrawnVisit, ReviewSignal
from karmika.groups.ghost_signals import compute_group
from karmika.kernel.room import Reaction

REACTIONS: tuple[Reaction, ...] = tuple(
    Reaction(kind=act.kind, function=compute_group, name=f"{act.kind}.ghost_signals")
    for act in (Attest, ReviewSignal, RecordDrawnVisit)
)
