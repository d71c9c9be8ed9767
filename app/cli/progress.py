"""Tells how far long work is: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.analysis.ports import Progress


@contextmanager
def progress() -> Iterator[Progress]:
    """Yield a callable that shows the progress of each stage on standard error."""
    told: dict[str, int] = {}
    terminal = sys.stderr.isatty()

    def tell(stage: str, done: int, of: int) -> None:
        tenth = 10 * done // of if of else 10
        if told.get(stage) == tenth and not (terminal and done == of):
            return
        told[stage] = tenth
        if terminal:
            bar = ("#" * tenth).ljust(10, ".")
            click.echo(f"\r{stage:<12} [{bar}] {done}/{of}", nl=done == of, err=True)
        else:
            click.echo(f"{stage}: {done} of {of}", err=True)

    yield tell
