"""The scene `kaam-mango`: an organisation's camps in 20 districts of Uttar Pradesh, with what came of them; all invented.

It is played over the months before today by a clock that stands at each moment, so that late is late and due is due.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from karmika.cli.demo.kaam_mango.proving import Played
    from karmika.cli.demo.kaam_mango.staff import Manch
    from karmika.cli.demo.scenes import Claim, Outcome

SIZE = 2000
"""People who are met at camps."""


def play(claim: Claim) -> Outcome:
    """Play it in this process and prove its figures. Returns whether everything held, and the log-ins."""
    from karmika.cli.demo.kaam_mango.proving import prove, say
    from karmika.cli.demo.scenes import Outcome

    began = time.monotonic()
    played = _played(claim)
    click.echo(f"Kaam Mango: {played.diary.answers.total()} forms, {time.monotonic() - began:.0f} seconds.")
    held = prove(played)
    say(played)
    return Outcome(all(held), played.manch.log_ins_shown, played.manch)


def _played(claim: Claim) -> Played:
    from karmika import worker
    from karmika.cli.demo.kaam_mango.desk import Desks
    from karmika.cli.demo.kaam_mango.diary import Diary, india
    from karmika.cli.demo.kaam_mango.later import Afterwards
    from karmika.cli.demo.kaam_mango.plan import plan
    from karmika.cli.demo.kaam_mango.proving import Played
    from karmika.cli.demo.kaam_mango.reports import Reports
    from karmika.kernel.dates import in_india, playing
    from karmika.reactions import REACTIONS

    day = in_india(claim.began)
    planned = plan(claim.seed, claim.size("kaam-mango"), day)
    first = min(camp.held_on for camp in planned.camps)
    with playing() as stand_at:
        stand_at(india(first - dt.timedelta(days=8), 9))
        manch = _set_up(planned.districts)
    desks, diary = Desks(planned, manch), Diary(claim.seed, claim.began)
    desks.tell()
    desks.note(diary)
    Afterwards(desks, diary).note()
    reports = Reports(desks, diary)
    reports.note()
    diary.play(manch.viewer, desks.sent)
    worker.run_once(REACTIONS)
    return Played(planned, manch, diary, reports)


def _set_up(districts: int) -> Manch:
    from karmika.cli.demo import HOUSE, load
    from karmika.cli.demo.kaam_mango.places import AREAS
    from karmika.cli.demo.kaam_mango.staff import set_up
    from karmika.cli.foundations import project_numbered
    from karmika.cli.house import operator
    from karmika.intake.models import Form
    from karmika.intake.publishing import publish

    load(areas=AREAS, worksites=())
    manch = set_up(districts)
    project = project_numbered(manch.project)
    if not Form.objects.filter(project_id=project.id).exists():
        path = HOUSE / "karmika" / "outreach" / "forms" / "camp_desk.md"
        publish(operator(), project, path.read_bytes(), path.name)
    return manch
