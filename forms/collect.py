"""Collects the texts of the questionnaires that ship into each language's catalogue: ``python -m forms.collect``."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from forms.shipped import NAMES, sources
from translations import LANGUAGES, QUESTIONNAIRES, SOURCE

FOLDER = Path(__file__).parent.parent / "translations"


def texts() -> dict[str, list[str]]:
    """Return every text of the questionnaires that ship, in order, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for name in NAMES:
        for text in sources(name):
            places = found.setdefault(text, [])
            places += [] if f"forms/definitions/{name}.json" in places else [f"forms/definitions/{name}.json"]
    return found


def collected(path: Path, tag: str) -> bytes:
    """Return a catalogue with just these texts: what was translated stays, with its comments; what is new is empty."""
    known = read_po(io.BytesIO(path.read_bytes()) if path.exists() else io.BytesIO(), locale=tag)
    new = Catalog(locale=tag, header_comment=known.header_comment, fuzzy=False)
    new.mime_headers = known.mime_headers
    for text, places in texts().items():
        before = known.get(text)
        new.add(
            text, before.string if before else "", locations=[(place, None) for place in places],  # type: ignore[misc]
            user_comments=before.user_comments if before else (),
        )  # fmt: skip
    out = io.BytesIO()
    write_po(out, new, include_lineno=False, width=120)
    return out.getvalue()


def main() -> None:
    """Write every language's catalogue anew."""
    for each in LANGUAGES:
        if each.tag != SOURCE:
            path = FOLDER / each.folder / "LC_MESSAGES" / f"{QUESTIONNAIRES}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(collected(path, each.folder))


if __name__ == "__main__":
    main()
