"""What erasure and restriction ask of this room: which bytes speak of somebody, hiding them, and ending their keys."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
from lxml import etree

from karmika.intake.models import Attachment, Submission, SubmissionVersion, Withheld
from karmika.journal.queries import source_of
from karmika.journal.rows import Rows
from karmika.kernel.asking import ask_any, ask_one, uuid_of
from karmika.kernel.ids import derive

ERASED, RESTRICTED = "intake.person_erased", "intake.person_restricted"
SEALS: Mapping[str, str] = {ERASED: "erased", RESTRICTED: "restricted"}
"""Reasons for which what arrives is kept unread -> the secrecy that the submission gets."""
ANEW = "consented_anew"
"""The decision that takes in what is kept unread: everybody in it who was erased has consented again."""
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_texts: Callable[[etree._Element], Any] = etree.XPath(
    "//text()[string-length() >= 36] | //@id", smart_strings=False
)
BECAUSE: Mapping[str, str] = {secrecy: code for code, secrecy in SEALS.items()}


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Kept bytes: submissions with all their versions, held copies and files. Ids of entries, nothing personal."""

    submissions: tuple[UUID, ...] = ()
    versions: tuple[UUID, ...] = ()
    attachments: tuple[UUID, ...] = ()

    def owners(self) -> tuple[UUID, ...]:
        """Whose keys to end: those of the bytes, and those of notes about the submissions."""
        bytes_of = (*self.versions, *self.attachments)
        return (*(derive(entry, "source") for entry in bytes_of), *self.submissions)


def sources_of(submissions: Iterable[UUID]) -> Sources:
    """Everything kept of these submissions, and what was held because it disagrees with one of them."""
    known = set(submissions)
    known |= set(Submission.objects.filter(related_id__in=known).values_list("id", flat=True))
    versions = SubmissionVersion.objects.filter(submission_id__in=known, shredded=False)
    files = Attachment.objects.filter(submission_id__in=known, shredded=False)
    return Sources(
        submissions=tuple(sorted(known)),
        versions=tuple(sorted(versions.values_list("id", flat=True))),
        attachments=tuple(sorted(files.values_list("id", flat=True))),
    )


def submissions_behind(entries: Collection[UUID]) -> set[UUID]:
    """The submissions whose versions are among these entries."""
    found = SubmissionVersion.objects.filter(id__in=entries)
    return set(found.values_list("submission_id", flat=True))


def never_read(organisation: UUID, naming: Collection[UUID]) -> set[UUID]:
    """Submissions of an organisation that were never taken in and whose bytes name one of these ids."""
    texts = [form for one in naming for form in (str(one).encode(), str(one).upper().encode())]
    waiting = SubmissionVersion.objects.filter(
        submission__organisation_id=organisation, submission__applied_id=None, shredded=False
    )
    found = set()
    for version, submission in waiting.values_list("id", "submission_id"):
        source = source_of(version)
        if source is not None and any(text in source for text in texts):
            found.add(submission)
    return found


def named_in(root: etree._Element) -> Iterator[UUID]:
    """Everybody whom answers can name: ids stand in answers (a member's, a household's) and in attributes of entities."""
    for text in map(str.strip, _texts(root)):
        if len(text) == 36 and _UUID.fullmatch(text):
            yield UUID(text)


def withheld_among(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Those of these persons and households who are "restricted" or "erased", each with which of both.

    Where nobody is at all, which is so in most houses, `ids` are not even looked for.
    """
    if ask_one("SELECT id FROM intake_withheld LIMIT 1") is None:
        return {}
    rows = ask_any("SELECT id, secrecy FROM intake_withheld WHERE id", list(ids))
    return {uuid_of(one): secrecy for one, secrecy in rows}


def withhold(rows: Rows, subjects: Iterable[UUID], secrecy: str, *, known: bool) -> None:
    """For `apply`: from now on nothing is read that names these; `known`: they were withheld before."""
    for subject in subjects:
        if known:
            rows.update(Withheld, subject, secrecy=secrecy)
        else:
            rows.insert(Withheld, id=subject, secrecy=secrecy)


def release(rows: Rows, subjects: Iterable[UUID]) -> None:
    """For `apply`: what names these is read again."""
    for subject in subjects:
        rows.delete(Withheld, subject)


def set_secrecy(rows: Rows, submissions: Iterable[UUID], secrecy: str) -> None:
    """For `apply`: hide submissions from all but the privacy officer, or show them again."""
    for submission in submissions:
        rows.update(Submission, submission, secrecy=secrecy)


def shred(rows: Rows, sources: Sources, *, erased: bool) -> None:
    """For `apply`: note that the bytes are gone. `erased`: because somebody in them is, so nothing of it is shown."""
    for version in sources.versions:
        rows.update(SubmissionVersion, version, shredded=True)
    for attachment in sources.attachments:
        rows.update(Attachment, attachment, shredded=True)
    if erased:
        for submission in sources.submissions:
            rows.update(Submission, submission, secrecy="erased", findings=[], reason_facts={})
