"""What the demo's phones hold: the synthetic city's letters, each with the key of the ward's phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from karmika.cli.demo.offices import Office
from karmika.cli.demo.sending import Letter
from karmika.cli.synth import Map, SyntheticSubmission, city, read_sites, survey_form

WORKERS_A_WARD = 107
"""All wards are surveyed from 3,000 workers on."""


@dataclass(frozen=True)
class Survey:
    """All that is sent, in order, and what must be there afterwards."""

    letters: Sequence[Letter]
    submissions: int
    """Households' forms, whatever was corrected or sent twice."""
    versions: int
    """Those and their corrections."""


def survey(office: Office, *, workers: int, seed: int) -> Survey:
    """The whole survey of the office's wards."""
    wards = surveyed(sorted(office.tokens), workers)
    sites = [site for site in read_sites() if site.ward in wards]
    sent = list(city(seed, workers, where=Map(wards, sites), form=survey_form()))
    distinct = {one.instance_id: one for one in sent}
    edits = sum(map(_is_edit, distinct.values()))
    letters = [_letter(one, office.tokens[one.ward]) for one in sent]
    return Survey(letters, submissions=len(distinct) - edits, versions=len(distinct))


def surveyed(wards: Sequence[str], workers: int) -> list[str]:
    """So many of the wards, evenly over both cities, that enough workers live in each to find a group."""
    number = min(len(wards), max(2, round(workers / WORKERS_A_WARD)))
    return [wards[position * len(wards) // number] for position in range(number)]


def _letter(one: SyntheticSubmission, token: str) -> Letter:
    return Letter(token, one.device_index, one.xml, dict(one.attachments))


def _is_edit(one: SyntheticSubmission) -> bool:
    return b"deprecatedID>" in one.xml
