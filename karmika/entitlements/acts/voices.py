"""Recordings of what the sheets say, for devices without a voice of their own: kept, replaced, taken away."""

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.access.models import Organisation
from karmika.entitlements.models import VoiceClip
from karmika.entitlements.uploads import CLIP_MAXIMUM
from karmika.entitlements.voices import clip_id, known_text, places
from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import derive
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.referrals.roles import OFFICE_KEEPERS

SOUND_TYPES = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav"})


class KeepClip(Act, frozen=True, kw_only=True):
    """Somebody read a text of the sheets out, for the workers of an area. The sound is the source of the entry.

    Another recording of the same text replaces the one before, whose key ends.
    """

    kind: ClassVar[str] = "entitlements.keep_clip"
    roles: ClassVar[frozenset[str]] = OFFICE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} recorded “{text}” ({language})")

    area: UUID
    organisation: UUID
    language: str
    text: str
    media_type: str
    size: int
    replaces: UUID | None = None
    """The entry of the recording before."""
    known: bool = False

    def place(self) -> Place:
        return Place(self.area, self.organisation)

    def locks(self) -> Iterable[UUID]:
        return (self._id(),)

    def subjects(self) -> Iterable[UUID]:
        return (self._id(),)

    def destroys(self) -> Iterable[UUID]:
        return () if self.replaces is None else (derive(self.replaces, "source"),)

    def check(self, context: Context) -> Self:
        if self.language not in dict(settings.LANGUAGES):
            raise Refused("entitlements.unknown_text")
        names = Organisation.objects.filter(id=self.organisation).values_list("name", flat=True)
        if not known_text(self.text, self.language, (*names, *places(self.area, self.language))):
            raise Refused("entitlements.unknown_text")
        if self.media_type not in SOUND_TYPES or not 0 < self.size <= CLIP_MAXIMUM:
            raise Refused("entitlements.no_sound", kilobytes=CLIP_MAXIMUM // 1000)
        before = VoiceClip.objects.filter(id=self._id()).first()
        kept = before is not None and not before.removed
        return msgspec.structs.replace(
            self, known=before is not None, replaces=before.source_id if before and kept else None
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        sound = {"media_type": self.media_type, "size": self.size, "source_id": entry.id, "removed": False}
        if self.known:
            rows.update(VoiceClip, self._id(), **sound)
            return
        rows.insert(
            VoiceClip,
            id=self._id(),
            area_id=self.area,
            organisation_id=self.organisation,
            language=self.language,
            text=self.text,
            **sound,
        )

    def _id(self) -> UUID:
        return clip_id(self.organisation, self.area, self.language, self.text)


class RemoveClip(Act, frozen=True, kw_only=True):
    """A recording is taken away: its key is destroyed. The sheet says again that the text is to be read out."""

    kind: ClassVar[str] = "entitlements.remove_clip"
    roles: ClassVar[frozenset[str]] = OFFICE_KEEPERS
    says: ClassVar[str | Promise] = _("{actor} took the recording of “{text}” away ({language})")

    clip: UUID
    text: str = ""
    language: str = ""
    ends: UUID | None = None

    def place(self) -> Place:
        found = _clip(self.clip)
        return Place(found.area_id, found.organisation_id)

    def locks(self) -> Iterable[UUID]:
        return (self.clip,)

    def subjects(self) -> Iterable[UUID]:
        return (self.clip,)

    def destroys(self) -> Iterable[UUID]:
        return () if self.ends is None else (derive(self.ends, "source"),)

    def check(self, context: Context) -> Self:
        found = _clip(self.clip)
        if found.removed:
            raise Refused("entitlements.unknown_clip")
        return msgspec.structs.replace(self, text=found.text, language=found.language, ends=found.source_id)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(VoiceClip, self.clip, removed=True)


def _clip(key: UUID) -> VoiceClip:
    """A recording, taken away or not. Raises Refused("entitlements.unknown_clip")."""
    found = VoiceClip.objects.filter(id=key).first()
    if found is None:
        raise Refused("entitlements.unknown_clip")
    return found
