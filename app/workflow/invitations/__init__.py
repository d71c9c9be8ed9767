"""Inviting people by e-mail: whom, with which words, and the sending. Nothing here ever meets a response."""

from app.workflow.invitations.contacts import (
    KEPT_DAYS,
    Added,
    add,
    forget_closed,
    has_left,
    leave,
    leaves,
    remove,
    remove_address,
    remove_all,
    return_to,
    token_for,
)  # fmt: skip
from app.workflow.invitations.letters import letters_of, occasion
from app.workflow.invitations.sending import TEST_PATIENCE, Post, SendError, post_of, request, run, send_test, stop

__all__ = [
    "KEPT_DAYS", "TEST_PATIENCE", "Added", "Post", "SendError", "add", "forget_closed", "has_left", "leave", "leaves", "letters_of",
    "occasion", "post_of", "remove", "remove_address", "remove_all", "request", "return_to", "run", "send_test", "stop",
    "token_for",
]  # fmt: skip
