"""The laptop: a lent camp is taken over. What people answer for becomes acts of this house; the people are only borrowed.

Doing it twice changes nothing; a newer file of the same camp brings what has changed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from karmika.access.accounts import NewLogin, open_account
from karmika.access.acts import AddOrganisation, AddProgramme, AddUser, AssignRole, OpenProject
from karmika.access.models import Account, Device, Organisation, Programme, Project, RoleAssignment, User
from karmika.areas.acts import DefineArea
from karmika.areas.acts.naming import area_id
from karmika.areas.models import Area
from karmika.entitlements.screening import rules_version
from karmika.intake.publishing import publish_once
from karmika.journal.perform import perform
from karmika.kernel.dates import in_india, now, today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.text import name_tokens
from karmika.kernel.viewer import Viewer
from karmika.outreach.acts import ChangeCamp, ChangeCampaign, PlanCamp, PlanCampaign
from karmika.outreach.loans.file import LentUser, Loan, label_of, opened
from karmika.outreach.models import Camp, Campaign, LentPerson
from karmika.outreach.models import Loan as LoanRow
from karmika.outreach.terms import CANCELLED, CLOSED, HOSTS
from karmika.referrals.acts import DefineOffice
from karmika.referrals.acts.offices import office_id
from karmika.referrals.models import Office
from karmika.registry.models import Person

CLOCK_BEHIND = timedelta(hours=24)
"""A laptop that is further behind the lender would keep the people too long, and date everything wrongly."""
_AT_ONCE = 500


@dataclass
class Taken:
    """What a file brought."""

    code: str
    people: int
    logins: list[NewLogin] = field(default_factory=list)
    rules_differ: bool = False
    """This laptop screens by other rules than the lender: its Karmika is older or newer."""


def take(viewer: Viewer, content: bytes, key: str) -> Taken:
    """Take over a lent camp, for the operator of the laptop.

    Raises Refused: outreach.loan_unreadable, loan_own, loan_not_for_this_key, loan_over, loan_clock, loan_code_taken,
    and what the acts refuse; then no people were taken, and the same file can be loaded again.
    """
    if Device.objects.filter(id=label_of(content).laptop).exists():
        raise Refused("outreach.loan_own")
    loan = opened(content, key)
    if now() < loan.made_at - CLOCK_BEHIND:
        raise Refused(
            "outreach.loan_clock", here=today().isoformat(), made=in_india(loan.made_at).isoformat()
        )
    if loan.until < today():
        raise Refused("outreach.loan_over", until=loan.until.isoformat())
    _ground(viewer, loan)
    taken = Taken(loan.code, len(loan.people), rules_differ=loan.rules != rules_version())
    for user in loan.staff:
        taken.logins += _colleague(viewer, loan, user)
    _office(viewer, loan)
    project = Project.objects.get(
        organisation_id=loan.organisation.id, programme_id=loan.programme.id, area_id=loan.state
    )
    publish_once(viewer, project, loan.form, loan.form_file)
    _plan(viewer, loan)
    _people(loan)
    return taken


def give_back() -> int:
    """Throw away all people who were only borrowed; how many. What was written at the desks stays."""
    with transaction.atomic():
        number, _by = LentPerson.objects.all().delete()
        LoanRow.objects.all().delete()
    return number


def _ground(viewer: Viewer, loan: Loan) -> None:
    for one in loan.areas:
        if Area.objects.filter(id=area_id(one.level, one.code)).exists():
            continue
        act = DefineArea(
            level=one.level,
            code=one.code,
            name_en=one.names[0],
            name_te=one.names[1],
            name_hi=one.names[2],
            area_kind=one.area_kind,
            parent=one.parent,
            valid_from=one.valid_from,
            source="lent",
        )
        perform(act, viewer)
    body, programme = loan.organisation, loan.programme
    if not Organisation.objects.filter(id=body.id).exists():
        act_body = AddOrganisation(
            organisation=body.id, code=body.code, name=body.name, organisation_kind=body.body_kind
        )
        perform(act_body, viewer)
    if not Programme.objects.filter(id=programme.id).exists():
        perform(AddProgramme(programme=programme.id, code=programme.code, name=programme.name), viewer)
    known = Project.objects.filter(
        organisation_id=body.id, programme_id=programme.id, area_id=loan.state
    ).exists()
    if not known:
        key = stable("project", body.id, programme.id, loan.state)
        act_project = OpenProject(
            project=key,
            name=loan.project_name,
            area=loan.state,
            organisation=body.id,
            programme=programme.id,
        )
        perform(act_project, viewer)


def _colleague(viewer: Viewer, loan: Loan, lent: LentUser) -> Iterator[NewLogin]:
    """With the id that he has at the lender's: so that it is known there who sat at which desk."""
    if not User.objects.filter(id=lent.id).exists():
        act = AddUser(
            user=lent.id,
            username=lent.username,
            name=lent.name,
            language=lent.language,
            organisation=loan.organisation.id,
            area=loan.camp_area,
        )
        perform(act, viewer)
    for role in sorted(HOSTS & set(lent.roles)):
        held = RoleAssignment.objects.filter(
            user_id=lent.id,
            role=role,
            area_id=loan.camp_area,
            organisation_id=loan.organisation.id,
            programme_id=loan.programme.id,
        )
        if not held.valid_on(today()).exists():
            perform(_role(loan, lent.id, role), viewer)
    if lent.roles and not Account.objects.filter(id=lent.id).exists():
        yield NewLogin(lent.id, lent.username, open_account(lent.id))


def _role(loan: Loan, user: UUID, role: str) -> AssignRole:
    return AssignRole(
        assignment=stable("outreach", "lent role", user, role, loan.loan),
        user=user,
        role=role,
        area=loan.camp_area,
        organisation=loan.organisation.id,
        programme=loan.programme.id,
    )


def _office(viewer: Viewer, loan: Loan) -> None:
    body = loan.organisation.id
    known = set(Office.objects.filter(organisation_id=body).values_list("id", flat=True))
    for one in loan.offices:
        if office_id(body, one.code) not in known:
            perform(DefineOffice(organisation=body, code=one.code, details=one.details), viewer)


def _plan(viewer: Viewer, loan: Loan) -> None:
    """Campaign and camp under the lender's ids; a camp that was moved since is moved here too."""
    campaign = Campaign.objects.filter(id=loan.campaign).first()
    changes = loan.campaign_details.columns()
    if campaign is not None and any(getattr(campaign, name) != value for name, value in changes.items()):
        perform(ChangeCampaign(campaign=loan.campaign, details=loan.campaign_details), viewer)
    if campaign is None:
        act = PlanCampaign(
            campaign=loan.campaign,
            area=loan.campaign_area,
            organisation=loan.organisation.id,
            programme=loan.programme.id,
            details=loan.campaign_details,
        )
        perform(act, viewer)
    held = Camp.objects.filter(id=loan.camp).first()
    if held is None:
        whose = {"organisation_id": loan.organisation.id, "programme_id": loan.programme.id}
        if Camp.objects.filter(code=loan.code, **whose).exists():
            raise Refused("outreach.loan_code_taken", camp=loan.code)
        plan = PlanCamp(
            camp=loan.camp,
            campaign=loan.campaign,
            area=loan.camp_area,
            code=loan.code,
            details=loan.details,
        )
        perform(plan, viewer)
        return
    same = all(getattr(held, name) == value for name, value in loan.details.columns().items())
    if not same and held.state not in (CLOSED, CANCELLED):
        perform(ChangeCamp(camp=held.id, details=loan.details), viewer)


def _people(loan: Loan) -> None:
    """In place of those of an older file of this camp. Who is known here already is not borrowed."""
    here: set[UUID] = set()
    ids = [one.person for one in loan.people]
    for start in range(0, len(ids), _AT_ONCE):
        here |= set(Person.objects.filter(id__in=ids[start : start + _AT_ONCE]).values_list("id", flat=True))
    with transaction.atomic():
        LoanRow.objects.filter(camp_id=loan.camp).delete()
        row = LoanRow.objects.create(
            id=loan.loan,
            camp_id=loan.camp,
            until=loan.until,
            made_at=loan.made_at,
            house=loan.house,
            project_number=loan.project_number,
        )
        LentPerson.objects.bulk_create(
            (
                LentPerson(
                    loan=row,
                    person_id=one.person,
                    household_id=one.household,
                    number=one.number,
                    name=one.name,
                    sex=one.sex,
                    age_years=one.age_years,
                    phone_end=one.phone_end,
                    area_id=one.area,
                    agreed=list(one.agreed),
                    words="".join(f" {word}" for word in name_tokens(one.name)) + " ",
                )
                for one in loan.people
                if one.person not in here
            ),
            batch_size=_AT_ONCE,
        )
