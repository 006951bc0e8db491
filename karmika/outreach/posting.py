"""Handing a form to another house as a phone does: OpenRosa over HTTP. Knows no tables; the key never leaves this file.

What cannot be reached is tried again, each time after twice as long; what is answered is answered.
"""

import http.client
import ipaddress
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from urllib.parse import urlsplit

from karmika.kernel.refused import Refused

TIMEOUT_S = 60
TRIES = 7
LONGEST_WAIT_S = 60
BODY_MAXIMUM = 20_000_000
"""Bytes of files in one request; more go in further requests with the same form."""
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same is sent again."""


@dataclass(frozen=True)
class Target:
    """A project of another house, and the key by which it knows this one."""

    base: str
    project: int
    key: str = field(repr=False)

    @property
    def name(self) -> str:
        """What is remembered of it: a hash, for the address says who works with whom."""
        return sha256(f"{self.base}/projects/{self.project}".encode()).hexdigest()[:32]

    @property
    def path(self) -> str:
        """The address of its door, below the server."""
        return f"{urlsplit(self.base).path.rstrip('/')}/v1/key/{self.key}/projects/{self.project}/submission"


@dataclass(frozen=True)
class Part:
    """A file that goes along."""

    name: str
    media_type: str
    content: bytes


def target_of(address: str, key_text: str, project: int) -> Target:
    """The target of an address like https://karmika.example.org and what stands in the key's file.

    The file holds the key alone, or the whole address from the settings of the phone app, which has the key in it.
    Raises Refused: outreach.forward_address, forward_plain, forward_key_file.
    """
    try:
        parts = urlsplit(address.strip().rstrip("/"))
        _ = parts.port
    except ValueError as error:  # [::1 or a port that is no number
        raise Refused("outreach.forward_address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise Refused("outreach.forward_address")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise Refused("outreach.forward_plain")
    return Target(f"{parts.scheme}://{parts.netloc}{parts.path}", project, key_in(key_text))


def key_in(key_text: str) -> str:
    """The key in a file that holds it alone, or the whole address. Raises Refused("outreach.forward_key_file")."""
    key = key_text.strip()
    if "/key/" in key:
        key = key.partition("/key/")[2].partition("/")[0]
    if not key or not key.isascii() or not key.replace("-", "").replace("_", "").isalnum():
        raise Refused("outreach.forward_key_file")
    return key


def _is_near(host: str) -> bool:
    """Whether this is the same machine or its own network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class Door:
    """An open connection to a target. `sleep` is handed in so that tests do not wait."""

    def __init__(self, target: Target, sleep: Callable[[float], None] = time.sleep) -> None:
        self.target, self._sleep = target, sleep
        self._connection: http.client.HTTPConnection | None = None

    def knock(self) -> None:
        """Ask whether this is the right door. Raises Refused: outreach.forward_key, forward_project, Unreached."""
        status = self._ask("HEAD", b"", "")
        if status == 403:
            raise Refused("outreach.forward_key")
        if status != 204:
            raise Refused("outreach.forward_project")

    def post(self, xml: bytes, files: Sequence[Part] = ()) -> int:
        """The status of the answer. Raises Unreached, and Refused("outreach.forward_key") when the key ended meanwhile."""
        boundary = secrets.token_hex(16)
        body = multipart(boundary, xml, files)
        status = self._ask("POST", body, f"multipart/form-data; boundary={boundary}")
        if status == 403:
            raise Refused("outreach.forward_key")
        return status

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, body: bytes, media_type: str) -> int:
        wait = 1.0
        for attempt in range(TRIES):
            status, said_wait = self._once(method, body, media_type)
            if status is not None and status not in AGAIN:
                return status
            if attempt < TRIES - 1:
                self._sleep(min(max(wait, said_wait), LONGEST_WAIT_S))
                wait *= 2
        raise Unreached

    def _once(self, method: str, body: bytes, media_type: str) -> tuple[int | None, float]:
        """The status, and how long the server asks to wait; (None, 0) where there was no answer."""
        headers = {
            "X-OpenRosa-Version": "1.0",
            "Date": formatdate(usegmt=True),
            "User-Agent": "karmika-forward",
        }
        if media_type:
            headers["Content-Type"] = media_type
        try:
            connection = self._connected()
            connection.request(method, self.target.path, body=body or None, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None, 0
        said = answer.getheader("Retry-After", "") or ""
        return answer.status, float(said) if said.isascii() and said.isdigit() else 0

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            parts = urlsplit(self.target.base)
            assert parts.hostname is not None
            if parts.scheme == "https":
                self._connection = http.client.HTTPSConnection(
                    parts.hostname, parts.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
                )
            else:
                self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection


class Unreached(Exception):
    """No answer that says anything, after all tries."""


def multipart(boundary: str, xml: bytes, files: Sequence[Part]) -> bytes:
    """The body of a submission, as survey apps send it."""
    form = Part("xml_submission_file", "text/xml", xml)
    lines: list[bytes] = []
    for part in (form, *files):
        name = part.name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
        media_type = part.media_type or "application/octet-stream"
        lines += [
            f"--{boundary}".encode(),
            f'Content-Disposition: form-data; name="{name}"; filename="{name}"'.encode(),
            f"Content-Type: {media_type}".encode(),
            b"",
            part.content,
        ]
    return b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])


def in_loads(files: Sequence[Part]) -> list[list[Part]]:
    """Files as they go together into one request; always at least one load, which may be empty."""
    loads: list[list[Part]] = [[]]
    size = 0
    for one in files:
        if loads[-1] and size + len(one.content) > BODY_MAXIMUM:
            loads.append([])
            size = 0
        loads[-1].append(one)
        size += len(one.content)
    return loads
