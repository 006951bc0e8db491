"""What can happen in intake. The list is explicit; karmika/rooms.py hands it to the journal."""

from karmika.intake.acts.attachments import ReceiveAttachment
from karmika.intake.acts.forms import AttachFormFile, PublishForm, SetFormState
from karmika.intake.acts.outcomes import Dismiss, Give, Interpreted, SetAside, SetPartAside, Shred, TakePart
from karmika.intake.acts.receipts import Keep, Receive
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    PublishForm,
    SetFormState,
    AttachFormFile,
    Receive,
    Keep,
    ReceiveAttachment,
    Interpreted,
    SetAside,
    TakePart,
    SetPartAside,
    Give,
    Dismiss,
    Shred,
)

__all__ = [
    "ACTS",
    "AttachFormFile",
    "Dismiss",
    "Give",
    "Interpreted",
    "Keep",
    "PublishForm",
    "Receive",
    "ReceiveAttachment",
    "SetAside",
    "SetFormState",
    "SetPartAside",
    "Shred",
    "TakePart",
]
