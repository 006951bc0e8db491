"""`karmika synth`: the synthetic city as files, or straight into the database by the way that a phone's forms take."""

import os
import time
from pathlib import Path

import click

from karmika.cli.house import end_unless, house_command, need_keys, promise
from karmika.cli.synth.loading import City


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
@click.option(
    "--processes",
    default=2,
    show_default=True,
    type=click.IntRange(1, 3),
    help="With --load: how many hand in side by side, each for wards of its own.",
)
@house_command(needs_database=False)
def synth(workers: int, seed: int, duplicates: float, out: Path | None, load: bool, **how: int) -> None:
    """Invent households and fill in the real survey form for them. Needs --out or --load.

    A load that was cut off goes on when the same command is given again.
    """
    from karmika.cli.synth.city import Habits, city
    from karmika.cli.synth.files import write_submissions
    from karmika.cli.synth.people import Map
    from karmika.cli.synth.sources import read_sites, survey_form

    if (out is None) == (not load):
        raise click.UsageError("Give either --out DIR or --load.")
    habits, sites = Habits(duplicates=duplicates), read_sites()
    if out is not None:
        wards = sorted({site.ward for site in sites})
        letters = city(seed, workers, where=Map(wards, sites), form=survey_form(), habits=habits)
        click.echo(
            f"{write_submissions(letters, out)} forms written to {out}, {workers} workers in {len(wards)} wards."
        )
        return
    need_keys(Path(os.environ["KARMIKA_DATA"]))
    os.umask(0o077)
    _load(City(seed=seed, workers=workers, duplicates=duplicates, project=how["number"]), how["processes"])


def _load(wanted: City, processes: int) -> None:
    from karmika.cli.synth.loading import load

    began = time.monotonic()
    loaded = load(wanted, processes)
    seconds = time.monotonic() - began
    new = loaded.answers.total()
    click.echo(
        f"{new} forms received, {loaded.there} were there; {loaded.workers} workers in them; "
        f"{seconds:.0f} seconds."
    )
    end_unless(promise(set(loaded.answers) <= {201}, "every form was taken"))
