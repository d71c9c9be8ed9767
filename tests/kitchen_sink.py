"""A questionnaire with every item type and every trait that an item may have, for tests."""

from typing import Any

from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)


def text(words: str) -> dict[str, str]:
    """Return a text that counts as translated into every language."""
    return dict.fromkeys(TAGS, words)


def choices(*ids: str, **flags: str) -> list[dict[str, Any]]:
    """Return choices; a flag names the choice that it is set for."""
    return [
        {"id": each, "label": text(each.title())} | {flag: True for flag, of in flags.items() if of == each}
        for each in ids
    ]


def item(name: str, answer_type: str, **more: Any) -> dict[str, Any]:
    """Return one item."""
    return {"id": name, "type": answer_type, "label": text(f"What about {name}?"), **more}


ITEMS = [
    item("agree", "consent", required=True, choices=choices("yes", "no", ends="no")),
    item("safe", "rating", choices=choices("3", "2", "1"), faces=True),
    item("one", "choice", choices=choices("a", "b", "else", other="else")),
    item("many", "choices", choices=choices("x", "y", "none", "else", exclusive="none", other="else"), most=2),
    item("ranked", "ranking", choices=choices("p", "q", "r"), shuffle=True),
    item("grid", "matrix", choices=choices("often", "never"), rows=choices("bus", "hall")),
    item("count", "number", low=0, high=20),
    item("day", "date"),
    item("short", "short_text", required=True),
    item("long", "long_text"),
    item("school", "school"),
    item("home_language", "language", choices=choices("other")),
    item(
        "reflection", "reflection", kind="challenge", choices=choices("5", "1"), matters=text("How much?"),
        importance=choices("3", "1"), more=text("More?"),
    ),
    item("only_if", "long_text", shown_if={"item": "one", "is": ["b"]}),
]  # fmt: skip
DEFINITION: dict[str, Any] = {
    "id": "kitchen_sink", "version": 1, "audience": "families", "title": text("Everything"), "intro": text("All of it."),
    "sections": [{"id": "all", "title": text("All"), "items": ITEMS}],
}  # fmt: skip
