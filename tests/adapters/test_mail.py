"""Letters in every language, the server that takes them, and addresses as people have them."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.adapters.contact_files import ContactFileError, language_named, read_contacts, read_pasted, usable
from app.adapters.mail import (
    Later,
    Letter,
    MailError,
    Occasion,
    Refused,
    ServerTrouble,
    SmtpMailer,
    Unsure,
    compose,
    render,
)
from app.adapters.mail.letters import as_bytes
from app.config import MailServer, SettingsError, from_environment, mail_server
from tests.mail_server import Box, free_port, only, serving, trusting
from translations import LANGUAGES

BASE, SENDER = "https://tell.larkspur.example", "Equipo SEL – فريق <sel@larkspur.example>"
TITLE = {each.tag: f"{each.autonym}: school & you" for each in LANGUAGES}
INTRO = {each.tag: f"It takes about 7 minutes. {each.autonym}" for each in LANGUAGES}
OCCASION = Occasion(
    "invite", "Larkspur <i>", TITLE, INTRO, [each.tag for each in LANGUAGES], "families-spring", BASE,
    "sel@larkspur.example",
)  # fmt: skip


def message(to: str = "ana@example.org", tag: str = "en") -> EmailMessage:
    return compose(render(OCCASION, tag, "t0ken" * 20), SENDER, to, BASE)


def outcome(server: MailServer, *people: str, patience: float = 5, **options: object) -> list[str]:
    """Send to people over one mailer; return what became of each."""
    told = []
    with SmtpMailer(server, "larkspur.example", patience, **options) as mailer:  # type: ignore[arg-type]
        for to in people:
            try:
                mailer.send(message(to), to)
                told.append("sent")
            except MailError as error:
                told.append(f"{type(error).__name__} {error.reason}")
    return told


@pytest.mark.parametrize("tag", [each.tag for each in LANGUAGES])
@pytest.mark.parametrize("kind", ["invite", "remind"])
def test_a_letter_can_be_read_in_every_language_and_mail_program(tag: str, kind: str) -> None:
    letter = render(replace(OCCASION, kind=kind), tag, "t0ken")
    raw = as_bytes(compose(letter, SENDER, "ana@example.org", BASE))
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) < 998 and b"\n\n" not in raw.replace(b"\r\n", b"")
    link = f"{BASE}/f/families-spring?lang={tag}"
    assert link in letter.text and f'href="{link}"' in letter.html
    assert TITLE[tag] in letter.text and INTRO[tag] in letter.html and "school &amp; you" in letter.html
    assert letter.leave in letter.text and letter.leave in letter.html and "sel@larkspur.example" in letter.text
    assert letter.text.count("http") == 2  # the form and the way out
    direction = "rtl" if tag in ("ar", "ur") else "ltr"
    assert f'<html lang="{tag}" dir="{direction}">' in letter.html
    assert "Larkspur &lt;i&gt;" in letter.html and "<i>" not in letter.html
    # Nothing is fetched when it is opened, so nobody can see that it was.
    assert not re.search(r"<(img|link|script|iframe|style)|src=|url\(|@import", letter.html)


def test_headers_say_who_when_and_how_to_get_no_more() -> None:
    got = message("ana@example.org", "ar")
    raw = as_bytes(got).split(b"\r\n\r\n")[0].decode()
    assert "List-Unsubscribe: <https://tell.larkspur.example/no-more/" + "t0ken" * 20 + "?lang=ar>\r\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw and "Auto-Submitted: auto-generated" in raw
    assert got["Message-ID"].endswith("@tell.larkspur.example>") and got["Date"].datetime.tzinfo
    assert got["From"].addresses[0].display_name == "Equipo SEL – فريق" and "=?utf-8?" in raw
    assert str(got["Subject"]) == render(OCCASION, "ar", "t").subject


def test_a_district_or_an_address_cannot_begin_a_header_of_its_own() -> None:
    letter = render(replace(OCCASION, district="Larkspur\r\nBcc: everybody@example.org"), "en", "t")
    assert "\n" not in letter.subject and compose(letter, SENDER, "a@example.org", BASE)["Bcc"] is None
    with pytest.raises(ValueError):
        compose(letter, SENDER, "a\r\nBcc: b@example.org", BASE)


def test_how_long_it_takes_is_said_once() -> None:
    assert "about 7 minutes" in render(OCCASION, "en", "t").text
    assert "about 3 minutes" in render(replace(OCCASION, intro={"en": "Tell us."}, minutes=3), "en", "t").text


def test_one_connection_serves_many_and_one_refused_address_stops_nobody() -> None:
    box = Box(refuse={"b@example.org"}, later={"c@example.org"})
    with serving(box) as server:
        told = outcome(server, "a@example.org", "b@example.org", "c@example.org", "d@example.org")
    assert told == ["sent", "Refused refused", "Later later", "sent"]
    assert box.recipients == ["a@example.org", "d@example.org"] and box.connections == 1
    assert str(box.taken[0][1]["Subject"]) == str(message()["Subject"])
    assert {part.get_content_type() for part in box.taken[0][1].walk()} >= {"text/plain", "text/html"}


def test_a_server_that_closes_after_some_messages_is_called_again() -> None:
    box = Box(closes_after=2)
    with serving(box) as server:
        assert outcome(server, *(f"p{n}@example.org" for n in range(5))) == ["sent"] * 5
    assert box.connections == 3


def test_a_connection_that_breaks_after_the_letter_leaves_a_doubt_and_the_next_is_new() -> None:
    box = Box(breaks_off={"a@example.org"})
    with serving(box) as server:
        assert outcome(server, "a@example.org", "b@example.org") == ["Unsure unsure", "sent"]


def test_addresses_of_other_scripts_are_written_where_the_server_can() -> None:
    people = ("用户@example.org", "ana@例子.example")
    box = Box()
    with serving(box, enable_SMTPUTF8=True) as server:
        assert outcome(server, *people, "b@example.org") == ["sent"] * 3
    assert box.recipients == ["用户@example.org", "ana@xn--fsqu00a.example", "b@example.org"]
    with serving(Box(), enable_SMTPUTF8=False) as server:
        assert outcome(server, *people) == ["Refused script", "sent"]


def test_encryption_is_asked_for_and_checked(tmp_path: Path) -> None:
    mine, theirs = trusting(tmp_path)
    box, people = Box(), only("sel", "p:ss/w@rd")
    with serving(box, tls_context=mine, authenticator=people, auth_required=True) as server:
        known = replace(server, scheme="smtp", user="sel", password="p:ss/w@rd")
        assert outcome(known, "a@example.org", context=theirs) == ["sent"]
        assert outcome(known, "a@example.org") == ["ServerTrouble tls"]  # a certificate that nobody vouches for
        assert outcome(replace(known, password="x"), "a@example.org", context=theirs) == ["ServerTrouble login"]
    with serving(box, ssl_context=mine) as server:
        assert outcome(replace(server, scheme="smtps"), "a@example.org", context=theirs) == ["sent"]
    with serving(box) as server:
        assert outcome(replace(server, scheme="smtp"), "a@example.org") == ["ServerTrouble no_tls"]


def test_a_server_that_is_not_there_or_does_not_speak_is_told_apart() -> None:
    nowhere = MailServer("smtp+plain", "127.0.0.1", free_port())
    assert outcome(nowhere, "a@example.org") == ["ServerTrouble unreachable"]
    assert outcome(replace(nowhere, host="mail.invalid"), "a@example.org") == ["ServerTrouble unknown_host"]
    with listening(lambda caller: caller.recv(1)) as port:  # never greets
        assert outcome(replace(nowhere, port=port), "a@example.org", patience=0.2) == ["ServerTrouble slow"]
    with listening(lambda caller: caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        assert outcome(replace(nowhere, port=port), "a@example.org") == ["ServerTrouble unreachable"]


@contextlib.contextmanager
def listening(greet: Callable[[socket.socket], object]) -> Iterator[int]:
    """Something that takes one connection and is no mail server."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            caller, _ = door.accept()
            with caller, contextlib.suppress(OSError):
                greet(caller)

        thread = threading.Thread(target=answer)
        thread.start()
        yield door.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:s3cret@host:port", "smtp://h/path",
            "smtp+plain://a:s3cret@mail.example.org"],
)  # fmt: skip
def test_a_wrong_mail_url_stops_the_start_without_telling_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_URL") as error:
        from_environment({"DATA_DIR": str(tmp_path), "MAIL_URL": url, "MAIL_FROM": "a@b.org"})
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize("sender", ["", "SEL team", "a@b.org\nBcc: c@d.org", "ä@b.org"])
def test_mail_needs_a_sender(tmp_path: Path, sender: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_FROM"):
        from_environment({"DATA_DIR": str(tmp_path), "MAIL_URL": "smtp://h", "MAIL_FROM": sender})


def test_mail_settings_are_read_as_they_are_written(tmp_path: Path) -> None:
    chosen = from_environment({"DATA_DIR": str(tmp_path), "MAIL_URL": "smtps://u:p%40ss@h", "MAIL_FROM": "A <a@b.org>"})
    assert mail_server(chosen.mail_url) == MailServer("smtps", "h", 465, "u", "p@ss")
    assert mail_server("smtp://h").port == 587 and chosen.mail_per_second == 10
    assert from_environment({"DATA_DIR": str(tmp_path)}).mail_url == ""


@pytest.mark.parametrize(
    "written", ["a@x.org\nBcc: b@x.org", "a@x.org\r\n", "a b@x.org", "a@x", "@x.org", "a@@x.org", "a@x..org", "a@-x.org",
                "\u202ea@x.org", "a\x00@x.org", '"a\\"b"@x.org', "a@[127.0.0.1]", ".a@x.org", "x" * 65 + "@x.org", "a>b@x.org"],
)  # fmt: skip
def test_what_is_no_address_or_could_be_more_than_one_is_not_used(written: str) -> None:
    assert usable(written) in ("", "a@x.org") and (usable(written) == "" or written.strip() == "a@x.org")


def test_pasted_lines_are_read_as_people_paste_them() -> None:
    text = "Ana Díaz <Ana@Example.org>, Spanish\nb@example.org; c@example.org\n\nnobody\nd@example.org\tDoe\tالعربية"
    assert [(each.email, each.language) for each in read_pasted(text)] == [
        ("ana@example.org", "es"), ("b@example.org", ""), ("c@example.org", ""), ("", ""), ("d@example.org", "ar"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "tag"),
    [("es-MX", "es"), ("spa", "es"), ("Español", "es"), ("Chinese", "zh-Hans"), ("zh_TW", "zh-Hant"), ("tl", "fil"),
     ("Haitian Creole", "ht"), ("Portuguese", "pt-BR"), ("HMONG", "hmn"), ("Klingon", ""), ("", "")],
)  # fmt: skip
def test_languages_are_known_by_codes_and_names(written: str, tag: str) -> None:
    assert language_named(written) == tag


def test_columns_of_files_are_found_and_all_else_is_dropped() -> None:
    spanish = "Nombre;Correo electrónico;Idioma\nAna;ana@example.org;Árabe\n".encode("latin-1")
    assert [(each.email, each.language) for each in read_contacts(spanish, "x.csv")] == [("ana@example.org", "Árabe")]
    bare = read_contacts(b"a@example.org,es\nb@example.org,ar", "x.csv")
    assert [(each.email, each.language) for each in bare] == [("a@example.org", "es"), ("b@example.org", "ar")]
    assert [each.email for each in read_contacts(b"a@example.org", "x.csv")] == ["a@example.org"]
    book, file = Workbook(), BytesIO()
    for row in (["ID", "Parent", "Home Language", "Audience"], [7, "a@example.org", "Somali", "staff"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(file)
    read = read_contacts(file.getvalue(), "x.xlsx")
    assert [(each.email, each.language, each.form) for each in read] == [("a@example.org", "Somali", "staff")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"name,phone\nAna,555\n", "no_addresses"), (b"\x00\x01\x02\xff" * 50, "unreadable"), (b"PK\x03\x04broken", "unreadable"),
     (b"", "unreadable"), (b"%PDF-1.7", "unreadable"), (b"email\n" + b"a@x.org\n" * 100_001, "too_many"),
     (b"x" * (10 * 2**20 + 1), "too_big")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ContactFileError) as error:
        read_contacts(content, "contacts.csv")
    assert error.value.reason == reason


def test_every_outcome_can_be_logged_without_an_address() -> None:
    for kind in (Later, Refused, ServerTrouble, Unsure):
        assert "@" not in str(kind("reason"))
    assert Letter.__dataclass_fields__.keys() == {"language", "subject", "text", "html", "leave"}
