"""The same plan in every layout and wording that districts use: each is read back, and no word of the file is lost."""

import io
import re
import zipfile
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
            if re.match(
                r"word/(document|header|footer|footnotes|endnotes|comments)|xl/(sharedStrings|comments|drawings/d)",
                name,
            ):
                for element in fromstring(file.read(name)).iter():
                    if element.tag.rpartition("}")[2] == "t":
                        words += words_of(element.text or "")
    return words


def lost(data: bytes, plan: Plan, words: Words) -> set[str]:
    """Return the words of a file that are neither in the plan nor what its columns and levels are called."""
    kept = set(words_of(everything(plan)))
    called = {
        word for name in Words.__annotations__ if name not in ("title", "note") for word in words_of(words.of(name))
    }
    called |= set(words_of(" ".join(words.plain)))
    return {word for word in words_in(data) if word not in kept | called and not re.fullmatch(r"\d{1,2}|no", word)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_plan_and_loses_no_word(layout: str) -> None:
    # A third of the wordings in each; `python -m tests.evals.score_plans` tries all.
    for words in list(WORDS.values())[list(LAYOUTS).index(layout) % 3 :: 3]:
        gold = plan_for(words)
        data = LAYOUTS[layout](gold, words)
        found = read_plan(data, layout)
        assert f1(gold, found) >= 0.98, f"{words.owner}\n{difference(gold, found)}"
        assert not lost(data, found, words)


# Words of which some also head columns, as in any real plan.
TITLES = st.sampled_from(
    """Calm rooms|Data that teachers use when they plan|Strategic use of time|Families who lead|A team for every student
    |Action against bullying|Measure what matters|Staff wellness|Goals that students set|Clear status for referrals
    |Who we listen to|Progress for all|Success starts early|Time to talk|Resources near home""".replace(
        "\n    |", "|"
    ).split("|")
)
STEPS = st.sampled_from(
    """Meet weekly with the team lead|Review data when grades close|Buy 30 books (two per class)|Train staff: two days
    |Set goals with each student|Ask who needs help|Send the survey by May|Plan 1:1 check-ins|Post the steps to take
    |Share what works; repeat|Start a buddy bench|Visit homes – twice a year|Name a person to call|Measure the wait
    |Report outcomes to families|Hold the Nov. 3 night""".replace("\n    |", "|").split("|")
)
OWNERS = st.sampled_from(
    ["", "Ana Ruiz", "Principal and counselors", "SEL team", "Dr. B. Lee; staff", "Student Services"]
)
TIMELINES = st.sampled_from(["", "Fall", "By 10/1/2025", "Sept – May", "Each month", "2025-26", "When funded"])
MEASURES = st.sampled_from(
    ["", "55% agree (now 45%)", "Walkthrough data", "12 visits", "Sign-in sheets; survey", "1.5 days"]
)
STATUSES = st.sampled_from(["", "Done", "In progress", "Not started", "Delayed"])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of one to three goals; on one level no title comes twice, as it would not in a plan."""
    goals = []
    for title in draw(st.lists(TITLES, min_size=1, max_size=3, unique=True)):
        strategies = [
            Strategy("", name, tuple(draw(st.lists(
                st.builds(ActionStep, st.just(""), STEPS, OWNERS, TIMELINES, MEASURES, STATUSES),
                min_size=1, max_size=4, unique_by=lambda step: step.text,
            ))))
            for name in draw(st.lists(TITLES.filter(lambda each, title=title: each != title), min_size=1, max_size=3, unique=True))
        ]  # fmt: skip
        goals.append(Goal("", title, tuple(strategies)))
    return numbered(Plan("", tuple(goals)))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(plan=plans(), layout=st.sampled_from(sorted(LAYOUTS)), words=st.sampled_from(sorted(WORDS)))
def test_whatever_a_plan_says_it_is_read_back(plan: Plan, layout: str, words: str) -> None:
    gold = replace(plan, title=WORDS[words].title)
    data = LAYOUTS[layout](gold, WORDS[words])
    found = read_plan(data, layout)
    assert f1(gold, found) >= 0.98, difference(gold, found)
    assert not lost(data, found, WORDS[words])
