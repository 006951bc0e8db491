"""A workbook as the parts of a zip: read within bounds, and written again with some parts exchanged. Free of Django.

`zipfile` cannot copy a part as it is packed; here every part that is not exchanged keeps its very bytes and its place.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from karmika.kernel.refused import Refused

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_PARTS = 2_000
MOST_UNPACKED = 100 * MEGABYTE
"""Bytes of all parts together. A template that people fill by hand has a tenth of it."""

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_COMMENT_MAXIMUM = 65_535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR = 0x1, 0x8
_OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WITH_PASSWORD = "EncryptedPackage".encode("utf-16-le")


@dataclass(slots=True)
class _Entry:
    """One part: its line in the directory as fields, the bytes behind it (name, extra, comment), where its data is."""

    fields: list[int]
    tail: bytes
    name: str
    span: tuple[int, int] = (0, 0)
    """From its local header to the next part's: with all that lies between."""
    data_at: int = 0

    FLAGS, METHOD, CRC, PACKED, SIZE, NAME, EXTRA, COMMENT, OFFSET = 2, 3, 6, 7, 8, 9, 10, 11, 15


class Package:
    """The parts of an .xlsx by name. Raises Refused (monitoring.sheet_...) for what is none, or is more than the bounds."""

    def __init__(self, data: bytes) -> None:
        _refuse_others(data)
        self._data = data
        self._directory_at, self._end_at, count = _ending(data)
        entries = self._entries(count)
        self._by_name = {entry.name: entry for entry in entries}
        if len({entry.name.casefold() for entry in entries}) != len(entries):
            raise Refused("monitoring.sheet_damaged", part="zip")
        self._lay_out(entries)
        if sum(entry.fields[entry.SIZE] for entry in entries) > MOST_UNPACKED:
            raise Refused("monitoring.sheet_too_large", megabytes=MOST_UNPACKED // MEGABYTE)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the directory."""
        return tuple(self._by_name)

    def read(self, name: str) -> bytes:
        """A part unpacked, never to more than the size it states. Raises Refused("monitoring.sheet_damaged")."""
        entry = self._by_name.get(name)
        if entry is None:
            raise Refused("monitoring.sheet_damaged", part=name)
        packed = self._data[entry.data_at : entry.data_at + entry.fields[entry.PACKED]]
        size = entry.fields[entry.SIZE]
        content = packed
        if entry.fields[entry.METHOD] == _DEFLATED:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = unpacking.decompress(packed, size + 1)
            except zlib.error as error:
                raise Refused("monitoring.sheet_damaged", part=name) from error
        if len(content) != size or zlib.crc32(content) != entry.fields[entry.CRC]:
            raise Refused("monitoring.sheet_damaged", part=name)
        return content

    def verify(self) -> None:
        """Unpack every part once: none is other than it states. Raises Refused("monitoring.sheet_damaged")."""
        for name in self._by_name:
            self.read(name)

    def exchanged(self, parts: Mapping[str, bytes]) -> bytes:
        """The file with these parts in the place of theirs; all other bytes, and the order, are as they were."""
        assert parts.keys() <= self._by_name.keys()
        written: list[bytes] = []
        at = 0
        offsets: dict[str, int] = {}
        lines: dict[str, bytes] = {}
        for entry in sorted(self._by_name.values(), key=lambda one: one.span):
            block = self._data[slice(*entry.span)]
            fields = list(entry.fields)
            if entry.name in parts:
                block = _packed(entry, fields, parts[entry.name])
            offsets[entry.name] = fields[entry.OFFSET] = at
            lines[entry.name] = _ENTRY.pack(b"PK\x01\x02", *fields) + entry.tail
            written.append(block)
            at += len(block)
        directory = b"".join(lines[name] for name in self._by_name)
        _, *numbers, comment = _END.unpack_from(self._data, self._end_at)
        numbers[4:6] = len(directory), at
        end = _END.pack(b"PK\x05\x06", *numbers, comment) + self._data[self._end_at + _END.size :]
        return b"".join((*written, directory, end))

    def _entries(self, count: int) -> list[_Entry]:
        entries = []
        at = self._directory_at
        for _ in range(count):
            if at + _ENTRY.size > self._end_at:
                raise Refused("monitoring.sheet_damaged", part="zip")
            sign, *fields = _ENTRY.unpack_from(self._data, at)
            at += _ENTRY.size
            length = sum(fields[_Entry.NAME : _Entry.COMMENT + 1])
            tail = self._data[at : at + length]
            at += length
            if sign != b"PK\x01\x02" or at > self._end_at:
                raise Refused("monitoring.sheet_damaged", part="zip")
            entries.append(_Entry(fields, tail, _name(fields, tail)))
        if at != self._end_at:
            raise Refused("monitoring.sheet_damaged", part="zip")
        return entries

    def _lay_out(self, entries: list[_Entry]) -> None:
        """Where each part's bytes are: one after the other from the first byte on, none within another."""
        ordered = sorted(entries, key=lambda one: one.fields[one.OFFSET])
        starts = [entry.fields[entry.OFFSET] for entry in ordered]
        for entry, start, end in zip(ordered, starts, [*starts[1:], self._directory_at], strict=True):
            if end - start < _LOCAL.size:
                raise Refused("monitoring.sheet_damaged", part=entry.name)
            sign, *local = _LOCAL.unpack_from(self._data, start)
            name_at = start + _LOCAL.size
            named = self._data[name_at : name_at + local[8]]
            entry.data_at = name_at + local[8] + local[9]
            entry.span = (start, end)
            same = named == entry.tail[: entry.fields[entry.NAME]]
            if sign != b"PK\x03\x04" or not same or entry.data_at + entry.fields[entry.PACKED] > end:
                raise Refused("monitoring.sheet_damaged", part=entry.name)
        if not starts or starts[0] != 0:
            raise Refused("monitoring.sheet_damaged", part="zip")


def _refuse_others(data: bytes) -> None:
    if len(data) > MOST_MEGABYTES * MEGABYTE:
        raise Refused("monitoring.sheet_too_large", megabytes=MOST_MEGABYTES)
    if data.startswith(_OLD_FILE):
        with_password = _WITH_PASSWORD in data
        raise Refused("monitoring.sheet_password" if with_password else "monitoring.sheet_old")
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("monitoring.sheet_kind")


def _ending(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins, where it ends, how many parts it has."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _COMMENT_MAXIMUM - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise Refused("monitoring.sheet_damaged", part="zip")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if disk or first_disk or here != count or start + size != at or at + _END.size + comment != len(data):
        raise Refused("monitoring.sheet_damaged", part="zip")
    if count > MOST_PARTS:
        raise Refused("monitoring.sheet_parts", maximum=MOST_PARTS)
    return start, at, count


def _name(fields: list[int], tail: bytes) -> str:
    """The name of a part. Raises Refused for one that would lie elsewhere, and for a part that nobody can read."""
    name = tail[: fields[_Entry.NAME]].decode("utf-8", "replace")
    steps = name.split("/")
    if "\\" in name or ":" in name or ".." in steps or steps[0] == "" or not name.isprintable():
        raise Refused("monitoring.sheet_names")
    if fields[_Entry.FLAGS] & _ENCRYPTED:
        raise Refused("monitoring.sheet_password")
    if fields[_Entry.METHOD] not in (_STORED, _DEFLATED):
        raise Refused("monitoring.sheet_damaged", part=name)
    if fields[_Entry.METHOD] == _STORED and fields[_Entry.PACKED] != fields[_Entry.SIZE]:
        raise Refused("monitoring.sheet_damaged", part=name)
    return name


def _packed(entry: _Entry, fields: list[int], content: bytes) -> bytes:
    """The local part with new content; `fields`, its line in the directory, are changed to fit."""
    packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packing.compress(content) + packing.flush()
    fields[entry.FLAGS] &= ~_DESCRIPTOR
    fields[entry.METHOD] = _DEFLATED
    fields[entry.CRC], fields[entry.PACKED], fields[entry.SIZE] = (
        zlib.crc32(content),
        len(packed),
        len(content),
    )
    named = entry.tail[: fields[entry.NAME]]
    head = _LOCAL.pack(b"PK\x03\x04", *fields[1:9], len(named), 0)
    return head + named + packed
