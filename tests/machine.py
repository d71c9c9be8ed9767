"""What the tests need beside Python: a Chromium to drive and a LibreOffice to open documents with.

``python -m tests.machine``, which ``make test`` runs once, installs what is missing where it may.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
MAC_OFFICE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def browser() -> str | None:
    """Return the system's Chromium, or None where Playwright's own is to be used."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or (MAC_BROWSER if Path(MAC_BROWSER).exists() else None)


def office() -> str | None:
    """Return LibreOffice's command, or None."""
    return shutil.which("soffice") or (MAC_OFFICE if Path(MAC_OFFICE).exists() else None)


def show_every_script(folder: Path) -> None:
    """Let browsers that are started from here on find the fonts of the documents, beside the system's own.

    A server without a screen has no Chinese font, and pictures of its pages would show empty boxes.
    """
    from reports.rendering.fonts import ALL, font_file

    folders = "".join(f"<dir>{escape(str(each))}</dir>" for each in sorted({font_file(face).parent for face in ALL}))
    settings = folder / "fonts.conf"
    settings.write_text(
        f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{folders}'
        f"<cachedir>{escape(str(folder))}</cachedir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(settings)


def main() -> None:
    """Install what is missing. Exits with a message that says what to do when that is not possible."""
    wanted = [
        package for package, there in (("chromium", browser()), ("libreoffice-writer-nogui", office())) if not there
    ]
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], check=False)
    if not browser() and subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode:
        sys.exit("The browser tests need Chromium: install the package chromium, then run make test again.")
    if not office():
        sys.exit(
            "The document tests need LibreOffice Writer: install it (libreoffice-writer), then run make test again."
        )


if __name__ == "__main__":
    main()
