"""Files and requests that somebody hostile would send, by the door they go to; the same in every run."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One hostile request. `kept`: the design keeps it (201 or 4xx, waiting in the queue); else nothing is written.

    `body` is sent as it is with `headers`; `raw` is the whole request as bytes on the wire, for what no client sends.
    """

    name: str
    door: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    kept: bool = False
    raw: bytes = b""
    fields: dict[str, Any] = field(default_factory=dict)
    """For a page: its form fields, with the file (name, bytes) under "file"."""
