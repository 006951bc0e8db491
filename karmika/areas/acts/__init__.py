"""What can happen to the map and to worksites."""

from karmika.areas.acts.boundaries import DrawBoundary, WithdrawBoundary
from karmika.areas.acts.changes import MergeAreas, MoveArea, SplitArea
from karmika.areas.acts.files import ImportFile
from karmika.areas.acts.naming import CorrectArea, DefineArea
from karmika.areas.acts.worksites import ChangeWorksite, DefineWorksite
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    DefineArea,
    CorrectArea,
    SplitArea,
    MergeAreas,
    MoveArea,
    DefineWorksite,
    ChangeWorksite,
    ImportFile,
    DrawBoundary,
    WithdrawBoundary,
)

__all__ = [
    "ACTS",
    "ChangeWorksite",
    "CorrectArea",
    "DefineArea",
    "DefineWorksite",
    "DrawBoundary",
    "ImportFile",
    "MergeAreas",
    "MoveArea",
    "SplitArea",
    "WithdrawBoundary",
]
