"""Acts that are told to nobody but those who may see what they speak of: restricted cases are of this kind."""

from karmika.journal.act import Act
from karmika.kernel.ids import stable

SECLUDED = stable("journal", "secluded")
"""A subject of such acts: they stand in no log and behind no figure."""


def is_secluded(act: Act) -> bool:
    """Whether nobody may be told of this act who came to its entry by another way than by what it speaks of."""
    return SECLUDED in act.subjects()
