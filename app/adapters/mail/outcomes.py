"""What whoever sends mail has to tell apart: this recipient, or everybody; now, or for good."""

from email.message import EmailMessage
from types import TracebackType
from typing import Protocol, Self


class MailError(Exception):
    """`reason` is a word that a page can put into a sentence. There is no address in it, so it may be logged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(MailError):
    """The server does not take mail for this recipient: ``refused``, or ``script`` when it cannot write the address."""


class Later(MailError):
    """The server does not take mail for this recipient just now (greylisting, a full mailbox): ``later``."""


class ServerTrouble(MailError):
    """Nobody can be reached now; the message was not taken.

    `reason` is ``unknown_host``, ``unreachable``, ``slow``, ``gone``, ``busy``, which may pass by themselves; or ``tls``,
    ``no_tls``, ``login``, ``sender``, which somebody has to put right.
    """

    PASSING = frozenset({"unknown_host", "unreachable", "slow", "gone", "busy"})


class Unsure(MailError):
    """The connection broke after the message was handed over: nobody knows whether it was taken. ``unsure``."""


class Mailer(Protocol):
    """Sends messages one after the other, over one connection that is closed at the end."""

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over one message. Raises Refused, Later, ServerTrouble or Unsure."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
