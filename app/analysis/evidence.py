"""Counts that support a theme: how many said it, by group."""

from collections.abc import Mapping, Sequence

import pandas as pd

from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import once

Prevalence = Mapping[str, Mapping[str, tuple[int, int]]]


def prevalence_by(codings: Sequence[Coding], comments: Sequence[Comment], dimension: str) -> Prevalence:
    """Return {theme: {group: (n, total)}} for a dimension such as ``audience``, unsuppressed.

    `n` counts the group's comments with the theme, `total` its coded comments. Comments that do not say their group are
    left out; ``language`` is the language that was found, not the one of the form. Copies count once.
    """
    groups = {comment.id: comment.groups.get(dimension) for comment in comments}
    rows = [
        (coding.comment_id, coding.language if dimension == "language" else groups.get(coding.comment_id), theme)
        for coding in once(codings)
        for theme in coding.themes
    ]
    table = pd.DataFrame(rows, columns=["comment", "group", "theme"]).dropna(subset=["group"])
    totals = table.groupby("group")["comment"].nunique()
    counts = pd.crosstab(table["theme"], table["group"]).reindex(columns=totals.index, fill_value=0)
    return {
        str(theme): {str(group): (int(n), int(totals[group])) for group, n in row.items()}
        for theme, row in counts.iterrows()
    }
