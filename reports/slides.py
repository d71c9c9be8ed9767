"""The slides of a public talk: charts that PowerPoint can edit, each beside its table, with what to say in the notes."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from reports.charts import Chart, groups_chart, themes_chart
from reports.contents import Answer, ForumKit, ThemeFinding
from reports.guide import MISSING, QUESTION, RULES, TALKED_ABOUT, people, said
from reports.rendering.docx.tracked import clean
from reports.rendering.pages import title
from reports.words import Words, first_sentence
from translations import direction

_DARK, _INK, _SOFT, _TINT = RGBColor(15, 79, 67), RGBColor(23, 33, 31), RGBColor(75, 87, 83), RGBColor(231, 242, 239)
_WIDE, _HIGH, _EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
_TITLE_ONLY = 5
_THEMES, _PER_SLIDE = 8, 3


def forum_slides(kit: ForumKit) -> bytes:
    """Return the slides as PPTX in the kit's language."""
    return _Slides(kit).make()


class _Slides:
    def __init__(self, kit: ForumKit) -> None:
        self.kit, self.words, self.tag = kit, Words(kit.cover.language), kit.cover.language
        self.mirrored = self.words.language.direction == "rtl"
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDE, _HIGH
        core = self.deck.core_properties
        core.title, core.language, core.author = clean(title(kit)), self.tag, clean(kit.cover.district)
        core.created = core.modified = dt.datetime.fromisoformat(kit.cover.date[:10])

    def make(self) -> bytes:
        """Put the slides together."""
        _ = self.words.say
        self._opening()
        self._heard()
        for theme in self.kit.themes[:TALKED_ABOUT]:
            self._theme(theme)
        kept = [answer for answer in self.kit.answers if answer.accepted]
        for some in (kept[at : at + _PER_SLIDE] for at in range(0, len(kept), _PER_SLIDE)):
            self._answers(_("You said, we will"), some)
        refused = [answer for answer in self.kit.answers if not answer.accepted]
        if refused:
            self._answers(_("Not this year, because"), refused[:_PER_SLIDE])
        self._closing()
        out = io.BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def _opening(self) -> None:
        _ = self.words.say
        slide = self._slide(title(self.kit), _("Welcome, and how we will talk"), map(_, RULES))
        lines = [self.kit.cover.district, self.words.date(self.kit.cover.date), people(self.kit.audiences, self.words)]
        if self.kit.cover.synthetic:
            lines.append(_("This is a made-up example district. No person or school in it is real."))
        self._text(slide, lines, (_EDGE, Inches(1.7), Inches(12.1), Inches(2)), 20)
        self._text(slide, ["• " + _(rule) for rule in RULES], (_EDGE, Inches(4.2), Inches(12.1), Inches(2.4)), 24)

    def _heard(self) -> None:
        chart = themes_chart(self.kit.themes, self.words, _THEMES)
        _ = self.words.say
        hidden = _("Everybody answered without a name. Numbers with fewer than %(n)s people behind them are not shown.")
        notes = (_("A comment may speak of several themes, so the shares add up to more than the whole."),
                 hidden % {"n": self.words.number(self.kit.minimum_n)})  # fmt: skip
        slide = self._slide(chart.title, chart.title, notes)
        if any(each.value is not None for each in chart.bars):
            self._charted(slide, chart, Inches(1.5), Inches(5.5))
        else:
            none = _("No themes were found: there are too few comments.")
            self._text(slide, [none], (_EDGE, Inches(1.7), Inches(12.1), Inches(1)), 24)

    def _theme(self, theme: ThemeFinding) -> None:
        _ = self.words.say
        name = said(theme.label, self.tag)
        slide = self._slide(name, _("Talk in small groups"), (_(QUESTION), _(MISSING)))
        chart = groups_chart(name, theme.groups, "audience", self.words)
        if chart.bars:
            self._charted(slide, chart, Inches(1.5), Inches(2.6))
        for quote in theme.quotes[:1]:
            place = (_EDGE, Inches(4.3), Inches(12.1), Inches(1.6))
            self._text(slide, [f"“{first_sentence(quote.text, quote.language)}”"], place, 22, quote.language)
        self._text(slide, [_(QUESTION)], (_EDGE, Inches(6.2), Inches(12.1), Inches(0.8)), 24, bold=True)

    def _answers(self, heading: str, answers: Sequence[Answer]) -> None:
        _ = self.words.say
        slide = self._slide(heading, _("What the district will do"), (said(a.reason, self.tag) for a in answers))
        heads = (_("You said"), _("We will") if answers[0].accepted else heading)
        rows = [(said(a.you_said, self.tag), said(a.we_will if a.accepted else a.reason, self.tag)) for a in answers]
        self._table(slide, [heads, *rows], (_EDGE, Inches(1.5), Inches(12.1)), (0.5, 0.5), 20)

    def _closing(self) -> None:
        _ = self.words.say
        lines = (
            _("These changes go into the action plan for the coming school year. Next year we will ask again, and say what has been done."),
            f"\u2066{self.kit.address}\u2069" if self.mirrored else self.kit.address,
        )  # fmt: skip
        slide = self._slide(_("What happens next"), _("What happens next"), (_(MISSING), _("Thank you!")))
        self._text(slide, lines, (_EDGE, Inches(1.7), Inches(12.1), Inches(3)), 24)

    def _slide(self, heading: str, doing: str, notes: Iterable[str]) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = _EDGE, Inches(0.4), Inches(12.1), Inches(1.0)
        self._write(shape.text_frame, [heading], 32, self.tag, True)
        slide.notes_slide.notes_text_frame.text = clean("\n".join((doing, *notes)))
        self._mark(slide.notes_slide.notes_text_frame, self.tag)
        return slide

    def _text(
        self, slide: Any, lines: Iterable[str], place: tuple, points: int, tag: str = "", bold: bool = False
    ) -> None:
        frame = slide.shapes.add_textbox(*place).text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        self._write(frame, [line for line in lines if line], points, tag or self.tag, bold)

    def _write(self, frame: Any, lines: Sequence[str], points: int, tag: str, bold: bool = False) -> None:
        frame.text = clean("\n".join(lines))
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT  # of its own direction: in a right-to-left paragraph this is its start
            for run in paragraph.runs:
                run.font.size, run.font.bold = Pt(points), bold
                run.font.color.rgb = _DARK if bold else _INK
        self._mark(frame, tag)

    def _mark(self, frame: Any, tag: str) -> None:
        """Say which language a text is in, and which way it runs."""
        for paragraph in frame.paragraphs:
            if direction(tag) == "rtl":
                paragraph._p.get_or_add_pPr().set("rtl", "1")
                paragraph._p.get_or_add_pPr().set("algn", "r")
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", tag)

    def _charted(self, slide: Any, chart: Chart, top: Length, height: Length) -> None:
        """Draw the chart with its table beside it: to the right, or to the left where text runs from there."""
        drawn, table = (Inches(5.0), _EDGE) if self.mirrored else (_EDGE, Inches(8.5))
        self._chart(slide, chart, (drawn, top, Inches(7.7), height))
        rows = [(chart.what, chart.drawn or chart.unit), *((each.label, each.shown) for each in chart.bars)]
        self._table(slide, rows, (table, top, Inches(4.2)), (0.62, 0.38), 12)

    def _chart(self, slide: Any, chart: Chart, place: tuple) -> None:
        shown = [each for each in chart.bars if each.value is not None]
        data = CategoryChartData(number_format="0%" if chart.percent else "0")
        data.categories = [clean(each.label) for each in shown]
        data.add_series(clean(chart.drawn or chart.unit), [each.value for each in shown])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
        frame._element.nvGraphicFramePr.cNvPr.set(
            "descr", clean(f"{chart.title}: " + "; ".join(f"{each.label} {each.shown}" for each in chart.bars))
        )
        drawn = frame.chart
        drawn.has_legend, drawn.has_title = False, False
        drawn.font.size, drawn.font.color.rgb = Pt(13), _INK
        plot = drawn.plots[0]
        plot.gap_width, plot.has_data_labels = 45 if len(shown) > 3 else 180, True
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = _DARK
        drawn.category_axis.reverse_order = True  # the longest bar on top
        drawn.value_axis.visible, drawn.value_axis.has_major_gridlines = False, False
        drawn.value_axis.minimum_scale = 0
        if self.mirrored:
            drawn.value_axis.reverse_order = True
            drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS

    def _table(
        self, slide: Any, rows: Sequence[Sequence[str]], place: tuple, widths: Sequence[float], points: int
    ) -> None:
        left, top, width = place
        frame = slide.shapes.add_table(len(rows), len(rows[0]), left, top, width, Inches(0.3) * len(rows))
        table = frame.table
        if self.mirrored:
            frame._element.find(f".//{qn('a:tblPr')}").set("rtl", "1")
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Emu(round(width * share))
        for number, row in enumerate(rows):
            for cell, value in zip(table.rows[number].cells, row, strict=True):
                self._write(cell.text_frame, [value], points, self.tag, bold=not number)
                cell.fill.solid()
                cell.fill.fore_color.rgb = _TINT if not number else RGBColor(255, 255, 255)
