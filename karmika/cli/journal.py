"""Commands on the journal's chain: is everything as it was sealed, and what is its head."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from karmika.cli.house import house_command

if TYPE_CHECKING:
    from karmika.chain.heads import MailState


@click.group()
def journal() -> None:
    """The journal's hash chain."""


@journal.command()
@click.option("--against", metavar="HEAD", help="A head from a sheet or a mail: is it in this chain?")
@click.option("--seal", "seal_first", is_flag=True, help="Bind what waits before verifying.")
@house_command()
def verify(against: str | None, seal_first: bool) -> None:
    """Recompute the whole chain from the stored bytes. Exits 1 and names what broke first."""
    from karmika.chain import heads, sealing, verifying
    from karmika.kernel.dates import now

    if seal_first:
        click.echo(f"{sealing.seal(now())} entries newly sealed.")
    report = verifying.verify()
    click.echo(
        f"{report.links} links, {report.entries} entries verified; {report.waiting} newer entries are not sealed yet."
    )
    for fault in report.faults:
        click.echo(fault.sentence)
    compared = heads.compare(against) if against is not None else None
    if compared is not None:
        click.echo(compared.sentence)
    if report.faults or (compared is not None and not compared.holds):
        sys.exit(1)
    click.echo("Everything is as it was sealed.")


@journal.command()
@house_command()
def head() -> None:
    """Print the chain's head in full, and which heads were mailed to whom."""
    from karmika.chain import heads

    found = heads.head()
    if found is None:
        click.echo(
            "Nothing is sealed yet. The worker seals each minute; `karmika journal verify --seal` does it now."
        )
        return
    click.echo(found.full)
    click.echo(
        f"  link {found.number}, entries up to {found.last_seq}, sealed {found.sealed_at:%Y-%m-%d %H:%M} UTC"
    )
    click.echo(f"  on sheets: {found.short}")
    _echo_mails(heads.mail_state())


def _echo_mails(state: MailState) -> None:
    if not state.server or not state.witnesses:
        click.echo("No witness gets it by mail: set KARMIKA_WITNESSES and KARMIKA_EMAIL_URL.")
    for text in state.unreadable:
        click.echo(f"  {text} in KARMIKA_WITNESSES is no address")
    for label, some in (("mailed", state.witnesses), ("formerly mailed", state.former)):
        for one in some:
            when = "never yet" if one.mailed_at is None else f"{one.mailed_at:%Y-%m-%d %H:%M} UTC, {one.head}"
            click.echo(f"  {label} to {one.address}: {when}")
