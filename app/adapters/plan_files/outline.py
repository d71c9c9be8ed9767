"""Tells which headings and lines of a document are goals, strategies and steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.adapters.plan_files.blocks import Block, Heading, Line, Table
from app.adapters.plan_files.columns import FIELDS, find_heading_row, told_by, told_by_label
from app.adapters.plan_files.numbering import GOAL, STEP, STRATEGY, strip_numbering

LONGEST_TITLE = 220  # characters: longer lines are prose, whatever their number
WHOLE_PLAN = re.compile(r"\bplan\b|\b20\d\d\b|\bdistrict\b|\bdistrito\b", re.IGNORECASE)


@dataclass(frozen=True)
class Outline:
    """How this document marks its levels.

    `goal_heading` and `strategy_heading` are heading levels (None: no such level). `list_goal_depth` is 0 when goals
    are list items, as in a list of three levels without any headings. `labelled` tells that goals carry a label.
    """

    goal_heading: int | None
    strategy_heading: int | None
    labelled: bool
    list_depths: int
    numbered_lines: bool
    below_goal: frozenset[int]  # ids of headings that something is listed under

    def place(self, block: Heading | Line) -> tuple[int | None, str]:
        """Return the level of a heading or line (None: not a part of the plan) and its title."""
        named = strip_numbering(block.text)
        if len(block.text) <= LONGEST_TITLE and named.level is not None and (named.title or isinstance(block, Heading)):
            return named.level, named.title or block.text
        if isinstance(block, Heading):
            return self._heading_level(block, named.depth), named.title or block.text
        return self._line_level(block, named.depth), block.text if block.depth is not None else named.title

    def is_detail(self, block: Heading | Line) -> bool:
        """Tell whether a line is a list item below a step."""
        step_depth = 2 if self._lists_whole_plan else 0
        return isinstance(block, Line) and block.depth is not None and block.depth > step_depth

    def outranks_goals(self, heading: Heading) -> bool:
        """Tell whether a heading that is no part of the plan ends the goal before it."""
        return self.goal_heading is None or heading.level <= self.goal_heading

    @property
    def _lists_whole_plan(self) -> bool:
        return self.goal_heading is None and not self.labelled and self.list_depths >= 3

    def _heading_level(self, heading: Heading, depth: int | None) -> int | None:
        if heading.level == 0:
            return None
        if depth in (STRATEGY, STEP):
            return depth
        if self.labelled:
            return self._below_labelled(heading)
        if heading.level == self.goal_heading and id(heading) in self.below_goal:
            return GOAL
        if heading.level == self.strategy_heading and id(heading) in self.below_goal:
            return STRATEGY
        return None

    def _below_labelled(self, heading: Heading) -> int | None:
        deeper = self.goal_heading is not None and heading.level > self.goal_heading
        return STRATEGY if deeper and id(heading) in self.below_goal and not told_by(heading.text) else None

    def _line_level(self, line: Line, depth: int | None) -> int | None:
        if len(line.text) > 2 * LONGEST_TITLE:
            return None
        if self._lists_whole_plan and line.depth is not None:
            return min(line.depth + 1, STEP)
        if line.depth is not None:
            return STEP
        if self.numbered_lines and depth is not None and len(line.text) <= LONGEST_TITLE:
            return min(depth, STEP)
        label, _, value = line.text.partition(":")
        return STEP if value.strip() and len(label) <= 40 and told_by_label(label) in FIELDS else None


def read_outline(blocks: Sequence[Block]) -> Outline:
    """Find out how a document marks its levels."""
    headings = [block for block in blocks if isinstance(block, Heading) and block.level > 0]
    below = _headings_with_something_below(blocks)
    labelled = [each for each in headings if strip_numbering(each.text).level == GOAL]
    lines = [block for block in blocks if isinstance(block, Line)]
    labelled_lines = any(strip_numbering(line.text).level == GOAL for line in lines if len(line.text) <= LONGEST_TITLE)
    goal, strategy = _heading_levels(headings, labelled, below, blocks)
    return Outline(
        goal_heading=goal,
        strategy_heading=strategy,
        labelled=bool(labelled) or labelled_lines,
        list_depths=len({line.depth for line in lines if line.depth is not None}),
        numbered_lines=any(strip_numbering(line.text).depth == STRATEGY for line in lines if line.depth is None),
        below_goal=below,
    )


def _heading_levels(
    headings: Sequence[Heading], labelled: Sequence[Heading], below: frozenset[int], blocks: Sequence[Block]
) -> tuple[int | None, int | None]:
    if labelled:
        return min(each.level for each in labelled), None
    used = [each for each in headings if id(each) in below]
    levels = sorted({each.level for each in used})
    first = [each for each in used if each.level == levels[0]] if levels else []
    titled = any(isinstance(block, Heading) and block.level == 0 for block in blocks)
    if len(levels) > (2 if titled else 1) and len(first) == 1 and WHOLE_PLAN.search(first[0].text):
        levels = levels[1:]
    if not levels:
        return None, None
    if len(levels) == 1 or _tables_name_strategies(blocks):
        return levels[0] if len(levels) == 1 else levels[-1], None
    return levels[-2], levels[-1]


def _headings_with_something_below(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the ids (of the objects) of headings with a plan's table or a list under them or their subheadings."""
    found: set[int] = set()
    above: list[Heading] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [each for each in above if each.level < block.level] + [block]
        elif _is_content(block):
            found.update(id(each) for each in above)
    return frozenset(found)


def _is_content(block: Block) -> bool:
    """Tell whether a block may hold action steps."""
    if isinstance(block, Table):
        return find_heading_row(block.rows) is not None
    return isinstance(block, Line) and block.depth is not None


def _tables_name_strategies(blocks: Sequence[Block]) -> bool:
    found = [find_heading_row(block.rows) for block in blocks if isinstance(block, Table)]
    return any(each is not None and each[1].has("strategy") for each in found)
