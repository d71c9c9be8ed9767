"""The current plan as a clean document, for when no DOCX of the district's own exists to be changed."""

from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.contents import PlanDraft
from reports.rendering.docx.tracked import clean
from reports.words import Words, best


def plan_document(draft: PlanDraft) -> DocumentType:
    """Return the plan before any change: a heading and a table per goal."""
    words = Words(draft.cover.language)
    _ = words.say
    document = Document()
    document.core_properties.title = best(draft.cover.title, draft.cover.language)[0]
    document.core_properties.language = draft.cover.language
    document.add_heading(clean(draft.cover.district or document.core_properties.title), 0)
    heads = (_("Strategy"), _("Action step"), _("Owner"), _("Timeline"), _("Measure"), _("Status"))
    for goal in draft.goals:
        document.add_heading(clean(f"{goal.id}. {goal.title}"), 1)
        table = document.add_table(1, len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for strategy in goal.strategies:
            name = f"{strategy.id} {strategy.title}"
            for step in strategy.steps:
                values = (name, step.text, step.owner, step.timeline, step.measure, step.status)
                for cell, value in zip(table.add_row().cells, values, strict=True):
                    cell.text = clean(value)
                name = ""
            if name:
                table.add_row().cells[0].text = clean(name)
    for note in draft.notes:
        document.add_paragraph(clean(note))
    if words.language.direction == "rtl":
        turn_right_to_left(document)
    return document


def turn_right_to_left(document: DocumentType) -> None:
    """Mark every paragraph, run and table as right-to-left."""
    body = document.element.body
    for paragraph in body.iter(qn("w:p")):
        mirror_paragraph(paragraph)
    for table in body.iter(qn("w:tbl")):
        mirror_table(table)


def mirror_paragraph(paragraph: Any) -> None:
    """Mark a w:p and its runs as right-to-left."""
    paragraph.get_or_add_pPr().insert_element_before(
        OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr",
    )  # fmt: skip
    for run in paragraph.iter(qn("w:r")):
        run.get_or_add_rPr().append(OxmlElement("w:rtl"))


def mirror_table(table: Any) -> None:
    """Let the columns of a w:tbl run from the right."""
    table.tblPr.insert_element_before(
        OxmlElement("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLook"
    )
