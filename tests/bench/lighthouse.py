"""``python -m tests.bench.lighthouse``: Lighthouse's mobile scores of what families see, in real Chromium.

Lighthouse simulates its slow 4G and a phone four times slower than this machine. Each page is measured several times and
the middle run counts. A busy machine makes the pages look slower than they are.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests import machine
from tests.bench.npm import package
from tests.full_district import filled
from tests.journeys.conftest import serving

VERSION, RUNS = "12", 3
SCORES = ("performance", "accessibility", "best-practices")
LEAST, SLOWEST = 98, 1000  # of 100; milliseconds until the largest thing is painted
PAGES = {
    "form": "/f/families-spring?lang=en", "form, Arabic": "/f/families-spring?lang=ar",
    "thank-you page": "/f/families-spring/thanks?lang=en", "community summary": "/p/spring/en",
}  # fmt: skip
FLAGS = ["--headless=new", *machine.ARGUMENTS, "--disable-sync", "--no-first-run"]


def chromium() -> str:
    """Return the browser that Lighthouse drives: the system's, or Playwright's."""
    if found := machine.browser():
        return found
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def run(address: str, folder: Path) -> dict[str, Any]:
    """Measure a page once and return Lighthouse's own report."""
    out = folder / "report.json"
    command = [
        "node", str(package("lighthouse", VERSION) / "cli" / "index.js"), address, "--quiet", "--no-enable-error-reporting",
        f"--only-categories={','.join(SCORES)}", "--output=json", f"--output-path={out}", f"--chrome-flags={' '.join(FLAGS)}",
    ]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": chromium()}, timeout=300)
    return json.loads(out.read_text("utf-8"))


def figures(report: dict[str, Any]) -> dict[str, float]:
    """Return the scores (of 100) and what was measured (milliseconds, but for the shift) of a report."""
    measured = {"LCP": "largest-contentful-paint", "FCP": "first-contentful-paint", "TBT": "total-blocking-time",
                "CLS": "cumulative-layout-shift"}  # fmt: skip
    scores = {name: 100 * report["categories"][name]["score"] for name in SCORES}
    return scores | {name: report["audits"][audit]["numericValue"] for name, audit in measured.items()}


def missed(report: dict[str, Any]) -> list[str]:
    """Return what accessibility and best practices found wrong."""
    refs = (ref for name in SCORES[1:] for ref in report["categories"][name]["auditRefs"] if ref["weight"])
    return [ref["id"] for ref in refs if report["audits"][ref["id"]]["score"] == 0]


def main(only: str = "") -> bool:
    """Print a line per page and return whether all hold."""
    holds = True
    with tempfile.TemporaryDirectory() as folder:
        server = serving(Path(folder))
        filled(server.settings)
        server.start()
        print(f"Lighthouse, mobile, middle of {RUNS}: must be >= {LEAST} each, LCP <= {SLOWEST} ms")
        print(
            f"    {'':20}{'performance':>12}{'accessibility':>14}{'best practices':>15}  LCP ms  FCP ms  TBT ms    CLS"
        )
        try:
            for name, path in PAGES.items():
                if only not in name:
                    continue
                urlopen(server.address + path).read()  # a server that has just started is nobody's everyday
                reports = [run(server.address + path, Path(folder)) for _ in range(RUNS)]
                each = [figures(report) for report in reports]
                told = {key: statistics.median(one[key] for one in each) for key in each[0]}
                good = all(told[score] >= LEAST for score in SCORES) and told["LCP"] <= SLOWEST
                print(
                    f"    {name:20}{told['performance']:12.0f}{told['accessibility']:14.0f}{told['best-practices']:15.0f}"
                    f"{told['LCP']:8.0f}{told['FCP']:8.0f}{told['TBT']:8.0f}{told['CLS']:7.3f}  "
                    f"{'ok' if good else f'DOES NOT HOLD {missed(reports[0])}'}", flush=True,
                )  # fmt: skip
                holds &= good
        finally:
            server.kill()
    return holds


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
