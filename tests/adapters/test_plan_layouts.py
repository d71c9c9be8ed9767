"""The same plan in every layout and wording that districts use: each is read back, and no word of the file is lost."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.plan_files import read_plan
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from tests.plan_layouts import docx_layouts, xlsx_layouts
from tests.plan_layouts.plans import WORDS, Words, numbered, plan_for
from tests.plan_layouts.scoring import difference, f1, words_of

LAYOUTS = {
    **{f"{name}.docx": layout for name, layout in docx_layouts.LAYOUTS.items()},
    **{f"{name}.xlsx": layout for name, layout in xlsx_layouts.LAYOUTS.items()},
}


def everything(plan: Plan) -> str:
    """Return all words of a plan and its notes."""
    told = [plan.title, *plan.notes]
    for goal in plan.goals:
        told.append(goal.title)
        for strategy in goal.strategies:
            told.append(strategy.title)
            told += [f"{s.text} {s.owner} {s.timeline} {s.measure} {s.status}" for s in strategy.steps]
    return " ".join(told)


def words_in(data: bytes) -> list[str]:
    """Return the words of a file, whatever its parts: dates of a workbook are left to the test of its structure."""
    words = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if re.match(r"word/(document|header|footer|footnotes|endnotes|comments)|xl/(sharedStrings|comments|drawings/d)", name):
                for element in fromstring(file.read(name)).iter():
                    if element.tag.rpartition("}")[2] == "t":
                        words += words_of(element.text or "")
    return words


def lost(data: bytes, plan: Plan, words: Words) -> set[str]:
    """Return the words of a file that are neither in the plan nor what its columns and levels are called."""
    kept = set(words_of(everything(plan)))
    called = {word for name in Words.__annotations__ if name not in ("title", "note") for word in words_of(words.of(name))}
    called |= {word for word in words_of(" ".join(words.plain))}
    return {word for word in words_in(data) if word not in kept | called and not re.fullmatch(r"\d{1,2}|no", word)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_plan_and_loses_no_word(layout: str) -> None:
    for words in WORDS.values():
        gold = plan_for(words)
        data = LAYOUTS[layout](gold, words)
        found = read_plan(data, layout)
        assert f1(gold, found) >= 0.98, f"{words.owner}\n{difference(gold, found)}"
        assert not lost(data, found, words)
