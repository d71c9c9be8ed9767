"""A door between processes of one machine: the web server asks, the worker, which has the encoder, answers.

A socket in the data folder that only this account can open. Both sides prove that they know the site's secret before
anything is said (`multiprocessing.connection`); what is said is JSON.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread
from typing import Any

log = logging.getLogger(__name__)
PATIENCE = 30.0  # seconds that somebody waits for an answer: the first one loads the encoder
AT_ONCE = 4
_LONGEST_ADDRESS = 90  # of a socket, by the system's rules, and some more for a name to make it under

Answer = Callable[[dict[str, Any]], Any]


class NobodyAnswers(Exception):
    """No worker is there, or it is too busy to answer in time."""


def ask(data_dir: Path, secret: str, question: dict[str, Any], patience: float = PATIENCE) -> Any:
    """Return the answer to a question. Raises NobodyAnswers."""
    try:
        with Client(_address(data_dir), "AF_UNIX", authkey=_key(secret)) as line:
            line.send_bytes(json.dumps(question).encode())
            if not line.poll(patience):
                raise NobodyAnswers
            answer = json.loads(line.recv_bytes())
    except (OSError, EOFError, AuthenticationError) as error:
        raise NobodyAnswers from error
    if "answer" not in answer:
        raise NobodyAnswers
    return answer["answer"]


class Door:
    """Answers questions in threads of its own until it is closed. Another one in the same place takes over from it."""

    def __init__(self, data_dir: Path, secret: str, answer: Answer) -> None:
        self._answer = answer
        address = _address(data_dir)
        # Made under a name of its own and put in place when it is ready: closing one never takes away its successor.
        making = Path(f"{address}-{os.getpid()}")
        making.unlink(missing_ok=True)
        self._listener = Listener(str(making), "AF_UNIX", backlog=64, authkey=_key(secret))
        making.chmod(0o600)
        making.replace(address)
        self._hands = ThreadPoolExecutor(AT_ONCE, "door")
        self._closed = False
        Thread(target=self._open, name="door", daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._closed = True
        with suppress(FileNotFoundError):  # it wants to delete the name that it was made under
            self._listener.close()
        self._hands.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> None:
        while not self._closed:
            try:
                self._hands.submit(self._serve, self._listener.accept())
            except (OSError, EOFError, AuthenticationError, RuntimeError):
                continue  # somebody without the secret, or who went away; or the door is being closed

    def _serve(self, line: Connection) -> None:
        with line:
            try:
                answer = {"answer": self._answer(json.loads(line.recv_bytes()))}
            except Exception:
                # Never the question: it may hold words of people.
                log.exception("a question at the door could not be answered")
                answer = {}
            try:
                line.send_bytes(json.dumps(answer).encode())
            except OSError:
                log.info("whoever asked at the door went away")


def _address(data_dir: Path) -> str:
    near = str(data_dir / "worker.sock")
    if len(os.fsencode(near)) < _LONGEST_ADDRESS:
        return near
    digest = hashlib.sha256(os.fsencode(str(data_dir.resolve()))).hexdigest()[:24]
    return str(Path(tempfile.gettempdir(), f"yousaid-{digest}.sock"))


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"door {secret}".encode()).digest()
