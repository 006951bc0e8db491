"""Tables of referrals: offices, who was sent to which of them for what, and the links by which offices answer.

No table holds what was written about a person: it stays sealed in the journal (queries/words.py) and goes with the key.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from karmika.access import visibility
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Viewer
from karmika.referrals import subjects, terms
from karmika.referrals.roles import ANSWERS, SEES_OFFICES


class OfficeSet(models.QuerySet["Office"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The organisation's offices that serve any of the viewer's areas: in them, or for all that lies around them."""
        inside = visibility.scope(viewer, roles=SEES_OFFICES)
        return self.filter(inside | visibility.states_of(viewer, roles=SEES_OFFICES, programme=None))


class Office(Recorded):
    """An office to which people are sent. Names, phone, hours and address are public; `area` is what it serves.

    `officers_of` is the organisation (department, bank) whose officers answer here by their own accounts, if any does.
    """

    code = models.TextField()
    kind = models.TextField()
    name_en = models.TextField()
    name_te = models.TextField(default="")
    name_hi = models.TextField(default="")
    services = models.JSONField(default=list)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    """Who keeps this office on its list, for all of its programmes."""
    officers_of = models.UUIDField(null=True)
    phone = models.TextField(default="")
    hours = models.TextField(default="")
    address = models.TextField(default="")
    source = models.TextField(default="")
    closed_on = models.DateField(null=True)

    objects = OfficeSet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "code"], name="referrals_office_code"),
            models.CheckConstraint(
                condition=Q(kind__in=list(terms.OFFICE_KINDS)), name="referrals_office_kind"
            ),
        ]

    @property
    def names(self) -> tuple[str, str, str]:
        """The name in English, Telugu and Hindi; empty where it is not known."""
        return self.name_en, self.name_te, self.name_hi

    @property
    def name(self) -> str:
        """The name in the active language; English where no other is known."""
        return terms.in_language(self.names)


class ReferralSet(models.QuerySet["Referral"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Referrals of any one of the viewer's assignments, about subjects that the viewer may know of."""
        reach = visibility.scope(viewer, programme="programme_id")
        return self.filter(reach, self._any(viewer))

    def for_officer(self, viewer: Viewer) -> Self:
        """What an officer may answer: sent to offices of his organisation in his area, and still to be shared."""
        reach = visibility.scope(
            viewer,
            roles=ANSWERS,
            area="office__area_id",
            organisation="office__officers_of",
            programme="programme_id",
        )
        return self.filter(reach).living()

    def living(self) -> Self:
        """Those whose subject is not hidden and whose consent to share stands."""
        found = visibility.NOTHING
        for code, about in subjects.kinds().items():
            found |= Q(about=code) & Q(about.living())
        return self.filter(found)

    def overdue(self, on: object) -> Self:
        """Open ones whose day is over."""
        return self.filter(state__in=terms.OPEN, due_on__lt=on)

    @staticmethod
    def _any(viewer: Viewer) -> Q:
        found = visibility.NOTHING
        for code, about in subjects.kinds().items():
            found |= Q(about=code) & Q(about.seen(viewer))
        return found


class Referral(Recorded):
    """Somebody was sent to an office for one service, with what may be told of her, and what became of it.

    Sex and occupation are those of the day it was sent, so that what is taken back leaves the cell it was counted in.
    """

    number = models.TextField(unique=True)
    about = models.TextField()
    subject_id = models.UUIDField()
    service = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="referrals")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    programme_id = models.UUIDField()
    sex = models.TextField(default="")
    occupation = models.TextField(default="")
    shared = models.JSONField(default=list)
    """Codes of what the office may read (subjects.About.fields)."""
    consent_by = models.TextField()
    consent_how = models.TextField()
    consent_on = models.DateField()
    sent_on = models.DateField()
    sent_by = models.UUIDField()
    due_on = models.DateField()
    state = models.TextField(default=terms.SENT)
    answered_on = models.DateField(null=True)
    answered_how = models.TextField(default="")
    accepted_on = models.DateField(null=True)
    reason = models.TextField(default="")
    """Why it was declined or taken back."""
    outcome = models.TextField(default="")
    closed_on = models.DateField(null=True)

    objects = ReferralSet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "state"], name="referrals_by_area"),
            models.Index(fields=["subject_id"], name="referrals_by_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "service"],
                condition=Q(state__in=terms.OPEN),
                name="referrals_one_open_for_a_need",
            ),
            models.CheckConstraint(condition=Q(state__in=list(terms.STATES)), name="referrals_state"),
            models.CheckConstraint(condition=Q(consent_on__lte=F("sent_on")), name="referrals_consent_first"),
            models.CheckConstraint(
                condition=Q(state__in=terms.OPEN, closed_on__isnull=True)
                | ~Q(state__in=terms.OPEN) & Q(closed_on__isnull=False),
                name="referrals_closed",
            ),
        ]


class Link(Recorded):
    """A link by which an office without an account answers one referral: it takes it up once, and ends it once.

    Its secret is `LinkKey`.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    given_on = models.DateField()
    expires_at = models.DateTimeField()
    ended = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended=""), name="referrals_one_open_link"
            )
        ]


class LinkKey(models.Model):
    """The keyed hash of a link's secret. Not journalled: a journal keeps things for ever, a secret must be able to end."""

    token_hmac = models.BinaryField(primary_key=True)
    link_id = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
