"""Tables of the registry: households, visits, persons, workers and what they said. What may happen is in acts/, not here.

Names, phones, addresses, points and numbers of cards stand readable here, for search, until erasure blanks them.
`SearchToken` and `WorksiteToken` alone are not journalled: they are derived.
"""

# An identity field that is not known, or was erased, is null: apply writes what it gets.
from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from karmika.access.roles import SEES_RESTRICTED
from karmika.access.visibility import scope
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer
from karmika.registry.choices import DOOR, OUTCOMES, PURPOSES, TRAITS

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class Scoped(models.QuerySet[_Row]):
    """Rows that carry area, organisation and programme themselves."""

    def visible_to(self, viewer: Viewer, *, area: str = "area_id") -> Self:
        """Rows of the area, organisation and programme of any one of the viewer's assignments.

        `area`: what stands for the area's column (kernel/newest.py).
        """
        seen = scope(viewer, area=area, programme="programme_id")
        if not hasattr(self.model, "hidden"):
            return self.filter(seen)
        hidden_too = scope(viewer, roles=SEES_RESTRICTED, area=area, programme="programme_id")
        return self.filter(seen & Q(hidden=False) | hidden_too)


class Placed(Recorded):
    """Base of rows that say whose they are."""

    # no index of its own: households and workers are listed by area in indexes with more in them, nothing else is
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    submission_id = models.UUIDField(null=True)
    """The submission that made the row."""

    objects = Scoped.as_manager()

    class Meta:
        abstract = True


class Household(Placed):
    """People who eat from one kitchen, behind one door. `number` is printed on the slip for revisits."""

    number = models.TextField(unique=True)
    address = models.TextField(null=True)
    landmark = models.TextField(null=True)
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    single_woman = models.BooleanField(null=True)
    listed_on = models.DateField()
    revisit_on = models.DateField(null=True)
    visits_count = models.IntegerField(default=0)
    last_outcome = models.TextField(default="")
    ended = models.BooleanField(default=False)
    """No further visit is needed."""
    met_at = models.TextField(default=DOOR)
    """"camp": known from a camp, and not counted as listed; the first visit to the door makes it "door"."""
    hidden = models.BooleanField(default=False)
    """Everybody in it, or the household itself, is restricted or erased."""
    erased_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "ended"], name="registry_household_open"),
            # all that the count of visits due asks for, so that it opens no row
            models.Index(
                fields=["area", "organisation_id", "programme_id", "revisit_on"],
                condition=models.Q(ended=False, hidden=False),
                name="registry_household_due",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Visit(Placed):
    """Somebody knocked at a door. One that was refused at the first visit has no household: only the outcome is kept."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="visits", null=True)
    outcome = models.TextField()
    visited_at = models.DateTimeField()
    visited_on = models.DateField()
    user_id = models.UUIDField()
    device_id = models.UUIDField(null=True)
    attempt = models.IntegerField(default=1)
    minutes = models.IntegerField(null=True)
    """From opening the form to its end, by the phone's clock."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="registry_visit_outcome"),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(outcome="refused"), name="registry_visit_household"
            ),
        ]
        indexes: ClassVar = [
            # what one person did over a time (enumerators.py)
            models.Index(fields=["user_id", "visited_on"], name="registry_visit_visitor"),
        ]


class Person(Placed):
    """A member of a household. `age_years` was true on `listed_on`; its precision says how far to trust it."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="persons")
    name = models.TextField(null=True)
    phone = models.TextField(null=True)
    """E.164."""
    born_on = models.DateField(null=True)
    relation = models.TextField(default="")
    sex = models.TextField(default="")
    age_years = models.IntegerField(null=True)
    age_precision = models.TextField(default="")
    phone_answered_by = models.TextField(default="")
    languages = models.JSONField(default=list)
    schooling = models.TextField(default="")
    preferred_hours = models.TextField(default="")
    category = models.TextField(default="")
    """Social category of the household, copied for figures; empty when nobody asked."""
    state = models.TextField(default="active")
    listed_on = models.DateField()
    hidden = models.BooleanField(default=False)
    """Restricted, or erased: only the privacy officer sees the person."""
    erased_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sex__in=["", "female", "male", "transgender"]), name="registry_person_sex"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "removed"]), name="registry_person_state"
            ),
            models.CheckConstraint(
                condition=Q(age_years__isnull=True) | Q(age_years__range=(0, 120)), name="registry_person_age"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["phone"], name="registry_person_phone"),
            models.Index(fields=["entry_seq", "id"], name="registry_person_newest"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Worker(Placed):
    """A person who does one of the programme's occupations, and what the interview said of the work and the money."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="worker")
    household_id = models.UUIDField()
    occupation = models.TextField()
    occupation_group = models.TextField()
    worksite = models.ForeignKey(
        "areas.Worksite", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    sex = models.TextField(default="")
    category = models.TextField(default="")
    state = models.TextField(default="active")
    listed_on = models.DateField()
    answered_by = models.TextField(default="")
    income_pattern = models.TextField(default="")
    days_worked = models.IntegerField(null=True)
    income_min_paise = models.BigIntegerField(null=True)
    income_usual_paise = models.BigIntegerField(null=True)
    income_max_paise = models.BigIntegerField(null=True)
    unpaid_paise = models.BigIntegerField(null=True)
    has_debt = models.TextField(default="")
    upi = models.BooleanField(null=True)
    can_read = models.SmallIntegerField(null=True)
    can_count = models.SmallIntegerField(null=True)
    can_bank = models.SmallIntegerField(null=True)
    can_pay = models.SmallIntegerField(null=True)
    can_compare = models.SmallIntegerField(null=True)
    can_apply = models.SmallIntegerField(null=True)
    tools = models.JSONField(default=list)
    hazards = models.JSONField(default=list)
    hidden = models.BooleanField(default=False)
    """As the person's."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=F("person")), name="registry_worker_is_the_person"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "removed"]), name="registry_worker_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["worksite", "occupation"], name="registry_worker_worksite"),
            models.Index(fields=["area", "occupation"], name="registry_worker_area"),
            models.Index(fields=["entry_seq", "id"], name="registry_worker_newest"),
        ]


class OccupationSpell(Recorded):
    """A worker did this work, for this kind of employer, from a year on. Open while `to_on` is empty."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="spells")
    occupation = models.TextField()
    nco_code = models.TextField(default="")
    """NCO-2015: the occupation (dddd.dddd) or, where that is not certain, its family (dddd)."""
    employment = models.TextField(default="")
    employer_name = models.TextField(null=True)
    worksite = models.ForeignKey(
        "areas.Worksite", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    since_year = models.IntegerField(null=True)
    hours_a_day = models.IntegerField(null=True)
    wage_rate_paise = models.BigIntegerField(null=True)
    wage_unit = models.TextField(default="")
    days_a_week = models.IntegerField(null=True)
    pieces_paid = models.IntegerField(null=True)
    pieces_a_day = models.IntegerField(null=True)
    to_on = models.DateField(null=True)


class Debt(Recorded):
    """Money that a worker owes. The rate is kept in the words of the lender: `rate_e2` hundredths of its unit."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="debts")
    source = models.TextField()
    amount_paise = models.BigIntegerField()
    rate_e2 = models.IntegerField(null=True)
    rate_unit = models.TextField()
    noted_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_paise__gte=0), name="registry_debt_amount")
        ]


class BankAccount(Recorded):
    """Whether a worker has an account in the own name, and whether it is alive. Numbers come with the groups' books."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="accounts")
    account_state = models.TextField()
    noted_on = models.DateField()


class InsurancePolicy(Recorded):
    """A cover that the worker says to have."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="policies")
    cover = models.TextField()
    noted_on = models.DateField()


class Shock(Recorded):
    """A blow in the twelve months before `noted_on`."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="shocks")
    what = models.TextField()
    noted_on = models.DateField()


class PersonPlace(Recorded):
    """Where a person can be found, one row for each of several places."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    what = models.TextField()
    description = models.TextField(null=True)


class Identifier(Recorded):
    """A number on a card. Of an Aadhaar only the last four digits are ever here (Aadhaar Act 2016, s. 29)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    what = models.TextField()
    value = models.TextField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value"], name="registry_identifier_value")]


class Trait(Recorded):
    """A sensitive answer, which may be a refusal, with the purpose it was asked for. Of a household or of one person."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="traits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="traits", null=True)
    trait = models.TextField()
    value = models.TextField()
    purpose = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(trait__in=list(TRAITS)), name="registry_trait_known"),
            models.CheckConstraint(condition=Q(purpose__in=list(PURPOSES)), name="registry_trait_purpose"),
        ]


class Consent(Placed):
    """A yes or a no to one purpose, by a household (`person` empty) or by one person, with the notice that was read out."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", null=True, db_index=False
    )
    purpose = models.TextField()
    given = models.BooleanField()
    notice_version = models.TextField()
    language = models.TextField()
    answered_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(purpose__in=list(PURPOSES)), name="registry_consent_purpose"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(given=True),
                name="registry_consent_withdrawn_was_given",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "purpose"], name="registry_consent_person")]


class Restriction(Placed):
    """A request to be forgotten: who asked for what on whose authority, and the day on which it is erased."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="restrictions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions", null=True)
    """Empty: everybody of the household, and the household itself."""
    reason = models.TextField()
    authority = models.TextField()
    reference = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.TextField(default="open")
    closed_on = models.DateField(null=True)
    closed_reason = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "lifted", "erased"]), name="registry_restriction_state"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | Q(closed_on__isnull=False),
                name="registry_restriction_closed",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="registry_restriction_due")]
