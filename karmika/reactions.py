"""What the worker does after an act was written, in this order. Running one twice changes nothing."""

from karmika.groups.reactions import REACTIONS as GROUP_REACTIONS
from karmika.kernel.room import Reaction
from karmika.registry.reactions import REACTIONS as REGISTRY_REACTIONS

REACTIONS: tuple[Reaction, ...] = (*REGISTRY_REACTIONS, *GROUP_REACTIONS)
