"""Tables of access. Journalled: organisations, programmes, users, role assignments, devices, projects.

Not journalled (and listed so): accounts with their passwords, device keys, when a device was last seen.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from karmika.access import visibility
from karmika.access.kinds import REVOCATION_REASONS
from karmika.access.roles import ALL_STAFF, LABELS, OFFICE, Role
from karmika.journal.models import Recorded
from karmika.kernel.viewer import Grant, Viewer

SEES_USERS: frozenset[str] = OFFICE | {Role.ADMINISTRATOR, Role.AUDITOR}
"""Who may see the list of colleagues, their roles and phones, inside his own area and organisation."""


class OrganisationSet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: Viewer) -> OrganisationSet:
        """The organisations for which the viewer holds a role; all of them for the operator."""
        if visibility.is_operator(viewer):
            return self.all()
        return self.filter(id__in={grant.organisation for grant in viewer.grants if grant.organisation})


class Organisation(Recorded):
    """One that keeps its own people: a mission, an NGO, a union. Several share a database unseen by each other."""

    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(default="mission")

    objects = OrganisationSet.as_manager()

    def __str__(self) -> str:
        return self.name


class ProgrammeSet(models.QuerySet["Programme"]):
    def visible_to(self, viewer: Viewer) -> ProgrammeSet:
        """The programmes of the viewer's roles; all of them when one role is not limited to a programme."""
        if any(grant.programme is None for grant in viewer.grants):
            return self.all()
        return self.filter(id__in={grant.programme for grant in viewer.grants})


class Programme(Recorded):
    """A programme of work with its own forms and targets, such as the pilot for vulnerable occupational groups."""

    code = models.TextField(unique=True)
    name = models.TextField()

    objects = ProgrammeSet.as_manager()

    def __str__(self) -> str:
        return self.name


class UserSet(models.QuerySet["User"]):
    def visible_to(self, viewer: Viewer) -> UserSet:
        """Colleagues in the viewer's own areas and organisation, and himself."""
        return self.filter(Q(id=viewer.id) | visibility.scope(viewer, roles=SEES_USERS))


class User(Recorded):
    """A person of the staff. What lets him in is `Account`; what he may do is `RoleAssignment`."""

    username = models.TextField(unique=True, null=True)
    name = models.TextField(null=True)
    phone = models.TextField(unique=True, null=True)
    """E.164; also a way to sign in."""
    language = models.TextField(default="en")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    """Where he is posted: decides which administrator looks after him, and gives no right by itself."""
    active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True)
    passwords_issued = models.IntegerField(default=0)
    password_issued_at = models.DateTimeField(null=True)
    password_issued_by = models.UUIDField(null=True)
    second_factor_resets = models.IntegerField(default=0)
    """A second factor set up under a lower number was taken away: it opens nothing, wherever it still stands."""
    second_factor_reset_at = models.DateTimeField(null=True)
    second_factor_reset_by = models.UUIDField(null=True)
    signed_out_seq = models.BigIntegerField(default=0)
    """The entry that last ended all his sessions; a session begun under another number is over."""

    objects = UserSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "area"], name="access_user_place")]

    def __str__(self) -> str:
        return self.name or str(self.id)


class RoleAssignmentSet(models.QuerySet["RoleAssignment"]):
    def visible_to(self, viewer: Viewer) -> RoleAssignmentSet:
        """Assignments in the viewer's own areas and organisation (and programme), and his own."""
        theirs = visibility.scope(viewer, roles=SEES_USERS, programme="programme_id")
        return self.filter(Q(user_id=viewer.id) | theirs)

    def valid_on(self, day: date) -> RoleAssignmentSet:
        """Those that give rights on this day; `valid_to` is the first day that gives none."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class RoleAssignment(Recorded):
    """Role x area x organisation x programme x validity. Every right comes from one of these, whole."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.TextField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """The first day on which it gives no right."""
    follows = models.UUIDField(null=True, unique=True)
    """The assignment of a predecessor that ended when this one began: one post, handed over once."""

    objects = RoleAssignmentSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "valid_from"], name="access_role_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_role_dates",
            ),
        ]

    @property
    def label(self) -> str:
        """The role in the active language."""
        return str(LABELS.get(self.role, self.role))


class ProjectSet(models.QuerySet["Project"]):
    def visible_to(self, viewer: Viewer) -> ProjectSet:
        """Projects of the viewer's organisations and programmes whose state holds one of his areas, or is one."""
        places = visibility.states_of(viewer, roles=ALL_STAFF)
        return self.filter(places)


class Project(Recorded):
    """One programme of one organisation in one state: what a phone is set up for. Its number never changes."""

    number = models.IntegerField(unique=True)
    name = models.TextField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    """The state."""

    objects = ProjectSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "area"],
                name="access_one_project_per_programme_and_state",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeviceSet(models.QuerySet["Device"]):
    def visible_to(self, viewer: Viewer) -> DeviceSet:
        """Phones in the viewer's own areas, organisation and programme, and those he holds."""
        theirs = visibility.scope(viewer, roles=SEES_USERS, programme="programme_id")
        return self.filter(Q(holder_id=viewer.id) | theirs)


class Device(Recorded):
    """A phone set up for one holder, project and area. Its secret is `DeviceKey`."""

    name = models.TextField(null=True)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="devices")
    registered_on = models.DateField()
    key_number = models.IntegerField(default=1)
    """Which key is in force; a key with a lower number was replaced at `reissued_at`."""
    reissued_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(default="")

    objects = DeviceSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "area"], name="access_device_place")]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def reason_label(self) -> str:
        """Why it was withdrawn, in the active language."""
        return str(REVOCATION_REASONS.get(self.revoked_reason, self.revoked_reason))


class Retention(Recorded):
    """How many days an organisation keeps something. What it did not set is in access/retention.py."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="retentions")
    purpose = models.TextField()
    days = models.IntegerField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "purpose"], name="access_retention_once")
        ]


class Export(models.Model):
    """A list or file about persons that left: who took it, when, what, how many persons, of which place."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    what = models.TextField()
    file = models.TextField(default="")
    user_id = models.UUIDField()
    device_id = models.UUIDField(null=True)
    area_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    persons = models.IntegerField()
    listed = models.BooleanField()
    """Whether the ids of all persons in it are in `ExportSubject`."""

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "at"], name="access_export_at")]


class ExportSubject(models.Model):
    """A person, household or submission in an export."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="subjects")
    subject = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["subject"], name="access_export_subject")]


class AccountManager(BaseUserManager["Account"]):
    """Nothing beyond Django's: accounts are opened by `access.accounts.open_account`."""


class Account(AbstractBaseUser):
    """What lets a user in: user name and password. Same id as the `User`. Not journalled: it holds a secret."""

    id = models.UUIDField(primary_key=True)
    username = models.TextField(unique=True)
    must_change_password = models.BooleanField(default=False)
    language = models.TextField(default="", blank=True)
    """Chosen by the person on the page; empty means the language of the `User`."""

    grants_read: tuple[Grant, ...] | None = None
    """Today's grants, where they were read with the account for one request (access/viewer.py)."""
    sign_in_read: SignIn | None = None
    """The row of the session that asks, where it was read so too."""
    factor_read: int | None = None
    """The number of its second factor, where it was read so too: it holds while it is the user's."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Read from the journalled user, so that deactivation holds at once and is never told twice."""
        return self.person is not None and self.person.active

    @cached_property
    def person(self) -> User | None:
        """The journalled user, read once for an account that was read: each request reads its own."""
        return User.objects.filter(id=self.id).first()


class HouseKey(models.Model):
    """A key of the house itself, wrapped by the master key as people's keys are: "mac" or "secret"."""

    purpose = models.TextField(primary_key=True)
    wrapped = models.BinaryField()
    master = models.SmallIntegerField()

    class Meta:
        db_table = "access_housekey"


class DeviceKey(models.Model):
    """The secret of a device: a keyed hash to find it by, and the token sealed so that the sheet prints again."""

    token_hmac = models.BinaryField(primary_key=True)
    device_id = models.UUIDField()
    number = models.IntegerField()
    token_sealed = models.BinaryField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device_id", "number"], name="access_one_key_per_number")
        ]


class DeviceSeen(models.Model):
    """When a device last spoke to us and with what client; a help for the office, evidence of nothing."""

    device_id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    client = models.TextField(default="")


class DeviceFetch(models.Model):
    """A form (its id, its version) or file (its name, its MD5, the lines of a list) that a phone last fetched."""

    id = models.BigAutoField(primary_key=True)
    device_id = models.UUIDField()
    name = models.TextField()
    is_form = models.BooleanField()
    version = models.TextField()
    lines = models.IntegerField(null=True)
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device_id", "is_form", "name"], name="access_fetch_once")
        ]


class Waiting(models.Model):
    """How often somebody guessed wrong, and until when he waits. Keyed hashes only: no name, no address."""

    key = models.TextField(primary_key=True)
    who = models.TextField()
    """Keyed hash of the log-in as typed, or of the account's id; empty where only the address counts."""
    failures = models.IntegerField(default=0)
    until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who"], name="access_waiting_who"),
            models.Index(fields=["last_at"], name="access_waiting_last"),
        ]


class SignIn(models.Model):
    """A browser in which somebody is signed in. A session whose row is gone is over."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    """When the person last typed the password in it."""
    own_computer = models.BooleanField(default=False)
    client = models.TextField(default="")
    after_seq = models.BigIntegerField()
    """`User.signed_out_seq` when it began."""

    class Meta:
        indexes = [
            models.Index(fields=["account_id"], name="access_signin_account"),
            models.Index(fields=["seen_at"], name="access_signin_seen"),
        ]
