"""Finds the Chromium that the tests drive, and installs Debian's or Playwright's when there is none.

Run as ``python -m tests.browser`` by ``make test``.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def executable() -> str | None:
    """Return the system's browser, or None where Playwright's own is to be used."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (MAC if os.path.exists(MAC) else None)


def main() -> None:
    """Install a browser if there is none. Exits with a message that says what to do when that fails."""
    if executable():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if not executable() and subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode:
        sys.exit("The browser tests need Chromium: install the package chromium, then run make test again.")


if __name__ == "__main__":
    main()
