"""The small district behind the real server, and a real browser at the size of a phone."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.config import Settings
from tests import machine
from tests.small_district import founded, settings_in

ROOT = Path(__file__).parent.parent.parent
SLOW = 120_000  # milliseconds: on a busy machine the worker takes its time, and five seconds say nothing of the product
SERVER_OPTIONS = [
    *("--worker-class", "gthread", "--workers", "2", "--threads", "16"),
    *("--log-level", "warning", "--no-control-socket"),
]


@dataclass
class Server:
    """A gunicorn with its workers over one data folder. It can be killed and started again."""

    settings: Settings
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.settings.base_url

    def start(self) -> None:
        """Start it and wait until it answers."""
        environ = os.environ | {
            "DATA_DIR": str(self.settings.data_dir),
            "SECRET_KEY": self.settings.secret_key,
            "BASE_URL": self.settings.base_url,
            "DATABASE_URL": self.settings.database_url,
            "MINIMUM_N": str(self.settings.minimum_n),
        }
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.settings.port}"]
        command += SERVER_OPTIONS
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
        wait_for(f"{self.address}/health")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def wait_for(address: str) -> None:
    """Return as soon as a server answers there. Raises TimeoutError after two minutes."""
    for _ in range(SLOW // 100):
        time.sleep(0.1)
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            continue
    raise TimeoutError("the server did not start")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving(folder: Path, **changes: object) -> Server:
    """Return a server over a new database that holds the small district; it is not started yet."""
    port = free_port()
    settings = settings_in(folder, port=port, base_url=f"http://127.0.0.1:{port}", **changes)
    founded(settings)
    return Server(replace(settings))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = serving(tmp_path_factory.mktemp("served"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=machine.browser(), args=machine.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of a phone that runs no script of ours and is set to English."""
    context = a_phone(browser, server)
    yield context.new_page()
    context.close()


def a_phone(browser: Browser, server: Server, language: str = "en", **options: object) -> BrowserContext:
    """Return a phone, 360 px wide, JavaScript off unless said otherwise."""
    wanted = {"java_script_enabled": False, "locale": language, "has_touch": True, "is_mobile": True} | options
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=server.address, **wanted)  # type: ignore
    context.set_default_timeout(SLOW)
    return context
