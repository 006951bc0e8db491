"""Commands that set a house up: the first administrator, staff, areas, forms."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from karmika.cli.house import house_command, operator

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOUSE = Path(__file__).resolve().parent.parent.parent


@click.group()
def admin() -> None:
    """Administrators: users, devices, forms; no personal data."""


@admin.command("create")
@click.option("--username", required=True)
@click.option("--name", required=True, help="The person's name.")
@click.option("--phone", help="Also a way to sign in.")
@click.option("--organisation", required=True, help="Code of the organisation, made if it is new.")
@click.option("--organisation-name", help="Its name, if it is new.")
@click.option("--area", required=True, help="LEVEL:CODE, for example state:28.")
@click.option(
    "--programme", default="vog", show_default=True, help="Code of the programme, made if it is new."
)
@click.option("--programme-name", default="Vulnerable occupational groups", show_default=True)
@house_command()
def create(
    username: str, name: str, phone: str | None, organisation: str, area: str, **names: str | None
) -> None:
    """Make the first administrator of an organisation, with its project, and print a one-time password."""
    from karmika.access.accounts import create_administrator
    from karmika.cli.foundations import organisation_id, programme_id, project_number, state_of

    level, _, code = area.partition(":")
    from karmika.areas.queries import area_by_code

    place = area_by_code(level, code).id
    body = organisation_id(organisation, names["organisation_name"] or organisation)
    programme = programme_id(names["programme"] or "", names["programme_name"] or "")
    project = project_number(body, programme, state_of(place), names["programme_name"] or "")
    login = create_administrator(username=username, name=name, phone=phone, organisation=body, area=place)
    click.echo(
        f"user name          {login.username}\none-time password  {login.password}\nproject            {project}"
    )


@admin.command("issue-password")
@click.argument("username")
@house_command()
def issue_password(username: str) -> None:
    """Give USERNAME a new one-time password, and print it. For an administrator who has no other beside him."""
    from karmika.access.accounts import issue_password as issue

    click.echo(f"one-time password  {issue(_user(username), operator()).password}")


@admin.command("reset-second-factor")
@click.argument("username")
@click.option(
    "--reason", default="lost", show_default=True, help="lost, stolen, broken, replaced or misused."
)
@house_command()
def reset_second_factor(username: str, reason: str) -> None:
    """Take away the second factor of USERNAME, who sets up another at the next sign-in."""
    from karmika.access.accounts import reset_second_factor as reset

    reset(_user(username), reason, operator())
    click.echo("The second factor was taken away; all sessions of this user are over.")


@admin.command("let-in")
@click.argument("username")
@house_command()
def let_in(username: str) -> None:
    """Let USERNAME, who waits after wrong passwords or codes, try again at once."""
    from karmika.access.accounts import lift_waiting

    lift_waiting(_user(username), operator())
    click.echo("This user can try again at once.")


def _user(username: str) -> UUID:
    from karmika.access.models import User
    from karmika.kernel.refused import Refused

    found = User.objects.filter(username=username.strip().lower()).values_list("id", flat=True).first()
    if found is None:
        raise Refused("access.user_unknown")
    return found


@click.group()
def staff() -> None:
    """Staff from a list."""


@staff.command("import")
@click.argument("file", type=READABLE)
@house_command()
def import_staff(file: Path) -> None:
    """Load staff from a CSV FILE and print their one-time passwords, once. Exits 1 when a line was not loaded."""
    from karmika.access.staff_import import load_staff

    report = load_staff(operator(), file.read_bytes())
    for login in report.logins:
        click.echo(f"{login.username:30} {login.password}")
    click.echo(
        f"{len(report.logins)} new, {report.roles_added} roles added, {report.unchanged} unchanged.", err=True
    )
    for line in report.bad:
        click.echo(f"line {line.number}: {line.why}", err=True)
    sys.exit(1 if report.bad else 0)


@staff.command("presets")
@house_command(needs_database=False)
def presets() -> None:
    """List the posts that a list of staff may name instead of a role, with the roles that each gives."""
    from karmika.access.presets import posts

    for post in posts().values():
        click.echo(f"{post.code:22} {', '.join(post.roles)}\n{'':22} {post.does}")


@click.group()
def areas() -> None:
    """The map: areas and worksites."""


@areas.command("load")
@click.argument("files", nargs=-1, type=READABLE)
@click.option("--worksites", is_flag=True, help="The files hold worksites, not areas.")
@house_command()
def load(files: tuple[Path, ...], worksites: bool) -> None:
    """Load areas from CSV FILES (without any: the project's own). Exits 1 when a row was not loaded."""
    from karmika.areas.imports import load_areas, load_worksites

    bad = 0
    for file in files or (HOUSE / "data" / "areas.csv",):
        found = (load_worksites if worksites else load_areas)(operator(), file)
        click.echo(f"{file.name}: {found.added} added, {found.changed} changed, {found.unchanged} unchanged.")
        for row in found.bad:
            click.echo(f"{file.name} line {row.line}: {row.refused.sentence()}", err=True)
        bad += len(found.bad)
    sys.exit(1 if bad else 0)


@areas.command("boundaries")
@click.argument("file", type=READABLE)
@click.option("--level", required=True, help="Level of the areas: district, ulb, ward and so on; no state.")
@click.option(
    "--code-property", required=True, help="The property of each feature that holds the area's code."
)
@click.option("--licence", required=True, help="The licence under which you may show the boundaries.")
@click.option("--source", required=True, help="Who drew them, and when. Shown beneath every map.")
@click.option(
    "--valid-from", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day they hold."
)
@house_command()
def boundaries(file: Path, valid_from: datetime, **said: str) -> None:
    """Load boundaries for maps from a GeoJSON FILE of at most 5 MB. Exits 1 when a feature was not loaded."""
    from karmika.areas.boundaries import Origin, load_boundaries

    found = load_boundaries(operator(), file, Origin(valid_from=valid_from.date(), **said))
    click.echo(f"{file.name}: {found.added} added, {found.unchanged} unchanged, {len(found.bad)} not loaded.")
    for row in found.bad:
        click.echo(f"{file.name} feature {row.line}: {row.refused.sentence()}", err=True)
    sys.exit(1 if found.bad else 0)


@click.group("outside-figures")
def outside_figures() -> None:
    """Figures that others published, shown beside ours."""


@outside_figures.command("load")
@click.argument("files", nargs=-1, type=READABLE)
@house_command()
def load_figures(files: tuple[Path, ...]) -> None:
    """Load figures from CSV FILES (without any: the project's own), for everyone. Exits 1 when a row was not loaded."""
    from karmika.programme.imports import load_outside_figures

    bad = 0
    for file in files or (HOUSE / "data" / "outside_figures.csv",):
        found = load_outside_figures(operator(), file)
        click.echo(f"{file.name}: {found.added} added, {found.unchanged} unchanged.")
        for row in found.bad:
            click.echo(f"{file.name} line {row.line}: {row.refused.sentence()}", err=True)
        bad += len(found.bad)
    sys.exit(1 if bad else 0)


@click.group()
def forms() -> None:
    """Forms: published to phones, exported for the programme's staff."""


@forms.command("publish")
@click.argument("file", type=READABLE, required=False)
@click.option("--project", "number", type=int, default=1, show_default=True, help="Number of the project.")
@house_command()
def publish(file: Path | None, number: int) -> None:
    """Publish an XLSForm FILE (.xlsx, .xls, .csv, .md; without one: every form of the house) in a project."""
    from karmika.cli.foundations import project_numbered
    from karmika.intake.publishing import publish as publish_form
    from karmika.intake.publishing import publish_once
    from karmika.rooms import FORMS

    project = project_numbered(number)
    if file is not None:
        version = publish_form(operator(), project, file.read_bytes(), file.name)
        click.echo(f"{version.form.form_id}, version {version.version}, is published in project {number}.")
        return
    for own in FORMS:
        version, is_new = publish_once(operator(), project, own.read_bytes(), own.name)
        said = "is published" if is_new else "was published before"
        click.echo(f"{version.form.form_id}, version {version.version}, {said} in project {number}.")


@forms.command("export")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("build/forms"), show_default=True
)
@house_command(needs_database=False)
def export(out: Path) -> None:
    """Write the rooms' forms as .xlsx, for staff who work with spreadsheets."""
    from pyxform.xls2json_backends import md_table_to_workbook

    out.mkdir(parents=True, exist_ok=True)
    for source in sorted((HOUSE / "karmika").glob("*/forms/*.md")):
        target = out / f"{source.stem}.xlsx"
        md_table_to_workbook(source.read_text(encoding="utf-8")).save(target)
        click.echo(str(target))
