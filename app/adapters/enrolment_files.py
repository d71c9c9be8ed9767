"""Reads tables of how many people there are: one row per count, or one column per audience, with titles above or not."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from app.adapters.contact_files import language_named
from app.adapters.response_tables.errors import ResponseTableError
from app.adapters.response_tables.opening import rows_of
from app.analysis.enrolment import Count
from translations import LANGUAGES

MOST_ROWS, MOST_COLUMNS, LONGEST = 10_000, 60, 200
AUDIENCES = ("families", "students", "staff", "community")
# What a column can mean; one that counts an audience is "people:staff".
MEANINGS = ("", "school", "audience", "grade_band", "language", "people", *(f"people:{each}" for each in AUDIENCES))
_NAMES = {
    "school": {"school", "site", "campus", "building", "school name", "escuela", "plantel", "centro", "location"},
    "audience": {"audience", "group", "role", "who", "population", "grupo", "publico", "type"},
    "grade_band": {"grade", "grades", "grade band", "band", "level", "grade level", "grado", "grados", "nivel"},
    "language": {"language", "home language", "primary language", "lang", "idioma", "lengua"},
    "people": {
        "people", "count", "n", "number", "total", "enrollment", "enrolment", "enrolled", "headcount", "head count",
        "membership", "matricula", "cantidad", "numero", "personas",
    },
}  # fmt: skip
_AUDIENCE_NAMES = {
    "families": {"families", "family", "parents", "parent", "households", "guardians", "caregivers", "familias", "padres"},
    "students": {"students", "student", "pupils", "learners", "enrollment", "enrolment", "estudiantes", "alumnos"},
    "staff": {"staff", "teachers", "employees", "faculty", "personal", "maestros", "educators", "fte"},
    "community": {"community", "community partners", "partners", "comunidad"},
}  # fmt: skip
_ALL = {"", "all", "total", "totals", "district", "district total", "all schools", "grand total", "todos", "todas"}
_HOMES = {each.tag: each.home for each in LANGUAGES}
_NUMBER = re.compile(r"\d{1,3}(?:[,.\s]\d{3})+|\d+(?:\.0+)?")


class EnrolmentFileError(ValueError):
    """The file holds no table of counts."""


@dataclass(frozen=True)
class Table:
    """The cells below the row of names (`names`); `first` is the row of the file that the cells begin with."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int


@dataclass(frozen=True)
class Understood:
    """The counts of a table; the rows (number, what stood there) that are none; the schools that the district does not have."""

    counts: tuple[Count, ...]
    problems: tuple[tuple[int, str], ...]
    strangers: tuple[str, ...]


def read_enrolment(data: bytes, name: str) -> list[list[str]]:
    """Return the cells of a .csv, .tsv or .xlsx file. Raises EnrolmentFileError."""
    found: list[list[str]] = []
    try:
        for row in rows_of(data, name):
            if len(found) == MOST_ROWS:
                raise EnrolmentFileError
            found.append([cell[:LONGEST] for cell in row[:MOST_COLUMNS]])
    except ResponseTableError as error:
        raise EnrolmentFileError from error
    if not any(number(cell) is not None for row in found for cell in row):
        raise EnrolmentFileError
    return found


def table_of(cells: Sequence[Sequence[str]]) -> Table:
    """Find the row with the names of the columns: the first with two cells or more and counts below it."""
    width = max(map(len, cells), default=0)
    padded = [(*row, *[""] * (width - len(row))) for row in cells]
    at = next((at for at, row in enumerate(padded) if _is_head(row)), None)
    if at is None:
        return Table(("",) * width, tuple(padded), 1)
    return Table(padded[at], tuple(padded[at + 1 :]), at + 2)


def guess(table: Table) -> list[str]:
    """Return what each column means, as far as its name and its cells tell ('' for what is left out)."""
    means = [_guessed(name, [row[at] for row in table.rows]) for at, name in enumerate(table.names)]
    if "people" in means and any(each.startswith("people:") for each in means) and "audience" not in means:
        means = ["" if each == "people" else each for each in means]  # a total beside the audiences
    for at, each in enumerate(means):
        if each in means[:at]:
            means[at] = ""
    return means


def understand(
    table: Table,
    means: Sequence[str],
    schools: Mapping[str, str],
    known: Collection[str],
    bands: Mapping[str, Mapping[str, str]],
) -> Understood:
    """Return the counts. `schools` maps names in the table to the district's `known` ones, `bands` are the grades of the forms."""
    counts: dict[Count, int] = {}
    problems: list[tuple[int, str]] = []
    strangers: dict[str, None] = {}
    for at, row in enumerate(table.rows, start=table.first):
        if not any(row):
            continue
        said = {meaning: row[place] for place, meaning in enumerate(means) if meaning}
        school = school_of(said.get("school", ""), schools, known)
        if school is None:
            strangers[said["school"]] = None
            continue
        found = list(_counts(said, school, bands))
        problems += [(at, text) for one, text in found if one is None]
        for one, _text in found:
            if one is not None:
                key = replace(one, people=0)
                counts[key] = counts.get(key, 0) + one.people
    return Understood(
        tuple(replace(key, people=people) for key, people in counts.items()), tuple(problems), tuple(strangers)
    )


def school_of(written: str, schools: Mapping[str, str], known: Collection[str]) -> str | None:
    """Return the district's name of a school, '' for all schools together, None for one that it does not have."""
    if plain(written) in _ALL:
        return ""
    if written in schools:
        return schools[written] if schools[written] in known else None
    by_name = {plain(name): name for name in known}
    return by_name.get(plain(written))


def alike(written: str, known: Collection[str]) -> str:
    """Return the known school whose name is most like this one, '' when none is."""
    by_name = {plain(name): name for name in known}
    starts = [name for key, name in by_name.items() if key.startswith(plain(written))]
    found = get_close_matches(plain(written), by_name, 1, 0.75)
    return by_name[found[0]] if found else (starts[0] if len(starts) == 1 else "")


def number(cell: str) -> int | None:
    """Return the whole number in a cell, None for anything else."""
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        return None
    digits = re.sub(r"\.0+$", "", text) if re.fullmatch(r"\d+\.0+", text) else re.sub(r"[,.\s]", "", text)
    return int(digits) if len(digits) < 10 else None


def band_of(written: str, bands: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the grade band by its id, a wording, or the grades in it ("7", "6-8", "K-5"); '' for all, None for no such."""
    if plain(written) in _ALL:
        return ""
    for band, wordings in bands.items():
        if plain(written) in {plain(band), *map(plain, wordings.values())}:
            return band
    grades = _grades(written)
    fits = [band for band, wordings in bands.items() if grades and grades <= _grades(wordings.get("en", ""))]
    begins = [band for band, wordings in bands.items() if plain(wordings.get("en", "")).startswith(plain(written))]
    return fits[0] if len(fits) == 1 else begins[0] if len(begins) == 1 else None


def plain(text: str) -> str:
    """Return a text without what people write one way or the other: capitals, accents, marks."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(each for each in bare if not unicodedata.combining(each))).split())


def _counts(
    said: Mapping[str, str], school: str, bands: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[Count | None, str]]:
    band = band_of(said.get("grade_band", ""), bands)
    tongue = "" if plain(said.get("language", "")) in _ALL else _HOMES.get(language_named(said["language"]), "")
    unknown = band is None or (tongue == "" and plain(said.get("language", "")) not in _ALL)
    for meaning, cell in said.items():
        if not meaning.startswith("people") or not cell:
            continue
        audience = meaning.partition(":")[2] or _audience(said.get("audience", ""))
        people = number(cell)
        if people is None or unknown or not audience:
            yield None, " · ".join(text for text in said.values() if text)
        elif people:
            yield Count(audience, people, school, band or "", tongue), ""


def _audience(written: str) -> str:
    words = plain(written)
    named = {name: audience for audience, names in _AUDIENCE_NAMES.items() for name in names}
    return named.get(words) or next((named[each] for each in words.split() if each in named), "")


def _guessed(name: str, cells: Sequence[str]) -> str:
    words, filled = plain(name), [cell for cell in cells if cell]
    numbers = sum(number(cell) is not None for cell in filled)
    if filled and numbers * 2 >= len(filled) and words not in _NAMES["grade_band"]:
        if words in _NAMES["people"] or not words:
            return "people"
        return f"people:{audience}" if (audience := _audience(words)) else ""
    for meaning in ("school", "audience", "grade_band", "language"):
        if words in _NAMES[meaning] or set(words.split()) & {each for each in _NAMES[meaning] if " " not in each}:
            return meaning
    if filled and all(_audience(cell) for cell in filled):
        return "audience"
    return ""


def _is_head(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) >= 2 and not any(number(cell) is not None for cell in filled)


def _grades(text: str) -> set[int]:
    """Return the grades that a text names: kindergarten is 0, what comes before it -1."""
    found = re.search(r"(?<![\w])(pre-?k|pk|tk|k|\d{1,2})\s*(?:[-–—]|to|a)\s*(k|\d{1,2})(?!\w)", text, re.I)
    if found:
        first, last = (_grade(each) for each in found.groups())
        return set(range(first, last + 1))
    one = re.fullmatch(r"\s*(?:grade\s*)?(pre-?k|pk|tk|k|\d{1,2})(?:st|nd|rd|th)?\s*(?:grade)?\s*", text, re.I)
    return {_grade(one[1])} if one else set()


def _grade(text: str) -> int:
    return int(text) if text.isdigit() else 0 if text.lower() == "k" else -1
