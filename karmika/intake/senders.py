"""Who sends: a phone, whose key alone is the right to hand in, or a person of the office who corrects."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from karmika.access.models import Project
from karmika.access.viewer import DeviceAccess
from karmika.intake.acts.roles import HANDS_IN
from karmika.intake.models import Submission
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place, Viewer


@dataclass(frozen=True)
class PhoneViewer:
    """The holder through a phone. Receipts need no role beyond the phone's key; everything else is the holder's right.

    So the earlier work of somebody whose role has ended is received; what it says is never written in his name.
    """

    holder: Viewer
    place: Place

    @property
    def id(self) -> UUID:
        """The holder."""
        return self.holder.id

    @property
    def name(self) -> str:
        """The holder's name."""
        return self.holder.name

    @property
    def device(self) -> UUID | None:
        """The phone."""
        return self.holder.device

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The holder's, as cut to the phone."""
        return self.holder.grants

    def authorise(self, roles: frozenset[str], place: Place) -> Grant:
        """The holder's grant; for receipts of its own organisation and programme, the phone's. Raises Refused."""
        try:
            return self.holder.authorise(roles, place)
        except Refused:
            # the very set, not an equal one: an act of another room never gets in this way
            if roles is HANDS_IN and place[1:] == self.place[1:]:
                return Grant("phone", *self.place)
            raise


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who hands in a submission, in which project, and whether it may be interpreted at all."""

    project: Project
    viewer: Viewer
    user: UUID
    device: UUID | None
    area: UUID
    language: str = "en"
    waits_because: str = ""
    """Code of the reason why nothing of this sender is interpreted; empty when it is."""
    clock: datetime | None = None
    """What the phone's clock showed when it sent, if it said so."""
    because: str = ""
    """Of the office: why it corrects."""

    @property
    def organisation(self) -> UUID:
        """Whose submission it is."""
        return self.project.organisation_id

    @property
    def programme(self) -> UUID:
        """In which programme."""
        return self.project.programme_id


def phone(access: DeviceAccess, project: Project) -> Sender:
    """The sender behind a phone's key; one that was withdrawn may hand in, but waits."""
    device = access.device
    place = Place(device.area_id, project.organisation_id, project.programme_id)
    return Sender(
        project=project,
        viewer=PhoneViewer(access.viewer, place),
        user=device.holder_id,
        device=device.id,
        area=device.area_id,
        language=access.viewer.language,
        waits_because="" if access.closed_at is None else "intake.phone_revoked",
    )


def office(viewer: Viewer, submission: Submission, because: str = "") -> Sender:
    """A person of the office who corrects a submission, in his own right."""
    return Sender(
        project=submission.project,
        viewer=viewer,
        user=viewer.id,
        device=None,
        area=submission.area_id,
        language=getattr(viewer, "language", "en"),
        because=because,
    )


def at_desk(viewer: Viewer, project: Project, area: UUID) -> Sender:
    """A person who fills in a form on a page of this server, such as at the desk of a camp in `area`."""
    return Sender(
        project=project,
        viewer=viewer,
        user=viewer.id,
        device=None,
        area=area,
        language=getattr(viewer, "language", "en"),
    )


def on_behalf(viewer: Viewer, submission: Submission) -> Sender:
    """A person of the office who hands in again what a phone had sent; the phone stays its source."""
    return Sender(
        project=submission.project,
        viewer=viewer,
        user=submission.user_id,
        device=submission.device_id,
        area=submission.area_id,
        language=getattr(viewer, "language", "en"),
    )
