"""The figures of a publication as open data: tables that hold nothing but what the report says, and what their columns mean.

In English, as data are: keys, not wordings, stand in the cells. What is hidden is an empty cell with `hidden` beside it.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.contents import ThemedReport
from reports.tables import csv_bytes
from reports.words import best


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what kind of value it holds and what that means."""

    name: str
    kind: str
    meaning: str


_STATUS = Column(
    "status", "shown | hidden", "hidden: too few people stand behind it, or it would give away one that is hidden"
)
_THEME = Column("theme", "key", "the theme, as in themes.csv")
_DIMENSION = Column("dimension", "audience | school | language", "what the groups are made by")
_GROUP = Column("group", "key or name", "audience, school, or language (BCP 47)")
_SHARE = Column("share", "whole percent", "rounded, so that nobody can be counted back from it")
TABLES: dict[str, tuple[Column, ...]] = {
    "themes.csv": (
        _THEME,
        Column("label", "text", "the theme's name in the district's language"),
        Column("comments", "count", "coded comments that speak of it; copies of one text count once"),
        Column("share", "whole percent", "of all coded comments; one comment may speak of several themes"),
        Column("sentiment", "-1 to 1", "mean tone of these comments, estimated by software"),
        _STATUS,
    ),
    "theme-groups.csv": (
        _THEME, _DIMENSION, _GROUP,
        Column("comments", "count", "comments of the group that speak of the theme"), _SHARE, _STATUS,
    ),
    "responses.csv": (
        _DIMENSION, _GROUP, Column("responses", "count", "responses of the group"),
        Column("enrolled", "count", "people who could answer, as the district states; empty when it does not"), _STATUS,
    ),
    "closed-items.csv": (
        Column("question", "text", "the question in the district's language"),
        Column("kind", "success | challenge | item", "what it is about"),
        Column("choice", "text", "the answer that could be chosen"),
        Column("responses", "count", "how many chose it"),
        Column("share", "whole percent", "of those who answered the question"), _STATUS,
    ),
}  # fmt: skip


def open_data(report: ThemedReport) -> dict[str, bytes]:
    """Return all files by name: the tables, and the data dictionary as CSV and for people."""
    makers = {
        "themes.csv": _themes,
        "theme-groups.csv": _groups,
        "responses.csv": _responses,
        "closed-items.csv": _closed,
    }
    files = {name: csv_bytes([column.name for column in TABLES[name]], makers[name](report)) for name in TABLES}
    meanings = [
        (table, column.name, column.kind, column.meaning) for table, columns in TABLES.items() for column in columns
    ]
    files["data-dictionary.csv"] = csv_bytes(("table", "column", "values", "meaning"), meanings)
    files["README.md"] = _readme(report).encode()
    return files


def open_data_zip(report: ThemedReport) -> bytes:
    """Return all files in one archive; the same report gives the same bytes."""
    return packed(open_data(report))


def packed(files: dict[str, bytes]) -> bytes:
    """Put files into a ZIP whose dates say nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def _status(value: Any) -> str:
    return "hidden" if value is None else "shown"


def _themes(report: ThemedReport) -> Iterator[Sequence[Any]]:
    for theme in report.themes:
        label = best(theme.label, report.cover.language)[0]
        tone = None if theme.sentiment is None else round(theme.sentiment, 2)
        yield theme.id, label, theme.comments, _percent(theme.prevalence), tone, _status(theme.comments)


def _groups(report: ThemedReport) -> Iterator[Sequence[Any]]:
    for theme in report.themes:
        for each in theme.groups:
            yield theme.id, each.dimension, each.group, each.comments, _percent(each.share), _status(each.comments)


def _responses(report: ThemedReport) -> Iterator[Sequence[Any]]:
    for each in report.rates:
        yield each.dimension, each.group, each.responses, each.enrolled, _status(each.responses)


def _closed(report: ThemedReport) -> Iterator[Sequence[Any]]:
    tag = report.cover.language
    for item in report.closed:
        question = best(item.question, tag)[0]
        for choice in item.choices:
            label = best(choice.label, tag)[0]
            yield question, item.kind, label, choice.responses, _percent(choice.share), _status(choice.responses)


def _readme(report: ThemedReport) -> str:
    cover, method = report.cover, report.method
    made_up = "\nThis is a made-up example district: no person or school in it is real.\n" if cover.synthetic else ""
    head = f"""# {best(cover.title, cover.language)[0]}: open data

{cover.district}, {cover.date}, edition {cover.version}. {method.software}.
{made_up}
Nobody is named or counted below {method.minimum_n}: a figure with fewer people behind it is hidden, and so are the smallest others from
which it could be worked out. Shares are whole percent. Comments themselves are not in these files.
"""
    parts = [head]
    for table, columns in TABLES.items():
        parts.append(f"\n## {table}\n\n| column | values | meaning |\n|---|---|---|")
        parts += [f"| {column.name} | {column.kind.replace('|', '/')} | {column.meaning} |" for column in columns]
    return "\n".join(parts) + "\n"
