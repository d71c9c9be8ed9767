"""How fast documents are made, against WeasyPrint on the same page: ``python -m tests.bench.documents``.

WeasyPrint is needed for the comparison only: ``pip install --require-hashes -r requirements-bench.lock`` (it needs Pango
from the system); without it the comparison is left out and said to be so. Exits with 1 when an aim is missed.
"""

import io
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from app.workflow.publish.schools import for_school
from reports.contents import ThemedReport
from reports.school import school_pack_pdf
from reports.summary import community_summary_pdf
from reports.themed import themed_report_page, themed_report_pdf
from tests.bench.npm import package
from tests.reports import samples
from translations import LANGUAGES

TAGS = tuple(each.tag for each in LANGUAGES)
TEN = ("en", "es", "ar", "zh-Hans", "vi", "ru", "ko", "so", "ne", "am")
CORES, WANTED, MEASURED = 2, 1_000, 50


def main() -> int:
    """Measure, print and judge."""
    held = [_summaries(), _long_report(), _many()]
    compared = _against_weasyprint()
    return int(not all((*held, compared is not False, _copied())))  # at last: it needs npm, and says so


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


def _copied() -> bool:
    """Every answer found with each of its spaces, as pdf.js (Firefox) and pdfium (Chrome, here also in the tests) read it."""
    with tempfile.TemporaryDirectory() as folder:
        files = {str(Path(folder, f"{tag}.pdf")): tag for tag in TAGS}
        for file, tag in files.items():
            Path(file).write_bytes(community_summary_pdf(samples.summary(tag, languages=TAGS)))
        script = str(Path(__file__).with_name("pdfjs_text.mjs"))
        command = ["node", script, str(package("pdfjs-dist", "5.6.205")), *files]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    missing = []
    for line in map(json.loads, lines):
        tag = files[line["file"]]
        between = "" if tag.startswith("zh") else " "
        said = [(a.we_will if a.accepted else a.reason)[tag] for a in samples.summary(tag).answers]
        found, *wanted = (between.join(each.split()) for each in (line["text"], *said))
        missing += [f"{tag}: {each}" for each in wanted if each[:60] not in found]
    print(f"Answers that pdf.js does not find as they were written, of {len(TAGS)} languages: {missing or 'none'}")
    return not missing and len(lines) == len(TAGS)


def _long(pages: int = 100) -> ThemedReport:
    """Return a themed report of about so many pages."""
    themes = samples.themes()
    many = tuple(replace(theme, id=f"{theme.id}-{n}") for n in range(max(1, pages // 14)) for theme in themes)
    return samples.report(themes=many)


# A process of its own, without what only the web and the analysis load: its greatest memory is that of the report, with
# all that Python and the libraries of the reports need.
_ALONE = """
import pickle, sys, time
from reports.themed import themed_report_pdf
report = pickle.load(sys.stdin.buffer)
start = time.process_time()
data = themed_report_pdf(report)
spent = time.process_time() - start
lines = open("/proc/self/status").read().splitlines()
memory = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
sys.stdout.buffer.write(f"{spent} {memory}\\n".encode() + data)
"""


def _long_report() -> bool:
    held = True
    for tag in ("en", "ar", "zh-Hans"):
        given = pickle.dumps(replace(_long(), cover=samples.cover(tag)))
        said, _, data = subprocess.run(
            [sys.executable, "-c", _ALONE], input=given, capture_output=True, check=True
        ).stdout.partition(b"\n")
        seconds, memory, pages = float(said.split()[0]), int(said.split()[1]), _pages(data)
        ok = pages >= 100 and seconds <= 10 and len(data) <= 1_000_000 and memory <= 150_000
        held = held and ok
        print(
            f"Themed report in {tag}: {pages} pages, {len(data) / 1000:.0f} KB, {seconds:.1f} CPU-s, "
            f"{memory / 1000:.0f} MB at most{'' if ok else '  <-- aim missed'}"
        )
    return held


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
    report = _long(60)
    same = themed_report_page(report, "pdf")
    ours, theirs = [], []
    for _ in range(3):
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
