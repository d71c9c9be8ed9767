"""Pictures each public document in each language: ``python -m tests.reports.gallery`` writes docs/gallery.

One picture per language with all its pages side by side, small, and README.md that shows them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from app.workflow.publish.retold import for_a_forum, for_students, for_the_wall
from reports.guide import forum_guide_pdf
from reports.results_poster import results_poster_pdf
from reports.students import student_summary_pdf
from reports.summary import community_summary_pdf
from tests.reports import samples
from translations import LANGUAGES, Language

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
_SCALE, _GAP, _COLOURS = 0.5, 8, 24
_MOST = 3_000_000  # bytes of all pictures


def main() -> None:
    """Write the gallery. Exits with a message when it has become too heavy for the repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        picture(language).save(FOLDER / f"{language.tag}.png", optimize=True)
        print(language.tag, (FOLDER / f"{language.tag}.png").stat().st_size, flush=True)
    (FOLDER / "README.md").write_text(_readme(), encoding="utf-8")
    total = sum(each.stat().st_size for each in FOLDER.glob("*.png"))
    print(f"{total / 1_000_000:.1f} MB")
    if total > _MOST:
        sys.exit("The gallery is too heavy: make its pictures smaller.")


def picture(language: Language) -> Image.Image:
    """Return all pages of the language's documents side by side: the summary, for students, the poster, the guide."""
    pages = list(_pages(language.tag))
    width = sum(each.width for each in pages) + _GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, max(each.height for each in pages) + 2 * _GAP), "#8a9490")
    left = _GAP
    for each in pages:
        sheet.paste(each, (left, _GAP))
        left += each.width + _GAP
    return sheet.quantize(_COLOURS)


def _pages(tag: str) -> Iterator[Image.Image]:
    told = samples.summary(tag, languages=tuple(each.tag for each in LANGUAGES))
    for data in (
        community_summary_pdf(told), student_summary_pdf(for_students(told)), results_poster_pdf(for_the_wall(told)),
        forum_guide_pdf(for_a_forum(told)),
    ):  # fmt: skip
        for each in pypdfium2.PdfDocument(data):
            yield each.render(scale=_SCALE).to_pil().convert("RGB")


def _readme() -> str:
    lines = [
        "# Each public document in each language",
        "",
        "Made by `make gallery` from the made-up district of the tests: the community summary (two pages), the page for",
        "students, the poster of the results and the guide for a public talk. No native speaker has read the translations yet.",
        "",
    ]
    for language in LANGUAGES:
        lines += [f"## {language.autonym}", "", f"![Documents: {language.tag}]({language.tag}.png)", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
