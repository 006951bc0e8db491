"""A real server to send them to: its memory, its processor time, what it has written."""

import os
import re
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from karmika import testing
from karmika.testing import PASSWORD
from tests.hostile import Case

TICK = os.sysconf("SC_CLK_TCK")
HANGS = 599
PATIENCE_S = 120
"""After so long it is said that something hangs; how long it may take is for the test to say."""


@dataclass(frozen=True)
class Cost:
    """What one request took: seconds on the clock and of the processor, the highest memory in bytes; and the status."""

    wall_s: float
    cpu_s: float
    peak: int
    status: int
    location: str


class Server:
    """The process that answers (gunicorn's child), and sessions of two people of the office."""

    def __init__(self, base: str, parent: int, path: str) -> None:
        self.base, self.path = base, path
        self.pid = next(
            int(child)
            for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            if b"worker" not in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        )
        self.devi, self.fatima = self._signed_in("devi"), self._signed_in("fatima")
        self.addresses: dict[str, str] = {}

    def _signed_in(self, name: str) -> requests.Session:
        session = requests.Session()
        page = session.get(f"{self.base}/sign-in/", timeout=PATIENCE_S)
        answer = session.post(
            f"{self.base}/sign-in/",
            data={"login": name, "password": PASSWORD, **_token(page.text)},
            timeout=PATIENCE_S,
            headers={"Referer": f"{self.base}/sign-in/"},
        )
        assert answer.history and answer.history[0].status_code == 302, "not signed in"
        return session

    def cost(self, case: Case) -> Cost:
        """Send one and measure."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")  # the highest memory so far is forgotten
        before, started = self.cpu_s(), time.monotonic()
        status, location = self._raw(case) if case.raw else self._send(case)
        wall = time.monotonic() - started
        return Cost(wall, self.cpu_s() - before, self.memory("VmHWM"), status, location)

    def memory(self, what: str) -> int:
        """Bytes: VmRSS now, VmHWM the highest since it was last forgotten."""
        found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        assert found is not None
        return int(found[1]) * 1024

    def cpu_s(self) -> float:
        """Processor time of the answering process until now."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def _send(self, case: Case) -> tuple[int, str]:
        if case.door == "submission":
            try:
                answer = requests.post(
                    self.base + self.path, data=case.body, headers=case.headers, timeout=PATIENCE_S
                )
            except requests.Timeout:
                return HANGS, ""
            except requests.ConnectionError:
                return 0, ""
            return answer.status_code, ""
        session = (
            self.fatima if case.door in ("correct", "again", "dismiss", "adopt", "search") else self.devi
        )
        token = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
        headers = {"Referer": self.base + "/", "X-CSRFToken": token["csrfmiddlewaretoken"]} | case.headers
        given: dict[str, Any] = {"data": case.body} if case.body else {"data": token | _typed(case)}
        if "file" in case.fields:
            given["files"] = {"file": case.fields["file"]}
        try:
            answer = session.post(
                self.base + self.addresses[case.door],
                headers=headers,
                timeout=PATIENCE_S,
                allow_redirects=False,
                **given,
            )
        except requests.Timeout:
            return HANGS, ""
        except requests.ConnectionError:
            return 0, ""  # it hung up in the middle: refused
        return answer.status_code, answer.headers.get("Location", "")

    def _raw(self, case: Case) -> tuple[int, str]:
        host = urlsplit(self.base).netloc
        wire = case.raw.replace(b"{host}", host.encode()).replace(b"{path}", self.path.encode())
        name, port = host.split(":")
        with socket.create_connection((name, int(port)), timeout=PATIENCE_S) as line:
            try:
                line.sendall(wire)
                line.shutdown(socket.SHUT_WR)
                answer = line.recv(65536)
            except TimeoutError:
                return HANGS, ""
            except (BrokenPipeError, ConnectionResetError):
                return 0, ""  # it hung up in the middle: refused
        found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
        return int(found[1]) if found else 0, ""


def _typed(case: Case) -> dict[str, Any]:
    return {name: value for name, value in case.fields.items() if name != "file"} | (
        {"project": str(testing.Cast.project)} if case.door == "upload" else {}
    )


def _token(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return {"csrfmiddlewaretoken": found[1]}
