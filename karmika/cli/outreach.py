"""Commands for camps: handing on what a laptop received, and the report of a campaign."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from karmika.cli.house import house_command


@click.command()
@click.option(
    "--to",
    "address",
    help="The other house, as https://karmika.example.org. Without it: the one that lent the camp to this laptop.",
)
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File with the key that the other house's office gave to this laptop; never the key itself.",
)
@click.option(
    "--to-project", type=int, help="Number of the project in the other house; as the lender says it, else 1."
)
@click.option("--project", type=int, default=1, show_default=True, help="Number of the project here.")
@house_command()
def forward(address: str | None, key_file: Path, to_project: int | None, project: int) -> None:
    """Send every form held here to another house. Twice does no harm. Exits 1 while something is left."""
    from karmika.cli.foundations import project_numbered
    from karmika.outreach import lent
    from karmika.outreach.forwarding import Tally, forward, left_to_send
    from karmika.outreach.posting import target_of

    lender = lent.lender()
    address = address or (lender.house if lender else "")
    if not address:
        raise click.ClickException(
            "No lender has told this house its address. Say with --to where the forms shall go."
        )
    number = to_project or (lender.project_number if lender else 1)
    target, mine = target_of(address, _text_of(key_file), number), project_numbered(project)
    waiting = left_to_send(target, mine)
    click.echo(f"{waiting} forms to send.")

    def say(tally: Tally) -> None:
        done = tally.sent + tally.kept + tally.refused + tally.gone
        if done % 100 == 0:
            click.echo(f"  {done} of {waiting}")

    tally = forward(target, mine, say=say)
    click.echo(f"{tally.sent} forms and {tally.files} files were acknowledged.")
    if tally.kept:
        click.echo(
            f"{tally.kept} are kept there, but somebody there has to look at them. Run this again afterwards."
        )
    if tally.refused:
        click.echo(f"{tally.refused} were not taken. They stay here.", err=True)
    if tally.gone:
        click.echo(f"{tally.gone} were destroyed here and cannot be sent.")
    sys.exit(0 if tally.is_whole else 1)


def _text_of(key_file: Path) -> str:
    try:
        return key_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@click.command()
@click.option("--camp", "code", required=True, help="Code of the camp, as on its page.")
@click.option("--laptop", required=True, help="Name under which the laptop is registered, or its id.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the loan; three days after the camp."
)
@click.option("--project", type=int, default=1, show_default=True, help="Number of the project.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@house_command()
def lend(code: str, laptop: str, until: datetime | None, project: int, out: Path) -> None:
    """Write a camp and the people of its ground into a file that only one laptop can open."""
    from karmika.cli.foundations import project_numbered
    from karmika.cli.house import operator
    from karmika.kernel.refused import Refused
    from karmika.outreach.loans import lending
    from karmika.outreach.models import Camp

    mine = project_numbered(project)
    whose = {"organisation_id": mine.organisation_id, "programme_id": mine.programme_id}
    camp = Camp.objects.filter(code=code, **whose).first()
    if camp is None:
        raise Refused("outreach.unknown")
    found = [one for one in lending.laptops(camp) if laptop in (one.name, str(one.id))]
    if len(found) != 1:
        raise Refused("outreach.laptop_unknown")
    lent = lending.lend(operator(), camp.id, found[0].id, until.date() if until else None)
    out.write_bytes(lent.content)
    click.echo(f"{out}: camp {code} with {lent.people} people of its ground, until {lent.until}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File with the key that the lender's office gave to this laptop.",
)
@house_command()
def load(file: Path, key_file: Path) -> None:
    """Take a lent camp over onto this laptop, and print the one-time passwords of the colleagues. Twice does no harm."""
    from karmika.cli.house import operator
    from karmika.outreach.loans import taking
    from karmika.outreach.posting import key_in

    taken = taking.take(operator(), file.read_bytes(), key_in(_text_of(key_file)))
    for login in taken.logins:
        click.echo(f"{login.username:30} {login.password}")
    click.echo(f"Camp {taken.code} is here, with {taken.people} people of its ground.", err=True)
    if taken.rules_differ:
        click.echo(
            "This Karmika has other rules of schemes than the lender's. What is said at the desk may differ: "
            "bring both to the same version before the camp.",
            err=True,
        )


@click.command("give-back")
@house_command()
def give_back() -> None:
    """Throw away all people that this laptop has borrowed. What was written at its desks stays."""
    from karmika.outreach.loans import taking

    click.echo(f"{taking.give_back()} people were thrown away.")


@click.group()
def report() -> None:
    """Reports on paper."""


@report.command("campaign")
@click.option("--campaign", "number", type=int, required=True, help="Number of the campaign, as on its page.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["md", "csv", "xlsx"]),
    default="md",
    show_default=True,
    help="A text or a table; a workbook needs --out.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "hi", "te"]),
    default="en",
    show_default=True,
    help="Of the headings.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@house_command()
def report_campaign(number: int, kind: str, language: str, out: Path | None) -> None:
    """What a campaign came to: camps, people met, told, applied; by district, occupation and sex."""
    from django.utils import translation

    from karmika.kernel.sheets import as_csv
    from karmika.kernel.workbook import xlsx
    from karmika.outreach import report as reports

    if kind == "xlsx" and out is None:
        raise click.ClickException("A workbook is no text to print. Say with --out where to write it.")
    with translation.override(language):
        found = reports.report(reports.campaign_numbered(number))
        if kind == "md":
            content = reports.as_markdown(found).encode()
        elif kind == "csv":
            content = as_csv(reports.head(), reports.as_rows(found))
        else:
            content = b"".join(xlsx(found.campaign.name, reports.head(), reports.as_rows(found)))
    if out is None:
        click.echo(content.decode(), nl=False)
    else:
        out.write_bytes(content)
