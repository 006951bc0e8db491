"""The synthetic city: invented households whose survey forms are real. For the demo, the tests and the benchmarks."""

from karmika.cli.synth.city import STANDARD, Habits, SyntheticSubmission, city
from karmika.cli.synth.command import synth
from karmika.cli.synth.files import write_submissions
from karmika.cli.synth.people import Map, Site
from karmika.cli.synth.sources import read_sites, survey_form

__all__ = [
    "STANDARD",
    "Habits",
    "Map",
    "Site",
    "SyntheticSubmission",
    "city",
    "read_sites",
    "survey_form",
    "synth",
    "write_submissions",
]
