"""The one door for writing: `perform`, which is `perform_many` of one.

Locks of the whole batch in sorted order, then act by act: right, `check`, `apply`; then the entry; one transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from karmika.journal import encoding, keys
from karmika.journal.act import Act, Context, Header
from karmika.journal.models import Entry, Subject
from karmika.journal.numbers import Numbers
from karmika.journal.rows import Rows
from karmika.kernel import guard
from karmika.kernel.asking import ask, uuid_of
from karmika.kernel.dates import in_india, now
from karmika.kernel.gate import write_transaction
from karmika.kernel.ids import derive, uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.sealing import keyed_hash, pack_source, seal_source
from karmika.kernel.viewer import Grant, Place, Viewer

Otherwise = Callable[[Refused], Sequence[Act]]


class Request(msgspec.Struct, kw_only=True, frozen=True):
    """One entry to be. `mac_of`: the bytes that tell "same content?" (default: `source`, else the acts as asked).

    `otherwise`: run under a savepoint, and if it is refused perform these acts instead, as a derived entry.
    """

    acts: Sequence[Act]
    viewer: Viewer
    entry_id: UUID = msgspec.field(default_factory=uuid7)
    occurred_at: datetime | None = None
    cause: UUID | None = None
    source: bytes | None = None
    mac_of: bytes | None = None
    otherwise: Otherwise | None = None


class Outcome(msgspec.Struct, kw_only=True, frozen=True):
    """What became of a request. `refused` is set when `otherwise` was performed in its place."""

    state: Literal["done", "same"]
    entry_id: UUID
    seq: int
    acts: Sequence[Act] = ()
    refused: Refused | None = None


def perform(
    act: Act | Sequence[Act],
    viewer: Viewer,
    *,
    entry_id: UUID | None = None,
    occurred_at: datetime | None = None,
    cause: UUID | None = None,
    source: bytes | None = None,
) -> Outcome:
    """Decide, journal and write one entry. Raises Refused; then nothing was written.

    The same `entry_id` again changes nothing: same content gives state "same", other content is refused
    ("journal.same_id_other_content").
    """
    acts = [act] if isinstance(act, Act) else list(act)
    request = Request(
        acts=acts,
        viewer=viewer,
        entry_id=entry_id or uuid7(),
        occurred_at=occurred_at,
        cause=cause,
        source=source,
    )
    return perform_many([request])[0]


def perform_many(requests: Sequence[Request]) -> list[Outcome]:
    """Perform a batch in one transaction, in the order given. Raises Refused for the first that is refused."""
    if not requests:
        return []
    ids = {request.entry_id for request in requests}
    for request in requests:
        for act in request.acts:
            ids.update(act.locks())
    ready = [_ready(request) for request in requests]
    try:
        try:
            return _run(ready, ids, savepoints=False)
        except (IntegrityError, _NeedsSavepoint):
            if all(request.otherwise is None for request in requests):
                raise
            return _run(ready, ids, savepoints=True)
    except IntegrityError as error:
        raise Refused("journal.clash") from error


@dataclass(frozen=True)
class _Ready:
    """A request with all that can be worked out before anybody has to wait for our locks."""

    request: Request
    mac: bytes
    packed: bytes | None


def _ready(request: Request) -> _Ready:
    packed = None if request.source is None else pack_source(request.source)
    return _Ready(request, keyed_hash(_content(request)), packed)


def _run(ready: Sequence[_Ready], ids: set[UUID], *, savepoints: bool) -> list[Outcome]:
    with write_transaction(ids), guard.opened():
        batch = _Batch([one.request for one in ready], savepoints)
        outcomes = [batch.perform(one) for one in ready]
        batch.rows.flush()
        return outcomes


class _NeedsSavepoint(Exception):
    """A request with `otherwise` was refused when rows of it were in the tables already: once more, carefully."""


class _Batch:
    """The work of one write transaction. Savepoints cost, so the first try makes none: rows wait in memory."""

    def __init__(self, requests: Sequence[Request], savepoints: bool) -> None:
        self.rows = Rows()
        self.savepoints = savepoints
        self.now = now()
        self.today = in_india(self.now)
        self.keys: dict[UUID, bytes | None] = {}
        self.asked: set[UUID] = set()
        self.known = _known_entries([request.entry_id for request in requests])
        self.numbers = Numbers(sum(request.entry_id not in self.known for request in requests))
        acts = [act for request in requests for act in request.acts]
        self.rows.read_ahead(read for act in acts for read in act.reads())
        self._keyless(acts)

    def perform(self, ready: _Ready) -> Outcome:
        request, mac = ready.request, ready.mac
        if (known := self.known.get(request.entry_id)) is not None:
            seq, known_mac = known
            if known_mac != mac:
                raise Refused("journal.same_id_other_content")
            return Outcome(state="same", entry_id=request.entry_id, seq=seq)
        if request.otherwise is None:
            return self._write(ready)
        self.rows.mark()
        known_keys = dict(self.keys)
        try:
            return self._under_savepoint(ready) if self.savepoints else self._write(ready)
        except (Refused, IntegrityError) as error:
            if not self.savepoints and (self.rows.touched or isinstance(error, IntegrityError)):
                raise _NeedsSavepoint from error
            self.rows.back_to_mark()
            self.keys = known_keys
            refused = error if isinstance(error, Refused) else Refused("journal.clash")
            return self._instead(request, refused, request.otherwise)

    def _under_savepoint(self, ready: _Ready) -> Outcome:
        self.rows.flush()
        with transaction.atomic():
            outcome = self._write(ready)
            self.rows.flush()
            return outcome

    def _instead(self, request: Request, refused: Refused, otherwise: Otherwise) -> Outcome:
        at_ms = int(self.now.timestamp() * 1000)
        substitute = Request(
            acts=otherwise(refused),
            viewer=request.viewer,
            entry_id=derive(request.entry_id, "otherwise", refused.code, at_ms=at_ms),
            occurred_at=request.occurred_at,
            cause=request.cause,
        )
        outcome = self._write(_ready(substitute))
        return msgspec.structs.replace(outcome, refused=refused)

    def _write(self, ready: _Ready) -> Outcome:
        request = ready.request
        head: Header | None = None
        decided: list[Act] = []
        seq = self.numbers.draw()
        occurred_at = request.occurred_at or self.now
        self._keyless(request.acts)
        context: Context | None = None
        for number, act in enumerate(request.acts):
            if act.looks:
                self.rows.flush()
            place = act.place()
            grant = request.viewer.authorise(act.roles, place)
            if context is None or context.grant != grant:
                context = self._context(request, grant, occurred_at)
            complete = act.check(context)
            complete = encoding.without_lost(complete, self.keys)
            if head is None:
                head = self._header(request, seq, place, grant, occurred_at)
                self.rows.begin(head)
            self.rows.act_number = number
            complete.apply(head, self.rows)
            if ended := tuple(complete.destroys()):
                keys.destroy(ended, self.rows)
                self.keys |= dict.fromkeys(ended)
            decided.append(complete)
        assert head is not None, "an entry has at least one act"
        self._journal(ready, head, decided)
        self.known[request.entry_id] = (seq, ready.mac)
        return Outcome(state="done", entry_id=request.entry_id, seq=seq, acts=decided)

    def _context(self, request: Request, grant: Grant, occurred_at: datetime) -> Context:
        return Context(
            viewer=request.viewer,
            grant=grant,
            now=self.now,
            today=self.today,
            entry_id=request.entry_id,
            occurred_at=occurred_at,
            device=request.viewer.device,
            cause=request.cause,
            rows=self.rows,
        )

    def _header(
        self, request: Request, seq: int, place: Place, grant: Grant, occurred_at: datetime
    ) -> Header:
        return Header(
            seq=seq,
            id=request.entry_id,
            actor=request.viewer.id,
            role=grant.role,
            organisation=place.organisation or grant.organisation,
            programme=place.programme or grant.programme,
            device=request.viewer.device,
            area=place.area,
            occurred_at=occurred_at,
            recorded_at=self.now,
            cause=request.cause,
        )

    def _journal(self, ready: _Ready, head: Header, acts: Sequence[Act]) -> None:
        self._fetch_keys(ready.request, acts)
        source = None
        if ready.packed is not None:
            key = self.keys[derive(head.id, "source")]
            assert key is not None
            source = seal_source(key, ready.packed, head.id)
        fields = msgspec.structs.asdict(head)
        self.rows.insert(
            Entry, **fields, mac=ready.mac, acts=encoding.encode(acts, head.id, self.keys), source=source
        )
        index_subjects(acts, self.rows)

    def _fetch_keys(self, request: Request, acts: Sequence[Act]) -> None:
        self.keys |= keys.make_keys(self._keyless(acts), "person", self.rows)
        if request.source is not None:
            self.keys |= keys.make_keys([derive(request.entry_id, "source")], "source", self.rows)

    def _keyless(self, acts: Sequence[Act]) -> set[UUID]:
        """Owners of these acts who never had a key; each is asked for once in a batch."""
        owners = {owner for act in acts if (owner := encoding.owner_of(act)) is not None}
        # set minus dict keys would walk through all keys of the batch
        if new := {owner for owner in owners if owner not in self.asked and owner not in self.keys}:
            self.asked |= new
            self.keys |= keys.read_keys(new)
        return {owner for owner in owners if owner not in self.keys}


def index_subjects(acts: Iterable[Act], rows: Rows) -> None:
    """Note which entry speaks of whom; `perform` and replay both call it."""
    assert rows.entry is not None
    subjects = dict.fromkeys(subject for act in acts for subject in act.subjects())
    if any(True for act in acts for _ in act.destroys()):
        subjects[keys.ERASURES] = None
    for subject in subjects:
        rows.insert(Subject, id=rows.new_id(), subject=subject)


def _content(request: Request) -> bytes:
    if request.mac_of is not None:
        return request.mac_of
    return request.source if request.source is not None else encoding.as_asked(request.acts)


def _known_entries(entry_ids: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    marks = ", ".join(["%s"] * len(entry_ids))
    found = ask(f"SELECT id, seq, mac FROM journal_entry WHERE id IN ({marks})", *entry_ids)
    return {uuid_of(i): (seq, bytes(mac)) for i, seq, mac in found}
