"""What very many comments take on two free cores, roughly, and what the fast path costs (``make scale`` measures the loss).

The paces are rounded down: the encoder's from processor time per comment of shorter runs, its student's from a run of a million, which
took 47 minutes beside other work.
"""

import math

PER_HOUR = 100_000  # comments, by the encoder
PER_MINUTE = 15_000  # by its student, with what the encoder reads again
# Share of bcubed_f1 that the student alone loses beside both together, explored, on the district where it loses most.
LOST = 0.05


def hours(comments: int) -> int:
    """Return about how many hours the encoder takes, at least one."""
    return max(1, round(comments / PER_HOUR))


def minutes(comments: int) -> int:
    """Return about how many minutes its student takes."""
    return max(1, math.ceil(comments / PER_MINUTE))
