"""The open school-voice codebook: what people say about school life, in eighteen languages, coded by what they mean.

`codes.json` holds the codes in families. `exemplars/`, `practice/`, `further_practice/`, `uncodable/`, `safety/`, `safety_practice/` and
`labels/` hold a table for each language, named by its BCP 47 tag; README.md beside them says how they were made and how to add to them.
"""

import csv
import hashlib
import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

FOLDER = Path(str(resources.files("app.analysis.school_voice")))
STANCES = ("praise", "complaint", "suggestion", "question", "mixed")
SENTIMENT = {"praise": 1, "complaint": -1, "suggestion": 0, "question": 0, "mixed": 0}
UNCODABLE = ("nothing", "vague", "gibberish", "advertising", "off_topic")
RISKS = ("self_harm", "abuse", "violence_threat", "bullying_severe")
NO_RISK = "none"
# The tables that the heads and the student learn from beside those that the encoder is taught.
PRACTICE_OF_HEADS, PRACTICE_OF_STUDENT = ("practice",), ("practice", "further_practice", "safety_practice")


@dataclass(frozen=True)
class VoiceCode:
    """One code: what it means, and what it does not (its border)."""

    id: str
    family: str
    label: str
    definition: str
    not_this: str


@dataclass(frozen=True)
class Exemplar:
    """A statement that stands for a code; `also` are further codes that it speaks of. `voice` is empty where it is not known."""

    language: str
    code: str
    also: tuple[str, ...]
    voice: str
    stance: str
    text: str


@cache
def codes() -> tuple[VoiceCode, ...]:
    """Return the codes in the order of the codebook."""
    return tuple(VoiceCode(**each) for each in _codebook()["codes"])


@cache
def families() -> dict[str, str]:
    """Return the English label of each family of codes by its id, in order."""
    return {each["id"]: each["label"] for each in _codebook()["families"]}


@cache
def members() -> np.ndarray:
    """Return 1 where a code belongs to a family, shape (codes, families)."""
    return np.array([[code.family == family for family in families()] for code in codes()], np.float32)


def exemplars(languages: Container[str] | None = None) -> Iterator[Exemplar]:
    """Yield every exemplar statement of these languages (None: of all), language by language."""
    for language, row in _rows("exemplars", languages):
        also = tuple(filter(None, row["also"].split(";")))
        yield Exemplar(language, row["code"], also, row["voice"], row["stance"], row["text"])


def practice() -> Iterator[Exemplar]:
    """Yield every statement of the practice tables: many more than the exemplars, and coded by their writer only."""
    yield from _practice("practice")


def further_practice() -> Iterator[Exemplar]:
    """Yield further statements as `practice` yields them, which only a student learns from."""
    yield from _practice("further_practice")


def told_to_student() -> Iterator[Exemplar]:
    """Yield every statement that a student learns the codes from."""
    yield from exemplars()
    yield from practice()
    yield from further_practice()


def uncodable(languages: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the kind (one of `UNCODABLE`) and the text of comments that say nothing that could be coded."""
    for _language, row in _rows("uncodable", languages):
        yield row["kind"], row["text"]


def risks(languages: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield kind and text of statements that tell of danger (`RISKS`), and of those that only look like it (`NO_RISK`)."""
    for _language, row in _rows("safety", languages):
        yield row["kind"], row["text"]


def practice_of_risks() -> Iterator[tuple[str, str]]:
    """Yield kind and text of further statements as `risks` yields them, which a student practises on."""
    for _language, row in _rows("safety_practice"):
        yield row["kind"], row["text"]


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return the label of each code and family in each language: {id: {tag: label}}."""
    found: dict[str, dict[str, str]] = {}
    for language, row in _rows("labels"):
        found.setdefault(row["id"], {})[language] = row["label"]
    return found


@cache
def digest(*practice: str) -> str:
    """Return what changes whenever anything changes that an encoder is taught, or a table of these kinds of `practice`."""
    kinds = ("exemplars", "uncodable", "safety", *practice)
    told = hashlib.sha256(" ".join(sorted(code.id for code in codes())).encode())
    for path in sorted(path for kind in kinds for path in (FOLDER / kind).glob("*.tsv")):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _practice(kind: str) -> Iterator[Exemplar]:
    for language, row in _rows(kind):
        yield Exemplar(language, row["code"], (), "", row["stance"], row["text"])


def _codebook() -> dict[str, list[dict[str, str]]]:
    return json.loads((FOLDER / "codes.json").read_text(encoding="utf-8"))


def _rows(kind: str, languages: Container[str] | None = None) -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((FOLDER / kind).glob("*.tsv")):
        if languages is not None and path.stem not in languages:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield path.stem, row
