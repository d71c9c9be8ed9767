"""Real revisions in WordprocessingML (ECMA-376 part 1, 17.13.5): w:ins and w:del with author and date, word by word."""

import copy
import difflib
import itertools
import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph

from reports.composing import ALIKE, words_of

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ufffe\uffff]|[\ud800-\udfff]")


class Tracker:
    """Makes tracked changes signed by one author at one time (ISO 8601)."""

    def __init__(self, author: str, date: str) -> None:
        self.author, self.date = author, date
        self._ids = itertools.count(9000)  # above the ids that word processors give out in ordinary documents

    def revise(self, paragraph: Paragraph, new: str) -> Any:
        """Turn the paragraph's text into `new` by tracked words; return the last changed w:r, or None."""
        old, new = paragraph.text, clean(new)
        style = style_of(paragraph)
        element = paragraph._p
        for child in list(element):
            if child.tag in (qn("w:r"), qn("w:hyperlink"), qn("w:smartTag")):
                element.remove(child)
        last = None
        for kind, text in _difference(old, new):
            run = _run(text, style, deleted=kind == "del")
            element.append(run if kind == "same" else self._wrapped(kind, run))
            last = run if kind != "same" else last
        return last

    def insert_after(self, element: Any, text: str, like: Paragraph | None = None) -> Paragraph:
        """Insert a whole paragraph after an element of the body and return it."""
        paragraph = OxmlElement("w:p")
        element.addnext(paragraph)
        properties = OxmlElement("w:pPr")
        if like is not None and like._p.pPr is not None:
            properties = copy.deepcopy(like._p.pPr)
        paragraph.append(properties)
        self._mark_paragraph(paragraph, "ins")
        style = style_of(like) if like is not None else None
        paragraph.append(self._wrapped("ins", _run(clean(text), style, deleted=False)))
        return Paragraph(paragraph, None)  # type: ignore[arg-type]

    def mark_row(self, row: _Row, kind: str) -> Any:
        """Mark a table row and all its text as inserted (``ins``) or deleted (``del``); return its first w:r."""
        row._tr.get_or_add_trPr().append(self._change(kind))
        first = None
        for paragraph in row._tr.iter(qn("w:p")):
            self._mark_paragraph(paragraph, kind)
            for run in list(paragraph.findall(qn("w:r"))):
                change = self._change(kind)
                run.addprevious(change)
                change.append(run)
                first = run if first is None else first
                if kind == "del":
                    for text in run.findall(qn("w:t")):
                        text.tag = qn("w:delText")
        return first

    def delete_text(self, paragraph: Paragraph) -> Any:
        """Mark all text of a paragraph as deleted; return the last w:r."""
        return self.revise(paragraph, "")

    def _mark_paragraph(self, paragraph: Any, kind: str) -> None:
        properties = paragraph.get_or_add_pPr()
        marks = properties.find(qn("w:rPr"))
        if marks is None:
            marks = OxmlElement("w:rPr")
            properties.append(marks)
        marks.insert(0, self._change(kind))

    def _wrapped(self, kind: str, run: Any) -> Any:
        change = self._change(kind)
        change.append(run)
        return change

    def _change(self, kind: str) -> Any:
        change = OxmlElement(f"w:{kind}")
        change.set(qn("w:id"), str(next(self._ids)))
        change.set(qn("w:author"), self.author)
        change.set(qn("w:date"), self.date)
        return change


def style_of(paragraph: Paragraph) -> Any:
    """Return the w:rPr of the first run that says something, or None."""
    return next((run._r.rPr for run in paragraph.runs if run.text.strip()), None)


def clean(text: str) -> str:
    """Return a text without characters that XML or the reading order cannot bear."""
    return _UNWANTED.sub("", text)


def _difference(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = words_of(old), words_of(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:  # a patchwork of kept words reads worse than the new sentence
        yield from filter(lambda part: part[1], (("del", old), ("ins", new)))
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield "same", "".join(before[a:b])
            continue
        if b > a:
            yield "del", "".join(before[a:b])
        if d > c:
            yield "ins", "".join(after[c:d])


def _run(text: str, style: Any, deleted: bool) -> Any:
    run = OxmlElement("w:r")
    if style is not None:
        run.append(copy.deepcopy(style))
    body = OxmlElement("w:delText" if deleted else "w:t")
    body.text = text
    body.set(qn("xml:space"), "preserve")
    run.append(body)
    return run
