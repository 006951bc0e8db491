"""Forming groups. For the acts: `propose` and `arrange`. For notebooks and clusters: `solver.solve` over `arrays`.

This page imports no numpy, so that commands that form no groups do not wait for it.
"""

from karmika.groups.formation.people import (
    FEMALE,
    Candidate,
    Formation,
    How,
    LeftOut,
    Offer,
    ProposedGroup,
    Reason,
    Seat,
    SizeRule,
    Standing,
    Wishes,
    arrange,
    distance_m,
    middle,
    propose,
)

__all__ = [
    "FEMALE",
    "Candidate",
    "Formation",
    "How",
    "LeftOut",
    "Offer",
    "ProposedGroup",
    "Reason",
    "Seat",
    "SizeRule",
    "Standing",
    "Wishes",
    "arrange",
    "distance_m",
    "middle",
    "propose",
]
