"""`karmika erase`: somebody is to be forgotten, on a written authority; what is due; erasing it now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import click

from karmika.cli.house import house_command, operator

KINDS = ("own_request", "consent_withdrawn", "purpose_ended", "retention_ended", "entered_wrongly", "order")


@click.command()
@click.option("--household", metavar="NUMBER", help="Number on the slip: the whole household.")
@click.option("--person", type=click.UUID, metavar="ID", help="One person, by the id in the page's address.")
@click.option("--reason", type=click.Choice(KINDS))
@click.option("--authority", help="The paper on whose authority it is done; never the person's name.")
@click.option("--reference", help="The number of the request in your register.")
@click.option("--on", "due", type=click.DateTime(["%Y-%m-%d"]), help="Day of the erasure, if not the usual.")
@click.option("--list", "listing", is_flag=True, help="Print the open requests, by id; no names.")
@click.option("--due", "do_due", is_flag=True, help="Erase what is due today.")
@click.option(
    "--now", type=click.UUID, metavar="REQUEST", help="Erase one request that somebody else made, or due."
)
@house_command()
def erase(
    household: str | None, person: UUID | None, due: datetime | None, listing: bool, **options: Any
) -> None:
    """Restrict a person's or household's data at once, to be erased when due; or list or do what is due."""
    asked = [household or person, listing, options["do_due"], options["now"]]
    if sum(map(bool, asked)) != 1 or (household and person):
        raise click.UsageError("Give one of --household, --person, --list, --due and --now.")
    if listing:
        _list()
    elif options["do_due"]:
        _erase_due()
    elif options["now"]:
        _erase_now(options["now"])
    else:
        missing = [f"--{name}" for name in ("reason", "authority", "reference") if not options[name]]
        if missing:
            raise click.UsageError(f"A request also needs {', '.join(missing)}.")
        told = {name: options[name] for name in ("reason", "authority", "reference")}
        _restrict(household, person, due.date() if due else None, told)


def _restrict(number: str | None, person: UUID | None, due_on: date | None, told: dict[str, Any]) -> None:
    from karmika.access.retention import days_kept
    from karmika.journal.perform import perform
    from karmika.kernel.dates import today
    from karmika.kernel.ids import uuid7
    from karmika.registry.acts.erasing import Restrict
    from karmika.registry.requests import household_to_forget

    found = household_to_forget(number, person)
    due_on = due_on or today() + timedelta(days=days_kept(found.organisation_id, "request"))
    act = Restrict(restriction=uuid7(), household=found.id, person=person, due_on=due_on, **told)
    perform(act, operator())
    click.echo(f"Restricted now, to be erased on {due_on}. Request {act.restriction}.")
    _say_exports(act.restriction)


def _list() -> None:
    from karmika.registry.requests import requests

    waiting, _closed = requests(operator())
    for line in waiting:
        one = line.request
        who = f"person {one.person_id}" if one.person_id else "the whole household"
        days = "DUE" if line.days is not None and line.days <= 0 else f"in {line.days} days"
        click.echo(
            f"{one.id}  {one.due_on} {days:>12}  household {one.household.number}, {who}  {one.reason}"
        )
    click.echo(f"{len(waiting)} open requests, {sum((line.days or 0) <= 0 for line in waiting)} due.")


def _erase_due() -> None:
    from karmika.kernel.dates import now
    from karmika.registry.duties import erase_due
    from karmika.registry.requests import requests

    before = {line.request.id for line in requests(operator())[0]}
    erase_due(now())
    left, _closed = requests(operator())
    done = before - {line.request.id for line in left}
    click.echo(f"{len(done)} requests erased, {len(left)} still open.")
    _scrub()
    if late := [line.request.id for line in left if (line.days or 0) <= 0]:
        raise click.ClickException(f"Due, but refused: {', '.join(map(str, late))}. The log says why.")


def _erase_now(request: UUID) -> None:
    from karmika.journal.perform import perform
    from karmika.registry.acts.erasing import Erase

    perform(Erase(restriction=request, at_once=True), operator())
    click.echo("Erased.")
    _say_exports(request)
    _scrub()


def _say_exports(request: UUID) -> None:
    from karmika.registry.requests import request_view

    view = request_view(operator(), request)
    for line in view.exports if view else ():
        sure = "held" if line.certain else "may have held"
        click.echo(f"  {sure} the data: {line.what}, {line.export.at:%Y-%m-%d %H:%M} UTC, by {line.by}")


def _scrub() -> None:
    from karmika.kernel.dates import now
    from karmika.reactions import REACTIONS
    from karmika.registry.duties import scrub_after
    from karmika.worker import run_once

    run_once(REACTIONS)  # search words go with a reaction
    scrub_after(now())
    click.echo("Old bytes leave the database's files now, or within ten minutes if somebody was reading.")
