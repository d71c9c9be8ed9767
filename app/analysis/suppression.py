"""Hides small counts, and then the counts that would give them away.

Primary and complementary suppression as in Hundepool et al., "Handbook on Statistical Disclosure Control" (2010), for
one row of counts.
"""

from collections.abc import Collection, Mapping


def suppress(
    counts: Mapping[str, int], minimum_n: int, total_shown: bool = True, unshown: Collection[str] = ()
) -> dict[str, int | None]:
    """Return the counts with None for every one that must not be shown; the order stays.

    A count below `minimum_n` is hidden, 0 as well: that nobody of a small group said something is also a statement
    about everybody in it. When the total is known (`total_shown`), what is hidden could be worked out from the rest; so
    the smallest visible counts are hidden too, until at least two are hidden that add up to `minimum_n` or more.
    `unshown` are groups that are hidden whatever their count, because another table hides them.
    """
    hidden = {group for group, n in counts.items() if n < minimum_n or group in unshown}
    visible = sorted((group for group in counts if group not in hidden), key=lambda group: (counts[group], group))
    if total_shown and hidden:
        while visible and (len(hidden) < 2 or sum(counts[group] for group in hidden) < minimum_n):
            hidden.add(visible.pop(0))
    return {group: None if group in hidden else n for group, n in counts.items()}
