"""What can happen to candidates: a list is loaded, somebody is on it, corrected, settled, taken off."""

from karmika.candidates.acts.listing import CorrectCandidate, ListCandidate, LoadList
from karmika.candidates.acts.settling import SettleCandidate, WithdrawCandidate
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (LoadList, ListCandidate, CorrectCandidate, SettleCandidate, WithdrawCandidate)

__all__ = ["ACTS", "CorrectCandidate", "ListCandidate", "LoadList", "SettleCandidate", "WithdrawCandidate"]
