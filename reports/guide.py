"""The guide for whoever leads the public talk about the summary, as PDF and DOCX from the same words."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import OxmlElement
from docx.shared import Inches, Pt

from reports.charts import Chart, themes_chart
from reports.contents import ForumKit, Texts
from reports.rendering.docx.bars import bar_png
from reports.rendering.docx.plain import turn_right_to_left
from reports.rendering.docx.tracked import clean
from reports.rendering.pages import title
from reports.rendering.pdf import draw
from reports.words import N_, Words, best

TALKED_ABOUT = 3  # themes that have a slide and a question of their own
_SHOWN = 8
_MINUTES = (
    (5, N_("Welcome, and how we will talk")), (10, N_("What we heard most")), (20, N_("Talk in small groups")),
    (15, N_("What the district will do")), (10, N_("What happens next")),
)  # fmt: skip
BEFORE = (
    N_("Print the summary in the languages of the people you expect."),
    N_("Find an interpreter for each language, and make room so that everybody can come in and hear."),
    N_("Show the slides. What you can say stands in their notes."),
)
RULES = (
    N_("One person speaks at a time, in any language."),
    N_("We talk about school, not about single people. We say no names."),
    N_("Nobody has to speak."),
)
DANGER = (
    N_("Do not ask on in front of the others. Stay with the person, and follow the safety procedure of your district."),
    N_("In danger, call or text 988."),
)
AFTER = (
    N_("Write down what was said, without names, and give it to the SEL team."),
    N_("Thank everybody, and say when they will hear from you."),
)
QUESTION, MISSING = N_("Is this what you see? What would help?"), N_("What is missing here?")


@dataclass(frozen=True)
class Guide:
    """The words of a guide in one language: `lists` are (heading, lines), `hour` (minutes, what is done)."""

    lead: str
    heard: Chart
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    hour_title: str
    hour_heads: tuple[str, str]
    hour: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, tuple[str, ...]], ...]


def guide(kit: ForumKit) -> Guide:
    """Word the guide in the kit's language."""
    words = Words(kit.cover.language)
    say = words.say
    questions = tuple(
        f"{best(theme.label, kit.cover.language)[0]}: {say(QUESTION)}" for theme in kit.themes[:TALKED_ABOUT]
    )

    def told(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(say, lines))

    return Guide(
        lead=say(N_("How to lead an open talk about the summary: one hour, in a room or on a screen.")),
        heard=themes_chart(kit.themes, words, _SHOWN),
        lists=((say(N_("Before the talk")), told(BEFORE)), (say(N_("How we talk")), told(RULES))),
        hour_title=say(N_("The hour")),
        hour_heads=(say(N_("Minutes")), say(N_("What"))),
        hour=tuple((words.number(minutes), say(what)) for minutes, what in _MINUTES),
        after=(
            (say(N_("Questions for small groups")), (*questions, say(MISSING))),
            (say(N_("If somebody tells of danger")), told(DANGER)),
            (say(N_("After the talk")), told(AFTER)),
        ),
    )


def forum_guide_pdf(kit: ForumKit) -> bytes:
    """Return the guide as a tagged PDF."""
    return draw("forum_guide.html", kit, medium="handout", guide=guide(kit), size=1.0)


def forum_guide_docx(kit: ForumKit) -> bytes:
    """Return the guide as a document that the district may change."""
    told, words = guide(kit), Words(kit.cover.language)
    document = Document()
    document.core_properties.title = clean(title(kit))
    document.core_properties.language = kit.cover.language
    document.styles["Normal"].font.size = Pt(11)  # type: ignore[attr-defined]
    if kit.cover.district:
        document.add_paragraph(clean(kit.cover.district))
    document.add_heading(clean(title(kit)), 0)
    document.add_paragraph(told.lead)
    for heading, lines in told.lists:
        _list(document, heading, lines)
    document.add_heading(told.hour_title, 1)
    _table(document, (told.hour_heads, *told.hour))
    document.add_heading(told.heard.title, 1)
    _chart(document, told.heard, words.language.direction == "rtl")
    for heading, lines in told.after:
        _list(document, heading, lines)
    if words.language.direction == "rtl":
        turn_right_to_left(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _list(document: DocumentType, heading: str, lines: tuple[str, ...]) -> None:
    document.add_heading(clean(heading), 1)
    for line in lines:
        document.add_paragraph(clean(line), style="List Bullet")


def _table(document: DocumentType, rows: tuple[tuple[str, ...], ...]):  # type: ignore[no-untyped-def]
    table = document.add_table(0, len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = clean(value)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _chart(document: DocumentType, chart: Chart, mirrored: bool) -> None:
    """Put the chart in as a table with a bar in each row, as in all other media."""
    rows = tuple((each.label, " ", each.shown) for each in chart.bars)
    table = _table(document, ((chart.what, " ", chart.unit), *rows))
    for row, each in zip(table.rows[1:], chart.bars, strict=True):
        run = row.cells[1].paragraphs[0].runs[0]
        run.text = ""
        picture = run.add_picture(io.BytesIO(bar_png(each.length, mirrored)), width=Inches(2))
        picture._inline.docPr.set("descr", clean(f"{each.label}: {each.shown}"))


def said(texts: Texts, tag: str) -> str:
    """Return a wording in a language, or in whichever there is."""
    return best(texts, tag)[0]


def people(audiences: Mapping[str, int | None], words: Words) -> str:
    """Return who answered, in one line."""
    return " · ".join(f"{words.group('audience', key)}: {words.count(n)}" for key, n in audiences.items())
