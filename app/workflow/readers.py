"""Readers code a sample of comments blind; how far they agree, with one another and with the software."""

import secrets

import numpy as np

from app.analysis.agreement import NONE, Standing, standing_of, stratified
from app.store import readings, reviewed
from app.store.database import transaction
from app.store.tables import ReadingSample

SMALLEST, USUAL, LARGEST = 20, 50, 300  # comments of a sample


class ReadingError(ValueError):
    """`reason` is a word: ``size``, ``none`` (no themes or too few comments), ``comment`` or ``theme`` (there is no such)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def draw(cycle_id: int, size: int, by: str) -> int:
    """Draw a sample of coded comments, stratified over languages, and return its id. Raises ReadingError.

    What may tell of danger is left out: not everybody may read it.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ReadingError("size")
    found = reviewed.outcome(cycle_id)
    themes, read = ([theme for theme in found.themes if theme.size], found.readable()) if found else ([], {})
    if not found or len(themes) < 2 or len(read) < SMALLEST:
        raise ReadingError("none")
    chosen = stratified(read, size, np.random.default_rng(secrets.randbits(64)))
    machine = {each.comment_id: (*each.themes, NONE)[0] for each in found.codings(chosen)}
    with transaction():
        return readings.add(cycle_id, chosen, [(t.id, t.label, dict(t.labels)) for t in themes], machine, by).id


def code(sample: ReadingSample, reader: str, comment: str, theme: str) -> None:
    """Keep which theme a reader finds in a comment. Raises ReadingError."""
    if comment not in sample.comments:
        raise ReadingError("comment")
    if theme not in {NONE, *(each[0] for each in sample.themes)}:
        raise ReadingError("theme")
    with transaction():
        readings.put(sample.id, reader, comment, theme)


def standing(sample: ReadingSample) -> Standing:
    """Return how far a sample is read, and how far those agree who have read everything."""
    return standing_of(sample.comments, sample.machine, readings.of_sample(sample.id))
