"""Commands for camps: handing on what a laptop received, and the report of a campaign."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from karmika.cli.house import house_command


@click.command()
@click.option("--to", "address", required=True, help="The other house, as https://karmika.example.org.")
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File with the key that the other house's office gave to this laptop; never the key itself.",
)
@click.option(
    "--to-project", type=int, default=1, show_default=True, help="Number of the project in the other house."
)
@click.option("--project", type=int, default=1, show_default=True, help="Number of the project here.")
@house_command()
def forward(address: str, key_file: Path, to_project: int, project: int) -> None:
    """Send every form held here to another house. Twice does no harm. Exits 1 while something is left."""
    from karmika.cli.foundations import project_numbered
    from karmika.outreach.forwarding import Tally, forward, left_to_send
    from karmika.outreach.posting import target_of

    try:
        key = key_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        key = ""
    target, mine = target_of(address, key, to_project), project_numbered(project)
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


@click.group()
def report() -> None:
    """Reports on paper."""


@report.command("campaign")
@click.option("--campaign", "number", type=int, required=True, help="Number of the campaign, as on its page.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["md", "csv"]),
    default="md",
    show_default=True,
    help="A text or a table.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "hi", "te"]),
    default="en",
    show_default=True,
    help="Of the headings.",
)
@house_command()
def report_campaign(number: int, kind: str, language: str) -> None:
    """What a campaign came to: camps, people met, told, applied; by district, occupation and sex."""
    from django.utils import translation

    from karmika.kernel.sheets import as_csv
    from karmika.outreach import report as reports

    with translation.override(language):
        found = reports.report(reports.campaign_numbered(number))
        if kind == "md":
            click.echo(reports.as_markdown(found), nl=False)
            return
        head = ["", "", *(str(reports.NAMES[measure]) for measure in reports.SHOWN)]
        click.echo(as_csv(head, reports.as_rows(found)).decode(), nl=False)
