"""Steps of the members into banking, and both readings of "onboarded" with their definitions."""

from __future__ import annotations

from collections import Counter

import click
from django.db import connection
from django.db.models import Sum

from karmika.cli.demo.mepma.cities import TEAMS
from karmika.cli.demo.offices import Office
from karmika.cli.house import promise
from karmika.cli.synth.drawing import generator
from karmika.groups.acts import RecordFinancialEvent
from karmika.groups.measures import MEASURES
from karmika.groups.models import FinancialEvent, Group, Membership
from karmika.groups.onboarding import book
from karmika.journal.act import Act
from karmika.journal.perform import Request, perform_many
from karmika.kernel.dates import today
from karmika.kernel.numbers import indian
from karmika.measures.models import Tally

VERIFIED, SAVING = 0.4, 0.6
"""Invented: the share of members whose account was verified as live, and of those the share who have begun to save."""
A_BATCH = 50

ROWS = {
    "inducted": """
        SELECT count(*) FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
        WHERE g.group_type = 'cig' AND m.left_on IS NULL""",
    "banked": """
        SELECT count(DISTINCT a.worker_id) FROM groups_financialevent a
        JOIN groups_financialevent s ON s.worker_id = a.worker_id
        WHERE a.kind = 'account_verified' AND a.taken_back_on IS NULL
        AND s.kind = 'savings_begun' AND s.taken_back_on IS NULL""",
}
"""Each reading in plain SQL, which knows nothing of measures."""


def bank(office: Office, seed: int) -> Counter[str]:
    """Record the steps of members, a group in one entry; how many of each kind."""
    done: Counter[str] = Counter()
    for organiser, _manager in TEAMS:
        viewer = office.viewer(organiser)
        requests = []
        for group in Group.objects.visible_to(viewer).filter(group_type="cig").order_by("number"):
            if acts := _steps(group, seed):
                requests.append(Request(acts=acts, viewer=viewer))
                done.update(act.step for act in acts if isinstance(act, RecordFinancialEvent))
        for start in range(0, len(requests), A_BATCH):
            perform_many(requests[start : start + A_BATCH])
    return done


def _steps(group: Group, seed: int) -> list[Act]:
    """Of members who have none yet: the scene may be played again."""
    members = Membership.objects.filter(group=group, left_on__isnull=True).order_by("joined_on", "id")
    people = list(members.values_list("worker_id", flat=True))
    known = set(FinancialEvent.objects.filter(worker_id__in=people).values_list("worker_id", flat=True))
    acts: list[Act] = []
    for place, worker in enumerate(people):
        chance = generator(seed, "bank", group.number, place)
        if worker in known or chance.random() >= VERIFIED:
            continue
        acts.append(
            RecordFinancialEvent(
                worker=worker, group=group.id, happened_on=today(), step="account_verified",
                evidence="test_payment", account=str(chance.randrange(10**10, 10**11)),
            )
        )  # fmt: skip
        if chance.random() < SAVING:
            acts.append(
                RecordFinancialEvent(
                    worker=worker, group=group.id, happened_on=today(), step="savings_begun",
                    evidence="group_register", amount_paise=10_000 * chance.randrange(1, 6),
                )
            )  # fmt: skip
    return acts


def show_readings(office: Office) -> bool:
    """Print both readings with what each means, and whether each is what stands in the tables."""
    definitions = {measure.code: str(measure.definition) for measure in MEASURES}
    click.secho("\nOnboarded, read in two ways (data/onboarding.yaml)", bold=True)
    held = []
    for reading in book().readings.values():
        rows = Tally.objects.filter(measure=reading.measure, organisation_id=office.organisation)
        counted = rows.aggregate(total=Sum("total"))["total"] or 0
        version = reading.versions[-1]
        click.echo(f"  {reading.name_in('en')}: {indian(counted)}")
        click.echo(f"    {definitions[reading.measure]}")
        click.echo(f"    Version {version.version}, from {version.valid_from:%d %B %Y}. {version.source}")
        with connection.cursor() as cursor:
            cursor.execute(ROWS[reading.code])
            ((found,),) = cursor.fetchall()
        held.append(
            promise(counted == found, f"{reading.code}: {counted} in the tally, {found} in the tables")
        )
    return all(held)
