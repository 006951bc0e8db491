"""`karmika synth`: the synthetic city as files, or straight into the database by the way that a phone's forms take."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karmika.cli.house import end_unless, house_command, need_keys, promise

if TYPE_CHECKING:
    from karmika.cli.synth.city import SyntheticSubmission
    from karmika.intake.senders import Sender


@click.command()
@click.option(
    "--workers",
    default=3000,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many workers, exactly.",
)
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same bytes.")
@click.option(
    "--duplicates",
    default=0.03,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share registered before.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the forms into this directory."
)
@click.option("--load", is_flag=True, help="Receive the forms here, each from the phone of its ward.")
@click.option(
    "--project", "number", default=1, show_default=True, type=int, help="With --load: number of the project."
)
@house_command(needs_database=False)
def synth(workers: int, seed: int, duplicates: float, out: Path | None, load: bool, number: int) -> None:
    """Invent households and fill in the real survey form for them. Needs --out or --load."""
    from karmika.cli.synth.city import Habits, city
    from karmika.cli.synth.files import write_submissions
    from karmika.cli.synth.sources import read_sites, survey_form

    if (out is None) == (not load):
        raise click.UsageError("Give either --out DIR or --load.")
    habits, sites = Habits(duplicates=duplicates), read_sites()
    if out is not None:
        wards = sorted({site.ward for site in sites})
        letters = city(seed, workers, wards=wards, worksites=sites, form=survey_form(), habits=habits)
        click.echo(
            f"{write_submissions(letters, out)} forms written to {out}, {workers} workers in {len(wards)} wards."
        )
        return
    need_keys(Path(os.environ["KARMIKA_DATA"]))
    senders = _senders(number)
    letters = city(seed, workers, wards=sorted(senders), worksites=sites, form=survey_form(), habits=habits)
    end_unless(_receive(senders, letters))


def _senders(number: int) -> dict[str, Sender]:
    """The phone of each ward of a project, as senders, by the ward's code."""
    from karmika.access.device_keys import token_of
    from karmika.access.models import Device
    from karmika.access.viewer import device_access
    from karmika.cli.foundations import project_numbered
    from karmika.intake.senders import phone

    project = project_numbered(number)
    devices = Device.objects.filter(
        project=project, revoked_at__isnull=True, area__level__in=("ward", "village")
    )
    found = {
        device.area.code: phone(device_access(token_of(device.id)), project)
        for device in devices.select_related("area").order_by("id")
    }
    if not found:
        raise click.ClickException(
            f"Project {number} has no phone in any ward. Register phones first, or run `karmika demo`."
        )
    return found


def _receive(senders: dict[str, Sender], letters: Iterable[SyntheticSubmission]) -> bool:
    """Hand in every letter; prints what was answered, returns whether all were taken."""
    from karmika.intake.receiving import receive
    from karmika.rooms import INTERPRETERS

    answers: Counter[int] = Counter()
    for letter in letters:
        answers[receive(senders[letter.ward], letter.xml, interpreters=INTERPRETERS).status] += 1
    click.echo(f"{answers.total()} forms received.")
    return promise(set(answers) == {201}, "every form was taken")
