"""Gives groups ids that last: a group that an earlier analysis already knew keeps its id."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from app.analysis.grouping import Group
from app.analysis.themes import Analysis, Theme

SAME = 0.8  # cosine of two centres from which they are the same theme
SAME_MEMBERS = 0.4  # share of the comments of two themes that are in both, from which they are the same


def name_ids(groups: Sequence[Group], members: Sequence[Iterable[str]], known: Sequence[Theme]) -> list[str]:
    """Return an id for each group: its code's or its family's, that of the known theme it continues, or a new one.

    `members` are the texts of each group; equal texts give equal new ids. Known themes are matched one to one, so that
    the sum of likenesses is greatest (Kuhn 1955).
    """
    ids = [_fixed_id(group) for group in groups]
    for at, theme in _continued(groups, known):
        ids[at] = theme.id
    taken = {each for each in ids if each} | {theme.id for theme in known}
    for at, texts in enumerate(members):
        if not ids[at]:
            ids[at] = _new_id(texts, taken)
            taken.add(ids[at])
    return ids


def theme_of_family(family: str) -> str:
    """Return the id of the theme that a family of school-voice codes makes, the same in every analysis."""
    return f"about-{family}"


def _fixed_id(group: Group) -> str:
    if group.code is not None:
        return group.code.id
    return theme_of_family(group.family) if group.family else ""


def keep_ids(found: Analysis, last: Analysis) -> Analysis:
    """Return what was found with the ids of the last analysis for themes of mostly the same comments.

    For two analyses by different encoders, whose centres cannot be compared: what people decided about a theme stays.
    """
    now, before = _members(found), _members(last)
    new, old = [each for each in now if each not in before], [each for each in before if each not in now]
    if not new or not old:
        return found
    shared = np.array([[len(now[a] & before[b]) / len(now[a] | before[b]) for b in old] for a in new])
    pairs = zip(*linear_sum_assignment(-shared), strict=True)
    ids = {new[row]: old[column] for row, column in pairs if shared[row, column] >= SAME_MEMBERS}
    return Analysis(
        tuple(each.renamed(lambda theme: ids.get(theme, theme)) for each in found.codings),
        tuple(replace(theme, id=ids.get(theme.id, theme.id)) for theme in found.themes),
    )


def _members(analysis: Analysis) -> dict[str, set[str]]:
    """Return the comments of each theme that is no code, by the theme that they speak of first."""
    members: dict[str, set[str]] = {theme.id: set() for theme in analysis.themes if not theme.code}
    for coding in analysis.codings:
        if coding.themes and coding.themes[0] in members:
            members[coding.themes[0]].add(coding.comment_id)
    return {theme: comments for theme, comments in members.items() if comments}


def _continued(groups: Sequence[Group], known: Sequence[Theme]) -> list[tuple[int, Theme]]:
    codes = {group.code.id for group in groups if group.code}
    found = [at for at, group in enumerate(groups) if not _fixed_id(group)]
    size = groups[0].centre.nbytes if groups else 0
    earlier = [theme for theme in known if len(theme.centroid) == size and theme.id not in codes and not theme.code]
    fixed = set(map(_fixed_id, groups))
    earlier = [theme for theme in earlier if theme.id not in fixed]
    if not found or not earlier:
        return []
    centres = np.stack([np.frombuffer(theme.centroid, np.float32) for theme in earlier])
    likeness = np.stack([groups[at].centre for at in found]) @ centres.T
    pairs = zip(*linear_sum_assignment(-likeness), strict=True)
    return [(found[row], earlier[column]) for row, column in pairs if likeness[row, column] >= SAME]


def _new_id(texts: Iterable[str], taken: set[str]) -> str:
    digest = hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()
    return next(new for length in range(6, 64) if (new := f"t-{digest[:length]}") not in taken)
