"""The scene `mepma`: the mission's 818 groups in Andhra Pradesh by the real acts of invented people, and their table.

What is aimed at is the size of the population; what is printed is counted, and compared with the tables.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from karmika.cli.demo.mepma.organising import Taken
    from karmika.cli.demo.mepma.plan import Ward
    from karmika.cli.demo.offices import Office
    from karmika.cli.demo.scenes import Claim, Outcome
    from karmika.monitoring.programme_table import ProgrammeTable

SIZE = 818
"""As the mission reported for March 2025 (data/outside_figures.csv): the population is made for so many groups of five."""


def play(claim: Claim) -> Outcome:
    """Play it in this process, print the table, prove the figures. Returns whether everything held, and the log-ins."""
    from karmika import worker
    from karmika.cli.demo.mepma.banking import show_readings
    from karmika.cli.demo.mepma.cities import sites
    from karmika.cli.demo.mepma.plan import plan
    from karmika.cli.demo.mepma.printing import show
    from karmika.cli.demo.mepma.proving import prove
    from karmika.cli.demo.scenes import Outcome
    from karmika.cli.serving import Companion
    from karmika.reactions import REACTIONS

    groups, seed = claim.size("mepma"), claim.seed
    office = _set_up()
    companion = Companion()  # the worker follows on the second core, as it does beside a server
    try:
        taken = _organise(office, plan(seed, groups, sites()), seed)
    finally:
        companion.end()
    worker.run_once(REACTIONS)
    table = _table(office)
    show(table)
    held = prove(table, groups=groups, taken=taken)
    held = show_readings(office) and held
    return Outcome(held, office.log_ins_shown, office)


def _organise(office: Office, wards: Sequence[Ward], seed: int) -> Taken:
    """Survey the wards and form the groups; says how long each took."""
    from karmika.cli.demo.mepma.banking import bank
    from karmika.cli.demo.mepma.doors import survey
    from karmika.cli.demo.mepma.organising import form_groups, take_in
    from karmika.cli.synth import survey_form

    began = time.monotonic()
    taken = take_in(office, survey(seed, wards, survey_form()))
    took = time.monotonic() - began
    click.echo(f"{taken.answers.total()} forms from {len(wards)} wards, {took:.0f} seconds.")
    done = form_groups(office, seed)
    took = time.monotonic() - began - took
    click.echo(f"{done['approved']} proposals approved, {done['formed']} groups formed, {took:.0f} seconds.")
    began = time.monotonic()
    steps = bank(office, seed)
    click.echo(f"{steps.total()} steps into banking recorded, {time.monotonic() - began:.0f} seconds.")
    return taken


def _set_up() -> Office:
    from karmika.cli.demo import load, publish_survey
    from karmika.cli.demo.mepma.cities import AREAS, STAFF, WORKSITES
    from karmika.cli.demo.offices import set_up
    from karmika.cli.demo.sheet import keep_sheet

    load(areas=AREAS, worksites=WORKSITES)
    office = set_up(STAFF)
    publish_survey(office.project)
    keep_sheet(office)
    return office


def _table(office: Office) -> ProgrammeTable:
    from karmika.areas.queries import area_by_code
    from karmika.monitoring.asked import Asked
    from karmika.monitoring.programme_table import programme_table
    from karmika.monitoring.tables import table_named

    definition = table_named("mepma")
    assert definition is not None
    area = area_by_code(definition.level, definition.area_code)
    return programme_table(office.viewer("state"), area, definition, Asked())
