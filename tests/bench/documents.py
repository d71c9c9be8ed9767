"""How fast documents are made, against WeasyPrint on the same page: ``python -m tests.bench.documents``.

WeasyPrint is needed for the comparison only: ``pip install --require-hashes -r requirements-bench.lock`` (it needs Pango
from the system); without it the comparison is left out and said to be so. Exits with 1 when an aim is missed.
"""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from app.workflow.publish.schools import for_school
from reports.school import school_pack_pdf
from reports.summary import community_summary_pdf
from reports.themed import themed_report_page, themed_report_pdf
from tests.reports import samples
from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)
TEN = ("en", "es", "ar", "zh-Hans", "vi", "ru", "ko", "so", "ne", "am")
CORES, WANTED, MEASURED = 2, 1_000, 50


def main() -> int:
    """Measure, print and judge."""
    held = [_summaries(), _long_report(), _many()]
    compared = _against_weasyprint()
    return int(not all((*held, compared is not False)))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def _memory() -> int:
    """Return the most memory this process ever had, in KB (what it was forked from does not count)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _summaries() -> bool:
    print("Community summary, the fonts of its language open already (best of 3):")
    held = True
    for tag in TAGS:
        told = samples.summary(tag, languages=TAGS)
        runs = [_timed(lambda told=told: community_summary_pdf(told)) for _ in range(3)]  # type: ignore[misc]
        seconds, data = min(run[0] for run in runs), runs[0][1]
        ok = seconds <= 1 and len(data) <= 100_000 and _pages(data) <= 2
        held = held and ok
        print(
            f"  {tag:8} {_pages(data)} pages {len(data) / 1000:6.1f} KB {seconds:5.2f} CPU-s{'' if ok else '  <-- aim missed'}"
        )
    return held


def _long(pages: int = 100):  # type: ignore[no-untyped-def]
    """Return a themed report of about so many pages."""
    themes = samples.themes()
    many = tuple(replace(theme, id=f"{theme.id}-{n}") for n in range(max(1, pages // 9)) for theme in themes)
    return samples.report(themes=many)


def _long_report() -> bool:
    """A process of its own: its greatest memory is that of this report, with all that Python itself needs."""
    code = (
        "import time\nfrom tests.bench.documents import _long, _memory, _pages\nfrom reports.themed import themed_report_pdf\n"
        "report = _long()\nbefore = _memory()\nstart = time.process_time()\n"
        "data = themed_report_pdf(report)\n"
        "print(_pages(data), len(data), time.process_time() - start, _memory(), before)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    pages, size, seconds, memory, before = int(out[0]), int(out[1]), float(out[2]), int(out[3]), int(out[4])
    per_100 = 100 / pages
    ok = seconds * per_100 <= 10 and size * per_100 <= 1_000_000 and memory <= 150_000
    print(
        f"Themed report: {pages} pages, {size / 1000:.0f} KB, {seconds:.1f} CPU-s, {memory / 1000:.0f} MB at most ({before / 1000:.0f} before)"
        f"; for 100 pages {size * per_100 / 1000:.0f} KB and {seconds * per_100:.1f} CPU-s{'' if ok else '  <-- aim missed'}"
    )
    return ok


def _many() -> bool:
    report, draft = samples.report(), samples.draft()
    packs = [
        for_school(f"{name} Elementary", report, draft, samples.summary(tag, languages=TEN))
        for name in ("Juniper", "Willow Creek", "Birch", "Larch", "Cedar")
        for tag in TEN
    ]
    assert len(packs) == MEASURED
    seconds, _ = _timed(lambda: [school_pack_pdf(pack) for pack in packs])
    minutes = seconds * WANTED / MEASURED / CORES / 60
    peak = _memory() / 1000
    ok = minutes <= 20
    print(
        f"{MEASURED} school packs (5 schools, 10 languages): {seconds:.1f} CPU-s, {peak:.0f} MB at most. Extrapolated, not measured: "
        f"{WANTED} on {CORES} free cores in {minutes:.1f} minutes{'' if ok else '  <-- aim missed'}"
    )
    return ok


def _against_weasyprint() -> bool | None:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as trouble:
        print(f"WeasyPrint: not compared ({str(trouble).splitlines()[0]})")
        return None
    report = _long(20)
    same = themed_report_page(report, "pdf")
    ours, theirs = [], []
    for _ in range(2):
        seconds, data = _timed(lambda: themed_report_pdf(report))
        ours.append(_pages(data) / seconds)
        seconds, data = _timed(lambda: HTML(string=same).write_pdf(pdf_variant="pdf/ua-1"))
        theirs.append(_pages(data) / seconds)
    ratio = max(ours) / max(theirs)
    ok = ratio >= 2
    print(
        f"Pages per CPU-second on the same HTML, both tagged: {max(ours):.1f} against WeasyPrint's {max(theirs):.1f}: {ratio:.1f} times"
        f"{'' if ok else '  <-- aim missed'}"
    )
    return ok


if __name__ == "__main__":
    sys.exit(main())
