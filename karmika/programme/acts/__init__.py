"""What can happen to targets and to figures from outside. `ACTS` is the whole list."""

from karmika.journal.act import Act
from karmika.programme.acts.outside import RecordOutsideFigure, WithdrawOutsideFigure
from karmika.programme.acts.parts import Document
from karmika.programme.acts.targets import SetTarget, WithdrawTarget

ACTS: tuple[type[Act], ...] = (SetTarget, WithdrawTarget, RecordOutsideFigure, WithdrawOutsideFigure)

__all__ = [
    "ACTS",
    "Document",
    "RecordOutsideFigure",
    "SetTarget",
    "WithdrawOutsideFigure",
    "WithdrawTarget",
]
