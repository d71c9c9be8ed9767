"""Proposes what each column of a file is; people have the last word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.adapters.response_tables import Column, Layout
from app.workflow.imports.matching import EMPTY, TICKED, Choices, Questions, language_in
from app.workflow.imports.meaning import Meaning, Reading
from forms.questionnaire import MOST_CHOICES, Item

Forms = Mapping[int, Mapping[str, Item]]
_WORDS, _FEW = 3.0, 12
_LANGUAGE = frozenset(
    {
        "userlanguage",
        "startlanguage",
        "start language",
        "language",
        "idioma",
        "language of response",
        "response language",
    }
)
_AUDIENCE = frozenset(
    {"audience", "role", "i am a", "i am", "who are you", "which group are you in", "relationship", "group"}
)
_PEOPLE = {
    "families": "families family parents parent guardian guardians caregiver caregivers parent/guardian padre familia familias",
    "students": "students student pupil estudiante estudiantes alumno",
    "staff": "staff teacher teachers educator employee faculty administrator principal maestro personal",
    "community": "community partner partners neighbor comunidad",
}  # fmt: skip


def propose(file_id: int, layout: Layout, forms: Forms, audiences: Mapping[int, str], language: str) -> Reading:
    """Return what a file most likely means. `forms` are the items of each wave, `audiences` whom each wave asks."""
    wave = max(forms, key=lambda each: _matched(layout, forms[each]))
    questions = Questions(forms[wave])
    found = [_column(at, column, layout, questions, audiences) for at, column in enumerate(layout.columns)]
    found = _own_words(layout.columns, found, forms[wave])
    found = _only_one(found)
    return Reading(
        wave, language, tuple(_or_new(file_id, at, layout, each, questions) for at, each in enumerate(found))
    )


def match(column: Column, layout: Layout, item: Item, role: str = "item") -> Meaning:
    """Return what a column means that is this item: which day comes first, and whether its numbers need a look."""
    if item.type == "date":
        return Meaning(role, item.id, order=_order(column), sure=column.order != "ask")
    coded = bool(item.choices) and item.type != "ranking" and column.numbers and layout.tool != "yousaid"
    return Meaning(role, item.id, sure=not coded)


def for_form(column: Column, audiences: Mapping[int, str]) -> Meaning:
    """Return the meaning of a column that says which form a row belongs to."""
    values = {value: str(wave) for value in column.values or () if (wave := _wave(value, audiences))}
    return Meaning("form", values=values)


def new_item(file_id: int, at: int, layout: Layout, kind: str) -> str:
    """Return the id of the item that a column becomes; the columns of one question with several answers share it."""
    column = layout.columns[at]
    if kind == "tick" and column.stem:
        at = next(n for n, each in enumerate(layout.columns) if (each.stem, each.text) == (column.stem, column.text))
    return f"imported-{file_id}-{at + 1}"


def _matched(layout: Layout, items: Mapping[str, Item]) -> int:
    questions = Questions(items)
    # A column without a single answer says nothing about who was asked.
    told = [column for column in layout.columns if column.filled and not column.why]
    return sum(bool(questions.find(column) or questions.asked_by(column.text)) for column in told)


def _column(at: int, column: Column, layout: Layout, questions: Questions, audiences: Mapping[int, str]) -> Meaning:
    name = column.name.casefold().rstrip("?: ")
    if (
        _LANGUAGE & {name, column.code.casefold(), column.text.casefold()}
        and column.values
        and all(map(language_in, column.values))
    ):
        return Meaning("language")
    if layout.tool == "yousaid" and name == "hour":
        return Meaning("hour")
    if name in _AUDIENCE and (meaning := for_form(column, audiences)).values:
        return meaning if len(meaning.values) == len(column.values or ()) else Meaning()
    if column.why or not column.filled:
        return Meaning()
    return _item(column, layout, questions)


def _item(column: Column, layout: Layout, questions: Questions) -> Meaning:
    if column.part and (found := questions.asked_by(column.text) or questions.find(replace(column, part=""))):
        item = questions.items[found]
        choice = Choices(item).find(column.part) if item.choices else ""
        if choice and item.type in ("choices", "ranking"):
            return Meaning("tick" if item.type == "choices" else "rank", item.id, choice)
    found = questions.find(column)
    return match(column, layout, questions.items[found]) if found else Meaning()


def _own_words(columns: Sequence[Column], found: list[Meaning], items: Mapping[str, Item]) -> list[Meaning]:
    """Find the words beside a choice: ``Q5_7_TEXT`` of Qualtrics, ``Q5[other]`` of LimeSurvey, ``…-other`` of our own."""
    stems = {
        (column.stem or column.code).casefold(): meaning.item
        for column, meaning in zip(columns, found, strict=True)
        if meaning.role in ("item", "tick") and items[meaning.item].choices
    }
    told = []
    for column, meaning in zip(columns, found, strict=True):
        code = column.code.casefold()
        stem = next((code.removesuffix(end) for end in ("[other]", "-other", "_text") if code.endswith(end)), "")
        item = stems.get(stem) or stems.get(stem.rpartition("_")[0]) if stem else ""
        told.append(Meaning("own", item) if item and not column.why else meaning)
    return told


def _only_one(found: list[Meaning]) -> list[Meaning]:
    """Of several columns that look like the same closed item only the first is taken for it."""
    seen: set[str] = set()
    kept = []
    for meaning in found:
        key = (
            meaning.item
            if meaning.role == "item"
            else meaning.role
            if meaning.role in ("form", "language", "hour")
            else ""
        )
        kept.append(Meaning() if key in seen else meaning)
        seen |= {key} - {""}
    return kept


def _or_new(file_id: int, at: int, layout: Layout, meaning: Meaning, questions: Questions) -> Meaning:
    """Keep what people wrote, and what they chose among a few answers, though our form does not ask it."""
    column = layout.columns[at]
    if meaning.role != "out" or column.why or not column.filled:
        return meaning
    kind = _kind(column, layout)
    return Meaning("new", new_item(file_id, at, layout, kind), kind=kind) if kind else meaning


def _kind(column: Column, layout: Layout) -> str:
    values = {value.casefold() for value in column.values or ()}
    if column.part and column.stem and values and (values <= TICKED | EMPTY or values == {column.part.casefold()}):
        return "tick"
    if column.words >= _WORDS and len(values) != 1 and (column.values is None or len(values) > column.filled / 2):
        return "long_text"
    if not 1 < len(values) <= _FEW or column.filled < 2 * len(values):
        return "choices" if _several(column) else ""
    return "number" if column.numbers and len(values) > _FEW else "choice"


def _several(column: Column) -> bool:
    pieces = column.pieces or ()
    return bool(column.separator) and 1 < len(pieces) <= min(_FEW, MOST_CHOICES) and column.filled > 2 * len(pieces)


def _order(column: Column) -> str:
    return "" if column.order == "ask" else column.order


def _wave(value: str, audiences: Mapping[int, str]) -> int | None:
    words = value.casefold().replace("/", " / ").split()
    for audience, names in _PEOPLE.items():
        if value.casefold() == audience or set(words) & set(names.split()):
            return next((wave for wave, asked in audiences.items() if asked == audience), None)
    return None
