"""The bytes of photos of papers: with the entry of the page that attached them, or with intake where a form brought them."""

from karmika.entitlements.models import DocumentPhoto
from karmika.entitlements.uploads import photo_type
from karmika.intake.models import Attachment
from karmika.journal.queries import source_of
from karmika.kernel.sealing import keyed_hash


def name_hash(name: str) -> str:
    """The keyed hash of the name of a file: people call files by what stands on the paper."""
    return keyed_hash(b"photo of a paper:" + name.encode()).hex()


def sent_files(photo: DocumentPhoto) -> list[Attachment]:
    """The files of a form that are this photo, the latest last; none before they arrive, nor after they are destroyed."""
    if photo.submission_id is None:
        return []
    files = Attachment.objects.filter(submission_id=photo.submission_id, shredded=False)
    return [one for one in files.order_by("entry_seq") if name_hash(one.name) == photo.file]


def picture(photo: DocumentPhoto) -> tuple[bytes, str] | None:
    """The bytes of a photo and their media type; None where it is not there (yet, or any more), or is no picture."""
    if photo.removed:
        return None
    files = [] if photo.source_id else sent_files(photo)
    entry = photo.source_id or (files[-1].id if files else None)
    content = source_of(entry) if entry is not None else None
    media_type = photo_type(content) if content is not None else ""
    return (content, media_type) if content is not None and media_type else None
