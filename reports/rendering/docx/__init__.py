"""The plan draft as DOCX with real tracked changes, in the district's own document where it came as one."""

import copy
import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.exceptions import OpcError
from docx.table import Table, _Cell, _Row
from docx.text.run import Run

from reports.composing import composed
from reports.contents import DraftRevision, PlanDraft
from reports.rendering.docx.columns import CARRIED_OUT, columns
from reports.rendering.docx.find import Place, find, folded
from reports.rendering.docx.plain import plan_document
from reports.rendering.docx.tracked import Tracker, clean, style_of
from reports.words import Words


def plan_draft_docx(draft: PlanDraft, original: bytes | None = None) -> bytes:
    """Return the draft. Rejecting all changes gives back the plan as it was, accepting all gives the revised plan.

    Changes are made in `original` where it is a DOCX; what cannot be found in it is added at its end, tracked as well.
    """
    document = _opened(original) or plan_document(draft)
    _Changes(document, draft).make()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _opened(original: bytes | None) -> DocumentType | None:
    if original is None:
        return None
    try:
        return Document(io.BytesIO(original))
    except (OpcError, KeyError, ValueError, zipfile.BadZipFile):
        return None


class _Changes:
    """Applies the revisions of a draft to a document."""

    def __init__(self, document: DocumentType, draft: PlanDraft) -> None:
        self.document, self.draft = document, draft
        self.words = Words(draft.cover.language)
        self.tracker = Tracker(draft.author, f"{draft.cover.date[:10]}T09:00:00Z")
        self.texts = dict(_elements(draft))
        # Found before anything changes: a tracked change would hide the text that is looked for.
        self.places = {key: find(document, text) for key, text in self.texts.items()}
        self.columns = columns(draft, self.places)
        self.loose: list[DraftRevision] = []

    def make(self) -> None:
        for target, revisions in self._by_target():
            run = self._change(target, revisions) if target is not None else self._add(revisions[0])
            if run is None:
                self.loose.extend(revisions)
            else:
                for revision in revisions:
                    self._comment(run, revision)
        self._append_loose()

    def _by_target(self) -> Iterator[tuple[str | None, tuple[DraftRevision, ...]]]:
        """Yield all revisions of one element together, where the first of them stands; what is added stands alone."""
        told: set[str] = set()
        for revision in self.draft.revisions:
            if revision.target is None:
                yield None, (revision,)
            elif revision.target not in told:
                told.add(revision.target)
                yield revision.target, tuple(each for each in self.draft.revisions if each.target == revision.target)

    def _change(self, target: str, revisions: tuple[DraftRevision, ...]):  # type: ignore[no-untyped-def]
        """Make one tracked change of all that was accepted for an element."""
        place = self.places.get(target)
        if place is None:
            return None
        text = composed(self.texts[target], revisions)
        if text is None:
            return self._retire(target, place)
        self._say_who_and_when(place, revisions)
        if text == self.texts[target]:
            return _first_run(place)
        run = self.tracker.revise(place.paragraph, place.before + text)
        return _first_run(place) if run is None else run

    def _say_who_and_when(self, place: Place, revisions: tuple[DraftRevision, ...]) -> None:
        """Write owner and timeline where the table has them; a cell that several steps share stays as it is."""
        for at, value in self._cells_to_fill(place, revisions).items():
            cell = place.row.cells[at]  # type: ignore[union-attr]
            if cell._tc.vMerge is None and folded(cell.text) != folded(value):
                first, *others = cell.paragraphs
                self.tracker.revise(first, value)
                for paragraph in others:
                    self.tracker.delete_text(paragraph)

    def _cells_to_fill(self, place: Place, revisions: tuple[DraftRevision, ...]) -> dict[int, str]:
        """Return what the revisions say of who and when, by column; of several the last one holds."""
        known = self.columns.get(place.row.table._tbl, {}) if place.row is not None else {}
        return {
            known[name]: getattr(each, name) for each in revisions for name in CARRIED_OUT if name in known and getattr(each, name)
        }  # fmt: skip

    def _retire(self, target: str, place: Place):  # type: ignore[no-untyped-def]
        if place.row is None or target.count(".") < 2:
            return self.tracker.delete_text(place.paragraph)
        others = {id(each.paragraph._p) for key, each in self.places.items() if each and key != target}
        beside = [cell for cell in place.row.cells if not any(id(p._p) in others for p in cell.paragraphs)]
        if len(beside) == len(place.row.cells):
            return self.tracker.mark_row(place.row, "del")
        # A strategy's title stands in the row of its first step: only the step's own cells go.
        runs = [self.tracker.delete_text(p) for cell in beside for p in cell.paragraphs if p.text.strip()]
        return next((run for run in runs if run is not None), None)

    def _add(self, revision: DraftRevision):  # type: ignore[no-untyped-def]
        """Insert a row after the last step of where it belongs, or a paragraph where the plan is not a table."""
        near = [key for key in self.texts if revision.under and key.startswith(f"{revision.under}.")] or [
            revision.under or ""
        ]
        place = next((self.places[key] for key in reversed(near) if self.places.get(key)), None)
        if place is None:
            return None
        if place.row is None:
            inserted = self.tracker.insert_after(place.paragraph._p, revision.text, place.paragraph)
            return inserted._p.xpath(".//w:r")[0]
        return self._add_row(place, revision)

    def _add_row(self, place: Place, revision: DraftRevision):  # type: ignore[no-untyped-def]
        assert place.row is not None
        table: Table = place.row.table
        column = next((at for at, cell in enumerate(place.row.cells) if cell._tc is place.paragraph._p.getparent()), 0)
        element = copy.deepcopy(place.row._tr)
        row = _Row(element, table)
        for change in element.xpath("./w:trPr/w:ins | ./w:trPr/w:del"):
            change.getparent().remove(change)
        words = {**self._cells_to_fill(place, (revision,)), column: revision.text}
        for at, cell in enumerate(row.cells):
            _write(cell, clean(words.get(at, "")))
        place.row._tr.addnext(element)
        return self.tracker.mark_row(row, "ins")

    def _append_loose(self) -> None:
        if not self.loose:
            return
        _ = self.words.say
        last = self.document.paragraphs[-1]._p if self.document.paragraphs else self.document.add_paragraph()._p
        body = self.document.element.body
        anchor = body[-2] if body[-1].tag.endswith("sectPr") and len(body) > 1 else last
        for revision in reversed(self.loose):
            text = revision.text or self.texts.get(revision.target or "", "")
            inserted = self.tracker.insert_after(anchor, f"{self.words.kind(revision.kind)}: {text}")
            self._comment(inserted._p.xpath(".//w:r")[0], revision)
        self.tracker.insert_after(anchor, _("Further changes"))

    def _comment(self, run, revision: DraftRevision) -> None:  # type: ignore[no-untyped-def]
        said = [f"{self.words.kind(revision.kind)}. {revision.rationale}", self._evidence(revision)]
        said += [f"“{quote.text}” ({self.words.tongue(quote.language)})" for quote in revision.evidence.quotes[:2]]
        said += [*self._carried_out(revision), *self._opposed(revision)]
        self.document.add_comment(
            Run(run, None),  # type: ignore[arg-type]
            text=clean("\n".join(filter(None, said))),
            author=self.draft.author,
            initials="YS",
        )

    def _carried_out(self, revision: DraftRevision) -> list[str]:
        _ = self.words.say
        named = ((_("Owner"), revision.owner), (_("Timeline"), revision.timeline))
        return [f"{name}: {value}" for name, value in named if value]

    def _opposed(self, revision: DraftRevision) -> list[str]:
        opposed, _, tag = revision.evidence.opposed, self.words.say, self.draft.cover.language
        if opposed is None:
            return []
        sides = [
            side.wish.get(tag, "") + (f": {self.words.number(side.comments)}" if side.comments is not None else "")
            for side in opposed.sides
        ]
        return [f"{_('People want opposite things here')}: {opposed.about.get(tag, '')}", *sides]

    def _evidence(self, revision: DraftRevision) -> str:
        evidence, _ = revision.evidence, self.words.say
        count = [] if evidence.comments is None else [f"{_('Comments')}: {self.words.number(evidence.comments)}"]
        groups = [
            f"{self.words.group('audience', key)} {self.words.number(n)}" for key, n in evidence.audiences.items() if n is not None
        ]  # fmt: skip
        return " · ".join([*evidence.themes, *count, *groups])


def _write(cell: _Cell, text: str) -> None:
    """Write a cell's text as its own words look."""
    style = style_of(cell.paragraphs[0])
    cell.text = text
    if style is not None and cell.paragraphs[0].runs:
        cell.paragraphs[0].runs[0]._r.insert(0, copy.deepcopy(style))


def _first_run(place: Place):  # type: ignore[no-untyped-def]
    runs = place.paragraph._p.xpath(".//w:r")
    return runs[0] if runs else None


def _elements(draft: PlanDraft):  # type: ignore[no-untyped-def]
    for goal in draft.goals:
        yield goal.id, goal.title
        for strategy in goal.strategies:
            yield strategy.id, strategy.title
            yield from ((step.id, step.text) for step in strategy.steps)
