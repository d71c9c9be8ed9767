"""Hands messages to an SMTP server: encrypted, over one connection, with each outcome told apart."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from app.adapters.mail.letters import as_bytes
from app.adapters.mail.outcomes import Later, Refused, ServerTrouble, Unsure
from app.config import MailServer

PATIENCE = 30.0  # seconds that each answer of the server may take
_CLOSING = 421


class _Broken(Exception):
    """The server closed the connection before it took the message: a new one may do."""


class SmtpMailer:
    """A server that is connected to with the first message, and again when it closes an idle or long connection."""

    def __init__(
        self, server: MailServer, name: str, patience: float = PATIENCE, context: ssl.SSLContext | None = None
    ) -> None:
        self._server, self._name, self._patience = server, name, patience
        self._context = context or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._drop()

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over one message. Raises Refused, Later, ServerTrouble or Unsure."""
        was_connected = self._smtp is not None
        try:
            self._hand_over(message, to)
        except _Broken:
            # Many servers close after a number of messages or seconds: that is no trouble if they take a new connection.
            if not was_connected:
                raise ServerTrouble("gone") from None
            try:
                self._hand_over(message, to)
            except _Broken:
                raise ServerTrouble("gone") from None

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        smtp = self._connected()
        local, _, domain = to.rpartition("@")
        address = f"{local}@{domain.encode('idna').decode()}"
        wide = not local.isascii()
        if wide and not smtp.has_extn("smtputf8"):
            raise Refused("script")
        try:
            self._check_sender(*smtp.mail(parseaddr(str(message["From"]))[1], ["SMTPUTF8", "BODY=8BITMIME"] * wide))
            self._check_recipient(*smtp.rcpt(address))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            raise _Broken from error
        self._deliver(smtp, as_bytes(message, wide))

    def _check_sender(self, code: int, _answer: bytes) -> None:
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        if code != 250:
            self._reset()
            raise ServerTrouble("busy" if 400 <= code < 500 else "sender")

    def _check_recipient(self, code: int, _answer: bytes) -> None:
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected
        if code not in (250, 251):
            self._reset()
            raise Later("later") if 400 <= code < 500 else Refused("refused")

    def _deliver(self, smtp: smtplib.SMTP, content: bytes) -> None:
        try:
            code, _answer = smtp.data(content)
        except smtplib.SMTPDataError as error:  # it did not even want to hear the message
            code = error.smtp_code
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            raise Unsure("unsure") from error
        smtp.command_encoding = "ascii"
        if code == 250:
            return
        self._reset()
        if code == _CLOSING:
            self._drop()
        raise Later("later") if 400 <= code < 500 else Refused("refused")

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except TimeoutError as error:
                raise ServerTrouble("slow") from error
            except socket.gaierror as error:
                raise ServerTrouble("unknown_host") from error
            except ssl.SSLError as error:
                raise ServerTrouble("tls") from error
            except (smtplib.SMTPException, OSError) as error:
                silent = isinstance(error.__context__, TimeoutError)  # smtplib calls silence a closed connection
                raise ServerTrouble("slow" if silent else "unreachable") from error
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        chosen = self._server
        if chosen.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                chosen.host, chosen.port, self._name, timeout=self._patience, context=self._context
            )
        else:
            smtp = smtplib.SMTP(chosen.host, chosen.port, self._name, timeout=self._patience)
        try:
            self._secure(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp":
            if not smtp.has_extn("starttls"):
                raise ServerTrouble("no_tls")
            smtp.starttls(context=self._context)
            smtp.ehlo()
        if self._server.user:
            try:
                smtp.login(self._server.user, self._server.password)
            except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
                raise ServerTrouble("login") from error

    def _reset(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
