"""`karmika demo`: from an empty directory to two surveyed cities with groups, by the doors that phones and people use.

With a scene: a whole programme with a known outcome, played in this process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from karmika.cli.demo import scenes
from karmika.cli.house import end_unless, house_command, migrate_database, operator

if TYPE_CHECKING:
    from karmika.cli.demo.offices import Office

HOUSE = Path(__file__).resolve().parent.parent.parent.parent


@click.command()
@click.option(
    "--workers", default=3000, show_default=True, type=int, help="How many workers the cities have."
)
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same cities.")
@click.option("--port", default=8000, show_default=True, type=int)
@click.option("--no-serve", is_flag=True, help="End when everything was sent and proved.")
@click.option("--scene", callback=scenes.known, help=f"Play a scene instead ({', '.join(scenes.SCENES)}).")
@click.option(
    "--groups", type=click.IntRange(1, 4000), help="With --scene: so many groups instead of the scene's own."
)
@house_command(makes_keys=True)
def demo(workers: int, port: int, no_serve: bool, scene: str | None, **size: Any) -> None:
    """Survey two synthetic cities over HTTP, form groups, prove the promises, serve. Exits 1 when one is broken.

    --scene mepma: 818 groups with 4,090 members in eight cities of Andhra Pradesh by the real acts, the programme's
    own table, and the proof that it equals the tables; 4 minutes or less on 2 cores that are free.
    """
    if not (scene and no_serve):
        _refuse_taken(port)
    began = time.monotonic()
    _offer_second_factor()
    if scene:
        _play(scene, port=None if no_serve else port, **size)
        return
    if size["groups"] is not None:
        raise click.UsageError(
            "--groups goes with --scene; without one, --workers says how large the cities are."
        )
    migrate_database()
    scenes.refuse_scene()
    office = found()
    base = f"http://127.0.0.1:{port}"
    with _server(port) as server:
        from karmika.cli.demo.sending import wait_for

        wait_for(base)
        held = _survey(office, base, workers=workers, seed=size["seed"])
        click.echo(f"{time.monotonic() - began:.0f} seconds in all.\n")
        end_unless(held)
        _tell(office, base)
        if not no_serve:
            server.wait()


def _offer_second_factor() -> None:
    """Everybody of the demo shares one printed password; a second factor can be tried there, and is not demanded."""
    choice = Path(os.environ["KARMIKA_DATA"]) / "second-factor"
    if not choice.exists():
        choice.write_text("offered\n")


def _play(scene: str, *, port: int | None, seed: int, groups: int | None) -> None:
    """Play a scene in a directory of its own, prove it, serve it on a port unless that is None."""
    given = click.get_current_context().get_parameter_source("workers")
    if given is not ParameterSource.DEFAULT:
        raise click.UsageError("A scene has as many workers as it needs: give --groups instead of --workers.")
    began = time.monotonic()
    migrate_database()
    played = scenes.scene_named(scene)
    aim = groups or played.GROUPS
    scenes.claim(scene=scene, groups=aim, seed=seed)
    held, office = played.play(groups=aim, seed=seed)
    click.echo(f"{time.monotonic() - began:.0f} seconds in all.\n")
    end_unless(held)
    if port is None:
        _tell(office, "")
        return
    with _server(port) as server:
        _tell(office, f"http://127.0.0.1:{port}")
        server.wait()


def found() -> Office:
    """Map, people, phones and the form, as far as they are not there yet."""
    from karmika.cli.demo.offices import set_up
    from karmika.cli.demo.sheet import keep_sheet

    data = HOUSE / "data"
    load(
        areas=(data / "areas.csv", data / "demo" / "areas.csv"), worksites=(data / "demo" / "worksites.csv",)
    )
    office = set_up()
    publish_survey(office.project)
    keep_sheet(office)
    return office


def load(*, areas: Sequence[Path], worksites: Sequence[Path]) -> None:
    """Load files of the map, as far as it is not there yet. Raises click's error for a line that is refused."""
    from karmika.areas.imports import load_areas, load_worksites
    from karmika.programme.imports import load_outside_figures

    for read, path in (
        *((load_areas, path) for path in areas),
        *((load_worksites, path) for path in worksites),
        (load_outside_figures, HOUSE / "data" / "outside_figures.csv"),
    ):
        loaded = read(operator(), path)
        name = path.relative_to(HOUSE / "data")
        if loaded.bad:
            raise click.ClickException(
                f"{name} line {loaded.bad[0].line}: {loaded.bad[0].refused.sentence()}"
            )
        click.echo(f"{name}: {loaded.added} added, {loaded.unchanged} were there.")


def publish_survey(project: int) -> None:
    """Publish the household survey in a project that has no form yet."""
    from karmika.cli.foundations import project_numbered
    from karmika.intake.models import Form
    from karmika.intake.publishing import publish

    found = project_numbered(project)
    if not Form.objects.filter(project_id=found.id).exists():
        path = HOUSE / "karmika" / "registry" / "forms" / "household_survey.md"
        version = publish(operator(), found, path.read_bytes(), path.name)
        click.echo(f"Published {version.form.form_id}, version {version.version}, in project {project}.")


def _survey(office: Office, base: str, *, workers: int, seed: int) -> bool:
    from karmika.cli.demo.grouping import form_groups, open_proposals
    from karmika.cli.demo.promises import prove, states, wait_for_tally
    from karmika.cli.demo.sending import send
    from karmika.cli.demo.survey import survey

    written = survey(office, workers=workers, seed=seed)
    sent = send(base, office.project, written.letters, label="Survey")
    again = send(base, office.project, written.letters[:100], label="The first 100 once more")
    click.echo(
        f"{len(written.letters) / max(sent.seconds, 0.01):.0f} forms a second; submissions: {states()}"
    )
    done = form_groups(office)
    click.echo(
        f"Groups: {done['proposed']} proposed, {done['formed']} formed, {open_proposals()} wait for you."
    )
    folded = wait_for_tally()
    return prove(written, all_taken=sent.all_taken and again.all_taken, folded=folded)


def _refuse_taken(port: int) -> None:
    """Two demos on one port would send their forms to the same house."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(
                f"Something already listens on port {port}. Choose another with --port."
            )


@contextmanager
def _server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`karmika serve` in a process of its own, ended with this one."""
    arguments = [
        sys.executable,
        "-m",
        "karmika.cli",
        "serve",
        "--port",
        str(port),
        "--data",
        os.environ["KARMIKA_DATA"],
    ]
    server = subprocess.Popen(arguments)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            server.kill()


def _tell(office: Office, base: str) -> None:
    from karmika.cli.demo.offices import PASSWORD

    at = f"Karmika is at {base}" if base else "`karmika serve` with the same --data shows it"
    click.secho(f"{at}  (password of everybody: {PASSWORD})", bold=True)
    shown = [log_in for log_in in office.log_ins if not log_in.username.startswith("rp.")]
    width = max(len(log_in.username) for log_in in shown)
    for log_in in shown:
        click.echo(f"  {log_in.username:{width}}  {log_in.role:28} {log_in.area}")
    wards = len(office.tokens)
    click.echo(f"  and a resource person in each of {wards} wards, for example rp.251746-w07@demo.example")
