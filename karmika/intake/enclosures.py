"""Files that come with a submission: which of them are new, and the acts that keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lxml import etree

from karmika.intake.acts.attachments import ReceiveAttachment
from karmika.intake.masking import mask_text
from karmika.intake.models import Attachment
from karmika.intake.senders import Sender
from karmika.journal.perform import Request
from karmika.kernel.ids import derive
from karmika.kernel.sealing import keyed_hash


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


_TEXT = (".csv", ".txt", ".json", ".xml", ".log")


@dataclass(frozen=True)
class File:
    """A file as it arrived; photos and sounds are kept as they are, texts with Aadhaar numbers masked."""

    name: str
    content: bytes
    media_type: str = ""

    @classmethod
    def arrived(cls, name: str, content: bytes, media_type: str) -> "File":
        """A file under the name that came with it, brought into a form that every database and browser takes.

        Names are masked like answers: people photograph a card and call the file by its number.
        """
        return cls(mask_text(_printable(name))[-200:] or "unnamed", content, _printable(media_type)[:100])

    @property
    def mac(self) -> str:
        """Keyed hash of the bytes as received, in hex."""
        return keyed_hash(self.content).hex()

    def kept(self) -> bytes:
        """The bytes as they may be kept."""
        if not self.name.lower().endswith(_TEXT):
            return self.content
        try:
            return mask_text(self.content.decode("utf-8")).encode()
        except UnicodeDecodeError:
            return self.content


def new_files(submission: UUID, files: Sequence[File]) -> list[File]:
    """Those whose content is not yet kept under their name for this submission; each once."""
    if not files:
        return []
    known = set(Attachment.objects.filter(submission_id=submission).values_list("name", "mac"))
    return list({key: file for file in files if (key := (file.name, file.mac)) not in known}.values())


def requests_for(
    submission: UUID, root: etree._Element, files: Sequence[File], *, sender: Sender, area: UUID
) -> list[Request]:
    """One entry for each file. A file is expected when some answer is its name."""
    if not files:
        return []
    named = {mask_text((element.text or "").strip()) for element in root.iter()}
    requests = []
    for file in files:
        act = ReceiveAttachment(
            submission=submission,
            name=file.name,
            mac=file.mac,
            size=len(file.content),
            media_type=file.media_type,
            expected=file.name in named,
            organisation=sender.organisation,
            programme=sender.programme,
            area=area,
        )
        requests.append(
            Request(
                acts=[act],
                viewer=sender.viewer,
                entry_id=derive(submission, "attachment", file.name, file.mac),
                cause=submission,
                source=file.kept(),
                mac_of=file.content,
            )
        )
    return requests
