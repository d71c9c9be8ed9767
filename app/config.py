"""The settings of one installation, read once from the environment. A wrong value stops the start with a plain message."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# How a mail server is spoken to, and its usual port: STARTTLS, TLS from the start, or nothing (only on one's own machine).
MAIL_SCHEMES = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
MAIL_EXAMPLE = "smtp://user:password@mail.example.org:587"
# When the encoder's student reads in its place, far faster and less exactly: not unless somebody chose it.
FAST_PATH = ("never", "auto", "always")
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


class SettingsError(ValueError):
    """A setting is missing or cannot be used. The message names it and says what to write."""


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over. `scheme` is one of MAIL_SCHEMES; without `user` nobody signs in."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


@dataclass(frozen=True)
class Settings:
    """Where data lives, how people reach the site, and the limits that protect them.

    `database_url` is a peewee URL; empty means SQLite in `data_dir`. `base_url` is how respondents reach the site.
    `minimum_n` is the smallest number of people behind a published figure. `mail_url` is the server that takes e-mail,
    empty when there is none; `mail_from` the sender, whom people write to with questions; `mail_per_second` the most
    messages in a second. `processes` is how many web servers share the
    work on this machine. `encoder_dir` is a folder with an encoder to use instead of the bundled one, None for none;
    `encoder_prefix` what is put before every text for it, None for what the folder itself says. `fast_path` says when the
    encoder's student reads the comments in its place (see FAST_PATH).
    """

    data_dir: Path
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    minimum_n: int = 10
    port: int = 8000
    host: str = "127.0.0.1"
    mail_url: str = ""
    mail_from: str = ""
    mail_per_second: int = 10
    processes: int = 1
    encoder_dir: Path | None = None
    encoder_prefix: str | None = None
    fast_path: str = FAST_PATH[0]
    testing: bool = False

    @property
    def secure(self) -> bool:
        """True when the site is reached over HTTPS, so that cookies may be marked so."""
        return self.base_url.startswith("https://")

    @property
    def cache_dir(self) -> Path:
        """Where the encoder's prepared model is kept."""
        return self.data_dir / "cache"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the variables that README lists. Raises SettingsError.

    Without SECRET_KEY a random one is made once and kept in the data directory, readable by its owner only.
    """
    data_dir = Path(environ.get("DATA_DIR") or "var").resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"DATA_DIR: cannot create {data_dir} ({error.strerror}). Name a folder you may write."
        ) from error
    port = _whole_number(environ, "PORT", 8000, 1, 65535)
    host = environ.get("HOST") or "127.0.0.1"
    return Settings(
        data_dir=data_dir,
        secret_key=environ.get("SECRET_KEY") or _kept_secret(data_dir / "secret-key"),
        base_url=(environ.get("BASE_URL") or f"http://{host}:{port}").rstrip("/"),
        database_url=environ.get("DATABASE_URL", ""),
        minimum_n=_whole_number(environ, "MINIMUM_N", 10, 3, 1000),
        port=port,
        host=host,
        **_mail(environ),
        processes=_whole_number(environ, "WEB_CONCURRENCY", 1, 1, 1000),
        encoder_dir=_folder(environ, "ENCODER_DIR"),
        encoder_prefix=environ.get("ENCODER_PREFIX"),
        fast_path=_one_of(environ, "FAST_PATH", FAST_PATH),
    )


def mail_server(url: str) -> MailServer:
    """Read MAIL_URL. Raises SettingsError, which never repeats the password."""
    try:
        parts = urlsplit(url)
        port = parts.port or MAIL_SCHEMES[parts.scheme]
    except (ValueError, KeyError) as error:
        raise SettingsError(f"MAIL_URL cannot be read. Write it like {MAIL_EXAMPLE} or smtps://...") from error
    found = MailServer(
        parts.scheme, parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or "")
    )
    if not found.host or parts.path.strip("/") or parts.query:
        raise SettingsError(f"MAIL_URL names no server, or more than one. Write it like {MAIL_EXAMPLE}.")
    if found.user and found.scheme == "smtp+plain" and found.host not in _OWN_MACHINE:
        raise SettingsError("MAIL_URL would send the password unencrypted. Use smtp:// or smtps:// instead.")
    return found


def _mail(environ: Mapping[str, str]) -> dict[str, Any]:
    url, sender = environ.get("MAIL_URL", "").strip(), environ.get("MAIL_FROM", "").strip()
    if url:
        mail_server(url)
        address = parseaddr(sender)[1]
        local, _, domain = address.rpartition("@")
        if not (local and domain and address.isascii() and sender.isprintable()):
            raise SettingsError('MAIL_FROM: write who sends the mail, like "SEL team <sel@example.org>".')
    rate = _whole_number(environ, "MAIL_PER_SECOND", 10, 1, 1000)
    return {"mail_url": url, "mail_from": sender, "mail_per_second": rate}


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name, "").strip()
    if value and not Path(value).is_dir():
        raise SettingsError(f"{name}: there is no folder {value}. Name a folder that is there, or leave it out.")
    return Path(value).resolve() if value else None


def _one_of(environ: Mapping[str, str], name: str, choices: Sequence[str]) -> str:
    """Return the variable, the first choice when it is not set."""
    value = environ.get(name, "").strip() or choices[0]
    if value not in choices:
        raise SettingsError(f"{name}: {value!r} is none of {', '.join(choices)}.")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise SettingsError(f"{name}: {value!r} is not a whole number from {low} to {high}.")
    return int(value)


def _kept_secret(path: Path) -> str:
    try:
        # O_EXCL: of two processes that start at once only one writes, the other reads what it wrote.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
