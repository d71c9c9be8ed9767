"""A real SMTP server on this machine: it keeps what it took, and misbehaves as it is told."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from app.config import MailServer
from tests.certificates import certificate_for


@dataclass
class Box:
    """What a server took, and what it does: `refuse` and `later` name recipients, `dies_after` counts messages."""

    refuse: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    refuses_all: bool = False
    closes_after: int = 0
    breaks_off: set[str] = field(default_factory=set)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0
    _here: int = 0

    @property
    def recipients(self) -> list[str]:
        """Whom it took mail for, in order."""
        return [to for to, _message in self.taken]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        if session.host_name is None:
            self.connections, self._here = self.connections + 1, 0
        session.host_name = name
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.closes_after and self._here >= self.closes_after:
            return "421 4.7.0 enough on this connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_all or address in self.refuse:
            return "550 5.1.1 no such person"
        if address in self.later:
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self._here += 1
        self.taken.append((envelope.rcpt_tos[0], message_from_bytes(content, policy=policy.default)))  # type: ignore[arg-type]
        if envelope.rcpt_tos[0] in self.breaks_off:
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"


@contextlib.contextmanager
def serving(box: Box, port: int = 0, **options: Any) -> Iterator[MailServer]:
    """Run a server for a while; yield where it is."""
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield MailServer("smtp+plain", "127.0.0.1", controller.port)
    finally:
        controller.stop()


def url_of(server: MailServer) -> str:
    """Return the server as MAIL_URL says it."""
    return f"{server.scheme}://{server.host}:{server.port}"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def trusting(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server with a certificate of its own needs, and what a client needs that trusts it."""
    certificate, key = certificate_for("127.0.0.1", folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


def only(name: str, password: str) -> Any:
    """Return an authenticator that knows one person."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (name.encode(), password.encode()), handled=False)

    return check
