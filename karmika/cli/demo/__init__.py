"""`karmika demo`: from an empty directory to two surveyed cities with groups, by the doors that phones and people use.

With scenes: whole programmes with a known outcome, played in this process into one database.
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
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from karmika.cli.demo import scenes
from karmika.cli.house import end_unless, house_command, migrate_database, operator

if TYPE_CHECKING:
    from karmika.cli.demo.offices import LogIn, Office

WORKERS = 3000
HOUSE = Path(__file__).resolve().parent.parent.parent.parent


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 100_000),
    help=f"How many workers the cities have ({WORKERS}), or people the scene kaam-mango meets (2,000).",
)
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same cities.")
@click.option("--port", default=8000, show_default=True, type=int)
@click.option("--no-serve", is_flag=True, help="End when everything was sent and proved.")
@click.option(
    "--scene",
    multiple=True,
    callback=scenes.known,
    help=f"Play a scene instead ({', '.join(scenes.SCENES)}); given twice, both in one database.",
)
@click.option(
    "--groups", type=click.IntRange(1, 4000), help="With the scene mepma: so many groups instead of its own."
)
@house_command(makes_keys=True)
def demo(port: int, no_serve: bool, scene: tuple[str, ...], **size: Any) -> None:
    """Survey two synthetic cities over HTTP, form groups, prove the promises, serve. Exits 1 when one is broken.

    --scene mepma: 818 groups with 4,090 members in eight cities of Andhra Pradesh by the real acts, the programme's
    own table, and the proof that it equals the tables; 4 minutes or less on 2 cores that are free.

    --scene kaam-mango: 40 camps in 20 districts of Uttar Pradesh, 2,000 people, 1,200 applications, 150 reports, and the
    proof of every sum.
    """
    if not (scene and no_serve):
        _refuse_taken(port)
    began = time.monotonic()
    _offer_second_factor()
    if scene:
        _play(_sizes(scene, **size), port=None if no_serve else port, seed=size["seed"])
        return
    if size["groups"] is not None:
        raise click.UsageError(
            "--groups goes with --scene mepma; without one, --workers says how large the cities are."
        )
    migrate_database()
    scenes.refuse_scene()
    office = found()
    base = f"http://127.0.0.1:{port}"
    with _server(port) as server:
        from karmika.cli.demo.sending import wait_for

        wait_for(base)
        held = _survey(office, base, workers=size["workers"] or WORKERS, seed=size["seed"])
        click.echo(f"{time.monotonic() - began:.0f} seconds in all.\n")
        end_unless(held)
        _tell(office.log_ins_shown, base)
        click.echo(
            f"  and a resource person in each of {len(office.tokens)} wards, for example rp.251746-w07@demo.example"
        )
        if not no_serve:
            server.wait()


def _offer_second_factor() -> None:
    """Everybody of the demo shares one printed password; a second factor can be tried there, and is not demanded."""
    choice = Path(os.environ["KARMIKA_DATA"]) / "second-factor"
    if not choice.exists():
        choice.write_text("offered\n")


def _sizes(chosen: tuple[str, ...], *, seed: int, **given: int | None) -> dict[str, int]:
    """How large each scene is to be. Raises click's error for a size that is none of theirs."""
    for option, value in given.items():
        if value is not None and option not in {scenes.MEASURED[name] for name in chosen}:
            sized = " and ".join(f"--{scenes.MEASURED[name]}" for name in chosen)
            raise click.UsageError(
                f"{' and '.join(chosen)} is measured by {sized}: give that instead of --{option}."
            )
    return {name: given[scenes.MEASURED[name]] or scenes.scene_named(name).SIZE for name in chosen}


def _play(sizes: dict[str, int], *, port: int | None, seed: int) -> None:
    """Play scenes in a directory of their own, prove them, serve them on a port unless that is None."""
    from karmika.cli.demo.promises import nothing_broke

    began = time.monotonic()
    migrate_database()
    claim = scenes.claim(sizes, seed)
    played = {name: scenes.scene_named(name).play(claim) for name in sizes}
    held = [one.held for one in played.values()]
    if "kaam-mango" in played:
        from karmika.cli.demo.fences import walk

        inside = _free_port()
        base = f"http://127.0.0.1:{inside}"
        log = Path(os.environ["KARMIKA_DATA"]) / "proof.log"  # it tells of each page that was rightly refused
        with log.open("ab") as told, _server(inside, told):
            held.append(walk(base, played))
    held.append(nothing_broke())
    click.echo(f"{time.monotonic() - began:.0f} seconds in all.\n")
    end_unless(all(held))
    log_ins = [log_in for one in played.values() for log_in in one.log_ins]
    if port is None:
        _tell(log_ins, "")
        return
    with _server(port) as server:
        _tell(log_ins, f"http://127.0.0.1:{port}")
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _refuse_taken(port: int) -> None:
    """Two demos on one port would send their forms to the same house."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(
                f"Something already listens on port {port}. Choose another with --port."
            )


@contextmanager
def _server(port: int, told: BinaryIO | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """`karmika serve` in a process of its own, ended with this one. `told`: where its log goes, if not to the terminal."""
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
    server = subprocess.Popen(arguments, stderr=told)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            server.kill()


def _tell(log_ins: Sequence[LogIn], base: str) -> None:
    from karmika.cli.demo.offices import PASSWORD

    at = f"Karmika is at {base}" if base else "`karmika serve` with the same --data shows it"
    click.secho(f"{at}  (password of everybody: {PASSWORD})", bold=True)
    width, roles = (max(len(getattr(one, name)) for one in log_ins) for name in ("username", "role"))
    for one in log_ins:
        click.echo(f"  {one.username:{width}}  {one.role:{roles}} {one.area}")
