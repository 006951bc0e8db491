"""The lender: a camp and the people of its ground, gathered into a file for one laptop.

Who lent it is an act, and that people left stands in the log of what left (access/exports.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings

from karmika.access import exports
from karmika.access.device_keys import token_of
from karmika.access.models import Device, Organisation, Programme, Project, RoleAssignment, User
from karmika.areas.models import Ancestor, Area
from karmika.areas.queries import ancestors, within
from karmika.entitlements.screening import rules_version
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place, Viewer
from karmika.outreach.acts.loans import LendCamp, laptops_for
from karmika.outreach.acts.parts import CampaignDetails, CampDetails, camp_of, place_of_row
from karmika.outreach.handing_in import project_of, version_of
from karmika.outreach.loans.file import (
    LentArea,
    LentBody,
    LentOffice,
    LentPerson,
    LentUser,
    Loan,
    sealed,
)
from karmika.outreach.models import Camp, Campaign
from karmika.outreach.terms import DESK, HOSTS
from karmika.referrals.acts.offices import details_of
from karmika.referrals.models import Office
from karmika.registry.models import Consent, Person

PEOPLE_MAXIMUM = 20_000
OFFICES_MAXIMUM = 200
USUAL_DAYS = 3
"""So many days after the camp the people are still on the laptop, for corrections."""


@dataclass(frozen=True)
class Lent:
    """A file that was made: its bytes, and how many people are in it."""

    content: bytes = field(repr=False)
    people: int
    until: date


def lend(viewer: Viewer, camp_id: UUID, laptop: UUID, until: date | None = None) -> Lent:
    """The file that takes a camp to a laptop. What the viewer may not know is not in it.

    Raises Refused: outreach.unknown, camp_over, loan_days, laptop_unknown, loan_nobody_comes, loan_too_many,
    form_missing, access.not_yours.
    """
    camp = camp_of(camp_id)
    until = until or max(camp.held_on, today()) + timedelta(days=USUAL_DAYS)
    people = tuple(_people(camp))
    entry = uuid7()
    act = LendCamp(camp=camp.id, laptop=laptop, until=until, people=len(people))
    loan = _loan(camp, entry, until, people)
    perform(act, viewer, entry_id=entry)
    place = place_of_row(camp)
    exports.note(viewer, "outreach.loan", place, subjects=[one.person for one in people])
    return Lent(sealed(loan, laptop, token_of(laptop)), len(people), until)


def laptops(camp: Camp) -> list[Device]:
    """The phones and laptops that may take a camp along: in use, of its organisation and programme, over its ground."""
    return list(laptops_for(place_of_row(camp)).select_related("holder").order_by("name", "id")[:200])


def _loan(camp: Camp, entry: UUID, until: date, people: tuple[LentPerson, ...]) -> Loan:
    project = project_of(camp)
    organisation = Organisation.objects.get(id=camp.organisation_id)
    programme = Programme.objects.get(id=camp.programme_id)
    campaign = Campaign.objects.get(id=camp.campaign_id)
    staff = tuple(_staff(camp))
    if not any(DESK & set(one.roles) for one in staff):
        raise Refused("outreach.loan_nobody_comes")
    form_file, form = _form(project)
    return Loan(
        loan=entry,
        made_at=now(),
        until=until,
        house=_address(),
        project_number=project.number,
        rules=rules_version(),
        state=project.area_id,
        project_name=project.name,
        organisation=_body(organisation),
        programme=_body(programme),
        areas=tuple(_areas(camp, campaign)),
        campaign=campaign.id,
        campaign_area=campaign.area_id,
        campaign_details=_campaign_details(campaign),
        camp=camp.id,
        camp_area=camp.area_id,
        code=camp.code,
        details=_camp_details(camp),
        staff=staff,
        form_file=form_file,
        form=form,
        offices=tuple(_offices(camp)),
        people=people,
    )


def _address() -> str:
    """Where the laptop hands on its forms; empty where this house does not know how others reach it."""
    own = urlsplit(settings.KARMIKA_URL).hostname
    return "" if own in ("127.0.0.1", "localhost") else settings.KARMIKA_URL


def _body(row: Organisation | Programme) -> LentBody:
    return LentBody(id=row.id, code=row.code, name=row.name, body_kind=getattr(row, "kind", ""))


def _form(project: Project) -> tuple[str, bytes]:
    version = version_of(project)
    source = source_of(version.id)
    if source is None:
        raise Refused("outreach.form_missing")
    return version.file_name, source


def _areas(camp: Camp, campaign: Campaign) -> Iterator[LentArea]:
    """The ground, and what lies above it and the campaign; from the state down."""
    inside = within(camp.area_id)
    above = {one.id for one in (*ancestors(camp.area_id), *ancestors(campaign.area_id))}
    wanted = above | set(inside)
    day = today()
    parents = {}
    for area, parent, valid_to in Ancestor.objects.filter(area_id__in=wanted, depth=1).values_list(
        "area_id", "ancestor_id", "valid_to"
    ):
        if valid_to is None or valid_to > day:
            parents[area] = parent
    rows = {one.id: one for one in Area.objects.filter(id__in=wanted)}
    since: dict[UUID, date] = {}
    for key in sorted(rows, key=lambda key: (_depth(key, parents), rows[key].code)):
        row = rows[key]
        above_it = parents.get(key)
        # on the laptop an area lies where it lies today, from the first day on which both are there
        since[key] = max(row.valid_from, since[above_it]) if above_it in since else row.valid_from
        yield LentArea(
            level=row.level,
            code=row.code,
            names=(row.name_en, row.name_te, row.name_hi),
            area_kind=row.kind,
            parent=above_it if above_it in rows else None,
            valid_from=since[key],
        )


def _depth(area: UUID, parents: dict[UUID, UUID]) -> int:
    depth = 0
    while area in parents:
        area, depth = parents[area], depth + 1
    return depth


def _campaign_details(campaign: Campaign) -> CampaignDetails:
    return CampaignDetails(
        name=campaign.name, aims=campaign.aims, starts_on=campaign.starts_on, ends_on=campaign.ends_on
    )


def _camp_details(camp: Camp) -> CampDetails:
    return CampDetails(
        venue=camp.venue,
        held_on=camp.held_on,
        opens_at=camp.opens_at,
        closes_at=camp.closes_at,
        agenda=tuple(camp.agenda),
        departments=tuple(camp.departments),
        resource_persons=tuple(camp.resource_persons),
        team=tuple(UUID(one) for one in camp.team),
        desks=camp.desks,
        target=camp.target,
    )


def _staff(camp: Camp) -> Iterator[LentUser]:
    """The colleagues who come, with the roles of a camp that they hold on its ground today."""
    place = place_of_row(camp)
    above = set(ancestors(camp.area_id).values_list("id", flat=True))
    for user in User.objects.filter(id__in=camp.team, active=True).order_by("username", "id"):
        held = RoleAssignment.objects.filter(user=user, organisation_id=camp.organisation_id, role__in=HOSTS)
        roles = {
            one.role
            for one in held.valid_on(today())
            if one.area_id in above and one.programme_id in (None, place.programme)
        }
        yield LentUser(
            id=user.id,
            username=user.username or "",
            name=user.name or "",
            language=user.language,
            roles=tuple(sorted(roles)),
        )


def _offices(camp: Camp) -> Iterator[LentOffice]:
    above = [one.id for one in ancestors(camp.area_id)]
    rows = Office.objects.filter(organisation_id=camp.organisation_id, area_id__in=above, closed_on=None)
    for office in rows.order_by("code")[:OFFICES_MAXIMUM]:
        # whose officers answer is of no use without a network, and that organisation is not known on the laptop
        details = msgspec.structs.replace(details_of(office), officers_of=None)
        yield LentOffice(code=office.code, details=details)


def _people(camp: Camp) -> Iterator[LentPerson]:
    """Those of the ground whom nobody hides and who agreed that their answers are kept. Nothing of cases."""
    place: Place = place_of_row(camp)
    rows = Person.objects.filter(
        area_id__in=within(camp.area_id),
        organisation_id=place.organisation,
        programme_id=place.programme,
        state="active",
        hidden=False,
        erased_on=None,
        name__isnull=False,
        household__hidden=False,
    )
    found = list(rows.select_related("household").order_by("id")[: PEOPLE_MAXIMUM + 1])
    if len(found) > PEOPLE_MAXIMUM:
        raise Refused("outreach.loan_too_many", maximum=PEOPLE_MAXIMUM)
    agreed = _agreed(found)
    day = today()
    for one in found:
        purposes = agreed.get(one.household_id, {})
        mine = tuple(sorted({*purposes.get(None, ()), *purposes.get(one.id, ())}))
        if "survey" not in mine:
            continue
        yield LentPerson(
            person=one.id,
            household=one.household_id,
            number=one.household.number,
            name=one.name or "",
            sex=one.sex,
            age_years=_age(one, day),
            phone_end=(one.phone or "")[-4:],
            area=one.area_id,
            agreed=mine,
        )


def _agreed(people: list[Person]) -> dict[UUID, dict[UUID | None, set[str]]]:
    """Household -> person (None: all of it) -> purposes that stand."""
    found: dict[UUID, dict[UUID | None, set[str]]] = {}
    homes = list({one.household_id for one in people})
    for start in range(0, len(homes), 500):
        rows = Consent.objects.filter(household_id__in=homes[start : start + 500])
        for consent in rows.order_by("entry_seq", "id"):
            by = found.setdefault(consent.household_id, {}).setdefault(consent.person_id, set())
            if consent.given and consent.withdrawn_on is None:
                by.add(consent.purpose)
            else:
                by.discard(consent.purpose)
    return found


def _age(person: Person, day: date) -> int | None:
    """As it is today, in years."""
    if person.born_on is not None:
        born = person.born_on
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if person.age_years is None:
        return None
    return person.age_years + day.year - person.listed_on.year
