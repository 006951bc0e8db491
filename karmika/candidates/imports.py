"""Lists (CSV) that name candidates: e-Shram, BoCW, NFSA, a register of self-help groups. Nobody comes into the registry.

Bad lines are told by their number and the rest is loaded; the same list again changes nothing; a newer one corrects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from karmika.access.roles import Role
from karmika.areas.models import Area
from karmika.areas.queries import within
from karmika.candidates.acts import CorrectCandidate, ListCandidate, LoadList, WithdrawCandidate
from karmika.candidates.acts.checking import LISTERS, known_list
from karmika.candidates.lists import BARS, GROUP, LISTS
from karmika.candidates.models import Candidate
from karmika.files import loading, reading, undoing
from karmika.files.kinds import QUESTIONS, FileKind, Handed
from karmika.files.loading import Importer, Loaded, Prepared, Row
from karmika.files.reading import Cells
from karmika.journal.act import Act, Header
from karmika.journal.models import Entry
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash
from karmika.kernel.text import nfc
from karmika.kernel.viewer import Viewer

SAMPLE_PERSON = {
    "reference": "100000000001",
    "name": "Sarada Devi",
    "phone": "9848012399",
    "address": "Door 4-1, Benz Circle",
    "sex": "female",
    "birth_year": "1984",
    "occupation": "auto_driver",
    "area_level": "ward",
    "area_code": "251746-W07",
}
SAMPLE_GROUP = {
    "reference": "SHG-1",
    "title": "Sri Durga Sangham",
    "formed_on": "2019-06-01",
    "members_count": "12",
    "name": "Padmavathi",
    "phone": "9848012388",
    "area_level": "ward",
    "area_code": "251746-W07",
}
"""Invented lines, for whoever has to make such a list."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A list as it is handed over: its kind, for whom and where, on what paper, who checked it, its columns' headings."""

    listed_in: str
    area: UUID
    organisation: UUID
    programme: UUID
    basis: str
    checked_by: str
    mapping: Mapping[str, str] = field(default_factory=dict)


def load_list(viewer: Viewer, source: Source, content: bytes) -> Loaded:
    """Load a list. Raises Refused when the list as a whole is no good; then nothing was written."""
    return prepare_list(source, content).load(viewer)


def prepare_list(source: Source, content: bytes) -> Prepared:
    """A list that can be loaded. Raises Refused when the list as a whole is no good."""
    kind = known_list(source.listed_in)
    lines, bad = reading.read(content, reading.Columns(kind.needed, kind.optional, source.mapping))
    lines, twice = reading.keep_first(lines, kind.key)
    mac = keyed_hash(content).hex()
    first = stable(
        "candidates", "file", mac, source.listed_in, source.organisation, source.programme, source.area
    )

    def act(file: UUID) -> Act:
        return LoadList(
            file=file,
            listed_in=source.listed_in,
            mac=mac,
            rows_count=len(lines),
            basis=source.basis,
            checked_by=source.checked_by,
            mapping=tuple(sorted(source.mapping.items())),
            area=source.area,
            organisation=source.organisation,
            programme=source.programme,
        )

    importing = _Importing(source, _known_since(first))
    importer = Importer(row_id=importing.row_id, act_of=importing.act_of, adds=(ListCandidate,))
    return Prepared(importer, lines, [*bad, *twice], lambda viewer: loading.file_entry(viewer, first, act))


def _known_since(first: UUID) -> int | None:
    """The number of the file's entry if it was loaded before and stands; None for a file that comes now."""
    entry_id, _ = loading.entry_again(first)
    return Entry.objects.filter(id=entry_id).values_list("seq", flat=True).first()


@dataclass(frozen=True)
class _Importing:
    source: Source
    known_since: int | None

    @cached_property
    def areas(self) -> dict[tuple[str, str], UUID]:
        """The areas inside that of the file, by level and code."""
        inside = Area.objects.filter(id__in=within(self.source.area))
        return {(level, code): area for level, code, area in inside.values_list("level", "code", "id")}

    def row_id(self, cells: Cells) -> UUID:
        """The id of the entry that takes this line over: from all that it says, by a keyed hash.

        Where the candidate was forgotten before the file came, the same words begin anew.
        """
        said = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells) if cells[name])
        hashed = keyed_hash(said.encode()).hex()
        before = sum(
            held.reason != "file_undone" and (self.known_since is None or held.changed_seq < self.known_since)
            for held in self._ended(cells)
        )  # what an undone file brought comes again by itself (files/loading.py)
        return stable("candidates", "line", *self._whose, hashed, *((before,) if before else ()))

    @property
    def _whose(self) -> tuple[str, UUID, UUID]:
        return self.source.listed_in, self.source.organisation, self.source.programme

    def act_of(self, row: Row) -> Act | None:
        """A new candidate, a correction, or nothing where the candidate was settled or says the same."""
        candidate, held = self._standing(row.cells)
        said = self._said(row.cells)
        if held is None:
            whose: dict[str, Any] = {
                "organisation": self.source.organisation,
                "programme": self.source.programme,
            }
            return ListCandidate(candidate=candidate, listed_in=self.source.listed_in, **whose, **said)
        if held.state != "open":
            return None
        return CorrectCandidate(candidate=candidate, **said)

    def _standing(self, cells: Cells) -> tuple[UUID, Candidate | None]:
        """The candidate under this line's key; a new id when the one before was taken off: its key is gone for good.

        Whoever asked not to be on our list, or never should have been, is not brought back by any list.
        """
        turn = len(self._ended(cells))
        candidate = self._candidate(cells, turn)
        return candidate, Candidate.objects.filter(id=candidate).first()

    def _ended(self, cells: Cells) -> list[Candidate]:
        """Who stood under this line's key before and was taken off for a reason that bars nobody, oldest first."""
        ended: list[Candidate] = []
        while True:
            held = Candidate.objects.filter(id=self._candidate(cells, len(ended))).first()
            if held is None or held.state != "withdrawn" or held.reason in BARS:
                return ended
            ended.append(held)

    def _candidate(self, cells: Cells, turn: int) -> UUID:
        kind = LISTS[self.source.listed_in]
        key = "\x1f".join(nfc(cells.get(column, "")).casefold() for column in kind.key)
        return stable("candidates", "candidate", *self._whose, keyed_hash(key.encode()).hex(), turn)

    def _said(self, cells: Cells) -> dict[str, Any]:
        """What the line says, as fields of the acts. Raises Refused."""
        level, code = cells["area_level"].casefold(), cells["area_code"]
        area = self.areas.get((level, code))
        if area is None:
            known = Area.objects.filter(level=level, code=code).exists()
            raise Refused(
                "candidates.area_outside" if known else "candidates.area_unknown",
                level=level[:20],
                typed=code[:40],
            )
        texts = {name: cells.get(name, "") for name in ("title", "sex", "occupation")}
        identity = {name: cells.get(name) or None for name in ListCandidate.identity}
        return {
            "area": area,
            **identity,
            **{name: nfc(value) if name == "title" else value.casefold() for name, value in texts.items()},
            "birth_year": _whole(cells.get("birth_year", "")),
            "members_count": _whole(cells.get("members_count", "")),
            "formed_on": _day(cells.get("formed_on", "")),
        }


def _whole(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("files.bad_number", value=value[:20])
    return int(value)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise Refused("files.bad_day", value=value[:20]) from error


def take_candidate_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: who came with the list is taken off and forgotten; what it corrected is as before."""
    (act,) = acts
    if isinstance(act, ListCandidate):
        return [WithdrawCandidate(candidate=act.candidate, reason="file_undone")]
    assert isinstance(act, CorrectCandidate)
    before = undoing.earlier(act.candidate, head.seq, (ListCandidate, CorrectCandidate))
    assert isinstance(before, ListCandidate | CorrectCandidate), "somebody listed whom this line corrected"
    said = {name: getattr(before, name) for name in CorrectCandidate.__struct_fields__}
    return [CorrectCandidate(**said)]


REVERSALS = dict.fromkeys(LISTS, take_candidate_back)


def _kind(code: str) -> FileKind:
    kind = LISTS[code]

    def prepare(handed: Handed) -> Prepared:
        assert handed.area and handed.organisation and handed.programme, "the page asked for them"
        source = Source(
            listed_in=code,
            area=handed.area,
            organisation=handed.organisation,
            programme=handed.programme,
            basis=handed.basis,
            checked_by=handed.checked_by,
        )
        return prepare_list(source, handed.content)

    return FileKind(
        name=code,
        title=kind.label,
        about=_(
            "A list that names people or groups, to be found on the ground. Nobody becomes a worker or a group by it."
        ),
        roles=LISTERS - {Role.OPERATOR},
        columns=reading.Columns(kind.needed, kind.optional),
        sample=(SAMPLE_GROUP if kind.what == GROUP else SAMPLE_PERSON,),
        prepare=prepare,
        asks=QUESTIONS,
        page="candidates.candidates",
        personal=True,
    )


FILES = tuple(map(_kind, LISTS))
