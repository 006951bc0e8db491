"""A mail server on this machine that takes mails in for the tests, and can refuse them as real ones do."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived, in order; `refusing` holds the addresses that are turned away."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusing: set[str] = set()
        self.url = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """The recipient is taken, or not."""
        if address in self.refusing:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The mail is kept."""
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        """To whom the mails went."""
        return [str(mail["To"]) for mail in self.mails]


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[None]:
    """The server, on a port of its own, while the block runs."""
    with socket.socket() as probe:  # the controller knocks at the port it was told, so 0 will not do
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mailbox.url = f"smtp://127.0.0.1:{port}"
        yield
    finally:
        controller.stop()


def text(mail: EmailMessage) -> str:
    """The body as people read it."""
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())
