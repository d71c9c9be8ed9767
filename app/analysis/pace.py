"""What very many comments take, and what the fast path costs: as ``make scale`` measured it on two cores."""

import math

PER_HOUR = 60_000  # comments, by the encoder
PER_MINUTE = 20_000  # by its student
LOST = 0.35  # share of bcubed_f1 that the student loses, explored, on the district where it loses most


def hours(comments: int) -> int:
    """Return about how many hours the encoder takes, at least one."""
    return max(1, round(comments / PER_HOUR))


def minutes(comments: int) -> int:
    """Return about how many minutes its student takes."""
    return max(1, math.ceil(comments / PER_MINUTE))
