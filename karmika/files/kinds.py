"""The kinds of files that are loaded on the console: what is in one, who may, how it is read. Each room declares its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.utils.functional import Promise

from karmika.files.loading import Prepared
from karmika.files.reading import Columns

Text: TypeAlias = str | Promise
QUESTIONS = ("area", "organisation", "programme", "basis", "checked_by")
"""What may be asked beside a file: where and whose it is, where it comes from on what paper, which office checked it."""

IDS = frozenset({"area", "organisation", "programme"})
"""Those that are answered with an id."""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it was handed in, and what was said beside it."""

    content: bytes
    name: str = ""
    area: UUID | None = None
    organisation: UUID | None = None
    programme: UUID | None = None
    basis: str = ""
    checked_by: str = ""


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file. `prepare` reads it and raises Refused where the file as a whole is no good.

    `sample` are invented lines under the columns, so that everybody sees what is meant.
    """

    name: str
    title: Text
    about: Text
    roles: frozenset[str]
    columns: Columns
    sample: Sequence[Mapping[str, str]]
    prepare: Callable[[Handed], Prepared]
    asks: tuple[str, ...]
    page: str = ""
    """Name of the address that lists what is loaded."""
    personal: bool = False
    """It lists people: its name is not kept, for nobody knows what that says of them."""
