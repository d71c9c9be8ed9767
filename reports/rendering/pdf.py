"""PDFs by xhtml2pdf: shaped, tagged, and drawn without fetching anything."""

import io
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

from reports.contents import PlanDraft
from reports.rendering import bars, engine, parts, tagging
from reports.rendering.fonts import WEIGHTS, line_height
from reports.rendering.pages import Content, page, title
from reports.rendering.shaping import ShapedText, breaks_anywhere

_LONGEST_RENDER = 300  # seconds: a report that takes longer is broken, not long
_one_at_a_time = threading.Lock()


class PdfError(RuntimeError):
    """xhtml2pdf could not draw the document."""


def plan_draft_pdf(draft: PlanDraft) -> bytes:
    """Return the plan with its changes marked as a tagged PDF."""
    return draw("plan_draft.html", draft)


def draw(
    template: str,
    content: Content,
    beside: Mapping[str, str | bytes] | None = None,
    medium: str = "pdf",
    **settings: Any,
) -> bytes:
    """Return a document as a tagged PDF. `beside` are the files that it shows, by name. Raises PdfError."""
    for each in (engine, tagging, bars, parts):
        each.install()
    language, name = content.cover.language, title(content)
    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        for filename, data in (beside or {}).items():
            Path(folder, filename).write_bytes(data.encode() if isinstance(data, str) else data)
        drawn = _render(page(template, content, medium, **settings), Path(folder), name, language)
        return tagging.finish(drawn, name, language)


def _render(drawn: str, folder: Path, name: str, language: str) -> bytes:
    text, out = ShapedText(language), io.BytesIO()
    shaped = text.shape_html(drawn)
    first = parts.first_part(shaped.replace("/*fonts*/", _styles(text, folder, language), 1))
    del drawn, shaped
    try:
        status = pisa.CreatePDF(
            first, dest=out, encoding="utf-8", path=str(folder / "document.html"), context_meta={"title": name},
            resource_policy=ResourceAccessPolicy.server(folder, allow_remote=False, max_render_seconds=_LONGEST_RENDER),
        )  # fmt: skip
    finally:
        engine.forget(text.family)
        parts.forget()
    if status.err:
        raise PdfError(f"{status.err} errors while drawing {name!r}")
    return out.getvalue()


def _styles(text: ShapedText, folder: Path, language: str) -> str:
    css = []
    for weight in WEIGHTS:
        file = f"{text.family}-{weight}.ttf"
        (folder / file).write_bytes(text.font(weight))
        css.append(
            f"@font-face{{font-family:{text.family};src:url({file});font-weight:{weight.lower().replace('regular', 'normal')}}}"
        )
    wrap = "-pdf-word-wrap:CJK;" if breaks_anywhere(language) else ""
    css.append(f"body{{font-family:{text.family};line-height:{line_height(language)};{wrap}}}")
    return "".join(css)
