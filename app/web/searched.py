"""What a search page asks for and shows, apart from the page itself."""

from collections.abc import Sequence

from flask import Flask

ASKED = ("q", "audience", "language", "theme", "page")  # what stands in the address of a search


def pieces(text: str, marks: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """Cut a text into pieces (words, whether they are marked) by [start, end] that do not overlap."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [each for each in (*cut, (text[at:], False)) if each[0]]


def init_app(app: Flask) -> None:
    """Give templates the filter that cuts a text at its marks."""
    app.jinja_env.filters["pieces"] = pieces
