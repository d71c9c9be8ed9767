"""The themed report's figures as a workbook: one sheet per table, nothing that a spreadsheet would run."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.contents import ThemedReport, ThemeFinding
from reports.words import Words, best

Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # name, head, rows

_HEAD = PatternFill("solid", fgColor="E7F2EF")


def themed_report_xlsx(report: ThemedReport) -> bytes:
    """Return the workbook: themes, groups, who answered, closed items, quotes, method. Hidden figures say so in words."""
    words = Words(report.cover.language)
    book = Workbook()
    book.remove(book.active)
    for name, head, rows in (table(report, words) for table in _TABLES):
        sheet = book.create_sheet(name[:31])
        sheet.sheet_view.rightToLeft = words.language.direction == "rtl"
        _fill(sheet, head, rows)
    book.properties.title = best(report.cover.title, report.cover.language)[0]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _shown(value: Any, words: Words) -> Any:
    return words.count(None) if value is None else value


def _name(theme: ThemeFinding, words: Words) -> str:
    return best(theme.label, words.language.tag)[0]


def _themes(report: ThemedReport, words: Words) -> Table:
    _ = words.say
    head = _("Theme"), _("Definition"), _("Comments"), _("Share"), _("Sentiment"), _("In their words")
    rows = [
        (
            _name(t, words), t.definition, *(_shown(each, words) for each in (t.comments, t.prevalence, t.sentiment)),
            ", ".join(t.keyphrases),
        )
        for t in report.themes
    ]  # fmt: skip
    return _("The themes"), head, rows


def _groups(report: ThemedReport, words: Words) -> Table:
    _ = words.say
    rows = [
        (
            _name(t, words), words.dimension(g.dimension), words.group(g.dimension, g.group),
            _shown(g.comments, words), _shown(g.share, words),
        )
        for t in report.themes
        for g in t.groups
    ]  # fmt: skip
    return _("Groups"), (_("Theme"), _("Dimension"), _("Group"), _("Comments"), _("Share")), rows


def _who(report: ThemedReport, words: Words) -> Table:
    _, hidden = words.say, (words.count(None),) * 3
    head = (
        _("Theme"), _("Dimension"), _("Group"), _("People"), _("Share, weighted"), "2.5 %", "97.5 %", _("Unweighted"),
        "2.5 %", "97.5 %", f"{_('more often')} / {_('less often')}",
    )  # fmt: skip
    rows = [
        (
            _name(t, words), words.dimension(row.dimension),
            best(row.name, words.language.tag)[0] or words.group(row.dimension, row.group), _shown(row.people, words),
            *(row.weighted or ("–",) * 3 if row.share else hidden), *(row.share or hidden), words.differs(row.differs),
        )
        for t in report.themes
        for row in ((t.everybody, *t.who) if t.everybody else ())
    ]  # fmt: skip
    return _("Who says it"), head, rows


def _rates(report: ThemedReport, words: Words) -> Table:
    _ = words.say
    rows = [
        (
            words.dimension(r.dimension), words.group(r.dimension, r.group), _shown(r.responses, words), r.enrolled,
            r.rate,
        )
        for r in report.rates
    ]  # fmt: skip
    return _("Who answered"), (_("Dimension"), _("Group"), _("Responses"), _("Enrolled"), _("Rate")), rows


def _reactions(report: ThemedReport, words: Words) -> Table:
    _, tag = words.say, words.language.tag
    rows = [
        (
            best(item.question, tag)[0], best(choice.label, tag)[0], _shown(choice.responses, words),
            _shown(choice.share, words),
        )
        for item in report.closed
        for choice in item.choices
    ]  # fmt: skip
    return _("Reactions"), (_("Question"), _("Answer"), _("Number"), _("Share")), rows


def _quotes(report: ThemedReport, words: Words) -> Table:
    _ = words.say
    rows = [
        (_name(t, words), q.text, q.language, words.group("audience", q.audience) if q.audience else "")
        for t in report.themes
        for q in t.quotes
    ]
    return _("Quotes"), (_("Theme"), _("Quote"), _("Language"), _("Audience")), rows


def _method(report: ThemedReport, words: Words) -> Table:
    _ = words.say
    return _("Method"), (_("What"), _("Value")), _method_rows(report, words)


_TABLES = (_themes, _groups, _who, _rates, _reactions, _quotes, _method)


def _method_rows(report: ThemedReport, words: Words) -> list[tuple[str, Any]]:
    method, _ = report.method, words.say
    rows: list[tuple[str, Any]] = [
        (_("District"), report.cover.district), (_("Date"), report.cover.date), (_("Comments"), method.comments),
        (_("Coded"), method.coded), (_("Smallest number shown"), method.minimum_n), (_("Software"), method.software),
    ]  # fmt: skip
    if report.cover.synthetic:
        rows.insert(
            0,
            (
                _("Note"),
                _(
                    "Synthetic example: this district, its people and everything they say were made up to show the software."
                ),
            ),
        )
    rows += [(f"{_('Not coded:')} {words.reason(reason)}", count) for reason, count in method.uncoded.items()]
    if method.weighting:
        rows.append((_("People"), method.weighting.people))
    if method.copies:
        rows.append((_("Copies of another comment, counted once"), method.copies))
    if method.agreement:
        for name, found in (
            (_("Between readers"), method.agreement.between),
            (_("Readers and software"), method.agreement.with_software),
        ):
            if found:
                rows.append((f"{_('Krippendorff’s alpha')}: {name}", round(found.value, 3)))
                interval = f"{words.two_digits(found.low)} – {words.two_digits(found.high)}"
                rows.append((f"{name}: {_('95%% interval') % ()}", interval))
    rows += [(f"{_('Language')}: {words.tongue(tag)}", words.count(None) if n is None else n)
             for tag, n in method.languages.items()]  # fmt: skip
    return rows


def _fill(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    widths = [len(name) for name in head]
    for number, row in enumerate([head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet, number, column, value)
            widths[column - 1] = max(widths[column - 1], min(60, len(str(value or ""))))
    for column in range(1, len(head) + 1):
        cell = sheet.cell(1, column)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = widths[column - 1] + 3
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        # Set as text whatever it begins with: "=1+1" is shown, never calculated, in Excel and LibreOffice alike.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32000]
        cell.data_type = "s"

        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        if isinstance(value, float):
            cell.number_format = "0%" if 0 <= value <= 1 else "0.00"
